namespace ModelDeed.Ethereum;

/// <summary>The profiles that come with ModelDeed. Public nodes are shared and limited: a node of one's own serves better.</summary>
public static class KnownChains
{
    private const ulong Gwei = 1_000_000_000;

    private static readonly Currency Ether = new("Ether", "ETH", 18);
    private static readonly Currency Pol = new("POL", "POL", 18);
    private static readonly Currency Avax = new("Avalanche", "AVAX", 18);

    /// <summary>A single anvil on this machine: what stands in a block stays there.</summary>
    public static ChainProfile Embedded { get; } = new()
    {
        Name = ChainProfile.EmbeddedName,
        ChainId = 31337,
        Nodes = [],
        Finality = new FinalityRule.Confirmations(1),
        Currency = new Currency("Demo Ether", "ETH", 18),
        Silence = null,
        IsTest = true,
    };

    /// <summary>Ethereum's main net; final after two epochs, about 13 minutes.</summary>
    public static ChainProfile Ethereum { get; } = new()
    {
        Name = "ethereum",
        ChainId = 1,
        Nodes = Nodes("https://ethereum-rpc.publicnode.com", "https://eth.drpc.org"),
        Finality = new FinalityRule.FinalizedTag(),
        Currency = Ether,
        Explorer = ExplorerLinks.At("https://etherscan.io"),
        FeeCap = 1_000 * Gwei,
    };

    /// <summary>Polygon's proof-of-stake chain; final by Heimdall's milestones, seconds.</summary>
    public static ChainProfile Polygon { get; } = new()
    {
        Name = "polygon",
        ChainId = 137,
        Nodes = Nodes("https://polygon-bor-rpc.publicnode.com", "https://polygon-rpc.com"),
        Finality = new FinalityRule.FinalizedTag(),
        Currency = Pol,
        Explorer = ExplorerLinks.At("https://polygonscan.com"),
    };

    /// <summary>Avalanche's C-Chain; a node shows accepted blocks only, and those are final.</summary>
    public static ChainProfile Avalanche { get; } = new()
    {
        Name = "avalanche",
        ChainId = 43114,
        Nodes = Nodes("https://api.avax.network/ext/bc/C/rpc", "https://avalanche-c-chain-rpc.publicnode.com"),
        Finality = new FinalityRule.Confirmations(1),
        Currency = Avax,
        Explorer = ExplorerLinks.At("https://snowtrace.io"),
        FeeCap = 2_000 * Gwei,
    };

    /// <summary>Ethereum's test net.</summary>
    public static ChainProfile Sepolia { get; } = Ethereum with
    {
        Name = "sepolia",
        ChainId = 11155111,
        Nodes = Nodes("https://ethereum-sepolia-rpc.publicnode.com"),
        Currency = new Currency("Sepolia Ether", "ETH", 18),
        Explorer = ExplorerLinks.At("https://sepolia.etherscan.io"),
        IsTest = true,
    };

    /// <summary>Polygon's test net.</summary>
    public static ChainProfile Amoy { get; } = Polygon with
    {
        Name = "amoy",
        ChainId = 80002,
        Nodes = Nodes("https://polygon-amoy-bor-rpc.publicnode.com", "https://rpc-amoy.polygon.technology"),
        Explorer = ExplorerLinks.At("https://amoy.polygonscan.com"),
        IsTest = true,
    };

    /// <summary>Avalanche's test net.</summary>
    public static ChainProfile Fuji { get; } = Avalanche with
    {
        Name = "fuji",
        ChainId = 43113,
        Nodes = Nodes("https://api.avax-test.network/ext/bc/C/rpc", "https://avalanche-fuji-c-chain-rpc.publicnode.com"),
        Explorer = ExplorerLinks.At("https://testnet.snowtrace.io"),
        IsTest = true,
    };

    /// <summary>All of them, <c>embedded</c> first.</summary>
    public static IReadOnlyList<ChainProfile> All { get; } = [Embedded, Ethereum, Polygon, Avalanche, Sepolia, Amoy, Fuji];

    private static RpcEndpoint[] Nodes(params string[] urls) => [.. urls.Select(url => new RpcEndpoint(url))];
}
