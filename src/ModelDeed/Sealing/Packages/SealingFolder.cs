using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelDeed.Fingerprints;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>
/// A package while it is made: <c>OUTPUT.sealing</c> with the final header, the payload so far, and a mark of how far the payload is flushed. Header and nonce are
/// written before the first chunk, so a sealing that goes on after a crash gives the bytes that it would have given.
/// </summary>
internal sealed class SealingFolder : IDisposable
{
    private const string MarkName = "mark";

    private readonly string _folder, _output;
    private readonly Hash32 _asked;
    private FileStream? _payload, _lock;

    private SealingFolder(string output, Hash32 asked) => (_output, _folder, _asked) = (output, output + ".sealing", asked);

    /// <summary>The package's header.</summary>
    public PackageHeader Header { get; private set; } = null!;

    /// <summary>Its key; disposed with the folder.</summary>
    public FileKey Key { get; private set; } = null!;

    /// <summary>The nonce of its payload.</summary>
    public byte[] Nonce { get; } = new byte[PayloadLayout.NonceSize];

    /// <summary>Chunks on the disk for sure.</summary>
    public long Done { get; private set; }

    /// <summary>Goes on where an earlier sealing of the same archive for the same people stopped, or begins a new one.</summary>
    /// <param name="options">For whom.</param>
    /// <param name="archive">SHA-256 of all that the archive's bytes follow from.</param>
    /// <param name="listing">The files as they stand.</param>
    /// <exception cref="IOException">The output exists, or the disk refuses.</exception>
    public static SealingFolder Open(SealOptions options, Hash32 archive, ContentListing listing)
    {
        string output = Path.GetFullPath(Path.TrimEndingDirectorySeparator(options.Output));
        if (Path.Exists(output)) throw new IOException($"{output} exists already. Give another place for the package, or move it away.");
        var folder = new SealingFolder(output, Asked(options, archive, listing));
        folder._lock = Locked(output);
        if (!folder.TryResume(options.Owner)) folder.Begin(options);
        folder._payload = new FileStream(Path.Combine(folder._folder, SealedPackage.PayloadName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
        return folder;
    }

    /// <summary>Writes a stretch of the payload; by several threads at once.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_payload!.SafeFileHandle, bytes, offset);

    /// <summary>Flushes the payload, and notes that so many chunks are there.</summary>
    public void Mark(long chunks)
    {
        _payload!.Flush(flushToDisk: true);
        DiskFlush.WriteWhole(Path.Combine(_folder, MarkName), Encoding.ASCII.GetBytes($"{_asked} {chunks.ToString(CultureInfo.InvariantCulture)}\n"));
        Done = chunks;
    }

    /// <summary>Puts the whole package in its place.</summary>
    /// <exception cref="IOException">Something stands there by now; the package stays where it was made.</exception>
    public SealedPackage Finish(long payloadLength)
    {
        _payload!.SetLength(payloadLength);
        _payload.Flush(flushToDisk: true);
        _payload.Dispose();
        File.Delete(Path.Combine(_folder, MarkName));
        DiskFlush.Folder(_folder);
        Directory.Move(_folder, _output);
        DiskFlush.Folder(Path.GetDirectoryName(_output)!);
        return new SealedPackage(Header, _output);
    }

    /// <summary>Throws everything away.</summary>
    public void Discard()
    {
        _payload?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose()
    {
        _payload?.Dispose();
        _lock?.Dispose();
        Key?.Dispose();
    }

    /// <summary>Archive, people, custodians, and the state of every file: what must be the same for a sealing to go on. The files' times are in it, since
    /// what was encrypted before the crash isn't read back.</summary>
    private static Hash32 Asked(SealOptions options, Hash32 archive, ContentListing listing)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string line) => hash.AppendData(Encoding.UTF8.GetBytes(line + "\n"));
        Add(archive.ToString());
        foreach (X25519Recipient recipient in Recipients(options)) Add(recipient.ToString());
        if (options.Custodians is { } custodians)
        {
            Add($"{custodians.Binding} {custodians.Threshold}");
            foreach (X25519Recipient custodian in custodians.Custodians) Add(custodian.ToString());
        }
        foreach (ContentFile file in listing.Files) Add(file.Stamp.ToString());
        return new Hash32(hash.GetHashAndReset());
    }

    /// <summary>One sealing to an output at a time.</summary>
    private static FileStream Locked(string output)
    {
        try
        {
            return new FileStream(output + ".sealing.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e)
        {
            throw new IOException($"{output} is being sealed already, or can't be written: {e.Message}", e);
        }
    }

    private static IEnumerable<X25519Recipient> Recipients(SealOptions options) => [options.Owner.Recipient, .. options.Others];

    private bool TryResume(X25519Identity owner)
    {
        string mark = Path.Combine(_folder, MarkName), payload = Path.Combine(_folder, SealedPackage.PayloadName);
        if (!File.Exists(mark) || !File.Exists(payload)) return false;
        string[] words = File.ReadAllText(mark).TrimEnd('\n').Split(' ');
        if (words.Length != 2 || words[0] != _asked.ToString() || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long chunks)) return false;
        Header = SealedPackage.ReadHeader(_folder);
        if (Header.Unlock(owner) is not UnlockOutcome.Unlocked { Key: { } key }) return false;
        using (var file = new FileStream(payload, FileMode.Open, FileAccess.Read))
        {
            if (chunks < 0 || file.Length < PayloadLayout.OffsetOf(0) || chunks > 0 && file.Length <= PayloadLayout.OffsetOf(chunks - 1)) return false;
            file.ReadExactly(Nonce);
        }
        (Key, Done) = (key, chunks);
        return true;
    }

    /// <summary>A new key and a new nonce: whatever was here is of no use any more.</summary>
    private void Begin(SealOptions options)
    {
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
        Key = FileKey.New();
        Header = PackageHeader.Seal(Key, [.. Recipients(options)], options.Custodians);
        RandomNumberGenerator.Fill(Nonce);
        DiskFlush.WriteWhole(Path.Combine(_folder, SealedPackage.HeaderName), Header.Bytes);
        DiskFlush.WriteWhole(Path.Combine(_folder, SealedPackage.PayloadName), Nonce);
        DiskFlush.WriteWhole(Path.Combine(_folder, MarkName), Encoding.ASCII.GetBytes($"{_asked} 0\n"));
    }
}
