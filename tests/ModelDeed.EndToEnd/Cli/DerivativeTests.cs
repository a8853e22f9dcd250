using System.Text;
using System.Text.Json;
using ModelDeed.Licensing;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Derivatives registered by license, by agreement, or by word alone; each shown for what it is.</summary>
public sealed class DerivativeTests : IncomeFixture
{
    [Fact]
    public async Task A_license_is_found_binds_its_royalty_and_is_shown()
    {
        string parent = await Title("Base", "demo-1");
        string free = await License(parent, Demo1, Demo2, Rights.None, 0), license = await License(parent, Demo1, Demo2, Rights.Derivatives, 700);
        string model = Write("child.bin", "derived");
        DeedRun asked = await DeedAsked("n\n", "register", model, "--name", "Child", "--kind", "model", "--parent", parent, "--account", "demo-2");
        Assert.Contains($"from {parent}: licensed by {license}, binding royalty 7 %", asked.Error, StringComparison.Ordinal);
        JsonElement low = await Refused(1, "royalty-too-low", "register", model, "--name", "Child", "--kind", "model", "--parent", $"{parent}:5%", "--account", "demo-2", "--yes");
        Assert.Contains("asks a royalty of 7 %", low.Text("message"), StringComparison.Ordinal);
        JsonElement useless = await Refused(1, "not-licensed", "register", model, "--name", "Child", "--kind", "model", "--parent", parent, "--license", free, "--account", "demo-2", "--yes");
        Assert.Contains("don't allow derivatives", useless.Text("message"), StringComparison.Ordinal);
        await Refused(1, "not-licensed", "register", model, "--name", "Child", "--kind", "model", "--parent", parent, "--license", license, "--account", "demo-3", "--yes");
        await Refused(1, "no-license", "register", model, "--name", "Child", "--kind", "model", "--parent", parent, "--license", "7", "--account", "demo-2", "--yes");

        JsonElement child = await Done("register", model, "--name", "Child", "--kind", "model", "--parent", parent, "--license", license, "--account", "demo-2", "--yes");

        JsonElement edge = Assert.Single(child.GetProperty("parents").EnumerateArray());
        Assert.Equal((true, "licensed", license, 700ul), (edge.GetProperty("binding").GetBoolean(), edge.Text("bond"), edge.Text("license"), edge.Number("royalty")));
        JsonElement part = Assert.Single(child.GetProperty("vector").EnumerateArray());
        Assert.Equal((parent, 70_000_000_000ul), (part.Text("title"), part.Number("part")));
        Assert.Equal(["70000000000"], (await Cast("call", Contracts.Royalties.ToString(), "vectorOf(uint256)(uint256[],uint256[])", Id(child.Text("title")))).Split('\n').Skip(1).Select(line => line.Trim('[', ']').Split(' ')[0]));
        JsonElement shown = await Done("show", child.Text("title"));
        Assert.Equal(child.GetProperty("parents").ToString(), shown.GetProperty("parents").ToString());
        Assert.Contains("7 % of every payment to", (await Deed("show", child.Text("title"))).Out, StringComparison.Ordinal);
        Assert.Equal("licensed", (await Done("lineage", parent)).GetProperty("descendants")[0].Text("bond"));
        Assert.Contains($"(licensed ({license[..12]}…), binding royalty 7 %)", (await Deed("lineage", parent)).Out, StringComparison.Ordinal);
        await Done("pay", child.Text("title"), "1", "--yes");
        await BooksBalance();
    }

