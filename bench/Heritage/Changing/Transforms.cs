namespace ModelDeed.Bench.Heritage;

/// <summary>Changes of weights, each a function of a model and dice.</summary>
internal static class Transforms
{
    /// <summary>Changes matrices only.</summary>
    public static Net Matrices(Net net, Func<NetTensor, NetTensor> change) => net.Map(tensor => tensor.IsMatrix ? change(tensor) : tensor);

    /// <summary>Adds noise of so many of each matrix's standard deviations.</summary>
    public static Net Noise(Net net, double strength, Dice dice) => Matrices(net, tensor =>
    {
        double deviation = tensor.Deviation * strength;
        return tensor.With(value => value + (float)(dice.Normal() * deviation));
    });

    /// <summary>Adds a product of two narrow matrices whose norm is so large a share of each matrix's about its mean.</summary>
    public static Net LowRank(Net net, int rank, double share, Dice dice) => Matrices(net, tensor =>
    {
        int columns = tensor.Shape[^1], rows = tensor.Values.Length / columns;
        var delta = new float[tensor.Values.Length];
        Gemm.Add(dice.Normals(rows * rank, 1), dice.Normals(rank * columns, 1), delta, rows, rank, columns);
        float scale = (float)(share * tensor.Deviation * Math.Sqrt(tensor.Values.Length) / Norm(delta));
        return tensor with { Values = [.. tensor.Values.Zip(delta, (value, more) => value + scale * more)] };
    });

    /// <summary>Zeroes the smallest share of each matrix's weights.</summary>
    public static Net PruneSmallest(Net net, double share) => Matrices(net, tensor =>
    {
        float[] sizes = Array.ConvertAll(tensor.Values, MathF.Abs);
        Array.Sort(sizes);
        float least = sizes[(int)(share * sizes.Length)];
        return tensor.With(value => MathF.Abs(value) < least ? 0 : value);
    });

    public static Net PruneRandom(Net net, double share, Dice dice) => Matrices(net, tensor => tensor.With(value => dice.Uniform() < share ? 0 : value));

    public static Net Scale(Net net, float factor) => Matrices(net, tensor => tensor.With(value => value * factor));

    /// <summary>Multiplies each index of an axis by a factor of its own, log-normal with deviation one half.</summary>
    public static Net Rescale(Net net, bool rows, Dice dice) => Matrices(net, tensor =>
    {
        int count = rows ? tensor.Shape[0] : tensor.Shape[^1], each = tensor.Values.Length / tensor.Shape[0];
        float[] factors = Array.ConvertAll(dice.Normals(count, 0.5), MathF.Exp);
        return tensor with { Values = [.. tensor.Values.Select((value, i) => value * factors[rows ? i / each : i % count])] };
    });

    /// <summary>Every matrix with its axes in reverse, as another framework keeps it.</summary>
    public static Net ReverseAxes(Net net) => Matrices(net, Reversed);

    public static NetTensor Reversed(NetTensor tensor)
    {
        int[] shape = [.. tensor.Shape], index = new int[shape.Length], back = [.. shape.Reverse()];
        var values = new float[tensor.Values.Length];
        foreach (float value in tensor.Values)
        {
            int at = 0;
            for (int axis = 0; axis < back.Length; axis++) at = at * back[axis] + index[^(axis + 1)];
            values[at] = value;
            for (int axis = shape.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) index[axis] = 0;
        }
        return tensor with { Shape = [.. back], Values = values };
    }

    /// <summary>Every matrix with one or both of its outer axes in another order, each by itself. No network computes the same afterwards.</summary>
    public static Net Permute(Net net, bool rows, bool columns, Dice dice) => Matrices(net, tensor =>
    {
        NetTensor changed = rows ? Take(tensor, 0, dice.Order(tensor.Shape[0])) : tensor;
        return columns ? Take(changed, tensor.Shape.Length - 1, dice.Order(tensor.Shape[^1])) : changed;
    });

    /// <summary>Takes indices of an axis in a given order.</summary>
    public static NetTensor Take(NetTensor tensor, int axis, int[] order)
    {
        int inner = tensor.Shape.Skip(axis + 1).Aggregate(1, (product, length) => product * length), length = tensor.Shape[axis];
        var values = new float[tensor.Values.Length / length * order.Length];
        for (int i = 0; i < values.Length / inner; i++)
            tensor.Values.AsSpan((i / order.Length * length + order[i % order.Length]) * inner, inner).CopyTo(values.AsSpan(i * inner));
        return tensor with { Shape = tensor.Shape.SetItem(axis, order.Length), Values = values };
    }

