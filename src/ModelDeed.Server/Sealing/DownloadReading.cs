using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Sealing;
using ModelDeed.Server.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.Server.Ui;

/// <summary>Reads what the page of a download shows.</summary>
internal sealed class DownloadReading(SealingRecords sealing, ChainProfile chain, CurrencyBook currencies)
{
    // How a source may be written on the chain (deed seal --source).
    private const string GatewayPrefix = "gateway:";

    private const int MostSources = 8;

    /// <summary>A version's package; without one, that of the latest version that has one. Null for none.</summary>
    public async Task<DownloadView?> View(TitleRow title, IReadOnlyList<VersionRow> versions, Hash32? wanted, UseChoice use, string? site, CancellationToken ct)
    {
        IReadOnlyList<PackageView> packages = await sealing.Packages(new Hash32(title.Id), ct);
        if (packages.FirstOrDefault(package => wanted is null || package.Fingerprint == wanted) is not { } package) return null;
        if (versions.FirstOrDefault(version => new Hash32(version.Fingerprint) == package.Fingerprint) is not { } version) return null;
        IReadOnlyList<CustodianLine> custodians = package.Contents is null ? [] : await Custodians(package.Contents.Custodians, ct);
        DownloadView view = new()
        {
            TitleId = new Hash32(title.Id),
            Name = title.Name,
            Fingerprint = package.Fingerprint,
            Number = package.Number,
            Manifest = new Hash32(version.Manifest),
            Header = package.Header,
            Cid = package.Cid,
            Root = Cid.Parse(package.Cid).Digest,
            Published = (ulong)package.Published,
            IsPending = package.Pending,
            Bytes = package.Contents?.Bytes,
            Threshold = package.Contents?.Threshold ?? 0,
            Custodians = custodians,
            Sources = [.. package.Sources.Select(Gateway).OfType<string>().Distinct(StringComparer.Ordinal).Take(MostSources)],
            Use = use,
            Site = site,
        };
        return view with { Limit = LimitOf(view) };
    }

    /// <summary>A custodian of the directory, for people.</summary>
    public CustodianLine Line(CustodianView custodian) => new(
        custodian.Account, custodian.PublicKey, custodian.Url, custodian.Territories.Count == 0 ? default : Territories.Parse(string.Join(',', custodian.Territories)),
        currencies.Money(new TokenAmount((System.Numerics.BigInteger)custodian.Bond), Address.Zero), (ulong)custodian.Joined, (ulong?)custodian.Left, custodian.Convicted is not null, custodian.Up);

    private async Task<IReadOnlyList<CustodianLine>> Custodians(IReadOnlyList<Hash32> keys, CancellationToken ct)
    {
        IReadOnlyList<CustodianView?> found = await sealing.CustodiansOf(keys, ct);
        return [.. keys.Select((key, i) => found[i] is { } known ? Line(known) : new CustodianLine(null, key, null, default, currencies.Money(default, Address.Zero), 0, null, false, null))];
    }

    // A hint from a stranger: https, or this machine's on the embedded chain.
    private string? Gateway(string source)
    {
        string text = source.StartsWith(GatewayPrefix, StringComparison.Ordinal) ? source[GatewayPrefix.Length..] : source;
        if (CustodianDirectory.Usable(text, chain.IsEmbedded) is not { } url) return null;
        string plain = url.ToString().TrimEnd('/');
        return plain.EndsWith("/ipfs", StringComparison.Ordinal) ? plain[..^"/ipfs".Length] : plain;
    }

    private static BrowserLimit LimitOf(DownloadView view) =>
        view.Bytes is not { } bytes ? BrowserLimit.NotHere
        : view.Threshold == 0 ? BrowserLimit.NamedOnly
        : bytes > DownloadView.MostBytes ? BrowserLimit.TooLarge
        : view.Origins.Count > DownloadView.MostOrigins ? BrowserLimit.TooMany
        : BrowserLimit.None;
}
