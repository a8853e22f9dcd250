using System.Collections.Immutable;
using System.Security.Cryptography;
using ModelDeed.Fingerprints;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>What is in a package whose key is known: manifest, files, single tensors. Nothing is given out that isn't what the manifest says.</summary>
public sealed class PackageReader : IDisposable
{
    /// <summary>Bytes of a package's manifest, at most; also of its tensor index.</summary>
    public const int MaxManifestSize = 256 << 20;

    private readonly OpenedSource _archive;

    private PackageReader(OpenedSource archive, ArchiveLayout layout) => (_archive, Layout) = (archive, layout);

    /// <summary>The manifest, its roots recomputed.</summary>
    public Manifest Manifest => Layout.Manifest;

    internal ArchiveLayout Layout { get; }

    /// <summary>Opens a package and reads its manifest; of a large package little else.</summary>
    /// <param name="payload">The payload; stays the caller's to close.</param>
    /// <param name="key">The package's key; stays the caller's, and must live as long as the reader.</param>
    /// <param name="manifestDigest">What the manifest's SHA-256 must be: the titled version's.</param>
    /// <param name="ct">Ends the reads.</param>
    /// <exception cref="SealedDataException">The payload was altered or cut short, the key is another's, or the manifest isn't the titled one.</exception>
    public static async Task<PackageReader> Open(ByteSource payload, FileKey key, Hash32? manifestDigest, CancellationToken ct)
    {
        OpenedSource archive = await OpenedSource.Open(payload, key, ct);
        try
        {
            byte[] manifest = await Inner(archive, 0, ArchiveLayout.ManifestName, ct);
            var digest = new Hash32(SHA256.HashData(manifest));
            if (manifestDigest is { } titled && digest != titled)
                throw new SealedDataException($"The package's manifest has the digest {digest}, the title's version {titled}: this is another asset. Tell the owner.");
            int tensors = await InnerSize(archive, TarHeader.BlockSize + TarHeader.Padded(manifest.Length), ArchiveLayout.TensorsName, ct);
            var layout = new ArchiveLayout(Manifest.Parse(manifest), manifest, tensors);
            if (layout.Length != archive.Length) throw new SealedDataException($"The archive has {archive.Length} bytes, by its manifest {layout.Length}. Tell the owner.");
            return new PackageReader(archive, layout);
        }
        catch (Exception e) when (e is ManifestException or OverflowException)
        {
            archive.Dispose();
            throw new SealedDataException($"The package's manifest is broken: {e.Message} Tell the owner.", e);
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    /// <summary>Unpacks everything. The files stand under the output's name once the last of them is known to be right, not before.</summary>
    /// <param name="output">A folder for a folder, a file for a single file; must not exist yet.</param>
    /// <param name="threads">Threads that decrypt, 1 or more.</param>
    /// <param name="progress">Told at every piece, in order; null for none.</param>
    /// <param name="ct">Ends the run; nothing of it is left.</param>
    /// <exception cref="SealedDataException">Something isn't what the manifest says; nothing is left.</exception>
    /// <exception cref="IOException">The output exists or can't be written, or the payload can't be had; nothing is left.</exception>
    public void Unpack(string output, int threads, IProgress<SealProgress>? progress, CancellationToken ct) =>
        new Unpacking(_archive, Layout, progress, ct).Run(output, threads);

    /// <summary>The tensors that can be read by themselves. Read when asked for: unpacking doesn't need it.</summary>
    /// <exception cref="SealedDataException">The package's index is broken; the whole package may be well.</exception>
    public async Task<ImmutableArray<TensorPlace>> ReadTensorPlaces(CancellationToken ct) =>
        TensorIndex.Read(await Content(_archive, Layout.ContentAt(1), (int)Layout.SizeOf(1), ct));

    /// <summary>Reads one tensor, without the rest of the package.</summary>
    /// <param name="name">As the manifest has it.</param>
    /// <param name="into">Gets its canonical bytes as they come. They are known to be right when this returns, not before: let nobody look there until then.</param>
    /// <param name="progress">Told at every piece; null for none.</param>
    /// <param name="ct">Ends the reads.</param>
    /// <returns>The tensor; null when the manifest has none of this name, or it doesn't stand in a file as it is (<see cref="ReadTensorPlaces"/>). Nothing was written then.</returns>
    /// <exception cref="SealedDataException">The bytes aren't the tensor's.</exception>
    public async Task<ManifestTensor?> ReadTensor(string name, Stream into, IProgress<SealProgress>? progress, CancellationToken ct)
    {
        ManifestTensor? tensor = Manifest.Tensors.FirstOrDefault(one => one.Name == name);
        if (tensor is null) return null;
        TensorPlace? place = (await ReadTensorPlaces(ct)).FirstOrDefault(one => one.Name == name);
        int file = place is null ? -1 : Manifest.Files.IndexOf(Manifest.Files.FirstOrDefault(one => one.Path == place.Path)!);
        if (place is null || file < 0) return null;
        ulong size = Manifest.Files[file].Size;
        if (place.Offset < 0 || place.Length < 0 || (ulong)place.Offset > size || (ulong)place.Length > size - (ulong)place.Offset)
            throw new SealedDataException($"The package's index places the tensor {name} outside of its file. Unpack the whole package instead.");
        var bytes = new SliceSource(_archive, Layout.ContentAt(Layout.FirstFile + file) + place.Offset, place.Length);
        await Copy(bytes, tensor, into, progress, ct);
        return tensor;
    }

    /// <summary>Forgets the package; the key stays the caller's.</summary>
    public void Dispose() => _archive.Dispose();

    private static async Task Copy(ByteSource bytes, ManifestTensor tensor, Stream into, IProgress<SealProgress>? progress, CancellationToken ct)
    {
        var hasher = new ContentHasher(bytes.Length);
        byte[] piece = GC.AllocateUninitializedArray<byte>(PackageSealer.PieceSize);
        bytes.Expect(0, bytes.Length);
        try
        {
            for (long at = 0; at < bytes.Length; at += piece.Length)
            {
                int count = (int)Math.Min(piece.Length, bytes.Length - at);
                await bytes.ReadAsync(at, piece.AsMemory(0, count), ct);
                hasher.Add(piece.AsSpan(0, count));
                await into.WriteAsync(piece.AsMemory(0, count), ct);
                progress?.Report(new SealProgress(at + count, bytes.Length));
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(piece);
        }
        if (hasher.Digest() != tensor.Blake3) throw new SealedDataException($"The tensor {tensor.Name} isn't what the manifest says. Unpack the whole package instead, and tell the owner.");
    }

    /// <summary>The content of the archive's first entry.</summary>
    private static async Task<byte[]> Inner(OpenedSource archive, long at, string name, CancellationToken ct) =>
        await Content(archive, at + TarHeader.BlockSize, await InnerSize(archive, at, name, ct), ct);

    private static async Task<byte[]> Content(OpenedSource archive, long at, int size, CancellationToken ct)
    {
        byte[] content = new byte[size];
        archive.Expect(at, at + size);
        await archive.ReadAsync(at, content, ct);
        return content;
    }

    /// <summary>The size of one of the archive's two first entries, whose header must be the one that a writer writes.</summary>
    private static async Task<int> InnerSize(OpenedSource archive, long at, string name, CancellationToken ct)
    {
        if (at > archive.Length - TarHeader.BlockSize) throw NoArchive(name);
        byte[] header = new byte[TarHeader.BlockSize];
        await archive.ReadAsync(at, header, ct);
        long size = TarHeader.SizeIn(header);
        if (size is < 0 or > MaxManifestSize || size > archive.Length - at - TarHeader.BlockSize || !TarHeader.Of(name, size).AsSpan().SequenceEqual(header)) throw NoArchive(name);
        return (int)size;
    }

    private static SealedDataException NoArchive(string name) => new($"What is sealed is no archive of this format: {name} isn't where it must be. Decrypt it with an age program instead.");
}
