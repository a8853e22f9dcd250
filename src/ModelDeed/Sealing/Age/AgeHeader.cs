using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ModelDeed.Sealing;

/// <summary>The header of an age v1 file: the ways to its file key, and a MAC under that key over all of them.</summary>
/// <remarks>Source: age-encryption.org/v1. Reading is strict: what is read is written again as the same bytes.</remarks>
public sealed class AgeHeader
{
    /// <summary>Longer headers are refused. 255 custodians take 50 KiB, every other recipient some 100 bytes.</summary>
    public const int MaxSize = 1 << 20;

    internal const string Version = "age-encryption.org/v1";
    internal const int MacSize = 32;

    private readonly byte[] _mac;

    internal AgeHeader(ImmutableArray<Stanza> stanzas, byte[] mac) => (Stanzas, _mac) = (stanzas, mac);

    /// <summary>The ways to the file key, one or more.</summary>
    public ImmutableArray<Stanza> Stanzas { get; }

    /// <summary>A header over stanzas that lead to a key.</summary>
    internal static AgeHeader Make(ImmutableArray<Stanza> stanzas, FileKey key) => new(stanzas, key.HeaderMac(Text(stanzas)));

    /// <summary>Reads a header that is all of <paramref name="bytes"/>.</summary>
    /// <exception cref="SealedDataException">It isn't one.</exception>
    public static AgeHeader Parse(ReadOnlySpan<byte> bytes)
    {
        AgeHeader header = Parse(bytes, out int length);
        return length == bytes.Length ? header : throw new SealedDataException("The header has bytes behind its end. Fetch it again.");
    }

    /// <summary>Reads the header that <paramref name="bytes"/> begin with, as in a whole age file.</summary>
    /// <param name="bytes">A file, or at least its first <see cref="MaxSize"/> bytes.</param>
    /// <param name="length">Bytes of the header: the payload begins there.</param>
    /// <exception cref="SealedDataException">It isn't one.</exception>
    public static AgeHeader Parse(ReadOnlySpan<byte> bytes, out int length) => AgeHeaderReader.Read(bytes, out length);

    /// <summary>The header's bytes.</summary>
    public byte[] ToBytes() => [.. Text(Stanzas), (byte)' ', .. Encoding.ASCII.GetBytes(AgeBase64.Encode(_mac)), (byte)'\n'];

    /// <summary>True when nothing in the header was altered since somebody who knew this key wrote it.</summary>
    internal bool IsBy(FileKey key) => CryptographicOperations.FixedTimeEquals(_mac, key.HeaderMac(Text(Stanzas)));

    private static byte[] Text(ImmutableArray<Stanza> stanzas)
    {
        var text = new StringBuilder(Version).Append('\n');
        foreach (Stanza stanza in stanzas)
        {
            text.Append("-> ").Append(stanza.Type);
            foreach (string argument in stanza.Arguments) text.Append(' ').Append(argument);
            text.Append('\n');
            ReadOnlySpan<char> body = AgeBase64.Encode(stanza.Body.Span);
            for (; body.Length >= AgeHeaderReader.LineLength; body = body[AgeHeaderReader.LineLength..])
                text.Append(body[..AgeHeaderReader.LineLength]).Append('\n');
            text.Append(body).Append('\n'); // a body ends with a short line, if need be an empty one
        }
        return Encoding.ASCII.GetBytes(text.Append("---").ToString());
    }
}
