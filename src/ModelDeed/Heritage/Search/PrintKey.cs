using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;

namespace ModelDeed.Heritage;

/// <summary>A tensor as search knows it: its lengths, and 128 signs of its sketch.</summary>
/// <param name="Shape">A digest of the lengths in ascending order.</param>
/// <param name="Low">Signs of the first 64 of 128 sums.</param>
/// <param name="High">Signs of the others.</param>
/// <param name="Elements">Elements of the tensor.</param>
internal readonly record struct PrintKey(ulong Shape, ulong Low, ulong High, long Elements)
{
    /// <summary>Keys that an index keeps of a print.</summary>
    public const int MostOfPrint = 8;

    /// <summary>Bytes of a key in a database.</summary>
    public const int Size = 24;

    private const int Sums = 128;

    /// <summary>What an index keeps of a print: its four largest tensors, and four more spread over its depth, so that dropped layers leave some.</summary>
    /// <param name="print">The print.</param>
    /// <param name="constants">Tensors that count nothing are left out.</param>
    public static ImmutableArray<PrintKey> Kept(HeritagePrint print, SharedTensors constants)
    {
        return [.. Chosen(Telling(print, constants)).Select(item => Of(item.Tensor))];
    }

    /// <summary>What is looked for of a print: every tensor; those first that an index keeps of a print of the same build, then the others, the largest first.</summary>
    public static ImmutableArray<PrintKey> All(HeritagePrint print, SharedTensors constants)
    {
        List<(int Index, TensorPrint Tensor)> telling = Telling(print, constants), chosen = Chosen(telling);
        HashSet<int> first = [.. chosen.Select(item => item.Index)];
        return [.. chosen.Concat(telling.Where(item => !first.Contains(item.Index)).OrderByDescending(item => item.Tensor.Elements).ThenBy(item => item.Index)).Select(item => Of(item.Tensor))];
    }

    private static List<(int Index, TensorPrint Tensor)> Chosen(List<(int Index, TensorPrint Tensor)> telling)
    {
        List<(int Index, TensorPrint Tensor)> largest = [.. telling.OrderByDescending(tensor => tensor.Tensor.Elements).ThenBy(tensor => tensor.Index).Take(MostOfPrint / 2)];
        HashSet<int> taken = [.. largest.Select(item => item.Index)];
        List<(int Index, TensorPrint Tensor)> rest = [.. telling.Where(item => !taken.Contains(item.Index))];
        int spread = Math.Min(MostOfPrint / 2, rest.Count);
        return [.. largest, .. Enumerable.Range(0, spread).Select(i => rest[(int)(((long)i * rest.Count + rest.Count / 2) / spread) % rest.Count])];
    }

    /// <summary>Keys in a row, 24 bytes each.</summary>
    public static byte[] Pack(ImmutableArray<PrintKey> keys)
    {
        var bytes = new byte[keys.Length * Size];
        for (int i = 0; i < keys.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * Size), keys[i].Shape);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * Size + 8), keys[i].Low);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * Size + 16), keys[i].High);
        }
        return bytes;
    }

    /// <summary>Signs that differ from another's, of 128.</summary>
    public int Distance(ulong low, ulong high) => BitOperations.PopCount(Low ^ low) + BitOperations.PopCount(High ^ high);

    private static List<(int Index, TensorPrint Tensor)> Telling(HeritagePrint print, SharedTensors constants) =>
        [.. print.Tensors.Select((tensor, i) => (Index: i, Tensor: tensor)).Where(item => !item.Tensor.IsBlank && constants.Weight(item.Tensor) > 0)];

    private static PrintKey Of(TensorPrint tensor)
    {
        Span<int> sums = stackalloc int[Sums];
        sums.Clear();
        for (int i = 0; i < tensor.Sketch.Length; i++) sums[i % Sums] += tensor.Sketch[i];
        ulong low = 0, high = 0;
        for (int i = 0; i < 64; i++)
        {
            if (sums[i] > 0) low |= 1UL << i;
            if (sums[i + 64] > 0) high |= 1UL << i;
        }
        return new PrintKey(ShapeOf(tensor.Axes), low, high, tensor.Elements);
    }

    private static ulong ShapeOf(ImmutableArray<long> axes)
    {
        Span<byte> bytes = stackalloc byte[8 * axes.Length];
        int at = 0;
        foreach (long length in axes.Order())
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes[at..], length);
            at += 8;
        }
        return BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(bytes[..at]));
    }
}
