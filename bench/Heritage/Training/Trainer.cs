namespace ModelDeed.Bench.Heritage;

/// <summary>How to train.</summary>
/// <param name="Steps">Batches.</param>
/// <param name="Rate">Adam's step at its largest; it falls along half a cosine.</param>
internal readonly record struct Schedule(int Steps, double Rate);

/// <summary>Trains networks with Adam (Kingma and Ba, 2015).</summary>
internal static class Trainer
{
    /// <summary>Trains on a source, from the given weights.</summary>
    /// <param name="architecture">The kind of network.</param>
    /// <param name="start">Weights to start from.</param>
    /// <param name="source">Examples.</param>
    /// <param name="schedule">How long and fast.</param>
    /// <param name="dice">Draws the examples.</param>
    /// <param name="learns">Which tensors change; null for all that the architecture trains.</param>
    public static (Net Net, double Loss) Train(Architecture architecture, Net start, Source source, Schedule schedule, Dice dice, Func<string, bool>? learns = null)
    {
        Dictionary<string, Node> nodes = Nodes(start);
        double loss = Run(architecture, name => nodes[name], Learned(architecture, nodes, learns), source, schedule, dice, null);
        return (Result(start, nodes), loss);
    }

    /// <summary>Trains a network to answer as another one does: nothing of the teacher's weights is in it.</summary>
    public static (Net Net, double Loss) Distill(Architecture architecture, Net teacher, Net start, Source source, Schedule schedule, Dice dice)
    {
        Dictionary<string, Node> nodes = Nodes(start), taught = Nodes(teacher);
        double loss = Run(architecture, name => nodes[name], Learned(architecture, nodes, null), source, schedule, dice, name => taught[name]);
        return (Result(start, nodes), loss);
    }

    /// <summary>Trains products of two narrow matrices beside every matrix (LoRA, arXiv 2106.09685) and adds them.</summary>
    public static (Net Net, double Loss) Adapt(Architecture architecture, Net start, Source source, Schedule schedule, Dice dice, int rank)
    {
        Dictionary<string, Node> nodes = Nodes(start);
        Dictionary<string, (Node A, Node B)> adapters = start.Tensors.Where(tensor => tensor.IsMatrix && tensor.Name.Contains("weight", StringComparison.Ordinal) && architecture.Learns(tensor.Name))
            .ToDictionary(tensor => tensor.Name, tensor =>
            {
                Node w = nodes[tensor.Name];
                return (new Node(w.Rows, rank, dice.Normals(w.Rows * rank, 1 / Math.Sqrt(w.Rows))), new Node(rank, w.Columns));
            });
        Tape? tape = null;
        double loss = Run(
            architecture, name => adapters.TryGetValue(name, out (Node A, Node B) pair) ? tape!.Add(nodes[name], tape.Multiply(pair.A, pair.B)) : nodes[name],
            [.. adapters.Values.SelectMany(pair => new[] { pair.A, pair.B })], source, schedule, dice, null, made => tape = made);
        foreach ((string name, (Node a, Node b)) in adapters) Gemm.Add(a.Value, b.Value, nodes[name].Value, a.Rows, rank, b.Columns);
        return (Result(start, nodes), loss);
    }

    private static double Run(
        Architecture architecture, Func<string, Node> parameter, List<Node> learned, Source source, Schedule schedule, Dice dice, Func<string, Node>? teacher, Action<Tape>? made = null)
    {
        const int Last = 10;
        var adam = new Adam(learned);
        double loss = 0;
        for (int step = 0; step < schedule.Steps; step++)
        {
            Batch batch = source.Draw(dice, architecture.BatchSize);
            var tape = new Tape();
            made?.Invoke(tape);
            Node answer = architecture.Answer(tape, parameter, batch);
            float[] target = teacher is null ? batch.Target : Tape.Softmax(architecture.Answer(new Tape(), teacher, batch));
            double now = Tape.CrossEntropy(answer, target);
            if (step >= schedule.Steps - Last) loss += now / Last;
            tape.Back();
            adam.Step(schedule.Rate * (0.5 + 0.5 * Math.Cos(Math.PI * step / schedule.Steps)));
        }
        return loss;
    }

    private static List<Node> Learned(Architecture architecture, Dictionary<string, Node> nodes, Func<string, bool>? learns) =>
        [.. nodes.Where(node => architecture.Learns(node.Key) && learns?.Invoke(node.Key) != false).Select(node => node.Value)];

    /// <summary>Matrices for computing: the last axis is the columns.</summary>
    private static Dictionary<string, Node> Nodes(Net net) => net.Tensors.ToDictionary(
        tensor => tensor.Name, tensor => new Node(tensor.Values.Length / tensor.Shape[^1], tensor.Shape[^1], [.. tensor.Values]));

    private static Net Result(Net start, Dictionary<string, Node> nodes) => start.Map(tensor => tensor with { Values = nodes[tensor.Name].Value });
}

/// <summary>Adam's state.</summary>
internal sealed class Adam(List<Node> nodes)
{
    private const float KeepFirst = 0.9f, KeepSecond = 0.98f, Least = 1e-8f;

    private readonly float[][] _first = [.. nodes.Select(node => new float[node.Value.Length])], _second = [.. nodes.Select(node => new float[node.Value.Length])];
    private int _steps;

    public void Step(double rate)
    {
        _steps++;
        float scale = (float)(rate / (1 - Math.Pow(KeepFirst, _steps))), second = (float)(1 / (1 - Math.Pow(KeepSecond, _steps)));
        for (int n = 0; n < nodes.Count; n++)
        {
            (float[] value, float[] gradient, float[] m, float[] v) = (nodes[n].Value, nodes[n].Gradient, _first[n], _second[n]);
            for (int i = 0; i < value.Length; i++)
            {
                float g = gradient[i];
                m[i] = KeepFirst * m[i] + (1 - KeepFirst) * g;
                v[i] = KeepSecond * v[i] + (1 - KeepSecond) * g * g;
                value[i] -= scale * m[i] / (MathF.Sqrt(v[i] * second) + Least);
                gradient[i] = 0;
            }
        }
    }
}
