using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ModelDeed.Tests.Architecture;

/// <summary>Every figure in the gas table of docs/benchmarks.md is the contracts' own snapshot (contracts/snapshots).</summary>
public sealed partial class GasTableTests
{
    // Each row by the start of its first cell, in the table's order, and the snapshots that it shows.
    private static readonly (string Row, string Group, string[] Names)[] Rows =
    [
        ("anchor, any number", "Anchors", ["anchor"]),
        ("register a title: first", "Titles", ["register, first", "register, next"]),
        ("register with the anchor proof", "Titles", ["register, first, anchored among a million", "register, next, anchored among a million"]),
        ("register with 1 / 5 / 16 declared", "Titles", ["register, next, with parents: 1", "register, next, with parents: 5", "register, next, with parents: 16"]),
        ("publish a version", "Titles", ["publishVersion, first", "publishVersion, next"]),
        ("take a title over", "Titles", ["register, superseding a title with versions, anchored among a million"]),
        ("**publish a licensable asset**", "Licensing", ["publish title and terms, first", "publish title and terms, next"]),
        ("the same with a subscription's terms", "Licensing", ["publish title and subscription terms for two countries"]),
        ("**buy a license**", "Licensing", ["buy for one country", "buy for two countries", "buy for three countries"]),
        ("the same, first license", "Licensing", ["buy, first license of the buyer", "buy, first payment of the title"]),
        ("**renew a subscription**", "Licensing", ["renew", "renew, native currency"]),
        ("`isLicensed`, with a license", "Licensing", ["isLicensed, one country", "isLicensed, two countries", "isLicensed, the holder"]),
        ("the same with all that others", "Licensing", ["isLicensed after eight grants of no use", "isLicensed after eight grants to others, the holder"]),
        ("the same for who has neither", "Licensing", ["isLicensed, nobody", "isLicensed among junk, nobody"]),
        ("**register a derivative**", "Licensing", ["derive, licensed parents: 1", "derive, licensed parents: 5", "derive, licensed parents: 16"]),
        ("the same under share-alike", "Licensing", ["derive, licensed parents: 1, share-alike", "derive, licensed parents: 5, share-alike", "derive, licensed parents: 16, share-alike"]),
        ("**pay with 1 / 10 / 32 ancestors**", "Royalties", ["pay, ancestors: 1", "pay, ancestors: 10", "pay, ancestors: 32"]),
        ("**withdraw**", "Royalties", ["withdraw, ancestors: 32"]),
        ("divide a title", "Shares", ["divide among 3", "transfer, next", "claim, next"]),
        ("buy-out", "Shares", ["offerBuyout, next", "accept, carried out", "redeem"]),
        ("**title sale by signed order", "Market", ["sale with royalty, native, next", "sale with royalty, ERC-20, next", "offer accepted, with royalty, ERC-20, next"]),
        ("the same, of a title that has earned", "Market", ["sale with royalty, native, of a title with income", "sale with royalty, ERC-20, of a title with income", "offer accepted, with royalty, ERC-20, of a title with income"]),
        ("cancel an order", "Market", ["cancel, next", "cancel all, next"]),
        ("auction", "Market", ["start an auction", "bid, outbidding again", "settle", "refund"]),
        ("describe a title", "Market", ["describe"]),
        ("name a sealed package", "Packages", ["publish", "publish again (another header)", "withdraw"]),
        ("a custodian: reserve", "Custodians", ["reserve a key", "join, with a bond", "change address and territories", "take another key"]),
        ("prove two stories", "Custodians", ["prove two heads of one size", "prove a fork, of a million entries", "prove a fork, of 2^63 entries"]),
    ];

    [Fact]
    public void Every_row_of_the_gas_table_is_the_snapshots()
    {
        (string Row, string Ours)[] table = [.. Table()];
        Assert.Equal(Rows.Length, table.Length);
        foreach (((string row, string ours), (string start, string group, string[] names)) in table.Zip(Rows))
        {
            Assert.StartsWith(start, row, StringComparison.Ordinal);
            Assert.Equal($"{row}: {string.Join(" / ", names.Select(name => Snapshot(group, name)))}", $"{row}: {ours}");
        }
    }

    /// <summary>What isn't met is said with figures too: each of them is how far a row is over its goal, or stands in the table.</summary>
    [Fact]
    public void What_the_text_says_is_missed_is_what_the_table_misses()
    {
        string text = Section().Split("**Not met:**")[1];
        int[] shown = [.. Table().SelectMany(row => Numbers().Matches(row.Ours)).Select(match => Parse(match.Value))];
        int[] goals = [70_000, 120_000, 150_000, 220_000, 250_000, 400_000];
        int[] missed = [.. Numbers().Matches(text).Select(match => Parse(match.Value))];
        Assert.NotEmpty(missed);
        Assert.All(missed, said => Assert.True(shown.Contains(said) || goals.Any(goal => shown.Contains(goal + said)), $"{said:N0} gas is neither a row's nor what one has over its goal."));
    }

    [Fact]
    public void Every_figure_of_gas_in_the_README_is_a_snapshot()
    {
        int[] snapshots = [.. Directory.EnumerateFiles(Repository.PathOf("contracts", "snapshots"), "*.json").SelectMany(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement.EnumerateObject()).Select(one => Parse(one.Value.GetString()!))];
        string[] told = [.. File.ReadAllLines(Repository.PathOf("README.md")).Where(line => line.Contains("contracts/snapshots", StringComparison.Ordinal))];
        Assert.NotEmpty(told);
        Assert.All(told.SelectMany(line => Numbers().Matches(line)).Select(match => Parse(match.Value)), said => Assert.Contains(said, snapshots));
    }

    private static string Section() => File.ReadAllText(Repository.PathOf("docs", "benchmarks.md")).Split("\n## Gas\n")[1].Split("\n## ")[0];

    private static IEnumerable<(string Row, string Ours)> Table() =>
        from line in Section().Split('\n')
        where line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| |", StringComparison.Ordinal)
        let cells = line.Split('|')
        select (cells[1].Trim(), cells[2].Trim());

    private static string Snapshot(string group, string name)
    {
        using JsonDocument snapshots = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("contracts", "snapshots", $"{group}.json")));
        return int.Parse(snapshots.RootElement.GetProperty(name).GetString()!, CultureInfo.InvariantCulture).ToString("N0", CultureInfo.InvariantCulture);
    }

    private static int Parse(string number) => int.Parse(number, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\d{1,3}(,\d{3})+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbers();
}
