using System.Collections.Concurrent;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Sealing;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Storage;

namespace ModelDeed.Server.Sealing;

/// <summary>What is asked of the tables about packages and custodians.</summary>
internal sealed class SealingRecords(Database index, ChainProfile chain, PackageShelf shelf, CustodianPulse pulse)
{
    private const string Pending = "> COALESCE((SELECT CAST(value AS BIGINT) FROM index_state WHERE name = 'final_block'), -1) THEN 1 ELSE 0 END AS pending";

    // As Packages.packageOf: it counts under the registration it was named under, while the version is that title's.
    private const string Standing = $"""
        SELECT p.*, v.number, CASE WHEN p.block {Pending} FROM packages p
        JOIN titles t ON t.id = p.title_id AND t.epoch = p.epoch AND t.dissolved_into IS NULL
        JOIN versions v ON v.fingerprint = p.fingerprint AND v.title_id = p.title_id AND v.epoch = p.epoch
        """;

    private const string AllCustodians = $"SELECT c.*, CASE WHEN c.block {Pending} FROM custodians c";

    /// <summary>The packages of a title's versions that stand, the latest version's first.</summary>
    public async Task<IReadOnlyList<PackageView>> Packages(Hash32 title, CancellationToken ct)
    {
        List<PackageView> rows = await index.Rows($"{Standing} WHERE p.title_id = @id ORDER BY v.number DESC", [("id", title.ToArray())], Read, ct);
        for (int i = 0; i < rows.Count; i++) rows[i] = rows[i] with { Contents = await Contents(rows[i], ct) };
        return rows;
    }

    /// <summary>The package of a version; null for none.</summary>
    public async Task<PackageView?> Package(Hash32 fingerprint, CancellationToken ct) =>
        await index.First($"{Standing} WHERE p.fingerprint = @id", [("id", fingerprint.ToArray())], Read, ct) is { } row ? row with { Contents = await Contents(row, ct) } : null;

    /// <summary>All that ever joined, by account.</summary>
    public async Task<Page<CustodianView>> Custodians(Cursor? after, int limit, CancellationToken ct) => Page<CustodianView>.Of(
        await index.Rows($"{AllCustodians} WHERE c.account > @after ORDER BY c.account LIMIT @limit", [("after", after?.Key ?? []), ("limit", limit + 1L)], ReadCustodian, ct),
        limit, custodian => new Cursor(0, custodian.Account.ToArray()));

    /// <summary>Those to whom keys belong, in the keys' order; null for a key that is nobody's.</summary>
    public async Task<IReadOnlyList<CustodianView?>> CustodiansOf(IReadOnlyList<Hash32> keys, CancellationToken ct)
    {
        if (keys.Count == 0) return [];
        string names = string.Join(", ", keys.Select((_, i) => $"@k{i}"));
        List<(Hash32 Key, CustodianView Custodian)> rows = await index.Rows(
            $"SELECT k.public_key AS named, c.*, CASE WHEN c.block {Pending} FROM custodian_keys k JOIN custodians c ON c.account = k.account WHERE k.public_key IN ({names})",
            [.. keys.Select((key, i) => ($"k{i}", (object)key.ToArray()))], row => (row.Hash("named"), ReadCustodian(row)), ct);
        return [.. keys.Select(key => rows.Find(row => row.Key == key).Custodian)];
    }

    /// <summary>Those that serve, with the highest bonds first.</summary>
    public Task<List<CustodianView>> Serving(int most, CancellationToken ct) =>
        index.Rows($"{AllCustodians} WHERE c.left_at IS NULL ORDER BY c.bond DESC, c.account LIMIT @most", [("most", (long)most)], ReadCustodian, ct);

    private static PackageView Read(SqlRow row) => new(
        row.Hash("fingerprint"), row.Hash("title_id"), row.Number("number"), row.Hash("header"), new Cid(BlockCodec.DagPb, row.Hash("root")).ToString(),
        row.Text("sources").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), row.Number("published"), row.Hash("tx_hash"), row.Flag("pending"), null);

    private async Task<PackageContentsView?> Contents(PackageView package, CancellationToken ct) =>
        await shelf.Find(Cid.Parse(package.Cid).Digest, package.Header, ct) is not { } found ? null
        : new PackageContentsView(found.Bytes, found.Header.Custodians?.Terms.Threshold ?? 0, [.. (found.Header.Custodians?.Terms.Custodians ?? []).Select(key => new Hash32(key.Key))]);

    private CustodianView ReadCustodian(SqlRow row) => new()
    {
        Account = row.Address("account"),
        PublicKey = row.Hash("public_key"),
        Url = CustodianDirectory.Usable(row.Text("url"), chain.IsEmbedded)?.ToString(),
        Territories = new Territories(UInt256.FromHash(row.Hash("territories"))).Known.ToWords(), // the directory takes any bits: those beyond the list are no words
        Bond = row.Amount("bond"),
        Joined = row.Number("joined"),
        Left = row.NumberOrNull("left_at"),
        Convicted = row.NumberOrNull("convicted"),
        Up = pulse.Of(row.Address("account")),
        Pending = row.Flag("pending"),
    };
}

/// <summary>Which custodians answered when they were asked last.</summary>
internal sealed class CustodianPulse
{
    private readonly ConcurrentDictionary<Address, bool> _up = new();

    /// <summary>Whether one answered; null where it wasn't asked.</summary>
    public bool? Of(Address account) => _up.TryGetValue(account, out bool up) ? up : null;

    /// <summary>Keeps what a round found; who wasn't asked in it isn't known any more.</summary>
    public void Keep(IReadOnlyDictionary<Address, bool> round)
    {
        foreach (Address gone in _up.Keys.Where(account => !round.ContainsKey(account))) _up.TryRemove(gone, out _);
        foreach ((Address account, bool up) in round) _up[account] = up;
    }
}
