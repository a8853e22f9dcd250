using System.Collections.Concurrent;
using ModelDeed.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.Server.Sealing;

/// <summary>A package whose header is kept here, and is the one that the chain names.</summary>
/// <param name="Header">The header.</param>
/// <param name="Bytes">Of the sealed payload.</param>
internal sealed record ShelvedPackage(PackageHeader Header, long Bytes);

/// <summary>Packages in this server's folder of blocks. It opens none: it reads what every header says to everybody.</summary>
internal sealed class PackageShelf(string folder)
{
    private const int MostKept = 10_000;

    private readonly ConcurrentDictionary<(Hash32 Root, Hash32 Header), ShelvedPackage> _known = new();

    /// <summary>The blocks.</summary>
    public LocalStore Store { get; } = new(folder);

    /// <summary>The package of a root; null where a block of it isn't here, or is no package, or another header than <paramref name="header"/> stands in it.</summary>
    /// <param name="root">SHA-256 of its folder's CID.</param>
    /// <param name="header">SHA-256 of its header, as the chain says.</param>
    public async Task<ShelvedPackage?> Find(Hash32 root, Hash32 header, CancellationToken ct)
    {
        if (_known.TryGetValue((root, header), out ShelvedPackage? known)) return known;
        if (await Read(root, header, ct) is not { } read) return null;
        if (_known.Count >= MostKept) _known.Clear();
        return _known[(root, header)] = read;
    }

    private async Task<ShelvedPackage?> Read(Hash32 root, Hash32 header, CancellationToken ct)
    {
        try
        {
            if (await Store.Get(new Cid(BlockCodec.DagPb, root), ct) is not { } top || DagReader.Read(top) is not DagNode.Folder folder) return null;
            if (Entry(folder, SealedPackage.HeaderName) is not { } headerCid || Entry(folder, SealedPackage.PayloadName) is not { } payloadCid) return null;
            using BlockSource source = await BlockSource.Open(Store, headerCid, 1, ct);
            if (source.Length > AgeHeader.MaxSize) return null;
            byte[] bytes = new byte[source.Length];
            await source.ReadAsync(0, bytes, ct);
            var parsed = PackageHeader.Parse(bytes);
            using BlockSource payload = await BlockSource.Open(Store, payloadCid, 1, ct);
            return parsed.Digest == header ? new ShelvedPackage(parsed, payload.Length) : null;
        }
        catch (Exception broken) when (broken is StoreException or DagException or SealedDataException)
        {
            return null; // not whole, or a stranger's bytes: it isn't shown as a package
        }
    }

    private static Cid? Entry(DagNode.Folder folder, string name) => folder.Entries.Where(entry => entry.Name == name).Select(entry => (Cid?)entry.Cid).FirstOrDefault();
}
