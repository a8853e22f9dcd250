using System.Collections.Immutable;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.Tests.Sealing.Fuzz;

/// <summary>Something good that strangers send, from which bad ones are made.</summary>
/// <param name="Format">What <c>--format</c> of the fuzz tool selects.</param>
/// <param name="Bytes">The good one.</param>
/// <param name="Read">Reads one as the product would: true when it is taken, false when it is refused in words; anything else is thrown.</param>
internal sealed record SealingSample(string Format, byte[] Bytes, Func<byte[], bool> Read)
{
    private static readonly X25519Identity[] Custodians = [Keys.Identity(1), Keys.Identity(2), Keys.Identity(3)];
    private static readonly X25519Identity Owner = Keys.Identity(9);
    private static readonly FileKey Key = Keys.FileKey(5);

    /// <summary>Every form, small.</summary>
    public static List<SealingSample> All()
    {
        PackageHeader header = PackageHeader.Seal(Key, [Owner.Recipient, Custodians[0].Recipient], Keys.Terms(2, Custodians)), plain = PackageHeader.Seal(Key, [Owner.Recipient], null);
        ReleaseRequest request = Request(header);
        LogReceipt noted = Noted(new ReleaseReceipt(1, Keys.Binding, request, new byte[65]));
        byte[] index = TensorIndex.Write([new TensorPlace("a", "m/ü.bin", 0, 8), new TensorPlace("b\"\n", "m/ü.bin", 8, 0)]);
        return
        [
            new("header", header.Bytes.ToArray(), bytes => Header(bytes, header)),
            new("header", plain.Bytes.ToArray(), bytes => Header(bytes, plain)),
            new("stanza", header.Custodians!.ToBytes(), bytes => Stanza(bytes, header.Custodians!)),
            new("release", ReleaseWire.Write(new ReleaseWire.Asked(plain.Bytes.ToArray(), request, new byte[65])), bytes => Refused(() => ReleaseWire.ReadRequest(bytes))),
            new("release", ReleaseWire.Write(new ReleaseAnswer.Released(new SealedBox(new byte[32], new byte[49]), noted)), bytes => Refused(() => ReleaseWire.ReadAnswer(bytes))),
            new("release", noted.Entry.ToArray(), bytes => Refused(() => Same(ReleaseReceipt.Parse(bytes).ToEntry(), bytes))),
            new("release", new ReceiptFile(1, Keys.Binding.Contract, [new KeptReceipt(Keys.Binding.Contract, noted)]).ToBytes(), bytes => Refused(() => ReceiptFile.Parse(bytes))),
            new("index", index, bytes => Refused(() => Same(TensorIndex.Write(TensorIndex.Read(bytes)), bytes))),
            new("archive", Archive(index), Archived),
            new("dag", DagWriter.Folder([new DagLink(Block.Of(BlockCodec.Raw, index).Cid, "header", 9), new DagLink(Block.Of(BlockCodec.DagPb, index).Cid, "payload", ulong.MaxValue)]), Dag),
            new("dag", DagWriter.File([new DagPart(Block.Of(BlockCodec.Raw, index).Cid, 1 << 20, 1 << 20), new DagPart(Block.Of(BlockCodec.Raw, new byte[3]).Cid, 3, 3)]), Dag),
        ];
    }

    /// <summary>A receipt with a path, under a head that somebody signed.</summary>
    private static LogReceipt Noted(ReleaseReceipt receipt)
    {
        using CustodianKeys custodian = new(Keys.Identity(4));
        return new LogReceipt(2, receipt.ToEntry(), custodian.SignHead(1, Keys.Binding.Contract, 3, Keys.Binding.TitleId), [Keys.Binding.ContentRoot, Keys.Binding.TitleId]);
    }

    private static ReleaseRequest Request(PackageHeader header) => new()
    {
        Account = Keys.Binding.Contract,
        Custodian = new Hash32(Custodians[0].Recipient.Key),
        Header = header.Digest,
        Territory = 3,
        Field = 1,
        DataType = 2,
        Recipient = new Hash32(Owner.Recipient.Key),
        Nonce = Keys.Binding.ContentRoot,
        Deadline = 1_800_000_000,
    };

    /// <summary>What is read is written again as the same bytes, and no altered header opens.</summary>
    private static bool Header(byte[] bytes, PackageHeader good) => Refused(() =>
    {
        PackageHeader read = PackageHeader.Parse(bytes);
        Same(read.Age.ToBytes(), bytes);
        if (read.Unlock(Owner) is UnlockOutcome.Unlocked unlocked && (!unlocked.Key.Bytes.SequenceEqual(Key.Bytes) || !bytes.AsSpan().SequenceEqual(good.Bytes)))
            throw new InvalidOperationException("An altered header opened.");
    });

    /// <summary>What is read is written again as the same bytes, and no altered share is right.</summary>
    private static bool Stanza(byte[] bytes, CustodianStanza good) => Refused(() =>
    {
        CustodianStanza read = CustodianStanza.Parse(bytes);
        Same(read.ToBytes(), bytes);
        foreach (X25519Identity custodian in Custodians)
            if (read.Open(custodian) is ShareOutcome.Opened { Share: { } share } && !(good.IsRight(share) && read.IsRight(share) && read.BindingDigest == good.BindingDigest))
                throw new InvalidOperationException("An altered share opened.");
    });

    /// <summary>An archive by a hostile owner, sealed as it is: read, it is what its manifest says, or refused.</summary>
    private static bool Archived(byte[] bytes) => Refused(() =>
    {
        var layout = new PayloadLayout(bytes.Length);
        byte[] payload = new byte[layout.PayloadLength];
        using (var cipher = new PayloadCipher(Key, payload.AsSpan(0, PayloadLayout.NonceSize), layout)) cipher.Seal(0, bytes, payload.AsSpan(PayloadLayout.NonceSize));
        using PackageReader reader = PackageReader.Open(new MemorySource(payload), Key, null, default).GetAwaiter().GetResult();
        if (reader.Layout.Length != bytes.Length) throw new InvalidOperationException("The archive's length isn't its layout's.");
        new ArchiveCheck(reader.Layout, sink: null).Add(bytes);
        reader.ReadTensorPlaces(default).GetAwaiter().GetResult();
    });

    private static bool Dag(byte[] bytes) => Refused(() => DagReader.Read(Block.Of(BlockCodec.DagPb, bytes)));

    private static byte[] Archive(byte[] index)
    {
        byte[] content = "some weights"u8.ToArray();
        ManifestFile file = new("m/ü.bin", (ulong)content.Length, Blake3.Hash(content));
        var manifest = new Manifest { Format = Manifest.Opaque, Fingerprint = ContentRoot.Of([file], 1), TensorRoot = Hash32.Zero, Files = [file], Tensors = [], Excluded = [], Metadata = ImmutableSortedDictionary<string, string>.Empty };
        var layout = new ArchiveLayout(manifest, manifest.ToJson(), index);
        byte[] archive = new byte[layout.Length];
        for (int entry = 0; entry < layout.Count; entry++)
        {
            layout.HeaderOf(entry).CopyTo(archive.AsSpan((int)layout.HeaderAt(entry)));
            (entry < layout.FirstFile ? layout.Inner(entry)! : content).CopyTo(archive.AsSpan((int)layout.ContentAt(entry)));
        }
        return archive;
    }

    private static void Same(byte[] written, byte[] read)
    {
        if (!written.AsSpan().SequenceEqual(read)) throw new InvalidOperationException("What was read is written as other bytes.");
    }

    private static bool Refused(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (Exception e) when (e is SealedDataException or FormatException or DagException)
        {
            return false;
        }
    }
}
