using System.Buffers.Binary;
using System.Text;
using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>Texts of <c>Titles</c> logs. The contract doesn't judge what bytes a name or note has; those that aren't UTF-8 are replaced
/// (U+FFFD) before the log is decoded, so that the title can be shown, and whoever shows it can say so.</summary>
internal static class TitleText
{
    private const int Word = 32;

    // Position of the text among the words of the log's data.
    private const int NameWord = 7, NoteWord = 5;

    /// <summary>The log with a text that can be decoded.</summary>
    /// <param name="log">A log of <c>Titles</c>; other events' are returned as they are.</param>
    /// <param name="broken">Whether its text wasn't valid UTF-8.</param>
    /// <exception cref="MalformedDataException">The text doesn't lie within the data.</exception>
    public static Log Mend(in Log log, out bool broken)
    {
        broken = false;
        if (log.Topics.Count == 0) return log;
        int word = log.Topics[0] == TitlesContract.TitleRegistered.Topic0 ? NameWord : log.Topics[0] == TitlesContract.VersionPublished.Topic0 ? NoteWord : -1;
        return word < 0 ? log : Mend(in log, word, out broken);
    }

    /// <summary>The log with a text at a word of its data that can be decoded.</summary>
    /// <param name="log">Any log.</param>
    /// <param name="word">Where among the words of the data the text's offset stands.</param>
    /// <param name="broken">Whether it wasn't valid UTF-8.</param>
    /// <exception cref="MalformedDataException">The text doesn't lie within the data.</exception>
    public static Log Mend(in Log log, int word, out bool broken)
    {
        broken = false;
        ReadOnlySpan<byte> text = TextAt(log.Data.Span, word);
        if (System.Text.Unicode.Utf8.IsValid(text)) return log;
        broken = true;
        return log with { Data = WithText(log.Data.Span, word, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text))) };
    }

    private static ReadOnlySpan<byte> TextAt(ReadOnlySpan<byte> data, int word)
    {
        int at = Number(data, word * Word), length = Number(data, at);
        return length <= data.Length - at - Word ? data.Slice(at + Word, length) : throw Outside();
    }

    // The new text is put behind everything else, and the offset led to it: no other tail moves.
    private static byte[] WithText(ReadOnlySpan<byte> data, int word, byte[] text)
    {
        int at = (data.Length + Word - 1) / Word * Word;
        var mended = new byte[at + Word + (text.Length + Word - 1) / Word * Word];
        data.CopyTo(mended);
        BinaryPrimitives.WriteInt32BigEndian(mended.AsSpan(word * Word + Word - 4), at);
        BinaryPrimitives.WriteInt32BigEndian(mended.AsSpan(at + Word - 4), text.Length);
        text.CopyTo(mended, at + Word);
        return mended;
    }

    // An offset or a length: at most the data's own.
    private static int Number(ReadOnlySpan<byte> data, int at)
    {
        if (at > data.Length - Word) throw Outside();
        var value = new UInt256(data.Slice(at, Word));
        return value.FitsUInt64 && (ulong)value <= (ulong)data.Length ? (int)(ulong)value : throw Outside();
    }

    private static MalformedDataException Outside() => new("A log's text lies outside of its data.");
}
