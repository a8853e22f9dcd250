using System.Security.Cryptography;

namespace ModelDeed.Server.Metadata;

/// <summary>What came of keeping a document.</summary>
internal enum Kept
{
    /// <summary>It is there now, or was before.</summary>
    Stored,

    /// <summary>Its SHA-256 isn't the one it was to be kept under.</summary>
    WrongDigest,

    /// <summary>It is larger than the limit.</summary>
    TooLarge,
}

/// <summary>Documents by their SHA-256, a file each: manifests and cards. What is in it is what its name says, so it never goes stale and can be copied or lost without harm.</summary>
internal sealed class DocumentStore(string folder, int mostBytes)
{
    private const int BufferSize = 81_920;

    /// <summary>Called when a document was added.</summary>
    internal Action? Added { get; set; }

    /// <summary>Bytes that a document may have.</summary>
    internal int MostBytes => mostBytes;

    /// <summary>Keeps a document. It is there whole or not at all, whatever happens meanwhile.</summary>
    internal async Task<Kept> Put(Stream content, Hash32 sha256, CancellationToken ct)
    {
        string path = PathOf(sha256);
        if (File.Exists(path)) return Kept.Stored;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string part = $"{path}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}.part";
        try
        {
            Kept kept = await Write(content, part, sha256, ct);
            if (kept != Kept.Stored) return kept;
            File.Move(part, path, overwrite: true);
            Added?.Invoke();
            return kept;
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Opens a document, or null when it isn't kept.</summary>
    internal FileStream? Open(Hash32 sha256)
    {
        try
        {
            return new FileStream(PathOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, BufferSize, useAsync: true);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private async Task<Kept> Write(Stream content, string path, Hash32 sha256, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize, useAsync: true);
        byte[] buffer = new byte[BufferSize];
        long total = 0;
        for (int read; (read = await content.ReadAsync(buffer, ct)) > 0;)
        {
            if ((total += read) > mostBytes) return Kept.TooLarge;
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        return new Hash32(hash.GetHashAndReset()) == sha256 ? Kept.Stored : Kept.WrongDigest;
    }

    // Hexadecimal digits only: a name can't lead out of the folder.
    private string PathOf(Hash32 sha256)
    {
        string digits = Convert.ToHexStringLower(sha256.Bytes);
        return Path.Combine(folder, digits[..2], digits);
    }
}
