using System.Buffers.Binary;
using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>
/// Compares two models of which both are at hand. Neurons, channels and heads can be ordered anew without changing what a network does: the orders are recovered tensor by
/// tensor, each handing its own to the neighbour's other axis, and the weights are compared in the order found.
/// </summary>
public static class Arbitration
{
    /// <summary>Most slices that are assigned; of a longer axis so many are tested in the order in which they stand.</summary>
    public const int MostSlices = 8192;

    // Of 255: so much of a computed table follows from its neighbours, even when a tenth of it is noise.
    private const byte Regular = 217;

    /// <summary>Compares two models.</summary>
    /// <param name="suspect">File or folder of the suspect.</param>
    /// <param name="other">File or folder of the model that it may come from.</param>
    /// <param name="seed">Chooses halves and sketches. For evidence one that neither side could choose: of a later block.</param>
    /// <param name="options">As for a fingerprint. Every byte is read.</param>
    /// <param name="progress">Told of bytes fingerprinted; null for none.</param>
    /// <param name="ct">Ends it within seconds.</param>
    /// <inheritdoc cref="Fingerprinter.Run" path="/exception"/>
    /// <remarks>Takes memory for a pair of tensors four times over, and 4 bytes for each pair of slices: 256 MiB for 8,192.</remarks>
    public static ArbitrationReport Run(string suspect, string other, ulong seed, FingerprintOptions options, IProgress<FingerprintProgress>? progress, CancellationToken ct)
    {
        ModelContent suspectModel = ModelContent.Read(suspect, options, progress, ct), otherModel = ModelContent.Read(other, options, progress, ct);
        List<(Tensor Suspect, Tensor Other)> pairs = Pairs(suspectModel, otherModel);
        var orders = new KnownOrders();
        var found = new ArbitratedTensor?[pairs.Count];
        // What the first round can't solve may be by what later tensors told.
        var told = new int[pairs.Count];
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < pairs.Count; i++)
            {
                if (round > 0 && (found[i] is not { RowOrder: AxisOrder.Unsolved } || orders.Told == told[i])) continue;
                ct.ThrowIfCancellationRequested();
                if (ChannelMatrix.Read(suspectModel, pairs[i].Suspect) is { } a && ChannelMatrix.Read(otherModel, pairs[i].Other) is { } b) found[i] = Compare(pairs[i].Suspect.Name, pairs[i].Other.Name, a, b, orders, seed, ct);
                told[i] = orders.Told;
            }
        }
        suspectModel.CheckUnchanged(ct);
        otherModel.CheckUnchanged(ct);
        ImmutableArray<ArbitratedTensor> tensors = [.. found.OfType<ArbitratedTensor>()];
        return new ArbitrationReport(Model(suspectModel), Model(otherModel), seed, tensors, suspectModel.Tensors.Count - tensors.Length, Math.Min(Matrices(suspectModel), Matrices(otherModel)) == 1);
    }

    /// <summary>By names, in either's words; what is left over in the order in which tensors of one shape stand.</summary>
    private static List<(Tensor Suspect, Tensor Other)> Pairs(ModelContent suspect, ModelContent other)
    {
        Dictionary<string, Tensor> byName = Telling(other).GroupBy(Named, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
        List<(Tensor, Tensor)> pairs = [];
        List<Tensor> left = [];
        foreach (Tensor tensor in Telling(suspect).OrderBy(tensor => tensor.Name, NaturalOrder.Instance))
        {
            if (byName.TryGetValue(Named(tensor), out Tensor? same) && same.Shape.AsSpan().SequenceEqual(tensor.Shape.AsSpan()) && byName.Remove(Named(tensor))) pairs.Add((tensor, same));
            else left.Add(tensor);
        }
        Dictionary<string, Queue<Tensor>> byShape = byName.Values.OrderBy(tensor => tensor.Name, NaturalOrder.Instance).GroupBy(Shape, StringComparer.Ordinal).ToDictionary(group => group.Key, group => new Queue<Tensor>(group), StringComparer.Ordinal);
        foreach (Tensor tensor in left)
            if (byShape.TryGetValue(Shape(tensor), out Queue<Tensor>? queue) && queue.TryDequeue(out Tensor? next)) pairs.Add((tensor, next));
        return [.. pairs.OrderBy(pair => pair.Item2.Name, NaturalOrder.Instance)];
    }

    private static int Matrices(ModelContent model) => Telling(model).Count(tensor => tensor.Shape.Count(length => length > 1) > 1 && ValueType.Find(tensor.DType) is not null);

    /// <summary>All but what tools write into every model of a kind: that two models have it proves nothing.</summary>
    private static IEnumerable<Tensor> Telling(ModelContent model) =>
        model.Tensors.Where(tensor => !SharedTensorList.Digests.Contains(BinaryPrimitives.ReadUInt64BigEndian(model.Digest(tensor).Bytes)));

    private static ArbitratedTensor Compare(string suspectName, string otherName, ChannelMatrix suspect, ChannelMatrix other, KnownOrders orders, ulong seed, CancellationToken ct)
    {
        Alignment found = Alignment.Find(suspect, other, orders, seed, ct);
        if (found.IsSolved)
        {
            orders.Add(found.Rows);
            orders.Add(found.Columns);
        }
        double cosine = found.Cosine(suspect, other);
        (double difference, int? rank) = Differ(suspect.Ordered(found.Rows, found.Columns), other, cosine, seed);
        bool isTable = suspect.Regularity() >= Regular && other.Regularity() >= Regular;
        return new ArbitratedTensor(suspectName, otherName, other.Rows, other.Columns * other.Window, State(found, found.Rows), State(found, found.Columns), found.Tested, found.Agreeing, found.Log10P, cosine, found.Reach, isTable, difference, rank);
    }

    private static AxisOrder State(Alignment found, int[]? order) => !found.IsSolved ? AxisOrder.Unsolved : order is null ? AxisOrder.Same : AxisOrder.Permuted;

    private static (double Difference, int? Rank) Differ(ChannelMatrix suspect, ChannelMatrix other, double cosine, ulong seed)
    {
        double its = ChannelMatrix.Dot(other.Values, other.Values);
        if (!double.IsFinite(its + ChannelMatrix.Dot(suspect.Values, suspect.Values)) || its == 0) return (0, null);
        var difference = new float[suspect.Values.Length];
        for (int i = 0; i < difference.Length; i++) difference[i] = suspect.Values[i] - other.Values[i];
        double size = Math.Sqrt(ChannelMatrix.Dot(difference, difference) / its);
        // Only of what is alike can a difference be a change.
        return (size, cosine > 0.5 ? DifferenceRank.Of(difference, other.Rows, other.Columns * other.Window, seed) : null);
    }

    private static string Named(Tensor tensor) => TensorNames.Of(tensor.Name, false) is var name && name.Part == 0 ? name.Name : tensor.Name;

    private static string Shape(Tensor tensor) => string.Join('x', tensor.Shape);

    private static CertifiedModel Model(ModelContent model) => new(model.Manifest.Fingerprint, model.Manifest.Digest(), model.Manifest.TensorRoot, model.Manifest.Format);
}

/// <summary>Orders of axes that were recovered so far, by length; the neighbour's axis may have the same.</summary>
internal sealed class KnownOrders
{
    // Those of the last layers: older ones belong to axes that lie behind.
    private const int Most = 6;

    private readonly List<int[]> _orders = [];

    /// <summary>Orders that were new when they were added.</summary>
    public int Told { get; private set; }

    /// <summary>The order in which things stand, and those known for a length, the latest first.</summary>
    public int[]?[] Of(int length) => [null, .. _orders.Where(order => order.Length == length).Reverse().Take(Most)];

    public void Add(int[]? order)
    {
        if (order is null) return;
        if (_orders.RemoveAll(known => known.AsSpan().SequenceEqual(order)) == 0) Told++;
        _orders.Add(order);
    }
}
