using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelDeed.Primitives;

/// <summary>A 20-byte Ethereum account. Shown with the mixed-case checksum of EIP-55.</summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly Words _words;

    /// <summary>Copies exactly 20 bytes.</summary>
    /// <exception cref="ArgumentException">The length isn't 20.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ArgumentException($"An address has 20 bytes, not {bytes.Length}.", nameof(bytes));
        _words = MemoryMarshal.Read<Words>(bytes);
    }

    /// <summary>The zero address: "nobody".</summary>
    public static Address Zero => default;

    /// <summary>True for the zero address.</summary>
    public bool IsZero => Equals(Zero);

    /// <summary>The bytes, without a copy, valid while the value lives.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(new ReadOnlySpan<Words>(in _words));

    /// <summary>A copy of the bytes.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>Parses <c>0x</c> and 40 hexadecimal digits. Mixed case must carry a right EIP-55 checksum; all lower or all upper case needs none.</summary>
    /// <exception cref="FormatException">Not an address, or its checksum is wrong (a typing error).</exception>
    public static Address Parse(string text)
    {
        Span<byte> bytes = stackalloc byte[Size];
        if (!text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) || !Hex.TryDecode(text, bytes))
            throw new FormatException($"Expected an address (0x and 40 hexadecimal digits), got \"{text}\".");
        var address = new Address(bytes);
        ReadOnlySpan<char> digits = text.AsSpan(2);
        bool mixed = digits.ContainsAnyInRange('a', 'f') && digits.ContainsAnyInRange('A', 'F');
        if (mixed && !digits.SequenceEqual(address.ToString().AsSpan(2)))
            throw new FormatException($"The address {text} has a wrong EIP-55 checksum: a digit was mistyped. If you are sure of it, write it in lower case.");
        return address;
    }

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Address address)
    {
        address = default;
        if (text is null) return false;
        try
        {
            address = Parse(text);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>EIP-55 mixed-case checksum form.</summary>
    public override string ToString()
    {
        Span<byte> ascii = stackalloc byte[Size * 2];
        Hex.EncodeUtf8(Bytes, ascii);
        ReadOnlySpan<byte> hash = Keccak256.Hash(ascii).Bytes;
        Span<char> text = stackalloc char[2 + ascii.Length];
        "0x".CopyTo(text);
        for (int i = 0; i < ascii.Length; i++)
        {
            int nibble = (i & 1) == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
            text[2 + i] = nibble >= 8 ? char.ToUpperInvariant((char)ascii[i]) : (char)ascii[i];
        }
        return new string(text);
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>Orders as big-endian numbers.</summary>
    public int CompareTo(Address other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>Equal bytes.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Different bytes.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    [InlineArray(5)]
    private struct Words
    {
        private uint _first;
    }
}
