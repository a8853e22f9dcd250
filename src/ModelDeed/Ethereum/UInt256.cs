using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace ModelDeed.Ethereum;

/// <summary>An integer from 0 to 2^256 - 1, the EVM's word, in 32 bytes without an allocation.</summary>
/// <remarks>It carries, compares and shows values; for arithmetic convert to <see cref="BigInteger"/>, where nothing wraps silently.</remarks>
public readonly struct UInt256 : IEquatable<UInt256>, IComparable<UInt256>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _high;
    private readonly ulong _midHigh;
    private readonly ulong _midLow;
    private readonly ulong _low;

    /// <summary>Widens a 64-bit value.</summary>
    public UInt256(ulong value) => _low = value;

    /// <summary>Reads a big-endian number of at most 32 bytes; none is zero.</summary>
    /// <exception cref="ArgumentException">Over 32 bytes.</exception>
    public UInt256(ReadOnlySpan<byte> bigEndian)
    {
        if (bigEndian.Length > Size) throw new ArgumentException($"A 256-bit number has at most 32 bytes, not {bigEndian.Length}.", nameof(bigEndian));
        if (bigEndian.Length < Size)
        {
            Span<byte> padded = stackalloc byte[Size];
            padded.Clear();
            bigEndian.CopyTo(padded[(Size - bigEndian.Length)..]);
            this = new UInt256(padded);
            return;
        }
        _high = BinaryPrimitives.ReadUInt64BigEndian(bigEndian);
        _midHigh = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[8..]);
        _midLow = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[16..]);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[24..]);
    }

    /// <summary>0.</summary>
    public static UInt256 Zero => default;

    /// <summary>1.</summary>
    public static UInt256 One => new(1);

    /// <summary>2^256 - 1.</summary>
    public static UInt256 MaxValue { get; } = FromHash(Hash32.Parse(new string('f', 64)));

    /// <summary>True for 0.</summary>
    public bool IsZero => (_high | _midHigh | _midLow | _low) == 0;

    /// <summary>True when the value is at most 2^64 - 1.</summary>
    public bool FitsUInt64 => (_high | _midHigh | _midLow) == 0;

    /// <summary>Bits without leading zeros, 0 to 256.</summary>
    public int BitLength =>
        _high != 0 ? 256 - BitOperations.LeadingZeroCount(_high)
        : _midHigh != 0 ? 192 - BitOperations.LeadingZeroCount(_midHigh)
        : _midLow != 0 ? 128 - BitOperations.LeadingZeroCount(_midLow)
        : 64 - BitOperations.LeadingZeroCount(_low);

    /// <summary>The number whose big-endian form is <paramref name="hash"/>, as Solidity's <c>uint256(bytes32)</c>.</summary>
    public static UInt256 FromHash(Hash32 hash) => new(hash.Bytes);

    /// <summary>The big-endian form, as Solidity's <c>bytes32(uint256)</c>.</summary>
    public Hash32 ToHash()
    {
        Span<byte> bytes = stackalloc byte[Size];
        WriteBigEndian(bytes);
        return new Hash32(bytes);
    }

    /// <summary>Writes 32 bytes.</summary>
    public void WriteBigEndian(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _midHigh);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _midLow);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _low);
    }

    /// <summary>Parses decimal digits, or <c>0x</c> and hexadecimal digits (as JSON-RPC writes quantities).</summary>
    /// <exception cref="FormatException">Not a number from 0 to 2^256 - 1.</exception>
    public static UInt256 Parse(string text) => TryParse(text, out UInt256 value)
        ? value : throw new FormatException($"Expected a whole number from 0 to 2^256 - 1, decimal or 0x-hexadecimal, got \"{(text.Length <= 90 ? text : text[..87] + "...")}\".");

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UInt256 value)
    {
        value = default;
        if (text is null || text.Length is 0 or > 200) return false; // 78 digits suffice; a bound keeps parsing linear
        bool hex = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.Length > 2;
        NumberStyles style = hex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        string digits = hex ? "0" + text[2..] : text; // the 0 keeps a leading f from being read as a sign
        if (!BigInteger.TryParse(digits, style, CultureInfo.InvariantCulture, out BigInteger number) || number.GetBitLength() > 256) return false;
        value = (UInt256)number;
        return true;
    }

    /// <summary>Decimal digits.</summary>
    public override string ToString() => FitsUInt64
        ? _low.ToString(CultureInfo.InvariantCulture) : ((BigInteger)this).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public bool Equals(UInt256 other) =>
        _low == other._low && _midLow == other._midLow && _midHigh == other._midHigh && _high == other._high;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is UInt256 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_high, _midHigh, _midLow, _low);

    /// <inheritdoc/>
    public int CompareTo(UInt256 other) =>
        _high != other._high ? _high.CompareTo(other._high)
        : _midHigh != other._midHigh ? _midHigh.CompareTo(other._midHigh)
        : _midLow != other._midLow ? _midLow.CompareTo(other._midLow)
        : _low.CompareTo(other._low);

    /// <summary>Widens; always exact.</summary>
    public static implicit operator UInt256(ulong value) => new(value);

    /// <summary>Widens; always exact.</summary>
    public static implicit operator BigInteger(UInt256 value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        value.WriteBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    /// <summary>Narrows.</summary>
    /// <exception cref="OverflowException">Negative, or over 2^256 - 1.</exception>
    public static explicit operator UInt256(BigInteger value)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (value.Sign < 0 || !value.TryWriteBytes(bytes, out int written, isUnsigned: true, isBigEndian: true))
            throw new OverflowException("The number is not from 0 to 2^256 - 1.");
        return new UInt256(bytes[..written]);
    }

    /// <summary>Narrows.</summary>
    /// <exception cref="OverflowException">Over 2^64 - 1.</exception>
    public static explicit operator ulong(UInt256 value) => value.FitsUInt64
        ? value._low : throw new OverflowException($"{value} is over 2^64 - 1.");

    /// <summary>Equal numbers.</summary>
    public static bool operator ==(UInt256 left, UInt256 right) => left.Equals(right);

    /// <summary>Different numbers.</summary>
    public static bool operator !=(UInt256 left, UInt256 right) => !left.Equals(right);

    /// <summary>Numeric order.</summary>
    public static bool operator <(UInt256 left, UInt256 right) => left.CompareTo(right) < 0;

    /// <summary>Numeric order.</summary>
    public static bool operator >(UInt256 left, UInt256 right) => left.CompareTo(right) > 0;

    /// <summary>Numeric order.</summary>
    public static bool operator <=(UInt256 left, UInt256 right) => left.CompareTo(right) <= 0;

    /// <summary>Numeric order.</summary>
    public static bool operator >=(UInt256 left, UInt256 right) => left.CompareTo(right) >= 0;
}