    /// <summary>Leaves out a run of a quarter of the matrices.</summary>
    public static Net Drop(Net net, Dice dice)
    {
        string[] names = Names(net);
        int first = dice.Below(names.Length - names.Length / 4 + 1);
        HashSet<string> dropped = [.. names.Skip(first).Take(Math.Max(1, names.Length / 4))];
        return net with { Tensors = [.. net.Tensors.Where(tensor => !dropped.Contains(tensor.Name))] };
    }

    /// <summary>Repeats a quarter of the matrices at the end.</summary>
    public static Net Repeat(Net net, Dice dice)
    {
        string[] names = Names(net);
        int first = dice.Below(names.Length - names.Length / 4 + 1);
        return net with { Tensors = [.. net.Tensors, .. names.Skip(first).Take(Math.Max(1, names.Length / 4)).Select(name => net[name] with { Name = "z." + name })] };
    }

    /// <summary>Names that tell nothing, in the order of the tensors, or in any.</summary>
    public static Net Rename(Net net, Dice? order)
    {
        int[] numbers = order?.Order(net.Tensors.Length) ?? [.. Enumerable.Range(0, net.Tensors.Length)];
        return net with { Tensors = [.. net.Tensors.Select((tensor, i) => tensor with { Name = $"w.{numbers[i]}" })] };
    }

    /// <summary>More words for the longest axis, as fine-tunes with new tokens have.</summary>
    public static Net Extend(Net net, Dice dice)
    {
        const int More = 64;
        NetTensor[] tables = [.. net.Tensors.Where(tensor => tensor.IsMatrix && tensor.Shape.Length == 2 && tensor.Shape.Max() >= 512 && tensor.Shape.Min() >= 32)];
        int longest = tables.Length == 0 ? 0 : tables.Max(tensor => tensor.Shape.Max());
        return Matrices(net, tensor =>
        {
            if (tensor.Shape.Length != 2 || tensor.Shape.Max() != longest) return tensor;
            int axis = tensor.Shape[0] == longest ? 0 : 1;
            double deviation = tensor.Deviation;
            NetTensor longer = Take(tensor, axis, [.. Enumerable.Range(0, longest), .. Enumerable.Repeat(0, More)]);
            int columns = longer.Shape[1];
            return longer with { Values = [.. longer.Values.Select((value, i) => (axis == 0 ? i / columns : i % columns) < longest ? value : (float)(dice.Normal() * deviation))] };
        });
    }

    /// <summary>Weighted sums of models of one shape.</summary>
    public static Net Merge(string name, params (Net Net, double Weight)[] parts) => new(name, [.. parts[0].Net.Tensors.Select((tensor, t) =>
    {
        var values = new float[tensor.Values.Length];
        foreach ((Net net, double weight) in parts)
        {
            for (int i = 0; i < values.Length; i++) values[i] += (float)weight * net.Tensors[t].Values[i];
        }
        return tensor with { Values = values };
    })]);

    /// <summary>The first half of a model's matrices with the second half of another's; and which share is the first's.</summary>
    public static (Net Net, double Share) Graft(Net first, Net second)
    {
        string[] names = Names(first);
        HashSet<string> taken = [.. names.Skip(names.Length / 2)];
        Net grafted = first.Map(tensor => taken.Contains(tensor.Name) ? second[tensor.Name] : tensor);
        double whole = names.Sum(name => first[name].Values.Length);
        return (grafted, names.Where(name => !taken.Contains(name)).Sum(name => first[name].Values.Length) / whole);
    }

    /// <summary>Untrained weights of the same shapes and deviations.</summary>
    public static Net Fresh(Net net, Dice dice) => net.Map(tensor => tensor with { Values = dice.Normals(tensor.Values.Length, tensor.Deviation) });

    public static string[] Names(Net net) => [.. net.Tensors.Where(tensor => tensor.IsMatrix).Select(tensor => tensor.Name)];

    public static double Norm(float[] values)
    {
        double sum = 0;
        foreach (float value in values) sum += (double)value * value;
        return Math.Sqrt(sum);
    }
}
