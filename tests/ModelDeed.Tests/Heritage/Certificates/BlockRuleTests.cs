using System.Buffers.Binary;
using ModelDeed.Heritage;

namespace ModelDeed.Tests.Heritage;

/// <summary>What ggml's quantisers make is faithful, always; what was edited afterwards is not.</summary>
public sealed class BlockRuleTests
{
    public static TheoryData<string> Types => [.. GgmlQuantiser.Types];

    private static BlockRule Rule(string type) => GridFormat.Find(type) is { ScaleLevels: > 0 } format ? new SuperBlockRule(format) : new ScaledBlockRule(GridFormat.Find(type)!);

    [Theory]
    [MemberData(nameof(Types))]
    public void Blocks_of_the_reference_quantiser_are_faithful_and_close(string type)
    {
        Dictionary<string, int> found = Honest(type, null, 60);
        Assert.Empty(found);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Blocks_made_with_an_importance_matrix_are_faithful(string type)
    {
        foreach (string importance in (string[])["even", "wide"]) Assert.DoesNotContain(Honest(type, importance, 25), found => found.Key.Contains("fault", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_code_one_step_off_is_found_unless_the_value_lay_in_the_middle(string type)
    {
        BlockRule rule = Rule(type);
        GridFormat format = GridFormat.Find(type)!;
        var block = new GridBlock();
        (int edits, int found) = (0, 0);
        for (int seed = 0; seed < 200; seed++)
        {
            var weights = new SampleWeights(seed);
            float[] x = weights.Of("normal", rule.Elements);
            byte[] bytes = GgmlQuantiser.Row(type, x);
            format.Read(bytes, block);
            int at = weights.Below(rule.Elements), run = at / format.Run;
            float code = block.Codes[at], exact = (x[at] - block.Offsets[run]) / block.Steps[run];
            int wrong = (int)code + (exact > code ? -1 : 1);
            // Away from the value's side: at the grid's end there is no such level.
            if (wrong < format.Lowest || wrong > format.Highest || block.Steps[run] == 0) continue;
            edits++;
            Codes.Set(type, bytes, at, wrong);
            BlockFinding finding = rule.Judge(x, bytes);
            // With scale and offset both free, another grid may explain the block: it isn't the reference's then, and so unlike its tensor's others.
            Assert.True(finding.Fault == BlockFault.Code || type is "Q4_1" or "Q5_1" && finding.Maker is BlockMaker.Searched, $"{finding}");
            if (finding.Fault == BlockFault.Code) found++;
        }
        Assert.InRange(edits, 150, 200);
        Assert.InRange(found, type is "Q4_1" or "Q5_1" ? edits * 9 / 10 : edits, edits);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_scale_that_the_values_do_not_call_for_is_found(string type)
    {
        BlockRule rule = Rule(type);
        float[] x = new SampleWeights(7).Of("normal", rule.Elements);
        // Everything is within half a step of a grid that is coarse enough.
        foreach (float factor in (float[])[4, 30, 1e4f])
        {
            byte[] coarse = new byte[rule.Bytes];
            byte[] honest = GgmlQuantiser.Row(type, [.. x.Select(value => value * factor)]);
            honest.CopyTo(coarse, 0);
            Recode(type, coarse, x);
            Assert.NotEqual(BlockFault.None, rule.Judge(x, coarse).Fault);
        }
        // And a grid so fine that all values are cut off.
        byte[] fine = GgmlQuantiser.Row(type, [.. x.Select(value => value / 30)]);
        Recode(type, fine, x);
        Assert.NotEqual(BlockFault.None, rule.Judge(x, fine).Fault);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Where_the_parent_is_one_value_nothing_else_can_be_hidden(string type)
    {
        BlockRule rule = Rule(type);
        foreach (float value in (float[])[0, -0.25f])
        {
            float[] x = [.. Enumerable.Repeat(value, rule.Elements)];
            Assert.Equal(BlockFault.None, rule.Judge(x, GgmlQuantiser.Row(type, x)).Fault);
            byte[] other = GgmlQuantiser.Row(type, new SampleWeights(5).Of("normal", rule.Elements));
            Assert.NotEqual(BlockFault.None, rule.Judge(x, other).Fault);
            if (type is not ("Q4_1" or "Q5_1")) continue;
            // All codes the highest, so that scale and minimum nearly undo each other.
            float offset = value - 1000, reach = type == "Q4_1" ? 15 : 31;
            byte[] balanced = GgmlQuantiser.Row(type, x);
            BinaryPrimitives.WriteHalfLittleEndian(balanced, (Half)((value - offset) / reach));
            BinaryPrimitives.WriteHalfLittleEndian(balanced.AsSpan(2), (Half)offset);
            balanced.AsSpan(4).Fill(0xFF);
            Assert.Equal(BlockFault.Scale, rule.Judge(x, balanced).Fault);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_is_not_finite_is_refused(string type)
    {
        BlockRule rule = Rule(type);
        float[] x = new SampleWeights(3).Of("normal", rule.Elements);
        byte[] bytes = GgmlQuantiser.Row(type, x);
        foreach (float odd in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
        {
            float[] broken = [.. x];
            broken[^1] = odd;
            Assert.Equal(BlockFault.NotFinite, rule.Judge(broken, bytes).Fault);
            byte[] scale = [.. bytes];
            BinaryPrimitives.WriteHalfLittleEndian(scale.AsSpan(type == "Q6_K" ? 208 : 0), (Half)odd);
            Assert.Equal(BlockFault.NotFinite, rule.Judge(x, scale).Fault);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Codes_come_apart_as_the_reader_of_values_reads_them(string type)
    {
        GridFormat format = GridFormat.Find(type)!;
        var block = new GridBlock();
        for (ulong seed = 1; seed < 50; seed++)
        {
            byte[] bytes = Fingerprints.Noise.Bytes(format.Bytes, seed);
            foreach (int at in type == "Q6_K" ? (int[])[208] : type[1] is '8' || type.EndsWith('0') ? [0] : [0, 2]) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(at), (Half)(0.01 * seed));
            var values = new float[format.Elements];
            ModelDeed.Heritage.ValueType.Find(type)!.Read(bytes, values);
            format.Read(bytes, block);
            for (int i = 0; i < values.Length; i++) Assert.Equal(values[i], (float)(block.Steps[i / format.Run] * block.Codes[i]) + block.Offsets[i / format.Run]);
        }
    }

    private static Dictionary<string, int> Honest(string type, string? importance, int rows)
    {
        BlockRule rule = Rule(type);
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int seed = 0; seed < rows; seed++)
        {
            foreach (string kind in SampleWeights.Kinds)
            {
                var weights = new SampleWeights(seed);
                float[] x = weights.Of(kind, 512);
                byte[] row = GgmlQuantiser.Row(type, x, importance is null ? [] : weights.Importance(importance, 512));
                for (int block = 0; block < 512 / rule.Elements; block++)
                {
                    BlockFinding finding = rule.Judge(x.AsSpan(block * rule.Elements, rule.Elements), row.AsSpan(block * rule.Bytes));
                    string? odd = finding.Fault != BlockFault.None ? $"{kind} fault {finding.Fault}" : finding.Maker is BlockMaker.Stretched || finding.Maker is BlockMaker.Searched && importance is null ? $"{kind} {finding.Maker}" : null;
                    if (odd is not null) found[odd] = found.GetValueOrDefault(odd) + 1;
                }
            }
        }
        return found;
    }

    /// <summary>Rounds every value to the nearest level of the grid that a block stores.</summary>
    private static void Recode(string type, byte[] bytes, float[] x)
    {
        GridFormat format = GridFormat.Find(type)!;
        var block = new GridBlock();
        format.Read(bytes, block);
        for (int i = 0; i < x.Length; i++)
        {
            float step = block.Steps[i / format.Run];
            if (step != 0) Codes.Set(type, bytes, i, (int)Math.Clamp(MathF.Round((x[i] - block.Offsets[i / format.Run]) / step), format.Lowest, format.Highest));
        }
    }
}
