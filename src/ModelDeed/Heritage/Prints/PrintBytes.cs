using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ModelDeed.Heritage;

/// <summary>A print's bytes (docs/formats.md): numbers little-endian, lists after their lengths, nothing optional.</summary>
internal static class PrintBytes
{
    private static ReadOnlySpan<byte> Magic => "MDHP\x01"u8;

    public static byte[] Write(HeritagePrint print)
    {
        var buffer = new ArrayBufferWriter<byte>(HeritagePrint.MostBytes);
        var writer = new PrintWriter(buffer);
        buffer.Write(Magic);
        buffer.Write(print.Seed.Bytes);
        buffer.Write(print.Fingerprint.Bytes);
        writer.Number(print.Parameters);
        writer.Number((ulong)(print.Tensors.IsEmpty ? SketchSeed.Buckets : print.Tensors[0].Sketch.Length));
        writer.Number((ulong)print.Tensors.Length);
        foreach (TensorPrint tensor in print.Tensors) Write(tensor, writer, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a print.</summary>
    /// <exception cref="HeritageException">As <see cref="HeritagePrint.Parse"/>.</exception>
    public static HeritagePrint Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > HeritagePrint.MostBytes) throw Broken($"it has {bytes.Length:N0} bytes; a print has {HeritagePrint.MostBytes:N0} at most");
        if (!bytes.StartsWith(Magic)) throw Broken($"it doesn't begin as a print of the method {HeritagePrint.Method} does");
        var reader = new PrintReader(bytes[Magic.Length..]);
        var seed = new Hash32(reader.Bytes(Hash32.Size));
        var fingerprint = new Hash32(reader.Bytes(Hash32.Size));
        ulong parameters = reader.Number();
        int buckets = reader.Count(SketchSeed.Buckets, "sums");
        if (buckets is not (128 or 256 or 512)) throw Broken($"it has sketches of {buckets} sums");
        int count = reader.Count(PrintPlan.MostTensors, "tensors");
        var tensors = ImmutableArray.CreateBuilder<TensorPrint>(count);
        for (int i = 0; i < count; i++) tensors.Add(Tensor(ref reader, buckets));
        reader.End();
        if (count == 0 && buckets != SketchSeed.Buckets) throw Broken("without tensors, it names a width");
        if (tensors.DistinctBy(tensor => tensor.Ordinal).Count() < count) throw Broken("a tensor is in it twice");
        return new HeritagePrint(seed, fingerprint, parameters, tensors.MoveToImmutable());
    }

    private static void Write(TensorPrint tensor, PrintWriter writer, ArrayBufferWriter<byte> buffer)
    {
        writer.Number((ulong)tensor.Ordinal);
        writer.Fixed(tensor.Digest);
        buffer.Write([ValueType.Find(tensor.Type)!.Code]);
        writer.Number((ulong)tensor.Axes.Length);
        foreach (long length in tensor.Axes) writer.Number((ulong)length);
        writer.Single(tensor.Mean);
        writer.Single(tensor.Deviation);
        writer.Single(tensor.Kurtosis);
        writer.Short(tensor.Zeros);
        buffer.Write([tensor.Regularity]);
        writer.Single(tensor.Scale);
        Span<byte> steps = buffer.GetSpan(tensor.Sketch.Length / 2)[..(tensor.Sketch.Length / 2)];
        for (int i = 0; i < steps.Length; i++) steps[i] = (byte)(tensor.Sketch[2 * i] & 0xF | tensor.Sketch[2 * i + 1] << 4);
        buffer.Advance(steps.Length);
        buffer.Write([(byte)tensor.Rows.Length]);
        foreach (ulong signs in tensor.Rows) writer.Fixed(signs);
        buffer.Write([(byte)tensor.Columns.Length]);
        foreach (ulong signs in tensor.Columns) writer.Fixed(signs);
        buffer.Write([(byte)(tensor.Gram.IsEmpty ? 0 : 1)]);
        buffer.Write(tensor.Gram.AsSpan());
        foreach (ImmutableArray<sbyte> profiles in (ReadOnlySpan<ImmutableArray<sbyte>>)[tensor.FirstProfiles, tensor.LastProfiles])
        {
            buffer.Write([(byte)(profiles.Length / SliceProfiles.Figures)]);
            buffer.Write(MemoryMarshal.AsBytes(profiles.AsSpan()));
        }
    }

    private static TensorPrint Tensor(ref PrintReader reader, int buckets)
    {
        int ordinal = reader.Count(int.MaxValue, "tensors");
        ulong digest = reader.Fixed();
        byte code = reader.Bytes(1)[0];
        string type = ValueType.Find(code)?.Name ?? throw Broken($"a tensor is of the unknown type {code}");
        int count = reader.Count(SketchShape.MostAxes, "axes");
        var axes = new ulong[count];
        for (int i = 0; i < count; i++) axes[i] = reader.Number();
        SketchShape? shape = SketchShape.Of(axes);
        if (shape is null || shape.Axes.Length != count) throw Broken("a tensor has a shape that no print can have");
        float mean = reader.Single(), deviation = reader.Single(), kurtosis = reader.Single();
        ushort zeros = reader.Short();
        byte regularity = reader.Bytes(1)[0];
        float scale = reader.Single();
        if (scale < 0 || deviation < 0 || kurtosis < 0) throw Broken("a tensor has a negative scale, deviation or kurtosis");
        return new TensorPrint(
            ordinal, digest, type, shape.Axes, mean, deviation, kurtosis, zeros, scale, Steps(ref reader, buckets, scale == 0),
            Slice(ref reader), Slice(ref reader), reader.Flag() ? [.. reader.Bytes(Heritage.Gram.Bits / 8)] : [])
        {
            Regularity = regularity,
            FirstProfiles = Profiles(ref reader),
            LastProfiles = Profiles(ref reader),
        };
    }

