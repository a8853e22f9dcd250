using System.Collections.Immutable;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>Models are recognized when their axes were put into another order, cut, flattened or turned around.</summary>
public sealed class OrderTests
{
    private static readonly Weights Dense = Weights.Random(1), Convolutions = Kernels(1);

    [Fact]
    public void Rows_and_columns_in_another_order_are_recognized()
    {
        HeritageComparison found = Compare(Shuffled(Dense, 5), Dense);
        Assert.Equal((Verdict.Derived, 1), (found.Verdict, found.InheritedShare));
        Assert.Contains(Change.Permuted, found.Changes);
        Assert.All(found.Matches, match => Assert.Equal((match.Suspect, MatchKind.Profiles), (match.Other, match.Kind)));
        Assert.True(found.Log10P < -20, $"{found.Log10P}");
    }

    [Fact]
    public void All_channels_of_convolutions_in_another_order_are_recognized()
    {
        HeritageComparison found = Compare(Shuffled(Convolutions, 6), Convolutions);
        Assert.Equal((Verdict.Derived, 1), (found.Verdict, found.InheritedShare));
    }

    [Fact]
    public void What_is_little_changed_besides_is_recognized_in_another_order()
    {
        HeritageComparison found = Compare(Shuffled(Dense.Noisy(8, 0.05f), 5), Dense);
        Assert.Equal(Verdict.Derived, found.Verdict);
    }

    [Fact]
    public void Strangers_stay_strangers_in_every_order()
    {
        for (ulong seed = 0; seed < 8; seed++)
        {
            HeritageComparison dense = Compare(Shuffled(Weights.Random(100 + seed), seed), Dense), kernels = Compare(Shuffled(Kernels(100 + seed), seed), Convolutions);
            Assert.Equal((Verdict.Unrelated, Verdict.Unrelated), (dense.Verdict, kernels.Verdict));
        }
    }

    [Fact]
    public void Kernels_written_as_matrices_are_recognized()
    {
        // As for multiplying unrolled pictures: the first axis stays, the others become one.
        Weights flat = new([.. Convolutions.Tensors.Select(tensor => (tensor.Name, (ulong[])[tensor.Shape[0], (ulong)tensor.Values.Length / tensor.Shape[0]], tensor.Values))]);
        HeritageComparison found = Compare(flat, Convolutions);
        Assert.Equal(Verdict.Derived, found.Verdict);
        Assert.Contains(Change.Reshaped, found.Changes);
        Assert.True(found.ComparableShare >= found.InheritedShare);
    }

    [Fact]
    public void Units_left_out_leave_the_others_recognized()
    {
        // An eighth of the rows of every matrix, as structured pruning takes them: no shape stays.
        Weights cut = new([.. Dense.Tensors.Select(tensor => (tensor.Name, (ulong[])[tensor.Shape[0] * 7 / 8, tensor.Shape[1]], tensor.Values[..(int)(tensor.Shape[0] * 7 / 8 * tensor.Shape[1])]))]);
        HeritageComparison found = Compare(cut, Dense);
        Assert.True(found.Verdict is Verdict.Derived or Verdict.SharesComponents, found.Verdict.ToString());
        Assert.Contains(Change.Reshaped, found.Changes);
        Assert.DoesNotContain(Change.Rotated, found.Changes);
    }

    [Fact]
    public void Weights_with_all_signs_turned_around_are_recognized()
    {
        HeritageComparison found = Compare(Dense.Map((tensor, _) => [.. tensor.Values.Select(value => -value)]), Dense);
        Assert.Equal((Verdict.Derived, 1), (found.Verdict, found.InheritedShare));
        Assert.Equal([Change.Rescaled], found.Changes.AsEnumerable());
        Assert.All(found.Matches, match => Assert.InRange(match.Similarity, -1.0001, -0.99));
    }

    [Fact]
    public void Units_with_signs_turned_around_are_found_by_their_slices()
    {
        var random = new SplitMix(3);
        Weights turned = Dense.Map((tensor, _) =>
        {
            int length = (int)tensor.Shape[1];
            float[] signs = [.. Enumerable.Range(0, (int)tensor.Shape[0]).Select(_ => random.Below(2) == 0 ? 1f : -1f)];
            return [.. tensor.Values.Select((value, i) => value * signs[i / length])];
        });
        HeritageComparison found = Compare(turned, Dense);
        Assert.Contains(found.Matches, match => match.Kind == MatchKind.Permuted);
        Assert.True(found.Verdict is Verdict.Derived or Verdict.SharesComponents, found.Verdict.ToString());
    }

    [Fact]
    public void Profiles_do_not_depend_on_the_order()
    {
        ImmutableArray<TensorPrint> one = Dense.Print().Print.Tensors, other = Shuffled(Dense, 9).Print().Print.Tensors;
        foreach ((TensorPrint mine, TensorPrint theirs) in one.Zip(other))
        {
            // Sums of another order are rounded otherwise: now and then by a step.
            Assert.Equal((mine.FirstProfiles.Length, mine.LastProfiles.Length), (theirs.FirstProfiles.Length, theirs.LastProfiles.Length));
            Assert.NotEmpty(mine.LastProfiles);
            Assert.InRange(mine.LastProfiles.Zip(theirs.LastProfiles).Count(pair => pair.First != pair.Second), 0, mine.LastProfiles.Length / 10);
        }
    }

    [Fact]
    public void Layers_trained_anew_are_not_called_dropped()
    {
        Weights stranger = Weights.Random(40);
        Weights half = Dense.Map((tensor, i) => i == 1 ? stranger.Tensors[i].Values : tensor.Values);
        Assert.DoesNotContain(Change.LayersDropped, Compare(half, Dense).Changes);
        Assert.Contains(Change.LayersDropped, Compare(new Weights([.. Dense.Tensors.Take(2)]), Dense).Changes);
    }

    private static HeritageComparison Compare(Weights suspect, Weights other) => HeritageComparison.Of(suspect.Print().Print, other.Print().Print);

    /// <summary>Four kernels of 3 × 3 in the layout of ONNX.</summary>
    private static Weights Kernels(ulong seed)
    {
        Weights normal = Weights.Random(seed);
        return new([.. Enumerable.Range(0, 2).Select(i => ($"conv{i}.weight", (ulong[])[64, 48, 3, 3], normal.Tensors[i + 1].Values[..(64 * 48 * 9)]))]);
    }

    /// <summary>The first two axes of every tensor in another order.</summary>
    private static Weights Shuffled(Weights weights, ulong seed)
    {
        var random = new SplitMix(seed + 1);
        return weights.Map((tensor, _) =>
        {
            int rows = (int)tensor.Shape[0], columns = (int)tensor.Shape[1], window = tensor.Values.Length / rows / columns;
            int[] first = Order(random, rows), second = Order(random, columns);
            var values = new float[tensor.Values.Length];
            for (int i = 0; i < values.Length; i++)
                values[i] = tensor.Values[(first[i / window / columns] * columns + second[i / window % columns]) * window + i % window];
            return values;
        });
    }

    private static int[] Order(SplitMix random, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
