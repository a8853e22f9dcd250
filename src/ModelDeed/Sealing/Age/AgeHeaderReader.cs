using System.Collections.Immutable;
using System.Text;

namespace ModelDeed.Sealing;

/// <summary>Reads age headers, byte by byte by the specification's grammar. What it reads comes from anybody.</summary>
internal ref struct AgeHeaderReader
{
    /// <summary>Characters of a full line of a stanza's body.</summary>
    public const int LineLength = 64;

    private readonly ReadOnlySpan<byte> _bytes;
    private int _at;

    private AgeHeaderReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public static AgeHeader Read(ReadOnlySpan<byte> bytes, out int length)
    {
        var reader = new AgeHeaderReader(bytes.Length <= AgeHeader.MaxSize ? bytes : bytes[..AgeHeader.MaxSize]);
        AgeHeader header = reader.Header();
        length = reader._at;
        return header;
    }

    private AgeHeader Header()
    {
        if (Line() != AgeHeader.Version) throw Broken($"its first line isn't {AgeHeader.Version}");
        ImmutableArray<Stanza>.Builder stanzas = ImmutableArray.CreateBuilder<Stanza>();
        string line = Line();
        for (; line.StartsWith("-> ", StringComparison.Ordinal); line = Line()) stanzas.Add(Stanza(line[3..]));
        if (stanzas.Count == 0) throw Broken("it names no recipient");
        if (!line.StartsWith("--- ", StringComparison.Ordinal)) throw Broken("a line is neither a recipient nor the MAC");
        return AgeBase64.Decode(line.AsSpan(4)) is { Length: AgeHeader.MacSize } mac
            ? new AgeHeader(stanzas.ToImmutable(), mac) : throw Broken("its MAC isn't 32 bytes of Base64");
    }

    private Stanza Stanza(string line)
    {
        string[] words = line.Split(' ');
        if (words.Any(word => word.Length == 0)) throw Broken("a recipient has an empty argument");
        var body = new StringBuilder();
        string part;
        do
        {
            part = Line();
            if (part.Length > LineLength) throw Broken($"a line of a body has more than {LineLength} characters");
            body.Append(part);
        }
        while (part.Length == LineLength);
        byte[] bytes = AgeBase64.Decode(body.ToString()) ?? throw Broken("a body isn't canonical Base64");
        return new Stanza(words[0], [.. words.AsSpan(1)], bytes);
    }

    /// <summary>A line of printable ASCII without its line feed.</summary>
    private string Line()
    {
        int end = _bytes[_at..].IndexOf((byte)'\n');
        if (end < 0) throw Broken(_bytes.Length < AgeHeader.MaxSize ? "it ends in the middle" : $"it is over {AgeHeader.MaxSize} bytes");
        ReadOnlySpan<byte> line = _bytes.Slice(_at, end);
        if (line.ContainsAnyExceptInRange((byte)' ', (byte)'~')) throw Broken("it has a character that isn't printable ASCII");
        _at += end + 1;
        return Encoding.ASCII.GetString(line);
    }

    private readonly SealedDataException Broken(string problem) => new($"The age header is broken at byte {_at}: {problem}. Fetch it again.");
}