    [Fact]
    public async Task A_take_over_ends_what_the_loser_was_licensed_to()
    {
        string parent = await Title("Base", "demo-1"), license = await License(parent, Demo1, Demo2, Rights.Derivatives, 700), model = Write("child.bin", "derived");
        await Done("anchor", model, "--account", "demo-3", "--yes");
        await Pass(5);
        string child = (await Done("register", model, "--name", "Child", "--kind", "model", "--parent", parent, "--license", license, "--account", "demo-2", "--yes")).Text("title");
        Assert.Equal("licensed", (await Done("show", child)).GetProperty("parents")[0].Text("bond"));
        string[] takeOver = ["register", model, "--name", "Mine", "--kind", "model", "--evidence", model + ".deed", "--account", "demo-3", "--yes", "--parent"];
        await Done([.. takeOver, $"{parent}=7%"]);
        JsonElement edge = (await Done("show", child)).GetProperty("parents")[0];
        Assert.Equal(("declared", false), (edge.Text("bond"), edge.GetProperty("binding").GetBoolean()));
        Assert.DoesNotContain("licensed", (await Deed("lineage", parent)).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_parents_pay_on_through_their_own_vectors()
    {
        string root = await Title("Root", "demo-1"), left = await Title("Left", "demo-2", "--parent", $"{root}:10%"), right = await Title("Right", "demo-3", "--parent", $"{root}:20%");
        string child = await Title("Child", "demo-1", "--parent", $"{left}:30%", "--parent", $"{right}:40%");
        await Finalize();
        // 0.3 * 0.9 to the left, 0.4 * 0.8 to the right, 0.3 * 0.1 + 0.4 * 0.2 to the root.
        await Done("pay", child, "1", "--yes");
        foreach ((string title, string due) in ((string, string)[])[(root, "110000000000000000"), (left, "270000000000000000"), (right, "320000000000000000"), (child, "300000000000000000")])
            Assert.Equal(due, await Balance(title, "0x0000000000000000000000000000000000000000", "0x0000000000000000000000000000000000000000"));
        await BooksBalance();
        JsonElement shown = await Done("show", child);
        Assert.Equal(1_000_000_000_000ul - 300_000_000_000ul, shown.GetProperty("vector").EnumerateArray().Aggregate(0ul, (sum, part) => sum + part.Number("part")));
        Assert.All(shown.GetProperty("parents").EnumerateArray(), edge => Assert.Equal(("declared", true), (edge.Text("bond"), edge.GetProperty("binding").GetBoolean())));
    }

    [Fact]
    public async Task A_declared_royalty_binds_nobody_and_an_own_title_is_named_as_such()
    {
        string parent = await Title("Base", "demo-1");
        string declared = await Title("Declared", "demo-2", "--parent", $"{parent}=2.5%");
        JsonElement edge = (await Done("show", declared)).GetProperty("parents")[0];
        Assert.Equal((false, "declared", 250ul), (edge.GetProperty("binding").GetBoolean(), edge.Text("bond"), edge.Number("royalty")));
        string own = await Title("Own", "demo-1", "--parent", $"{parent}:1%");
        Assert.Equal("own", (await Done("show", own)).GetProperty("parents")[0].Text("bond"));
        await Refused(2, "usage", "register", Write("x.bin", "x"), "--name", "x", "--kind", "model", "--parent", $"{parent}=1%", "--parent", $"{declared}:1%", "--yes");
        await Refused(2, "usage", "register", Write("x.bin", "x"), "--name", "x", "--kind", "model", "--parent", $"{parent}:1%", "--sign-only", "--out", Path.Combine(Work, "x.registration"));
        await Refused(3, "Titles_RoyaltiesTooHigh", "register", Write("x.bin", "x"), "--name", "x", "--kind", "model", "--parent", $"{parent}:60%", "--parent", $"{declared}:50%", "--account", "demo-3", "--yes");
    }

    [Fact]
    public async Task Terms_are_offered_in_the_transaction_that_registers()
    {
        LicenseTerms terms = LegalText.Seal(new LicenseTerms { Payment = PaymentModel.Free, Rights = Rights.Attribution, Territories = Territories.Parse("DE"), Fields = FieldsOfUse.Parse("research"), DataTypes = DataTypes.Parse("personal") });
        string file = Write("free.json", Encoding.UTF8.GetString(TermsJson.Write(terms))), model = Write("model.bin", "weights");
        int nonce = await Nonce(Demo1);
        JsonElement title = await Done("register", model, "--name", "Model", "--kind", "model", "--terms", file, "--yes");
        Assert.Equal(nonce + 1, await Nonce(Demo1));
        Assert.Equal($"{terms.TermsId()}", Assert.Single(title.GetProperty("terms").EnumerateArray()).GetString());
        Assert.StartsWith("1", await Cast("call", Contracts.Offers.ToString(), "offerOf(uint256,bytes32)(uint8,uint32)", Id(title.Text("title")), $"{terms.TermsId()}"), StringComparison.Ordinal);
        await Refused(4, "unreadable", "register", Write("y.bin", "y"), "--name", "y", "--kind", "model", "--terms", model, "--yes");
    }
}
