using System.Collections.Immutable;

namespace ModelDeed.Bench.Heritage;

/// <summary>A kind of network: its tensors, and how it computes.</summary>
internal abstract class Architecture
{
    /// <summary>Examples of a step.</summary>
    public abstract int BatchSize { get; }

    /// <summary>An untrained network.</summary>
    public abstract Net Fresh(Dice dice);

    /// <summary>Its answers, one row of logits each.</summary>
    public abstract Node Answer(Tape tape, Func<string, Node> parameter, Batch batch);

    /// <summary>Whether training changes a tensor.</summary>
    public virtual bool Learns(string tensor) => true;

    protected static NetTensor Matrix(Dice dice, string name, int rows, int columns, double gain = 1) =>
        new(name, [rows, columns], dice.Normals(rows * columns, gain / Math.Sqrt(rows)));

    protected static NetTensor Same(string name, int length, float value) => new(name, [length], [.. Enumerable.Repeat(value, length)]);
}

/// <summary>Predicts the next word from the embeddings of the last ones, through dense layers.</summary>
internal sealed class WordMlp(int words, int context, int width, int hidden, int layers) : Architecture
{
    public override int BatchSize => 128;

    public override Net Fresh(Dice dice) => new("", [
        new NetTensor("embed.weight", [words, width], dice.Normals(words * width, 0.5)),
        .. Enumerable.Range(0, layers).SelectMany(i => new[]
        {
            Matrix(dice, $"layers.{i}.weight", i == 0 ? context * width : hidden, hidden, Math.Sqrt(2)), Same($"layers.{i}.bias", hidden, 0),
        }),
        Matrix(dice, "head.weight", hidden, words), Same("head.bias", words, 0)]);

    public override Node Answer(Tape tape, Func<string, Node> parameter, Batch batch)
    {
        Node x = tape.Join(tape.Gather(parameter("embed.weight"), batch.Words), context);
        for (int i = 0; i < layers; i++) x = tape.Relu(tape.Bias(tape.Multiply(x, parameter($"layers.{i}.weight")), parameter($"layers.{i}.bias")));
        return tape.Bias(tape.Multiply(x, parameter("head.weight")), parameter("head.bias"));
    }
}

/// <summary>Classifies pictures by 3 × 3 convolutions, every one with stride 2 until a side of 2 is left, with or without a residual one after each.</summary>
internal sealed class PictureConv(int classes, ImmutableArray<int> channels, bool residual) : Architecture
{
    private readonly Dictionary<(int Side, int Channels, int Stride), int[]> _places = [];

    public override int BatchSize => 24;

    public override Net Fresh(Dice dice)
    {
        List<NetTensor> tensors = [];
        int before = Pictures.Colours;
        for (int i = 0; i < channels.Length; before = channels[i++])
        {
            Kernel($"conv{i}", before, channels[i], Math.Sqrt(2));
            if (residual) Kernel($"conv{i}.again", channels[i], channels[i], 0.5);
        }
        return new Net("", [.. tensors, Matrix(dice, "head.weight", before, classes), Same("head.bias", classes, 0)]);

        void Kernel(string name, int from, int to, double gain)
        {
            tensors.Add(new NetTensor(name + ".weight", [3, 3, from, to], dice.Normals(9 * from * to, gain / Math.Sqrt(9 * from))));
            tensors.Add(Same(name + ".bias", to, 0));
        }
    }

    public override Node Answer(Tape tape, Func<string, Node> parameter, Batch batch)
    {
        int side = Pictures.Side, count = batch.Pixels.Length / (side * side * Pictures.Colours);
        Node x = new(count * side * side, Pictures.Colours, batch.Pixels);
        for (int i = 0; i < channels.Length; i++)
        {
            int stride = side > 2 ? 2 : 1;
            x = tape.Relu(Convolve(x, $"conv{i}", side, stride));
            side /= stride;
            if (residual) x = tape.Add(x, tape.Relu(Convolve(x, $"conv{i}.again", side, 1)));
        }
        return tape.Bias(tape.Multiply(tape.Pool(x, side * side), parameter("head.weight")), parameter("head.bias"));

        Node Convolve(Node input, string name, int from, int stride) => tape.Bias(
            tape.Multiply(tape.Take(input, Places(count, from, input.Columns, stride), count * from * from / stride / stride, 9 * input.Columns), parameter(name + ".weight")),
            parameter(name + ".bias"));
    }

