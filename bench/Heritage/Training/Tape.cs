namespace ModelDeed.Bench.Heritage;

/// <summary>A matrix with its gradient.</summary>
internal sealed class Node(int rows, int columns, float[] value)
{
    public Node(int rows, int columns)
        : this(rows, columns, new float[rows * columns]) { }

    public int Rows { get; } = rows;

    public int Columns { get; } = columns;

    public float[] Value { get; } = value;

    public float[] Gradient { get; } = new float[rows * columns];
}

/// <summary>Remembers operations and runs their derivatives backwards.</summary>
internal sealed class Tape
{
    private readonly Stack<Action> _back = new();

    /// <summary>Runs all derivatives; the last operation must have set its input's gradient.</summary>
    public void Back()
    {
        while (_back.TryPop(out Action? step)) step();
    }

    public Node Multiply(Node x, Node w)
    {
        var y = new Node(x.Rows, w.Columns);
        Gemm.Add(x.Value, w.Value, y.Value, x.Rows, x.Columns, w.Columns);
        _back.Push(() =>
        {
            Gemm.Add(y.Gradient, Gemm.Transpose(w.Value, w.Rows, w.Columns), x.Gradient, x.Rows, w.Columns, x.Columns);
            Gemm.Add(Gemm.Transpose(x.Value, x.Rows, x.Columns), y.Gradient, w.Gradient, x.Columns, x.Rows, w.Columns);
        });
        return y;
    }

    public Node Add(Node x, Node y)
    {
        var z = new Node(x.Rows, x.Columns);
        for (int i = 0; i < z.Value.Length; i++) z.Value[i] = x.Value[i] + y.Value[i];
        _back.Push(() =>
        {
            for (int i = 0; i < z.Value.Length; i++)
            {
                x.Gradient[i] += z.Gradient[i];
                y.Gradient[i] += z.Gradient[i];
            }
        });
        return z;
    }

    /// <summary>Adds a vector to every row.</summary>
    public Node Bias(Node x, Node bias)
    {
        var z = new Node(x.Rows, x.Columns);
        for (int i = 0; i < z.Value.Length; i++) z.Value[i] = x.Value[i] + bias.Value[i % x.Columns];
        _back.Push(() =>
        {
            for (int i = 0; i < z.Value.Length; i++)
            {
                x.Gradient[i] += z.Gradient[i];
                bias.Gradient[i % x.Columns] += z.Gradient[i];
            }
        });
        return z;
    }

    public Node Relu(Node x)
    {
        var z = new Node(x.Rows, x.Columns);
        for (int i = 0; i < z.Value.Length; i++) z.Value[i] = Math.Max(0, x.Value[i]);
        _back.Push(() =>
        {
            for (int i = 0; i < z.Value.Length; i++) x.Gradient[i] += x.Value[i] > 0 ? z.Gradient[i] : 0;
        });
        return z;
    }

    /// <summary>Divides every row by its root mean square, and multiplies by a gain.</summary>
    public Node Norm(Node x, Node gain)
    {
        var z = new Node(x.Rows, x.Columns);
        var inverse = new float[x.Rows];
        for (int i = 0; i < x.Rows; i++)
        {
            Span<float> row = x.Value.AsSpan(i * x.Columns, x.Columns);
            float squares = 1e-6f * x.Columns;
            foreach (float value in row) squares += value * value;
            inverse[i] = MathF.Sqrt(x.Columns / squares);
            for (int j = 0; j < row.Length; j++) z.Value[i * x.Columns + j] = row[j] * inverse[i] * gain.Value[j];
        }
        _back.Push(() => NormBack(x, gain, z, inverse));
        return z;
    }

    /// <summary>Rows of a table.</summary>
    public Node Gather(Node table, int[] rows)
    {
        var z = new Node(rows.Length, table.Columns);
        for (int i = 0; i < rows.Length; i++) table.Value.AsSpan(rows[i] * table.Columns, table.Columns).CopyTo(z.Value.AsSpan(i * table.Columns));
        _back.Push(() =>
        {
            for (int i = 0; i < rows.Length; i++)
            {
                for (int j = 0; j < table.Columns; j++) table.Gradient[rows[i] * table.Columns + j] += z.Gradient[i * table.Columns + j];
            }
        });
        return z;
    }

    /// <summary>Reads rows side by side: rows × columns become rows/many × many·columns.</summary>
    public Node Join(Node x, int many)
    {
        var z = new Node(x.Rows / many, x.Columns * many, x.Value);
        _back.Push(() =>
        {
            for (int i = 0; i < z.Gradient.Length; i++) x.Gradient[i] += z.Gradient[i];
        });
        return z;
    }

    /// <summary>Takes values from places of a matrix; -1 for a zero.</summary>
    public Node Take(Node x, int[] places, int rows, int columns)
    {
        var z = new Node(rows, columns);
        for (int i = 0; i < places.Length; i++) z.Value[i] = places[i] < 0 ? 0 : x.Value[places[i]];
        _back.Push(() =>
        {
            for (int i = 0; i < places.Length; i++)
            {
                if (places[i] >= 0) x.Gradient[places[i]] += z.Gradient[i];
            }
        });
        return z;
    }

    /// <summary>Means of groups of consecutive rows.</summary>
    public Node Pool(Node x, int group)
    {
        var z = new Node(x.Rows / group, x.Columns);
        for (int i = 0; i < x.Value.Length; i++) z.Value[i / x.Columns / group * x.Columns + i % x.Columns] += x.Value[i] / group;
        _back.Push(() =>
        {
            for (int i = 0; i < x.Value.Length; i++) x.Gradient[i] += z.Gradient[i / x.Columns / group * x.Columns + i % x.Columns] / group;
        });
        return z;
    }