    private static ImmutableArray<sbyte> Steps(ref PrintReader reader, int buckets, bool mustBeBlank)
    {
        ReadOnlySpan<byte> packed = reader.Bytes(buckets / 2);
        var steps = new sbyte[buckets];
        bool isBroken = false;
        for (int i = 0; i < packed.Length; i++)
        {
            sbyte low = (sbyte)((sbyte)(packed[i] << 4) >> 4), high = (sbyte)((sbyte)packed[i] >> 4);
            isBroken |= low < -TensorPrint.MostStep || high < -TensorPrint.MostStep || mustBeBlank && (low | high) != 0;
            (steps[2 * i], steps[2 * i + 1]) = (low, high);
        }
        return !isBroken ? ImmutableCollectionsMarshal.AsImmutableArray(steps) : throw Broken("a sketch has a step that none can have");
    }

    private static ImmutableArray<ulong> Slice(ref PrintReader reader)
    {
        int count = reader.Bytes(1)[0];
        if (count > Slices.Kept) throw Broken($"a tensor has {count} slices");
        var signs = ImmutableArray.CreateBuilder<ulong>(count);
        for (int i = 0; i < count; i++)
        {
            ulong next = reader.Fixed();
            if (i > 0 && next < signs[i - 1]) throw Broken("a tensor's slices are out of order");
            signs.Add(next);
        }
        return signs.MoveToImmutable();
    }

    private static ImmutableArray<sbyte> Profiles(ref PrintReader reader)
    {
        int count = reader.Bytes(1)[0];
        if (count > SliceProfiles.Kept) throw Broken($"a tensor has {count} profiles");
        ImmutableArray<sbyte> steps = [.. MemoryMarshal.Cast<byte, sbyte>(reader.Bytes(count * SliceProfiles.Figures))];
        if (steps.Any(step => step < -SliceProfiles.MostStep)) throw Broken("a profile has a step that none can have");
        for (int at = SliceProfiles.Figures; at < steps.Length; at += SliceProfiles.Figures)
        {
            ReadOnlySpan<sbyte> before = steps.AsSpan(at - SliceProfiles.Figures, SliceProfiles.Figures), next = steps.AsSpan(at, SliceProfiles.Figures);
            int nearer = SliceProfiles.Size(before).CompareTo(SliceProfiles.Size(next));
            if (nearer < 0 || nearer == 0 && before.SequenceCompareTo(next) > 0) throw Broken("a tensor's profiles are out of order");
        }
        return steps;
    }

    public static HeritageException Broken(string problem) => new($"The heritage print is not valid: {problem}.");
}

/// <summary>Writes a print's numbers.</summary>
internal readonly struct PrintWriter(ArrayBufferWriter<byte> buffer)
{
    /// <summary>Unsigned LEB128.</summary>
    public void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7) buffer.Write([(byte)(value | 0x80)]);
        buffer.Write([(byte)value]);
    }

    public void Fixed(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    public void Short(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(buffer.GetSpan(2), value);
        buffer.Advance(2);
    }

    public void Single(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(buffer.GetSpan(4), value == 0 ? 0 : value);
        buffer.Advance(4);
    }
}

/// <summary>Reads a print's numbers, and refuses every form but the one that is written.</summary>
internal ref struct PrintReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if (_rest.Length < count) throw PrintBytes.Broken("it ends too early");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    public ulong Number()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Bytes(1)[0];
            if (shift == 63 && next > 1) throw PrintBytes.Broken("a number is over 2^64");
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return next != 0 || shift == 0 ? value : throw PrintBytes.Broken("a number is longer than it needs to be");
        }
    }

    public int Count(int most, string what)
    {
        ulong value = Number();
        return value <= (ulong)most ? (int)value : throw PrintBytes.Broken($"it has {value} {what}");
    }

    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public ushort Short() => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(2));

    public float Single()
    {
        float value = BinaryPrimitives.ReadSingleLittleEndian(Bytes(4));
        return float.IsFinite(value) && !(value == 0 && float.IsNegative(value)) ? value : throw PrintBytes.Broken("a figure isn't a number");
    }

    public bool Flag() => Bytes(1)[0] switch { 0 => false, 1 => true, _ => throw PrintBytes.Broken("a mark is neither 0 nor 1") };

    public readonly void End()
    {
        if (!_rest.IsEmpty) throw PrintBytes.Broken($"{_rest.Length} bytes follow its end");
    }
}
