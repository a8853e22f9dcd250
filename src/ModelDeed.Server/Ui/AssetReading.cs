using System.Data.Common;
using ModelDeed.Fingerprints;
using ModelDeed.Server.Metadata;

namespace ModelDeed.Server.Ui;

/// <summary>Reads everything on an asset's page.</summary>
internal static class AssetReading
{
    /// <summary>The page of a registered title.</summary>
    /// <param name="now">Seconds since 1970.</param>
    internal static async Task<AssetView> View(DbConnection db, TitleRow title, Manifests manifests, CurrencyBook currencies, ulong now, CancellationToken ct)
    {
        Hash32 id = new(title.Id);
        long final = await db.FinalBlock(ct);
        (Lineage lineage, bool isCut) = await LineageReading.Around(db, id, now, ct);
        Manifest? manifest = await manifests.Find(new Hash32(title.Manifest), ct);
        return Head(title, lineage, now, final) with
        {
            Manifest = manifest,
            LineageIsCut = isCut,
            Versions = await TitleReading.Versions(db, id, title.Epoch, final, ct),
            Offers = title.Into is null ? await OfferReading.Of(db, id, title.Epoch, final, currencies, ct) : [],
            Events = await ActivityReading.Of(db, id, final, currencies, ct),
            Holders = await HolderReading.Of(db, new Address(title.Owner), ct),
            Income = await IncomeReading.Of(db, id, now, currencies, ct),
            Lots = await SoldReading.Lots(db, id, ct),
            Sales = await SoldReading.Sales(db, id, currencies, ct),
            Sealed = await TitleReading.Sealed(db, id, ct),
            ValidLicenses = await OfferReading.Valid(db, id, title.Epoch, now, ct),
        };
    }

    private static AssetView Head(TitleRow title, Lineage lineage, ulong now, long final) => new()
    {
        Id = new Hash32(title.Id),
        Name = title.Name,
        NameIsReadable = title.Readable != 0,
        Kind = (ModelDeed.Titles.AssetKind)title.Kind,
        Holder = new Address(title.Owner),
        Registrant = new Address(title.Registrant),
        Arbitrator = new Address(title.Arbitrator),
        ResaleRoyalty = new BasisPoints((int)title.ResaleRoyalty),
        Priority = (ulong)title.Priority,
        FinalAt = (ulong)title.FinalAt,
        Registered = (ulong)title.Registered,
        RegisteredBlock = title.RegisteredBlock,
        ManifestDigest = new Hash32(title.Manifest),
        TensorRoot = new Hash32(title.TensorRoot),
        AnchorRoot = new Hash32(title.AnchorRoot),
        IsDisputed = title.Disputed != 0,
        IsPending = title.Block > final,
        DissolvedInto = title.Into is null ? null : new Hash32(title.Into),
        Lineage = lineage,
        Now = now,
    };
}
