using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>A package as it lies in a block store: its header, read, and where its payload is. So a header is judged, or replaced, without a byte of the payload.</summary>
/// <param name="Header">The header.</param>
/// <param name="Payload">The payload's link in the package's folder.</param>
public sealed record StoredPackage(PackageHeader Header, DagLink Payload)
{
    /// <summary>Reads a package's folder and header: two blocks.</summary>
    /// <param name="store">Where the blocks are.</param>
    /// <param name="root">The package's folder, as the chain names it.</param>
    /// <param name="ct">Ends the reads.</param>
    /// <exception cref="SealedDataException">It is no package, or its header breaks its format.</exception>
    /// <exception cref="IOException">A block can't be had or read.</exception>
    public static async Task<StoredPackage> Read(IBlockStore store, Cid root, CancellationToken ct)
    {
        if (DagReader.Read(await store.Need(root, ct)) is not DagNode.Folder { Entries: [{ Name: SealedPackage.HeaderName } header, { Name: SealedPackage.PayloadName } payload] })
            throw new SealedDataException($"{root} is no package: that is a folder with \"{SealedPackage.HeaderName}\" and \"{SealedPackage.PayloadName}\". Tell the owner.");
        using BlockSource source = await BlockSource.Open(store, header.Cid, 1, ct);
        if (source.Length > AgeHeader.MaxSize) throw new SealedDataException($"The header of {root} has {source.Length} bytes; {AgeHeader.MaxSize} at most are possible. Tell the owner.");
        byte[] bytes = new byte[source.Length];
        await source.ReadAsync(0, bytes, ct);
        return new StoredPackage(PackageHeader.Parse(bytes), payload);
    }

    /// <summary>Opens the payload, to be read at any place.</summary>
    /// <param name="store">Where its blocks are; stays the caller's, and must live as long as the source.</param>
    /// <param name="parallel">Blocks at once, 1 to 64.</param>
    /// <param name="keep">A file in which blocks are kept, so that the next opening goes on; null for none.</param>
    /// <param name="ct">Ends the opening.</param>
    /// <exception cref="IOException">A block can't be had or read, or the file can't be used.</exception>
    public Task<BlockSource> OpenPayload(IBlockStore store, int parallel, string? keep, CancellationToken ct) => BlockSource.Open(store, Payload.Cid, parallel, keep, ct);

    /// <summary>Puts the folder of another header and the same payload into a store: two blocks, or the CID alone.</summary>
    /// <param name="header">Another header over the same key.</param>
    /// <param name="store">Where the blocks go; null to compute the CID alone.</param>
    /// <param name="ct">Ends it.</param>
    /// <returns>The new package's folder.</returns>
    /// <exception cref="IOException">The store fails.</exception>
    public async Task<Cid> PutHeader(PackageHeader header, IBlockStore? store, CancellationToken ct)
    {
        var dag = new DagBuilder(store, 1, null);
        using var bytes = new MemorySource(header.Bytes.ToArray());
        var payload = new DagEntry(Payload.Cid, 0, Payload.TotalSize); // its length isn't part of the folder
        Cid root = (await dag.AddFolder([(SealedPackage.HeaderName, await dag.AddFile(bytes, ct)), (SealedPackage.PayloadName, payload)], ct)).Cid;
        if (store is not null) await store.Keep(root, ct);
        return root;
    }
}