    /// <summary>Where the 3 × 3 neighbourhoods of every pixel are.</summary>
    private int[] Places(int count, int side, int depth, int stride)
    {
        lock (_places)
        {
            if (_places.TryGetValue((side, depth, stride), out int[]? kept)) return kept;
            var places = new int[count * (side / stride) * (side / stride) * 9 * depth];
            int to = side / stride;
            for (int i = 0; i < places.Length; i++)
            {
                int channel = i % depth, tap = i / depth % 9, pixel = i / depth / 9;
                int y = pixel / to % to * stride + tap / 3 - 1, x = pixel % to * stride + tap % 3 - 1, picture = pixel / to / to;
                places[i] = y < 0 || x < 0 || y >= side || x >= side ? -1 : ((picture * side + y) * side + x) * depth + channel;
            }
            return _places[(side, depth, stride)] = places;
        }
    }
}

/// <summary>A decoder of attention and dense layers over a residual stream, with separate embedding and head.</summary>
internal sealed class Transformer(int words, int width, int layers, int heads, int sequence, bool sinusoids) : Architecture
{
    private const int Sequences = 6;

    public override int BatchSize => Sequences;

    public override Net Fresh(Dice dice) => new("", [
        new NetTensor("embed.weight", [words, width], dice.Normals(words * width, 0.3)),
        // A table that everybody computes alike is kept in the file, as real ones are, and longer than training needs it.
        sinusoids ? Sinusoids() : new NetTensor("positions.weight", [sequence, width], dice.Normals(sequence * width, 0.1)),
        .. Enumerable.Range(0, layers).SelectMany(i => Layer(dice, $"layers.{i}.")),
        Same("norm.weight", width, 1), Matrix(dice, "head.weight", width, words)]);

    public override bool Learns(string tensor) => !sinusoids || tensor != "positions.weight";

    public override Node Answer(Tape tape, Func<string, Node> parameter, Batch batch)
    {
        int[] places = [.. batch.Words.Select((_, i) => i % sequence)];
        Node x = tape.Add(tape.Gather(parameter("embed.weight"), batch.Words), tape.Gather(parameter("positions.weight"), places));
        for (int i = 0; i < layers; i++)
        {
            string at = $"layers.{i}.";
            Node n = tape.Norm(x, parameter(at + "norm1.weight"));
            Node mixed = tape.Attend(
                tape.Multiply(n, parameter(at + "q.weight")), tape.Multiply(n, parameter(at + "k.weight")), tape.Multiply(n, parameter(at + "v.weight")), heads, sequence);
            x = tape.Add(x, tape.Multiply(mixed, parameter(at + "o.weight")));
            n = tape.Norm(x, parameter(at + "norm2.weight"));
            x = tape.Add(x, tape.Multiply(tape.Relu(tape.Multiply(n, parameter(at + "up.weight"))), parameter(at + "down.weight")));
        }
        return tape.Multiply(tape.Norm(x, parameter("norm.weight")), parameter("head.weight"));
    }

    private NetTensor[] Layer(Dice dice, string at) =>
    [
        Same(at + "norm1.weight", width, 1), Matrix(dice, at + "q.weight", width, width), Matrix(dice, at + "k.weight", width, width),
        Matrix(dice, at + "v.weight", width, width), Matrix(dice, at + "o.weight", width, width, 0.5), Same(at + "norm2.weight", width, 1),
        Matrix(dice, at + "up.weight", width, 4 * width, Math.Sqrt(2)), Matrix(dice, at + "down.weight", 4 * width, width, 0.5),
    ];

    private NetTensor Sinusoids()
    {
        const int Places = 256;
        var values = new float[Places * width];
        for (int i = 0; i < values.Length; i++)
        {
            double angle = i / width / Math.Pow(10000, i % width / 2 * 2 / (double)width);
            values[i] = (float)(i % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle));
        }
        return new NetTensor("positions.weight", [Places, width], values);
    }
}
