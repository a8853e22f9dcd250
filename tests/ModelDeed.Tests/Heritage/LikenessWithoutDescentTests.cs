using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>What makes strangers look alike, and what hides that relatives are.</summary>
public sealed class LikenessWithoutDescentTests
{
    public static TheoryData<string> Tables => ["sinusoids", "sinusoids with a row of zeros", "sinusoids and a tenth of noise", "cosine transform", "windowed Fourier", "ramps", "mask", "anchors", "filter bank"];

    [Theory, MemberData(nameof(Tables))]
    public void Computed_tables_prove_nothing(string table)
    {
        HeritagePrint one = With(table, 1).Print().Print, other = With(table, 2).Print().Print;
        HeritageComparison found = HeritageComparison.Of(one, other);
        Assert.Equal((Verdict.Unrelated, 0), (found.Verdict, found.InheritedShare));
        // Without what makes them count nothing, the same comparison finds heritage: this test can fail.
        Assert.NotEmpty(HeritageComparison.Of(one, other, SharedTensors.None).Matches);
    }

    [Fact]
    public void Weights_do_not_follow_from_their_neighbours()
    {
        foreach (TensorPrint tensor in Weights.Random(3).Print().Print.Tensors) Assert.InRange(tensor.Regularity, 0, 60);
    }

    [Fact]
    public void A_copied_tensor_made_regular_is_still_a_copy()
    {
        HeritagePrint print = Weights.Random(4).Print().Print;
        HeritagePrint thief = print with { Tensors = [.. print.Tensors.Select(tensor => tensor with { Regularity = 255, Digest = tensor.Digest + 1 })] };
        Assert.Equal(1, HeritageComparison.Of(thief, print).InheritedShare);
    }

    [Fact]
    public void How_frequent_words_are_makes_no_relatives()
    {
        for (ulong seed = 1; seed < 6; seed++)
        {
            HeritageComparison found = HeritageComparison.Of(Frequencies(seed).Print().Print, Frequencies(seed + 100).Print().Print);
            Assert.DoesNotContain(found.Matches, match => match.Kind == MatchKind.Rotated);
        }
    }

    [Fact]
    public void A_few_huge_weights_hide_nothing()
    {
        Weights parent = Weights.Random(5);
        var random = new SplitMix(6);
        Weights attacked = parent.Map((tensor, _) => [.. tensor.Values.Select(value => random.Below(2000) == 0 ? 300 * (random.Below(2) * 2 - 1) : value)]);
        HeritageComparison found = HeritageComparison.Of(attacked.Print().Print, parent.Print().Print);
        Assert.Equal((Verdict.Derived, 1), (found.Verdict, found.InheritedShare));
    }

    [Fact]
    public void Units_that_decayed_to_nothing_hide_nothing_either()
    {
        // As weight decay leaves them: not zero in single precision, but zero in half.
        Weights parent = Weights.Random(5).Map((tensor, _) => [.. tensor.Values.Select((value, i) => i / (int)tensor.Shape[1] % 3 == 0 ? value * 1e-22f : value)]);
        HeritageComparison found = HeritageComparison.Of(parent.Map((tensor, _) => [.. tensor.Values.Select(value => (float)(Half)value)]).Print().Print, parent.Print().Print);
        Assert.Equal(1, found.InheritedShare);
        Assert.All(found.Matches, match => Assert.InRange(match.Similarity, 0.99, 1.0001));
    }

    [Fact]
    public void A_constant_added_to_all_weights_makes_another_model()
    {
        Weights parent = Weights.Random(7);
        HeritageComparison found = HeritageComparison.Of(parent.Map((tensor, _) => [.. tensor.Values.Select(value => value + 10)]).Print().Print, parent.Print().Print);
        Assert.Equal(Verdict.Derived, found.Verdict);
        Assert.Contains(Change.Shifted, found.Changes);
    }

    [Fact]
    public void Signs_alone_are_the_child_of_the_weights()
    {
        Weights parent = Weights.Random(8), child = parent.Map((tensor, _) => [.. tensor.Values.Select(value => 0.8f * MathF.Sign(value))]);
        Assert.Equal(Direction.SuspectIsChild, HeritageComparison.Of(child.Print().Print, parent.Print().Print).Direction);
        Assert.Equal(Direction.SuspectIsParent, HeritageComparison.Of(parent.Print().Print, child.Print().Print).Direction);
    }

    [Fact]
    public void What_may_be_chance_is_not_said_either_way()
    {
        HeritagePrint print = Weights.Squares(1).Print().Print;
        // Of one small tensor with noise of two deviations, too few signs agree to be sure.
        Verdict[] verdicts = [.. Enumerable.Range(0, 12).Select(i => HeritageComparison.Of(Weights.Squares(1).Noisy((ulong)i * 31 + 5, 2.6f).Print().Print, print)).Where(found => found.InheritedShare > 0 && found.Log10P > -6)
            .Select(found => found.Verdict)];
        Assert.All(verdicts, verdict => Assert.Equal(Verdict.CannotTell, verdict));
    }

    private static Weights With(string table, ulong seed)
    {
        var random = new SplitMix(seed);
        const int Rows = 200, Columns = 96;
        static double Sinusoid(int row, int column) => (column % 2 == 0 ? Math.Sin(row / Math.Pow(10000, column / 2 / 48.0)) : Math.Cos(row / Math.Pow(10000, column / 2 / 48.0)));
        double Value(int row, int column) => table switch
        {
            "sinusoids" => 0.1 * Sinusoid(row, column),
            "sinusoids with a row of zeros" => row == 0 ? 0 : Sinusoid(row - 1, column),
            "sinusoids and a tenth of noise" => Sinusoid(row, column) + 0.1 * ((random.Next() >> 11) / 9007199254740992.0 - 0.5),
            "cosine transform" => Math.Cos(Math.PI / Columns * (column + 0.5) * row),
            "windowed Fourier" => Math.Cos(2 * Math.PI * row * column / Columns / 2) * Math.Pow(Math.Sin(Math.PI * column / Columns), 2),
            "ramps" => -0.1 * Math.Abs(row - column),
            "mask" => column > row ? -1e9 : 0,
            "filter bank" => Math.Max(0, 1 - Math.Abs(column - row * 0.48) / 1.5),
            _ => column % 2 == 0 ? row % 20 : row / 20,
        };
        return new([("table", [Rows, Columns], [.. Enumerable.Range(0, Rows * Columns).Select(i => (float)Value(i / Columns, i % Columns))]), .. Weights.Random(seed).Tensors]);
    }

    /// <summary>A vocabulary's rows along a direction of the model's own, by the logarithm of their rank.</summary>
    private static Weights Frequencies(ulong seed)
    {
        Weights noise = Weights.Random(seed);
        float[] direction = noise.Tensors[1].Values[..64];
        return new([("embed.weight", [600, 64], [.. noise.Tensors[0].Values.Select((value, i) => 0.2f * value - 0.1f * MathF.Log(i / 64 + 1) * direction[i % 64])])]);
    }
}
