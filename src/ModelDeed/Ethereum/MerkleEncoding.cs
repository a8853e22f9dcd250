using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Leaves as <c>abi.encode</c> writes them, one after the other (the ABI specification: a head of words, then the dynamic values).</summary>
internal sealed class MerkleEncoding
{
    private const int Word = 32;

    // Refuses half a surrogate pair instead of hashing a replacement character that other texts share.
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ArrayBufferWriter<byte> _bytes = new(512);

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Clear() => _bytes.ResetWrittenCount();

    public void Add(Address first, Hash32 second, Hash32 third)
    {
        Span<byte> address = Next();
        first.Bytes.CopyTo(address[^Address.Size..]);
        Add(second);
        Add(third);
    }

    public void Add(string first, ulong second, Hash32 third)
    {
        byte[] text = Strict.GetBytes(first);
        Add(3 * Word);
        Add(second);
        Add(third);
        Add(text);
    }

    public void Add(string first, string second, ReadOnlySpan<ulong> third, Hash32 fourth)
    {
        byte[] text = Strict.GetBytes(first), other = Strict.GetBytes(second);
        ulong otherAt = 4 * Word + SizeOf(text), numbersAt = otherAt + SizeOf(other);
        Add(4 * Word);
        Add(otherAt);
        Add(numbersAt);
        Add(fourth);
        Add(text);
        Add(other);
        Add((ulong)third.Length);
        foreach (ulong number in third) Add(number);
    }

    private static ulong SizeOf(byte[] text) => (ulong)(Word + (text.Length + Word - 1) / Word * Word);

    private void Add(ulong number) => BinaryPrimitives.WriteUInt64BigEndian(Next()[^sizeof(ulong)..], number);

    private void Add(Hash32 hash) => hash.Bytes.CopyTo(Next());

    private void Add(byte[] text)
    {
        Add((ulong)text.Length);
        for (ReadOnlySpan<byte> rest = text; rest.Length > 0; rest = rest[Math.Min(Word, rest.Length)..])
            rest[..Math.Min(Word, rest.Length)].CopyTo(Next());
    }

    /// <summary>The next word, zeroed.</summary>
    private Span<byte> Next()
    {
        Span<byte> word = _bytes.GetSpan(Word)[..Word];
        word.Clear();
        _bytes.Advance(Word);
        return word;
    }
}
