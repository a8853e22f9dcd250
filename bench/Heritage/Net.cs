using System.Collections.Immutable;

namespace ModelDeed.Bench.Heritage;

/// <summary>A model in memory: named tensors of single-precision values.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Tensors">In the order of the model.</param>
internal sealed record Net(string Name, ImmutableArray<NetTensor> Tensors)
{
    public long Parameters => Tensors.Sum(tensor => (long)tensor.Values.Length);

    public NetTensor this[string name] => Tensors.First(tensor => tensor.Name == name);

    /// <summary>Another model with every tensor changed.</summary>
    public Net Map(Func<NetTensor, NetTensor> change) => this with { Tensors = [.. Tensors.Select(change)] };
}

/// <summary>A tensor in memory.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Lengths, slowest first.</param>
/// <param name="Values">Row-major; never changed once made.</param>
internal sealed record NetTensor(string Name, ImmutableArray<int> Shape, float[] Values)
{
    /// <summary>Whether a print can have it: what changes weights leaves small tensors and vectors alone, as quantisers do.</summary>
    public bool IsMatrix => Shape.Count(length => length > 1) >= 2 && Values.Length >= 2048;

    public double Deviation
    {
        get
        {
            double mean = Values.Average(value => (double)value);
            return Math.Sqrt(Values.Average(value => (value - mean) * (value - mean)));
        }
    }

    public NetTensor With(Func<float, float> change) => this with { Values = Array.ConvertAll(Values, value => change(value)) };
}
