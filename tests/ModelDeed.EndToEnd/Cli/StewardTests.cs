using System.Text.Json;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Shares hold a title of demo-1's and demo-2's, and demo-3 is their steward: what he does with a holder's commands.</summary>
public sealed class StewardTests : IncomeFixture
{
    private string _title = "", _share = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _title = await Title("Model", "demo-1");
        await Finalize();
        _share = (await Done("shares", "divide", _title, "--name", "Model shares", "--symbol", "MDL", "--to", "demo-1:600", "--to", "demo-2:400", "--steward", "demo-3", "--yes")).Text("share");
    }

    [Fact]
    public async Task The_steward_sells_licenses_for_the_holders_and_a_stranger_does_not()
    {
        string[] publish = ["terms", "publish", _title, "--template", "commercial", "--price", "0.05", "--territory", "EU"];
        foreach (string other in (string[])["demo-4", "demo-1"]) // a stranger, and who holds most shares
            Assert.Contains($"their steward is {Demo3}", (await Refused(1, "not-steward", [.. publish, "--account", other, "--yes"])).Text("message"), StringComparison.Ordinal);
        Assert.Contains($"as the steward of the shares {_share}", (await DeedAsked("n\n", [.. publish, "--account", "demo-3"])).Error, StringComparison.Ordinal);
        string terms = (await Done([.. publish, "--account", "demo-3", "--yes"])).Text("termsId");

        string[] buy = ["license", "buy", _title, "--territory", "DE", "--account", "demo-5", "--yes"];
        Assert.Equal("valid", (await Done(buy)).Text("state"));
        // What was paid is the share holders': not the steward's.
        Assert.Equal("50000000000000000", await Balance(_title, _share, "0x0000000000000000000000000000000000000000"));
        await Refused(1, "nothing-due", "withdraw", _title, "--account", "demo-3", "--yes");
        Assert.Equal("30000000000000000", Assert.Single((await Done("shares", "claim", _title, "--yes")).GetProperty("withdrawn").EnumerateArray()).Text("amount"));

        await Refused(1, "not-steward", "terms", "withdraw", _title, terms, "--account", "demo-4", "--yes");
        await Done("terms", "withdraw", _title, terms, "--end-renewals", "--account", "demo-3", "--yes");
        await Refused(3, "Offers_NotOpen", [.. buy, "--terms", terms]);
        await Done("terms", "reopen", _title, terms, "--allow-renewals", "--account", "demo-3", "--yes");
        Assert.Equal("valid", (await Done([.. buy, "--terms", terms])).Text("state"));
    }

    [Fact]
    public async Task The_steward_grants_signs_takes_back_and_publishes_a_version()
    {
        await Done("terms", "publish", _title, "--template", "commercial", "--price", "0.05", "--territory", "EU", "--account", "demo-3", "--yes");
        string[] grant = ["license", "grant", _title, "--licensee", Demo2, "--territory", "DE"];
        await Refused(1, "not-steward", [.. grant, "--account", "demo-4", "--yes"]);
        JsonElement granted = await Done([.. grant, "--account", "demo-3", "--yes"]);
        Assert.Equal(("valid", Demo2), (granted.Text("state"), granted.Text("licensee")));

        string kept = await Voucher("kept"), lost = await Voucher("lost");
        Assert.Equal("valid", (await Done("license", "grant", "--voucher", kept, "--account", "demo-5", "--yes")).Text("state"));
        await Refused(1, "not-steward", "license", "cancel", "--voucher", lost, "--account", "demo-4", "--yes");
        await Done("license", "cancel", "--voucher", lost, "--account", "demo-3", "--yes");
        await Refused(3, "Licensing_NonceUsed", "license", "grant", "--voucher", lost, "--account", "demo-5", "--yes");

        string[] version = ["version", "publish", Write("v2.bin", "weights, retrained"), "--title", _title];
        await Refused(1, "not-steward", [.. version, "--account", "demo-1", "--yes"]);
        Assert.Equal(2ul, (await Done([.. version, "--account", "demo-3", "--yes"])).Number("number"));
        // What no steward may: the contract has no way for it.
        Assert.NotEqual(0, (await Deed("transfer", _title, "demo-3", "--account", "demo-3", "--yes")).Exit);
        Assert.Equal(_share, await Cast("call", Contracts.Titles.ToString(), "ownerOf(uint256)(address)", Id(_title)));
    }

    /// <summary>Priority is the holder's, and that is the shares' token: its evidence the steward signs for it (EIP-1271). His own proves nothing here.</summary>
    [Fact]
    public async Task The_steward_publishes_a_version_on_evidence_of_the_shares()
    {
        string path = Write("v2.bin", "weights, retrained"), evidence = Path.Combine(Work, "shares.deed");
        await Done("anchor", path, "--account", "demo-3", "--yes");
        string[] version = ["version", "publish", path, "--title", _title, "--account", "demo-3", "--yes", "--evidence"];
        Assert.Contains(_share, (await Refused(1, "other-owner", [.. version, path + ".deed"])).Text("message"), StringComparison.Ordinal);
        Hash32 fingerprint = EvidenceJson.Read(await File.ReadAllBytesAsync(path + ".deed")).Leaf.Fingerprint;

        using JsonRpcClient client = new([new RpcEndpoint(Url)], new RpcOptions());
        EthereumNode node = new(client);
        AnchorBatch batch = AnchorBatch.Of(Address.Parse(_share), [fingerprint]);
        Hash32 sent = Hash32.Parse(JsonDocument.Parse(await Cast("send", AnchorsDeployment.Address.ToString(), Hex.Encode(new AnchorsContract.AnchorCall(batch.Root).Encode()), "--from", Demo3, "--unlocked", "--json")).RootElement.Text("transactionHash"));
        LogProof proof = await LogProofs.Collect(node, (await node.Receipt(sent, CancellationToken.None))!, 0, CancellationToken.None);
        using PrivateKey steward = DemoAccounts.Key(2, KnownChains.Embedded);
        OwnerStatement statement = new() { ChainId = 31337, Contract = AnchorsDeployment.Address, ManifestDigest = Hash32.Zero, Text = OwnerStatement.Declaration };
        statement = statement with { Signature = [.. steward.Sign(statement.Digest(batch.Leaves[0], batch.Root)).ToArray()] };
        await File.WriteAllBytesAsync(evidence, EvidenceJson.Write(new Evidence { Leaf = batch.Leaves[0], Root = batch.Root, Proof = [.. batch.Tree.Proof(0)], Statement = statement, Anchored = proof }));
        ulong anchored = (await node.Block(BlockTag.At(proof.BlockNumber), CancellationToken.None))!.Header.Timestamp;
        await Pass(5);

        Assert.Equal(2ul, (await Done([.. version, evidence])).Number("number"));
        string priority = await Cast("call", Contracts.Titles.ToString(), "priorityOf(bytes32)(uint40)", fingerprint.ToString());
        Assert.Equal($"{anchored}", priority.Split(' ')[0]);
    }

    private async Task<string> Voucher(string name)
    {
        string file = Path.Combine(Work, $"{name}.voucher.json");
        string[] sign = ["license", "voucher", _title, "--licensee", "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc", "--price", "0.01", "--territory", "DE", "--out", file];
        await Refused(1, "not-steward", [.. sign, "--account", "demo-4"]);
        await Done([.. sign, "--account", "demo-3"]);
        return file;
    }
}
