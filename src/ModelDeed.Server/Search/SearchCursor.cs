using System.Buffers.Text;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Search;

/// <summary>A place between two hits: after the title with this key and id in this order. It stays valid when titles come, change or go.</summary>
/// <param name="Sort">The order in which it is a place.</param>
/// <param name="Key">What the order compares first: score, seconds, licenses or income.</param>
/// <param name="TitleId">The title before it.</param>
public sealed record SearchCursor(SearchSort Sort, UInt256 Key, UInt256 TitleId)
{
    // Version, sort, key, id.
    private const int Size = 2 + 2 * UInt256.Size;
    private const byte Version = 1;

    /// <summary>88 characters of base64url.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        bytes[0] = Version;
        bytes[1] = (byte)Sort;
        Key.WriteBigEndian(bytes[2..]);
        TitleId.WriteBigEndian(bytes[(2 + UInt256.Size)..]);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote; false for anything else.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out SearchCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Size];
        if (text is null || text.Length != Base64Url.GetEncodedLength(Size) || !Base64Url.IsValid(text)) return false;
        if (!Base64Url.TryDecodeFromChars(text, bytes, out int written) || written != Size) return false;
        if (bytes[0] != Version || !Enum.IsDefined((SearchSort)bytes[1])) return false;
        cursor = new SearchCursor((SearchSort)bytes[1], new UInt256(bytes.Slice(2, UInt256.Size)), new UInt256(bytes[(2 + UInt256.Size)..]));
        return true;
    }
}
