using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Search;

namespace ModelDeed.Server;

/// <summary>The chain, its node and the index's database, open for a server or for one command.</summary>
internal sealed class ServerChain : IAsyncDisposable
{
    private readonly EmbeddedChain? _embedded;
    private readonly JsonRpcClient _client;

    private ServerChain(ServerOptions options, ChainProfile profile, EmbeddedChain? embedded)
    {
        (Home, Profile, _embedded) = (options.Home, profile, embedded);
        _client = profile.Connect(new RpcOptions());
        Node = new EthereumNode(_client);
        Database = Database.Of(options.Connection, options.IndexFolder);
        Search = new SearchIndexer(Database.Dialect, MarketTables.Cards);
        Target = new IndexTarget(Database, profile.ChainId, MarketProjections.Of(profile)) { Followers = [Search] };
        Indexer = new Indexer(Node, Target, new IndexerOptions
        {
            FirstBlock = options.FirstBlock,
            Finality = profile.Finality,
            Silence = profile.Silence,
            Poll = TimeSpan.FromMilliseconds(profile.Nodes.All(node => node.IsLoopback) ? 200 : 2_000),
        }, TimeProvider.System);
    }

    /// <summary>Where documents are kept beside the index.</summary>
    public string Home { get; }

    public ChainProfile Profile { get; }

    public EthereumNode Node { get; }

    public Database Database { get; }

    public SearchIndexer Search { get; }

    public IndexTarget Target { get; }

    public Indexer Indexer { get; }

    /// <summary>Opens the chain; the embedded one is started where nobody runs it yet.</summary>
    public static async Task<ServerChain> Open(ServerOptions options, CancellationToken ct)
    {
        EmbeddedChain? embedded = options.Chain.IsEmbedded
            ? await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Path.Combine(options.Home, "embedded-chain"), ChainId = options.Chain.ChainId }, ct) : null;
        return new ServerChain(options, embedded?.Profile ?? options.Chain, embedded);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _client.Dispose();
        if (_embedded is not null) await _embedded.DisposeAsync();
    }
}
