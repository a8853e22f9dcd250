using System.Globalization;
using System.Numerics;

namespace ModelDeed.Fingerprints;

/// <summary>The key-value pairs of a GGUF file: the few that matter are kept, all are checked, arrays are passed over.</summary>
internal sealed class GgufMetadata(FileCursor cursor, TableBuilder table, ulong headerBytes, CancellationToken ct)
{
    /// <summary>Pairs; published models have under 200.</summary>
    private const ulong MostPairs = 16_384;

    /// <summary>UTF-8 bytes of a key.</summary>
    private const int MostKeyBytes = 1_024;

    /// <summary>Arrays in arrays.</summary>
    private const int MostDepth = 4;

    private enum Kind : uint { U8, I8, U16, I16, U32, I32, F32, Bool, Text, Array, U64, I64, F64 }

    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BigInteger> _numbers = new(StringComparer.Ordinal);

    /// <summary>Bytes; a power of two. <c>general.alignment</c>, or 32.</summary>
    public ulong Alignment { get; private set; } = 32;

    /// <summary>The value of one of the <c>split.</c> keys, or null.</summary>
    public BigInteger? Split(string key) => _numbers.TryGetValue(key, out BigInteger value) ? value : null;

    public void Read(ulong pairs)
    {
        if (pairs > cursor.Left / 13 || pairs > MostPairs)
            throw cursor.File.Broken(16, $"{pairs} metadata pairs are claimed, more than the file can hold or {MostPairs}");
        for (ulong i = 0; i < pairs; i++) ReadPair();
    }

    private void ReadPair()
    {
        ct.ThrowIfCancellationRequested();
        ulong at = cursor.Position;
        if (at > headerBytes) throw cursor.File.Broken(at, $"the header is over {headerBytes} bytes");
        string key = GgufReader.Text(cursor, MostKeyBytes);
        if (!_keys.Add(key)) throw cursor.File.Broken(at, $"the key \"{TableBuilder.Shown(key)}\" is there twice");
        Kind kind = ReadKind();
        if (kind == Kind.Array) SkipArray(MostDepth);
        else if (kind == Kind.Text) ReadText(key);
        else Keep(key, kind, at);
    }

    private Kind ReadKind()
    {
        uint kind = cursor.U32();
        return kind <= (uint)Kind.F64 ? (Kind)kind : throw cursor.File.Broken(cursor.Position - 4, $"the value type {kind} isn't known");
    }

    private void ReadText(string key)
    {
        if (!key.StartsWith("general.", StringComparison.Ordinal))
        {
            SkipText();
            return;
        }
        ulong at = cursor.Position, length = cursor.U64();
        // Descriptions and licenses may be long; a display needs their beginning, cut at a whole character.
        var head = new byte[(int)Math.Min(Math.Min(length, cursor.Left), FormatLimits.FactChars)];
        cursor.Read(head);
        cursor.Skip(length - (uint)head.Length);
        table.Fact(key, length > (uint)head.Length ? System.Text.Encoding.UTF8.GetString(head).TrimEnd('\ufffd') : Utf8.Decode(cursor.File, at, head));
    }

    private void Keep(string key, Kind kind, ulong at)
    {
        (BigInteger? whole, string shown) = Scalar(kind);
        if (key == "general.alignment") SetAlignment(kind, whole, at);
        if (key.StartsWith("split.", StringComparison.Ordinal) && whole is BigInteger number) _numbers[key] = number;
        if (key.StartsWith("general.", StringComparison.Ordinal)) table.Fact(key, shown);
    }

    private void SetAlignment(Kind kind, BigInteger? value, ulong at)
    {
        if (kind != Kind.U32 || value is not BigInteger alignment || !alignment.IsPowerOfTwo || alignment > 1 << 20)
            throw cursor.File.Broken(at, "general.alignment must be a u32 that is a power of two up to 2^20");
        Alignment = (ulong)alignment;
    }

    private (BigInteger? Whole, string Shown) Scalar(Kind kind) => kind switch
    {
        Kind.U8 => Whole(cursor.U8()),
        Kind.I8 => Whole((sbyte)cursor.U8()),
        Kind.U16 => Whole(cursor.U16()),
        Kind.I16 => Whole((short)cursor.U16()),
        Kind.U32 => Whole(cursor.U32()),
        Kind.I32 => Whole((int)cursor.U32()),
        Kind.U64 => Whole(cursor.U64()),
        Kind.I64 => Whole((long)cursor.U64()),
        Kind.F32 => (null, BitConverter.UInt32BitsToSingle(cursor.U32()).ToString("R", CultureInfo.InvariantCulture)),
        Kind.F64 => (null, BitConverter.UInt64BitsToDouble(cursor.U64()).ToString("R", CultureInfo.InvariantCulture)),
        Kind.Bool => (null, cursor.U8() switch { 0 => "false", 1 => "true", byte b => throw cursor.File.Broken(cursor.Position - 1, $"a bool is {b}, not 0 or 1") }),
        Kind.Text or Kind.Array or _ => throw new InvalidOperationException($"{kind} is no scalar."),
    };

    private static (BigInteger? Whole, string Shown) Whole(BigInteger value) => (value, value.ToString(CultureInfo.InvariantCulture));

    private void SkipArray(int depth)
    {
        ulong at = cursor.Position;
        if (depth == 0) throw cursor.File.Broken(at, $"arrays are nested deeper than {MostDepth}");
        Kind kind = ReadKind();
        ulong count = cursor.U64(), least = LeastBytes(kind);
        if (count > cursor.Left / least) throw cursor.File.Broken(at, $"an array of {count} elements is longer than the file");
        if (kind is not (Kind.Text or Kind.Array))
        {
            cursor.Skip(count * least);
            return;
        }
        for (ulong i = 0; i < count; i++)
        {
            if ((i & 0xFFF) == 0) CheckHeader();
            if (kind == Kind.Text) SkipText();
            else SkipArray(depth - 1);
        }
    }

    private void CheckHeader()
    {
        ct.ThrowIfCancellationRequested();
        if (cursor.Position > headerBytes) throw cursor.File.Broken(cursor.Position, $"the header is over {headerBytes} bytes");
    }

    private void SkipText()
    {
        ulong length = cursor.U64();
        cursor.Skip(length);
    }

    private static ulong LeastBytes(Kind kind) => kind switch
    {
        Kind.U8 or Kind.I8 or Kind.Bool => 1,
        Kind.U16 or Kind.I16 => 2,
        Kind.U32 or Kind.I32 or Kind.F32 => 4,
        Kind.Array => 12,
        Kind.Text or Kind.U64 or Kind.I64 or Kind.F64 or _ => 8,
    };
}
