using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ModelDeed.Fingerprints;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>
/// A package while it is made: <c>OUTPUT.sealing</c>, into which only its owner can look, with the package so far (its final header, the payload as far as it got) and a
/// mark of how far the payload is flushed. Header and nonce are written before the first chunk, so a sealing that goes on after a crash gives the bytes that it would
/// have given.
/// </summary>
internal sealed class SealingFolder : IDisposable
{
    private const string MarkName = "mark", PackageName = "package";
    private const int LongestMark = 1024;

    private readonly PrivateFolder _working;
    private readonly string _output, _package, _mark;
    private readonly Hash32 _asked;
    private readonly byte[] _markKey;
    private FileStream? _payload;
    private bool _isGone;

    private SealingFolder(PrivateFolder working, string output, Hash32 asked, byte[] markKey)
    {
        (_working, _output, _asked, _markKey) = (working, output, asked, markKey);
        (_package, _mark) = (Path.Combine(working.Path, PackageName), Path.Combine(working.Path, MarkName));
    }

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
        var folder = new SealingFolder(PrivateFolder.Open(output + ".sealing", "sealed"), output, Asked(options, archive, listing), options.Owner.Derive("modeldeed.org/sealing-mark"u8, Hash32.Size));
        try
        {
            if (!folder.TryResume(options.Owner)) folder.Begin(options);
            folder._payload = new FileStream(Path.Combine(folder._package, SealedPackage.PayloadName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
            return folder;
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Writes a stretch of the payload; by several threads at once.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes) => DiskWrite.At(_payload!, bytes, offset);

    /// <summary>Flushes the payload, and notes that so many chunks are there.</summary>
    public void Mark(long chunks)
    {
        _payload!.Flush(flushToDisk: true);
        WriteMark(chunks);
        Done = chunks;
    }

    /// <summary>Puts the whole package in its place.</summary>
    /// <exception cref="IOException">Something stands there by now; the package stays where it was made.</exception>
    public SealedPackage Finish(long payloadLength)
    {
        _payload!.SetLength(payloadLength);
        _payload.Flush(flushToDisk: true);
        _payload.Dispose();
        File.Delete(_mark);
        DiskFlush.Folder(_package);
        Directory.Move(_package, _output);
        Remove();
        DiskFlush.Folder(Path.GetDirectoryName(_output)!);
        return new SealedPackage(Header, _output);
    }

    /// <summary>Throws everything away.</summary>
    public void Discard()
    {
        _payload?.Dispose();
        Remove();
    }

    public void Dispose()
    {
        _payload?.Dispose();
        if (!_isGone) _working.Dispose();
        Key?.Dispose();
        CryptographicOperations.ZeroMemory(_markKey);
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

    private void Remove()
    {
        _isGone = true;
        _working.Delete();
    }

    private static IEnumerable<X25519Recipient> Recipients(SealOptions options) => [options.Owner.Recipient, .. options.Others];

    /// <summary>Goes on with what lies here, if it is whole and by this owner; anything else is of no use, and goes.</summary>
    private bool TryResume(X25519Identity owner)
    {
        string payload = Path.Combine(_package, SealedPackage.PayloadName);
        if (!File.Exists(_mark) || !File.Exists(payload) || new FileInfo(_mark).Length > LongestMark) return false;
        string marked = File.ReadAllText(_mark);
        if (marked.Split(' ') is not [_, _, _, var number, _] || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long chunks)) return false;
        using (var file = new FileStream(payload, FileMode.Open, FileAccess.Read))
        {
            if (file.Length < PayloadLayout.OffsetOf(0) || chunks > 0 && file.Length <= PayloadLayout.OffsetOf(chunks - 1)) return false;
            file.ReadExactly(Nonce);
        }
        try
        {
            Header = SealedPackage.ReadHeader(_package);
            if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(MarkOf(chunks)), Encoding.UTF8.GetBytes(marked))) return false;
            if (Header.Unlock(owner) is not UnlockOutcome.Unlocked { Key: { } key }) return false;
            (Key, Done) = (key, chunks);
            return true;
        }
        catch (Exception broken) when (broken is SealedDataException or FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>A new key and a new nonce: whatever was here is of no use any more.</summary>
    private void Begin(SealOptions options)
    {
        _working.Clear();
        Directory.CreateDirectory(_package);
        Key = FileKey.New();
        Header = PackageHeader.Seal(Key, [.. Recipients(options)], options.Custodians);
        RandomNumberGenerator.Fill(Nonce);
        DiskFlush.WriteWhole(Path.Combine(_package, SealedPackage.HeaderName), Header.Bytes);
        DiskFlush.WriteWhole(Path.Combine(_package, SealedPackage.PayloadName), Nonce);
        WriteMark(0);
    }

    private void WriteMark(long chunks) => DiskFlush.WriteWhole(_mark, Encoding.ASCII.GetBytes(MarkOf(chunks)));

    /// <summary>What is marked, under a key that follows from the owner's: a header that somebody else put here, whose key he knows, isn't gone on with.</summary>
    private string MarkOf(long chunks)
    {
        string text = $"{_asked} {Header.Digest} {Convert.ToHexStringLower(Nonce)} {chunks.ToString(CultureInfo.InvariantCulture)}";
        return $"{text} {new Hash32(HMACSHA256.HashData(_markKey, Encoding.ASCII.GetBytes(text)))}\n";
    }
}
