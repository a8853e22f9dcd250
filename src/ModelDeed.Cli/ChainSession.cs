using System.CommandLine;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Sealing;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>A connection to the chosen chain, checked: the node answers, and for the right chain.</summary>
internal sealed class ChainSession : IAsyncDisposable
{
    private readonly EmbeddedChain? _embedded;
    private readonly JsonRpcClient _client;

    private ChainSession(ChainProfile profile, EmbeddedChain? embedded)
    {
        (Profile, _embedded) = (profile, embedded);
        _client = profile.Connect(new RpcOptions());
        Node = new EthereumNode(_client);
        Contracts = ContractSet.Of(profile);
        Reader = new TitleReader(Node, Titles, 0);
    }

    public ChainProfile Profile { get; }

    public EthereumNode Node { get; }

    /// <summary>The contracts of this chain.</summary>
    public ContractSet Contracts { get; }

    /// <summary>The <c>Titles</c> contract of this chain.</summary>
    public Address Titles => Contracts.Titles;

    public TitleReader Reader { get; private set; }

    /// <summary>Reads what titles offer.</summary>
    public OfferReader Offers => new(Node, Contracts.Offers, Contracts.Licensing, FirstBlock);

    /// <summary>Reads licenses.</summary>
    public LicenseReader Licenses => new(Node, Contracts.Licensing, Titles, FirstBlock);

    /// <summary>Reads what <c>Royalties</c> has logged.</summary>
    public IncomeReader Income => new(Node, Contracts.Royalties, FirstBlock);

    /// <summary>Reads what <c>Shares</c> and its tokens have logged.</summary>
    public SharesReader Divisions => new(Node, Contracts.Shares, FirstBlock);

    /// <summary>Reads orders' standing, auctions and descriptions.</summary>
    public MarketReader Market => new(Node, Contracts.Market, Titles, FirstBlock);

    /// <summary>Reads the directory of custodians; those on this machine count on the embedded chain alone.</summary>
    public CustodianDirectory Custodians => new(Node, Contracts.Custodians, FirstBlock, Profile.IsEmbedded);

    /// <summary>Reads which sealed packages are published.</summary>
    public PackageDirectory Packages => new(Node, Contracts.Packages, FirstBlock);

    /// <summary>No log of ours lies before this block.</summary>
    public ulong FirstBlock { get; private set; }

    /// <summary>Opens the chain that <c>--chain</c> names, or the one in use.</summary>
    public static async Task<ChainSession> Open(Shell shell, ParseResult parsed, CancellationToken ct) =>
        await Open(shell, Chains.Choose(shell, parsed.GetValue(ChainOptions.Chain)), ct);

    public static async Task<ChainSession> Open(Shell shell, ChainProfile profile, CancellationToken ct)
    {
        Home home = new(shell.Environment);
        EmbeddedChain? embedded = profile.IsEmbedded
            ? await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Home.Create(home.Chain), ChainId = profile.ChainId }, ct) : null;
        ChainSession session = new(embedded?.Profile ?? profile, embedded);
        try
        {
            ulong id = await session.Node.ChainId(ct);
            if (id != profile.ChainId)
                throw Refusal.Chain("wrong-chain", $"The node says that it is chain {id}, but {profile.Name} is chain {profile.ChainId}.", "Nothing was signed. Check the RPC URL of the profile.");
            session.FirstBlock = Deployments.FirstBlock(home, profile);
            session.Reader = new TitleReader(session.Node, session.Titles, session.FirstBlock);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Says what to do when the contracts aren't there.</summary>
    public async Task RequireContracts(CancellationToken ct)
    {
        foreach (ContractDeployment contract in Contracts.All)
            if ((await Node.Code(contract.Address, BlockTag.Latest, ct)).Length == 0)
                throw Refusal.Chain("not-deployed", $"{Profile.Name} has no contract {contract.Name} at {contract.Address}.", "Deploy it: deed deploy (anybody may, once for all).");
    }

    /// <summary>Seconds since 1970 that the next block will have at least: the latest block's, or this machine's clock where that is ahead.</summary>
    public async Task<ulong> Now(TimeProvider clock, CancellationToken ct)
    {
        Block latest = await Node.Block(BlockTag.Latest, ct) ?? throw Refusal.Chain("rpc", "The node has no latest block.", "Try again, or use another node.");
        return Math.Max(latest.Header.Timestamp, (ulong)clock.GetUtcNow().ToUnixTimeSeconds());
    }

    /// <summary>Returns once the block can't be lost by a crash of this machine (the embedded chain's; others take care of themselves).</summary>
    public Task Secure(ulong block, CancellationToken ct) => _embedded?.Secure(block, ct) ?? Task.CompletedTask;

    /// <summary>The contracts' own names for why they refused.</summary>
    public static RevertReason Explain(ReadOnlySpan<byte> revertData) => RevertReason.Decode(revertData, ContractSet.Errors);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_embedded is not null) await _embedded.DisposeAsync();
    }
}
