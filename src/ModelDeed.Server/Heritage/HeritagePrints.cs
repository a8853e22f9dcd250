using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Data.Common;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Heritage;

/// <summary>Owners of the titles that have these manifests, each owner of each manifest once.</summary>
internal delegate Task<IReadOnlyCollection<(Hash32 Manifest, Address Owner)>> OwnersOf(IReadOnlyCollection<Hash32> manifests, CancellationToken ct);

/// <summary>Heritage prints of the manifests that are here: kept in the server's tables, searched in memory.</summary>
internal sealed class HeritagePrints(ServerState state) : IDisposable
{
    // Prints that are compared in full, of those that may be related.
    private const int Compared = 32;

    private const int MostHolders = 64;

    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly PrintIndex _index = new();
    private readonly List<Hash32> _manifests = [];
    private long _last;

    /// <summary>Prints that are searched.</summary>
    public int Count => _index.Count;

    /// <summary>Bytes of memory that the index takes.</summary>
    public long Bytes => _index.Bytes + (long)_manifests.Capacity * Hash32.Size;

    /// <summary>Keeps the print of a manifest whose digest the caller has checked; does nothing when it has none, or the document isn't a manifest.</summary>
    /// <exception cref="DbException">The database fails.</exception>
    public async Task Add(Hash32 manifest, byte[] document, CancellationToken ct)
    {
        if (Read(document) is not { } print) return;
        await using DbConnection connection = await state.Database.OpenWriter(ct);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(ct);
        byte[] digest = manifest.ToArray();
        if (await Execute(connection, transaction, "INSERT INTO heritage_prints (manifest, print) VALUES (@manifest, @print) ON CONFLICT (manifest) DO NOTHING", ct, ("manifest", digest), ("print", print.ToBytes())) == 1)
        {
            if (state.Database.Dialect == Dialect.Postgres) await Execute(connection, transaction, "LOCK TABLE heritage_keys IN EXCLUSIVE MODE", ct);
            await Execute(connection, transaction, "INSERT INTO heritage_keys (number, manifest, keys) SELECT COALESCE(MAX(number), 0) + 1, @manifest, @keys FROM heritage_keys", ct,
                ("manifest", digest), ("keys", PrintKey.Pack(PrintKey.Kept(print, SharedTensors.Shipped))));
            foreach (ulong tensor in print.Tensors.Select(tensor => tensor.Digest).Distinct())
            {
                await Execute(connection, transaction, $"INSERT INTO heritage_tensors (tensor, manifest) SELECT @tensor, @manifest WHERE (SELECT COUNT(*) FROM heritage_tensors WHERE tensor = @tensor) < {MostHolders} ON CONFLICT DO NOTHING", ct,
                    ("tensor", Bytes8(tensor)), ("manifest", digest));
            }
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>The print of a manifest; null when none is here.</summary>
    public async Task<HeritagePrint?> Find(Hash32 manifest, CancellationToken ct) =>
        await state.Database.First("SELECT print FROM heritage_prints WHERE manifest = @manifest", [("manifest", manifest.ToArray())], row => HeritagePrint.Parse(row.Bytes("print")), ct);

    /// <summary>Models that are related to a print, closest first: candidates by their signs, then each compared in full.</summary>
    /// <param name="print">Under the public seed.</param>
    /// <param name="owners">Owners of the titles that have these manifests: what many share counts less.</param>
    public async Task<ImmutableArray<Kin>> Related(HeritagePrint print, OwnersOf owners, CancellationToken ct)
    {
        await CatchUp(ct);
        ImmutableArray<int> numbers = _index.Find(PrintKey.All(print, SharedTensors.Shipped), Compared);
        Hash32[] candidates;
        lock (_manifests) candidates = [.. numbers.Select(number => _manifests[number])];
        List<(Hash32 Manifest, byte[] Print)> prints = await Load(candidates, ct);
        Kin[] found = [.. Compare(print, prints.Select(other => (other.Manifest, new Lazy<HeritagePrint>(() => HeritagePrint.Parse(other.Print)))), SharedTensors.Shipped, ct)];
        Dictionary<ulong, int> held = await Held([.. found.SelectMany(kin => kin.Identical(print)).Distinct()], owners, ct);
        if (held.Values.Any(count => count > 1))
            found = Compare(print, found.Select(kin => (kin.Manifest, new Lazy<HeritagePrint>(kin.Print))), new SharedTensors(tensor => held.GetValueOrDefault(tensor, 1)), ct);
        return [.. found.OrderBy(kin => kin.Comparison.Verdict).ThenByDescending(kin => kin.Comparison.InheritedShare).ThenBy(kin => kin.Comparison.Log10P).ThenBy(kin => kin.Manifest)];
    }

    /// <summary>Those of some prints that are related to one, compared on all processors.</summary>
    private static Kin[] Compare(HeritagePrint print, IEnumerable<(Hash32 Manifest, Lazy<HeritagePrint> Print)> others, SharedTensors constants, CancellationToken ct) =>
        [.. others.AsParallel().AsOrdered().WithCancellation(ct).Where(other => other.Print.Value.Fingerprint != print.Fingerprint)
            .Select(other => new Kin(other.Manifest, other.Print.Value, HeritageComparison.Of(print, other.Print.Value, constants))).Where(kin => kin.IsRelated)];

    /// <summary>Takes in what was kept since the last time.</summary>
    public async Task CatchUp(CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            await using DbConnection connection = await state.Database.Open(ct);
            await using DbCommand command = connection.CreateCommand();
            command.CommandText = "SELECT number, manifest, keys FROM heritage_keys WHERE number > @last ORDER BY number";
            DbParameter last = command.CreateParameter();
            (last.ParameterName, last.Value) = ("last", _last);
            command.Parameters.Add(last);
            await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                SqlRow row = new(reader);
                lock (_manifests) _manifests.Add(row.Hash("manifest"));
                _index.Add(row.Bytes("keys"));
                _last = row.Number("number");
            }
        }
        finally
        {
            _loading.Release();
        }
    }