    /// <summary>Causal attention of heads over sequences of consecutive rows; columns are the heads side by side.</summary>
    public Node Attend(Node q, Node k, Node v, int heads, int sequence)
    {
        var z = new Node(q.Rows, q.Columns);
        int width = q.Columns / heads;
        var weights = new float[q.Rows * heads * sequence];
        for (int row = 0; row < q.Rows; row++)
        {
            for (int head = 0; head < heads; head++)
                Attention.Forward(q, k, v, z, weights.AsSpan((row * heads + head) * sequence, sequence), (row, head * width, width, sequence));
        }
        _back.Push(() =>
        {
            for (int row = 0; row < q.Rows; row++)
            {
                for (int head = 0; head < heads; head++)
                    Attention.Back(q, k, v, z, weights.AsSpan((row * heads + head) * sequence, sequence), (row, head * width, width, sequence));
            }
        });
        return z;
    }

    /// <summary>Mean cross entropy of softmax against distributions, one per row; sets the gradient.</summary>
    /// <param name="logits">One row per example.</param>
    /// <param name="target">Distributions, as long as the logits.</param>
    public static double CrossEntropy(Node logits, float[] target)
    {
        double loss = 0;
        float[] chances = Softmax(logits);
        for (int i = 0; i < chances.Length; i++)
        {
            logits.Gradient[i] += (chances[i] - target[i]) / logits.Rows;
            if (target[i] > 0) loss -= target[i] * Math.Log(Math.Max(chances[i], 1e-30f));
        }
        return loss / logits.Rows;
    }

    public static float[] Softmax(Node logits)
    {
        var chances = new float[logits.Value.Length];
        for (int row = 0; row < logits.Rows; row++)
        {
            ReadOnlySpan<float> values = logits.Value.AsSpan(row * logits.Columns, logits.Columns);
            Span<float> into = chances.AsSpan(row * logits.Columns, logits.Columns);
            float most = float.MinValue, sum = 0;
            foreach (float value in values) most = Math.Max(most, value);
            for (int i = 0; i < into.Length; i++) sum += into[i] = MathF.Exp(values[i] - most);
            for (int i = 0; i < into.Length; i++) into[i] /= sum;
        }
        return chances;
    }

    private static void NormBack(Node x, Node gain, Node z, float[] inverse)
    {
        for (int i = 0; i < x.Rows; i++)
        {
            int at = i * x.Columns;
            float along = 0;
            for (int j = 0; j < x.Columns; j++)
            {
                gain.Gradient[j] += z.Gradient[at + j] * x.Value[at + j] * inverse[i];
                along += z.Gradient[at + j] * gain.Value[j] * x.Value[at + j];
            }
            along *= inverse[i] * inverse[i] / x.Columns;
            for (int j = 0; j < x.Columns; j++) x.Gradient[at + j] += inverse[i] * (z.Gradient[at + j] * gain.Value[j] - along * x.Value[at + j]);
        }
    }
}

/// <summary>One row's attention in one head.</summary>
internal static class Attention
{
    public static void Forward(Node q, Node k, Node v, Node z, Span<float> weights, (int Row, int Column, int Width, int Sequence) at)
    {
        int first = at.Row / at.Sequence * at.Sequence, columns = q.Columns;
        float scale = 1 / MathF.Sqrt(at.Width), most = float.MinValue, sum = 0;
        ReadOnlySpan<float> mine = q.Value.AsSpan(at.Row * columns + at.Column, at.Width);
        for (int t = first; t <= at.Row; t++)
        {
            ReadOnlySpan<float> key = k.Value.AsSpan(t * columns + at.Column, at.Width);
            float product = 0;
            for (int i = 0; i < mine.Length; i++) product += mine[i] * key[i];
            weights[t - first] = product * scale;
            most = Math.Max(most, product * scale);
        }
        for (int t = first; t <= at.Row; t++) sum += weights[t - first] = MathF.Exp(weights[t - first] - most);
        Span<float> into = z.Value.AsSpan(at.Row * columns + at.Column, at.Width);
        for (int t = first; t <= at.Row; t++)
        {
            float weight = weights[t - first] /= sum;
            ReadOnlySpan<float> value = v.Value.AsSpan(t * columns + at.Column, at.Width);
            for (int i = 0; i < into.Length; i++) into[i] += weight * value[i];
        }
    }

    public static void Back(Node q, Node k, Node v, Node z, ReadOnlySpan<float> weights, (int Row, int Column, int Width, int Sequence) at)
    {
        int first = at.Row / at.Sequence * at.Sequence, columns = q.Columns, here = at.Row * columns + at.Column;
        float scale = 1 / MathF.Sqrt(at.Width), mean = 0;
        ReadOnlySpan<float> gradient = z.Gradient.AsSpan(here, at.Width);
        Span<float> ofWeights = stackalloc float[at.Sequence];
        for (int t = first; t <= at.Row; t++)
        {
            int there = t * columns + at.Column;
            float sum = 0, weight = weights[t - first];
            for (int i = 0; i < gradient.Length; i++)
            {
                sum += gradient[i] * v.Value[there + i];
                v.Gradient[there + i] += weight * gradient[i];
            }
            ofWeights[t - first] = sum;
            mean += weight * sum;
        }
        for (int t = first; t <= at.Row; t++)
        {
            int there = t * columns + at.Column;
            float score = weights[t - first] * (ofWeights[t - first] - mean) * scale;
            for (int i = 0; i < at.Width; i++)
            {
                q.Gradient[here + i] += score * k.Value[there + i];
                k.Gradient[there + i] += score * q.Value[here + i];
            }
        }
    }
}
