using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelDeed.Primitives;

/// <summary>32 bytes: a Keccak-256, BLAKE3-256 or SHA-256 digest, a Merkle root, a block hash, a fingerprint.</summary>
public readonly struct Hash32 : IEquatable<Hash32>, IComparable<Hash32>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly Words _words;

    /// <summary>Copies exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">The length isn't 32.</exception>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"A hash has 32 bytes, not {bytes.Length}.", nameof(bytes));
        _words = MemoryMarshal.Read<Words>(bytes);
    }

    /// <summary>32 zero bytes.</summary>
    public static Hash32 Zero => default;

    /// <summary>True for 32 zero bytes.</summary>
    public bool IsZero => Equals(Zero);

    /// <summary>The bytes, without a copy, valid while the value lives.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<Words>(in _words));

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>Parses <c>0x</c> and 64 hexadecimal digits (the prefix may be missing).</summary>
    /// <exception cref="FormatException">Not 32 bytes of hexadecimal.</exception>
    public static Hash32 Parse(string text) => TryParse(text, out Hash32 hash)
        ? hash : throw new FormatException($"Expected 0x and 64 hexadecimal digits, got \"{text}\".");

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        bool ok = Hex.TryDecode(text, bytes);
        hash = ok ? new Hash32(bytes) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex.Encode(Bytes);

    /// <inheritdoc/>
    public bool Equals(Hash32 other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash32 other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>Orders as big-endian numbers, as Solidity compares <c>bytes32</c>.</summary>
    public int CompareTo(Hash32 other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>Equal bytes.</summary>
    public static bool operator ==(Hash32 left, Hash32 right) => left.Equals(right);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(Hash32 left, Hash32 right) => !left.Equals(right);

    /// <summary>Order of <see cref="CompareTo"/>.</summary>
    public static bool operator <(Hash32 left, Hash32 right) => left.CompareTo(right) < 0;

    /// <summary>Order of <see cref="CompareTo"/>.</summary>
    public static bool operator >(Hash32 left, Hash32 right) => left.CompareTo(right) > 0;

    /// <summary>Order of <see cref="CompareTo"/>.</summary>
    public static bool operator <=(Hash32 left, Hash32 right) => left.CompareTo(right) <= 0;

    /// <summary>Order of <see cref="CompareTo"/>.</summary>
    public static bool operator >=(Hash32 left, Hash32 right) => left.CompareTo(right) >= 0;

    [InlineArray(4)]
    private struct Words
    {
        private ulong _first;
    }
}