    public void Dispose()
    {
        _loading.Dispose();
        _index.Dispose();
    }

    private static HeritagePrint? Read(byte[] document)
    {
        try
        {
            return ManifestPrint.Of(Manifest.Parse(document));
        }
        catch (Exception error) when (error is ManifestException or HeritageException)
        {
            // A card, a legal text, or what a stranger calls a manifest.
            return null;
        }
    }

    private async Task<List<(Hash32, byte[])>> Load(Hash32[] manifests, CancellationToken ct)
    {
        if (manifests.Length == 0) return [];
        string names = string.Join(", ", manifests.Select((_, i) => $"@m{i}"));
        return await state.Database.Rows($"SELECT manifest, print FROM heritage_prints WHERE manifest IN ({names})", [.. manifests.Select((manifest, i) => ($"m{i}", (object)manifest.ToArray()))],
            row => (row.Hash("manifest"), row.Bytes("print")), ct);
    }

    /// <summary>How many owners hold each tensor, of those that more than one manifest has.</summary>
    /// <param name="tensors">A print's at most: one query takes them all, and a second one the manifests that have them.</param>
    private async Task<Dictionary<ulong, int>> Held(ulong[] tensors, OwnersOf owners, CancellationToken ct)
    {
        if (tensors.Length == 0) return [];
        string names = string.Join(", ", tensors.Select((_, i) => $"@t{i}"));
        List<(ulong Tensor, Hash32 Manifest)> held = await state.Database.Rows($"SELECT tensor, manifest FROM heritage_tensors WHERE tensor IN ({names})", [.. tensors.Select((tensor, i) => ($"t{i}", (object)Bytes8(tensor)))],
            row => (BinaryPrimitives.ReadUInt64BigEndian(row.Bytes("tensor")), row.Hash("manifest")), ct);
        List<IGrouping<ulong, Hash32>> shared = [.. held.GroupBy(one => one.Tensor, one => one.Manifest).Where(tensor => tensor.Skip(1).Any())];
        if (shared.Count == 0) return [];
        ILookup<Hash32, Address> known = (await owners([.. shared.SelectMany(tensor => tensor).Distinct()], ct)).ToLookup(one => one.Manifest, one => one.Owner);
        return shared.ToDictionary(tensor => tensor.Key, tensor => tensor.SelectMany(manifest => known[manifest]).Distinct().Count());
    }

    private static byte[] Bytes8(ulong value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }

    private static async Task<int> Execute(DbConnection connection, DbTransaction transaction, string sql, CancellationToken ct, params (string Name, object Value)[] values)
    {
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // every text is a constant of the sources; values are parameters
        (command.CommandText, command.Transaction) = (sql, transaction);
#pragma warning restore CA2100
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        return await command.ExecuteNonQueryAsync(ct);
    }
}

/// <summary>A model that is related to another.</summary>
/// <param name="Manifest">SHA-256 of its manifest.</param>
/// <param name="Print">Its print.</param>
/// <param name="Comparison">What comparing says.</param>
internal sealed record Kin(Hash32 Manifest, HeritagePrint Print, HeritageComparison Comparison)
{
    public bool IsRelated => Comparison.Verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents;

    /// <summary>Digests of the tensors that are the same to the byte.</summary>
    public IEnumerable<ulong> Identical(HeritagePrint suspect) =>
        Comparison.Matches.Where(match => match.Kind == MatchKind.Identical).Select(match => suspect.Tensors[match.Suspect].Digest);
}
