using ModelDeed.Heritage;

namespace ModelDeed.Tests.Heritage;

/// <summary>What ggml's quantisers make is faithful, always; what was edited afterwards is not.</summary>
public sealed class BlockRuleTests
{
    public static TheoryData<string> Types => [.. GgmlQuantiser.Types];

    private static BlockRule Rule(string type) => GridFormat.Find(type) is { ScaleLevels: > 0 } format ? new SuperBlockRule(format) : new ScaledBlockRule(GridFormat.Find(type)!);

    [Theory]
    [MemberData(nameof(Types))]
    public void Blocks_of_the_reference_quantiser_are_faithful(string type) => Honest(type, null, 400);

    [Theory]
    [MemberData(nameof(Types))]
    public void Blocks_made_with_an_importance_matrix_are_faithful(string type)
    {
        foreach (string importance in (string[])["even", "wide", "spiked"]) Honest(type, importance, 150);
    }

    private static void Honest(string type, string? importance, int rows)
    {
        BlockRule rule = Rule(type);
        var failures = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int seed = 0; seed < rows; seed++)
        {
            foreach (string kind in Weights.Kinds)
            {
                var weights = new Weights(seed);
                float[] x = weights.Of(kind, 512);
                byte[] row = GgmlQuantiser.Row(type, x, importance is null ? [] : weights.Importance(importance, 512));
                for (int block = 0; block < 512 / rule.Elements; block++)
                {
                    BlockFinding found = rule.Judge(x.AsSpan(block * rule.Elements, rule.Elements), row.AsSpan(block * rule.Bytes));
                    if (found.Fault == BlockFault.None) continue;
                    string key = $"{kind} {found.Fault}";
                    failures[key] = failures.GetValueOrDefault(key) + 1;
                }
            }
        }
        Assert.True(failures.Count == 0, $"{type} {importance}: {string.Join("; ", failures.Select(f => $"{f.Key} x{f.Value}"))}");
    }
}
