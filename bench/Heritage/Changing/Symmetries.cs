namespace ModelDeed.Bench.Heritage;

/// <summary>Changes after which a network trained here computes the same.</summary>
internal static class Symmetries
{
    /// <summary>Puts hidden units into another order, in the matrix that makes them and in the one that reads them. Null for networks of other kinds.</summary>
    public static Net? PermuteHidden(Net net, Dice dice)
    {
        Dictionary<string, NetTensor> tensors = net.Tensors.ToDictionary(tensor => tensor.Name);
        bool any = false;
        for (int i = 0; tensors.ContainsKey($"layers.{i}.up.weight"); i++) Both($"layers.{i}.up.weight", null, [($"layers.{i}.down.weight", 1)]);
        for (int i = 0; tensors.ContainsKey($"layers.{i}.bias"); i++)
            Both($"layers.{i}.weight", $"layers.{i}.bias", [(tensors.ContainsKey($"layers.{i + 1}.weight") ? $"layers.{i + 1}.weight" : "head.weight", 1)]);
        // With shortcuts, both of a stage's kernels make the same channels.
        for (int i = 0; tensors.ContainsKey($"conv{i}.weight"); i++)
        {
            int[] order = dice.Order(tensors[$"conv{i}.weight"].Shape[^1]);
            string next = tensors.ContainsKey($"conv{i + 1}.weight") ? $"conv{i + 1}.weight" : "head.weight";
            foreach (string made in (string[])[$"conv{i}.weight", $"conv{i}.bias", $"conv{i}.again.weight", $"conv{i}.again.bias"]) Turn(made, ^1, order);
            foreach (string read in (string[])[$"conv{i}.again.weight", next]) Turn(read, ^2, order);
            any = true;
        }
        return any ? net.Map(tensor => tensors[tensor.Name]) : null;

        void Both(string made, string? bias, (string Name, int Axis)[] read)
        {
            int[] order = dice.Order(tensors[made].Shape[^1]);
            Turn(made, ^1, order);
            if (bias is not null) Turn(bias, ^1, order);
            foreach ((string name, _) in read) Turn(name, ^2, order);
            any = true;
        }
        void Turn(string name, Index axis, int[] order)
        {
            if (tensors.TryGetValue(name, out NetTensor? tensor)) tensors[name] = Transforms.Take(tensor, axis.GetOffset(tensor.Shape.Length), order);
        }
    }

    /// <summary>Rotates the residual stream of a decoder or the embedding of a word network: by any rotation, or by a permutation. Null for networks of other kinds.</summary>
    public static Net? RotateStream(Net net, bool permutation, Dice dice)
    {
        if (net.Tensors.All(tensor => tensor.Name != "embed.weight")) return null;
        bool isDecoder = net.Tensors.Any(tensor => tensor.Name == "norm.weight");
        int width = net["embed.weight"].Shape[1];
        float[] rotation = permutation ? Permutation(dice.Order(width)) : Rotation(width, dice), back = Gemm.Transpose(rotation, width, width);
        return net.Map(tensor =>
        {
            string name = tensor.Name;
            if (name is "embed.weight" or "positions.weight" || name.EndsWith(".o.weight", StringComparison.Ordinal) || name.EndsWith("down.weight", StringComparison.Ordinal)) return After(tensor);
            if (!isDecoder) return name == "layers.0.weight" ? Before(tensor, null) : tensor;
            if (name.Contains("norm", StringComparison.Ordinal)) return tensor.With(_ => 1);
            return Before(tensor, GainOf(name));
        });

        NetTensor After(NetTensor tensor)
        {
            var values = new float[tensor.Values.Length];
            Gemm.Add(tensor.Values, rotation, values, values.Length / width, width, width);
            return tensor with { Values = values };
        }
        // The norms' gains go into the matrices that follow them: between them and the stream nothing else may stand.
        NetTensor Before(NetTensor tensor, NetTensor? gain)
        {
            int columns = tensor.Shape[1];
            var values = new float[tensor.Values.Length];
            for (int part = 0; part < tensor.Shape[0] / width; part++)
            {
                float[] from = [.. tensor.Values.Skip(part * width * columns).Take(width * columns).Select((value, i) => gain is null ? value : value * gain.Values[i / columns])];
                var into = new float[from.Length];
                Gemm.Add(back, from, into, width, width, columns);
                into.CopyTo(values, part * width * columns);
            }
            return tensor with { Values = values };
        }
        NetTensor? GainOf(string name) => name switch
        {
            "head.weight" => net["norm.weight"],
            _ when name.EndsWith("up.weight", StringComparison.Ordinal) => net[name.Replace("up.weight", "norm2.weight", StringComparison.Ordinal)],
            _ => net[name[..^"q.weight".Length] + "norm1.weight"],
        };
    }

    private static float[] Permutation(int[] order)
    {
        var matrix = new float[order.Length * order.Length];
        for (int i = 0; i < order.Length; i++) matrix[i * order.Length + order[i]] = 1;
        return matrix;
    }

    /// <summary>A random rotation: Gram and Schmidt on normal vectors.</summary>
    private static float[] Rotation(int width, Dice dice)
    {
        float[] matrix = dice.Normals(width * width, 1);
        for (int i = 0; i < width; i++)
        {
            Span<float> row = matrix.AsSpan(i * width, width);
            // Twice is enough (Kahan and Parlett).
            for (int j = 0; j < 2 * i; j++)
            {
                ReadOnlySpan<float> other = matrix.AsSpan(j % i * width, width);
                float product = 0;
                for (int k = 0; k < width; k++) product += row[k] * other[k];
                for (int k = 0; k < width; k++) row[k] -= product * other[k];
            }
            float norm = 0;
            foreach (float value in row) norm += value * value;
            for (int k = 0; k < width; k++) row[k] /= MathF.Sqrt(norm);
        }
        return matrix;
    }
}
