using System.Buffers.Binary;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Leaf hashes of a <see cref="MerkleTree"/>: <c>keccak256(keccak256(abi.encode(values)))</c>, one function per leaf type that we use.</summary>
public static class MerkleLeaf
{
    private const int Word = 32;

    // Refuses half a surrogate pair instead of hashing a replacement character that other texts share.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The leaf <c>["address","bytes32","bytes32"]</c>.</summary>
    public static Hash32 Of(Address first, Hash32 second, Hash32 third)
    {
        Span<byte> encoded = stackalloc byte[3 * Word];
        encoded[..12].Clear();
        first.Bytes.CopyTo(encoded[12..]);
        second.Bytes.CopyTo(encoded[Word..]);
        third.Bytes.CopyTo(encoded[(2 * Word)..]);
        return Twice(encoded);
    }

    /// <summary>The leaf <c>["string","uint64","bytes32"]</c>.</summary>
    /// <exception cref="EncoderFallbackException">The text has half a surrogate pair.</exception>
    public static Hash32 Of(string first, ulong second, Hash32 third)
    {
        var encoded = new Encoder(stackalloc byte[512], 3 * Word + Encoder.SizeOf(first));
        encoded.Offset(3 * Word);
        encoded.Number(second);
        encoded.Bytes(third.Bytes);
        encoded.Text(first);
        return Twice(encoded.Written);
    }

    /// <summary>The leaf <c>["string","string","uint64[]","bytes32"]</c>.</summary>
    /// <exception cref="EncoderFallbackException">A text has half a surrogate pair.</exception>
    public static Hash32 Of(string first, string second, ReadOnlySpan<ulong> third, Hash32 fourth)
    {
        int head = 4 * Word, firstSize = Encoder.SizeOf(first), secondSize = Encoder.SizeOf(second);
        var encoded = new Encoder(stackalloc byte[1024], head + firstSize + secondSize + (1 + third.Length) * Word);
        encoded.Offset(head);
        encoded.Offset(head + firstSize);
        encoded.Offset(head + firstSize + secondSize);
        encoded.Bytes(fourth.Bytes);
        encoded.Text(first);
        encoded.Text(second);
        encoded.Offset(third.Length);
        foreach (ulong number in third) encoded.Number(number);
        return Twice(encoded.Written);
    }

    private static Hash32 Twice(ReadOnlySpan<byte> encoded)
    {
        Hash32 once = Keccak256.Hash(encoded);
        return Keccak256.Hash(once.Bytes);
    }

    /// <summary>Writes ABI words one after the other; the caller counts the size first.</summary>
    private ref struct Encoder
    {
        private readonly Span<byte> _all;
        private int _at;

        public Encoder(Span<byte> small, int size)
        {
            _all = size <= small.Length ? small[..size] : new byte[size];
            _all.Clear();
        }

        public readonly ReadOnlySpan<byte> Written => _all;

        /// <summary>Length word and padded bytes of a dynamic string.</summary>
        public static int SizeOf(string text) => checked(Word + (Strict.GetByteCount(text) + Word - 1) / Word * Word);

        public void Offset(int value) => Number((ulong)value);

        public void Number(ulong value)
        {
            BinaryPrimitives.WriteUInt64BigEndian(_all[(_at + Word - sizeof(ulong))..], value);
            _at += Word;
        }

        public void Bytes(ReadOnlySpan<byte> word)
        {
            word.CopyTo(_all[_at..]);
            _at += Word;
        }

        public void Text(string text)
        {
            int length = Strict.GetBytes(text, _all[(_at + Word)..]);
            Number((ulong)length);
            _at += (length + Word - 1) / Word * Word;
        }
    }
}
