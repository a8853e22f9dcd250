namespace ModelDeed.Fingerprints;

/// <summary>A regular file of the asset and the state in which the walk found it.</summary>
/// <param name="Model">Path, size and what opens it.</param>
/// <param name="Stamp">Its state.</param>
internal sealed record ContentFile(ModelFile Model, FileStamp Stamp);

/// <summary>A folder that the walk read, to tell afterwards whether anything was added or removed meanwhile.</summary>
internal sealed record ContentFolder(string FullPath, FileStamp Stamp);

/// <summary>All that a path leads to.</summary>
/// <param name="Root">Full path of the asset, links resolved.</param>
/// <param name="Files">Ordered by the UTF-8 bytes of their paths; one file or more.</param>
/// <param name="Folders">Every folder that was read; none when the asset is a single file.</param>
/// <param name="Excluded">What was left out, and why; in the same order.</param>
internal sealed record ContentListing(
    string Root, IReadOnlyList<ContentFile> Files, IReadOnlyList<ContentFolder> Folders, IReadOnlyList<Excluded> Excluded)
{
    /// <summary>Bytes of all files together.</summary>
    public ulong Bytes { get; } = Files.Aggregate(0ul, (sum, file) => checked(sum + file.Stamp.Size));
}

/// <summary>The scheme's order of paths and tensor names: by UTF-8 bytes, which is by code points. UTF-16 order differs beyond U+FFFF.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static Utf8Order Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        int same = left.CommonPrefixLength(right);
        if (same == left.Length || same == right.Length) return left.Length.CompareTo(right.Length);
        char a = left[same], b = right[same];
        // Surrogates stand for code points above every other character.
        bool high = char.IsSurrogate(a), otherHigh = char.IsSurrogate(b);
        return high == otherHigh ? a.CompareTo(b) : high ? 1 : -1;
    }
}
