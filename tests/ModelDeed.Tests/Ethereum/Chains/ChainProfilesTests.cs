using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Chains;

public sealed class ChainProfilesTests : IDisposable
{
    private const string Secret = "https://node.example/v3/0123456789abcdef";

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ChainProfiles Load(string? json = null)
    {
        if (json is not null) File.WriteAllText(Path.Combine(_folder, "chains.json"), json);
        return ChainProfiles.Load(_folder);
    }

    [Fact]
    public void The_chains_that_come_with_it_are_valid_and_unlike()
    {
        IReadOnlyList<ChainProfile> all = Load().All;
        Assert.Equal(["embedded", "ethereum", "polygon", "avalanche", "sepolia", "amoy", "fuji"], all.Select(chain => chain.Name));
        Assert.Equal([31337UL, 1, 137, 43114, 11155111, 80002, 43113], all.Select(chain => chain.ChainId));
        Assert.All(all.Skip(1), chain => Assert.NotEmpty(chain.Nodes));
        Assert.Equal("https://etherscan.io/block/7", all[1].Explorer!.Block(7));
    }

    [Fact]
    public void The_embedded_chain_is_chosen_until_another_is()
    {
        Assert.True(Load().Current().IsEmbedded);
        Load().Use("polygon");
        Assert.Equal("polygon", Load().Current().Name);
    }

    [Fact]
    public void A_chain_of_ones_own_has_every_field()
    {
        ChainProfiles all = Load("""
            { // a consortium
              "hospital-net": { "chainId": 7001, "rpc": ["https://a.example/key", "http://10.0.0.5:8545"], "finality": 3,
                "currency": { "name": "Care", "symbol": "CARE", "decimals": 6 }, "explorer": { "transaction": "https://x.example/{}" }, "feeCapGwei": 7, "silentMinutes": 3, "test": true, },
              "quiet-net": { "chainId": 7002, "rpc": ["https://a.example"], "silentMinutes": 0 },
            }
            """);
        ChainProfile own = all.Find("hospital-net");
        Assert.Equal((TimeSpan.FromMinutes(3), null, TimeSpan.FromMinutes(10)), (own.Silence, all.Find("quiet-net").Silence, all.Find("ethereum").Silence));
        Assert.Equal((7001UL, 2, 7_000_000_000UL, true), (own.ChainId, own.Nodes.Count, own.FeeCap, own.IsTest));
        Assert.Equal(new FinalityRule.Confirmations(3), own.Finality);
        Assert.Equal(new Currency("Care", "CARE", 6), own.Currency);
        Assert.Null(own.Explorer!.Block(1));
    }

    [Fact]
    public void A_known_chain_can_be_given_another_node()
    {
        ChainProfile ethereum = Load($$"""{ "ethereum": { "rpc": ["{{Secret}}"] } }""").Find("ethereum");
        Assert.Equal("node.example", ethereum.Nodes.Single().Host);
        Assert.Equal(KnownChains.Ethereum.Finality, ethereum.Finality);
        Assert.DoesNotContain("0123456789abcdef", ethereum + string.Concat(ethereum.Nodes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""[]""", "the file: expected an object")]
    [InlineData("""{ "X": {} }""", "X: a name has")]
    [InlineData("""{ "own": [] }""", "own: expected an object")]
    [InlineData("""{ "own": {} }""", "own: chainId is missing")]
    [InlineData("""{ "own": { "chainId": 0 } }""", "own.chainId: expected a whole number from 1")]
    [InlineData("""{ "own": { "chainId": 1.5 } }""", "own.chainId: expected a whole number")]
    [InlineData("""{ "own": { "chainId": 5 } }""", "own: rpc is missing")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": [] } }""", "own.rpc: expected a list")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": "http://x" } }""", "own.rpc: expected a list")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": ["http://x", "ftp://x/0123456789abcdef"] } }""", "own.rpc[1]: An RPC URL starts with http")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": ["http://x"], "finality": "soon" } }""", "own.finality: expected \"finalized\"")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": ["http://x"], "finality": 0 } }""", "own.finality: expected a whole number from 1")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": ["http://x"], "currency": { "decimals": 6 } } }""", "own.currency: symbol is missing")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": ["http://x"], "explorer": { "block": "javascript:{}" } } }""", "own.explorer.block: expected an http")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": ["http://x"], "chainID": 6 } }""", "own.chainID: there is no such field")]
    [InlineData("""{ "own": { "chainId": 5, "rpc": ["http://x"], "silentMinutes": -1 } }""", "own.silentMinutes: expected a whole number from 0")]
    [InlineData("""{ "polygon": { "chainId": 5 } }""", "polygon.chainId: polygon is chain 137")]
    [InlineData("""{ "embedded": { "rpc": ["http://x"] } }""", "embedded.rpc: the embedded chain has no other node")]
    [InlineData("""{ "polygon": {}, "polygon": {} }""", "not valid JSON, or a name stands twice")]
    [InlineData("""{ "polygon": { "rpc": ["https://x/0123456789abcdef" } """, "line 1: not valid JSON")]
    public void A_mistake_is_named_by_file_and_field_without_secrets(string json, string problem)
    {
        ChainProfileException e = Assert.Throws<ChainProfileException>(() => Load(json));
        Assert.Contains("chains.json", e.Message, StringComparison.Ordinal);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcdef", e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_lists_the_known() =>
        Assert.Contains("embedded, ethereum", Assert.Throws<ChainProfileException>(() => Load().Use("etherium")).Message, StringComparison.Ordinal);

    [Fact]
    public void Demo_keys_are_for_the_embedded_chain_only()
    {
        using PrivateKey key = DemoAccounts.Key(0, KnownChains.Embedded);
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", key.Address.ToString());
        Assert.All(KnownChains.All.Skip(1), chain => Assert.Throws<InvalidOperationException>(() => DemoAccounts.Key(0, chain)));
    }
}
