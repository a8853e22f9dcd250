namespace ModelDeed.Storage;

/// <summary>Which names a folder's entries may have: those that are plain names on every system, and can lead nowhere else.</summary>
internal static class FolderNames
{
    private static readonly string[] Reserved = ["CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(n => (string[])[$"COM{n}", $"LPT{n}"])];

    /// <summary>Throws unless a name may be used.</summary>
    /// <exception cref="IOException">It is empty, too long, leads elsewhere, or is no name on some system.</exception>
    public static void Check(string name)
    {
        bool isPlain = name.Length > 0 && name is not ("." or "..") && System.Text.Encoding.UTF8.GetByteCount(name) <= 255
            && !name.AsSpan().ContainsAny("/\\:\0") && !name.Any(char.IsControl) && !name.EndsWith('.') && !name.EndsWith(' ')
            && !Reserved.Contains(name.Split('.')[0], StringComparer.OrdinalIgnoreCase);
        if (!isPlain) throw new IOException($"A folder has an entry called \"{name}\", which isn't a plain file name on every system. Rename it.");
    }
}
