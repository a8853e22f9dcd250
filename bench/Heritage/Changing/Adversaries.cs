using System.Collections.Immutable;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Bench.Heritage;

/// <summary>An attack by somebody who knows the public seed.</summary>
/// <param name="Attack">Erase or frame.</param>
/// <param name="Model">The model whose heritage is erased, or who is framed as the ancestor.</param>
/// <param name="Change">Norm of the change over the norm of the weights.</param>
/// <param name="Public">What the print under the public seed says.</param>
/// <param name="Secret">What the print under a seed that the attacker doesn't know says.</param>
internal sealed record AttackTrial(string Attack, string Model, double Change, HeritageComparison Public, HeritageComparison Secret);

/// <summary>Changes weights as little as possible so that sketches under a known seed say what the attacker wants.</summary>
internal static class Adversaries
{
    public static ImmutableArray<AttackTrial> Run(ImmutableArray<Subject> subjects)
    {
        var secret = new SketchSeed(new Hash32(System.Security.Cryptography.SHA256.HashData("a seed that no attacker knows"u8)));
        List<AttackTrial> trials = [];
        foreach (Subject subject in subjects)
        {
            Net erased = Toward(subject.Model, null), framed = Toward(subject.Stranger, subject.Model);
            trials.Add(Try("erase", erased, subject.Model, subject.Model));
            trials.Add(Try("frame", framed, subject.Stranger, subject.Model));
        }
        return [.. trials];

        AttackTrial Try(string attack, Net changed, Net before, Net other) => new(
            attack, other.Name, Distance(changed, before), HeritageComparison.Of(Printing.Of(changed), Printing.Of(other)),
            HeritageComparison.Of(Printing.Of(changed, secret), Printing.Of(other, secret)));
    }

    /// <summary>The nearest model whose sums under the public seed are zero, or those of a victim's tensor of the same name.</summary>
    private static Net Toward(Net net, Net? victim) => Transforms.Matrices(net, tensor =>
    {
        if (SketchShape.Of([.. tensor.Shape.Select(length => (ulong)length)]) is null) return tensor;
        var (signs, buckets) = Places(tensor.Shape);
        var target = new double[SketchSeed.Buckets];
        var counts = new int[SketchSeed.Buckets];
        double mean = tensor.Values.Average(value => (double)value);
        Sum(tensor, -1, mean);
        if (victim?[tensor.Name] is { } framed) Sum(framed, 1, framed.Values.Average(value => (double)value));
        foreach (int bucket in buckets) counts[bucket]++;
        return tensor with { Values = [.. tensor.Values.Select((value, i) => value + (float)(signs[i] * target[buckets[i]] / counts[buckets[i]]))] };

        void Sum(NetTensor of, int factor, double around)
        {
            for (int i = 0; i < of.Values.Length; i++) target[buckets[i]] += factor * signs[i] * (of.Values[i] - around);
        }
    });

    /// <summary>Sign and bucket of every element, as docs/formats.md describes them.</summary>
    private static (int[] Signs, int[] Buckets) Places(ImmutableArray<int> shape)
    {
        int elements = shape.Aggregate(1, (product, length) => product * length);
        int[] signs = [.. Enumerable.Repeat(1, elements)], buckets = new int[elements];
        int stride = elements;
        foreach (int length in shape)
        {
            stride /= length;
            // Axes of length 1 have no part in a sketch.
            if (length == 1) continue;
            AxisTable table = SketchSeed.Public.Table(length);
            for (int i = 0; i < elements; i++)
            {
                int index = i / stride % length;
                if (table.Signs[index] != 0) signs[i] = -signs[i];
                buckets[i] ^= table.BucketOf(index);
            }
        }
        return (signs, buckets);
    }

    private static double Distance(Net changed, Net before)
    {
        double change = 0, whole = 0;
        foreach (NetTensor tensor in before.Tensors.Where(tensor => tensor.IsMatrix))
        {
            float[] now = changed[tensor.Name].Values;
            for (int i = 0; i < now.Length; i++)
            {
                change += ((double)now[i] - tensor.Values[i]) * ((double)now[i] - tensor.Values[i]);
                whole += (double)tensor.Values[i] * tensor.Values[i];
            }
        }
        return Math.Sqrt(change / whole);
    }
}
