using System.Buffers.Binary;
using System.Buffers.Text;

namespace ModelDeed.Server.Api;

/// <summary>A place in a list: after the row with this number and key. It stays valid when rows are added, changed or taken away.</summary>
/// <param name="Number">What the list sorts by first.</param>
/// <param name="Key">What it sorts by then, 1 to 40 bytes.</param>
internal sealed record Cursor(long Number, byte[] Key)
{
    private const byte Version = 1;

    /// <summary>Base64url, at most 66 characters.</summary>
    public override string ToString()
    {
        byte[] bytes = new byte[1 + sizeof(long) + Key.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(1), Number);
        Key.CopyTo(bytes, 1 + sizeof(long));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>A place after two numbers: block and position.</summary>
    public static Cursor Of(long number, long second)
    {
        byte[] key = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(key, second);
        return new Cursor(number, key);
    }

    /// <summary>The second number of <see cref="Of"/>.</summary>
    /// <exception cref="ProblemException">A cursor of another list.</exception>
    public long Second => Key.Length == sizeof(long) ? BinaryPrimitives.ReadInt64BigEndian(Key) : throw Malformed();

    /// <summary>Reads what <see cref="ToString"/> wrote; null for no text.</summary>
    /// <param name="keyLength">Of this list's keys.</param>
    /// <exception cref="ProblemException">Anything else.</exception>
    public static Cursor? Parse(string? text, int keyLength)
    {
        if (text is null) return null;
        int length = 1 + sizeof(long) + keyLength;
        Span<byte> bytes = stackalloc byte[length];
        if (text.Length != Base64Url.GetEncodedLength(length) || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out int written) || written != length || bytes[0] != Version)
            throw Malformed();
        return new Cursor(BinaryPrimitives.ReadInt64BigEndian(bytes[1..]), bytes[(1 + sizeof(long))..].ToArray());
    }

    private static ProblemException Malformed() => new(Problem.Of("malformed-cursor", "The cursor isn't one that this list gave out: leave it away to begin at the start."));
}

/// <summary>A part of a list.</summary>
/// <typeparam name="T">What it is a list of.</typeparam>
/// <param name="Items">In the list's order.</param>
/// <param name="Next">The cursor for the items that follow; null when there are none.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? Next)
{
    /// <summary>A page of rows of which one more than the limit was read.</summary>
    public static Page<T> Of(List<T> rows, int limit, Func<T, Cursor> place) =>
        rows.Count <= limit ? new Page<T>(rows, null) : new Page<T>(rows[..limit], place(rows[limit - 1]).ToString());
}

/// <summary>Which part of a list.</summary>
internal static class PageLimit
{
    /// <summary>Items when the request doesn't say.</summary>
    public const int Usual = 50;

    /// <summary>The most items of a page.</summary>
    public const int Most = 200;

    /// <summary>The limit of a request.</summary>
    /// <exception cref="ProblemException">Not from 1 to <see cref="Most"/>.</exception>
    public static int Of(int? asked) => asked is null or (>= 1 and <= Most) ? asked ?? Usual
        : throw new ProblemException(Problem.Of("malformed-request", $"limit: a page has 1 to {Most} items."));
}
