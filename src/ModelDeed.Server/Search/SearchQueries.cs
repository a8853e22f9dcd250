using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Search;

/// <summary>Searches titles: found in memory, shown from <c>search_documents</c>.</summary>
/// <param name="database">Where the documents are.</param>
/// <param name="time">What can still be contested depends on it.</param>
internal sealed class SearchQueries(Database database, TimeProvider time) : IDisposable
{
    // Documents read at once while the index is built.
    private const int AtOnce = 1_000;

    // Slots wasted before the index is built anew: a quarter, and more than a few.
    private const int WastedFew = 10_000;

    private const int ExcerptLength = 200;

    private readonly SemaphoreSlim _catchingUp = new(1, 1);
    private readonly string _columns = string.Join(", ", SearchTables.Search.Columns.Select(column => column.Name));
    private volatile SearchIndex? _index;
    private long _revision = -1;

    /// <summary>Whether <see cref="CatchUp"/> has been through once: before, searches wait for it.</summary>
    public bool Ready => _index is not null;

    /// <summary>What is held in memory; null before the first <see cref="CatchUp"/>.</summary>
    internal SearchIndex? Index => _index;

    /// <summary>Takes in what was committed since the last time: at the start all documents, then those changed. After each commit of the indexer's, and
    /// from time to time where another process writes.</summary>
    public async Task CatchUp(CancellationToken ct)
    {
        await _catchingUp.WaitAsync(ct);
        try
        {
            bool anew = _index is null || _index.Wasted > WastedFew + _index.Count / 4;
            SearchIndex index = anew ? new SearchIndex() : _index!;
            // A new index takes the old one's place only when it is whole. The old one is left to its last readers.
            _revision = await Load(index, anew ? -1 : _revision, ct);
            _index = index;
        }
        finally
        {
            _catchingUp.Release();
        }
    }

    /// <summary>Finds a page of titles.</summary>
    /// <exception cref="ArgumentException">The cursor is of another order than the request's.</exception>
    /// <exception cref="DbException">The database failed.</exception>
    public async Task<SearchPage> Find(SearchRequest request, CancellationToken ct)
    {
        if (_index is null) await CatchUp(ct);
        ulong now = (ulong)time.GetUtcNow().ToUnixTimeSeconds();
        SearchResult result = _index!.Find(request, now);
        Dictionary<UInt256, SearchDocument> shown = await Show(result.Titles, ct);
        return new SearchPage
        {
            // A title that went since is left out; the next search doesn't find it.
            Hits = [.. result.Titles.Where(shown.ContainsKey).Select(id => Hit(shown[id], now))],
            Total = result.Total,
            Facets = result.Facets,
            Words = result.Words,
            Corrections = result.Corrections,
            Next = result.Next,
        };
    }

    /// <summary>Completions of the last word typed.</summary>
    /// <exception cref="DbException">The database failed.</exception>
    public async Task<IReadOnlyList<SearchSuggestion>> Suggest(string typed, CancellationToken ct)
    {
        if (_index is null) await CatchUp(ct);
        return _index!.Suggest(typed);
    }

    public void Dispose()
    {
        _catchingUp.Dispose();
        _index?.Dispose();
    }

    private async Task<long> Load(SearchIndex index, long since, CancellationToken ct)
    {
        await using DbConnection connection = await database.Open(ct);
        await using DbCommand command = connection.CreateCommand();
        // All of them in the table's own order: by the index of revisions each would be looked for by itself, ten times as slow.
        command.CommandText = $"SELECT {_columns} FROM search_documents" + (since < 0 ? "" : " WHERE revision > @since");
        if (since >= 0) Add(command, "@since", since);
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        List<SearchDocument> documents = [];
        long last = since;
        while (await reader.ReadAsync(ct))
        {
            object?[] cells = IBulk.Cells(SearchTables.Search, reader);
            last = Math.Max(last, (long)cells[SearchTables.Search["revision"]]!);
            documents.Add(SearchTables.Document(cells));
            // A new index is read by nobody yet; of one that is, readers must see only what belongs together.
            if (since >= 0 || documents.Count < AtOnce) continue;
            index.Enter(documents);
            documents.Clear();
        }
        if (since < 0 || documents.Count > 0) index.Apply(documents);
        return last;
    }

    private async Task<Dictionary<UInt256, SearchDocument>> Show(IReadOnlyList<UInt256> titles, CancellationToken ct)
    {
        Dictionary<UInt256, SearchDocument> shown = [];
        if (titles.Count == 0) return shown;
        await using DbConnection connection = await database.Open(ct);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT {_columns} FROM search_documents WHERE removed = 0 AND title_id IN ({string.Join(", ", titles.Select((_, i) => $"@t{i}"))})";
        for (int i = 0; i < titles.Count; i++) Add(command, $"@t{i}", titles[i].ToHash().ToArray());
        await using DbDataReader reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            SearchDocument document = SearchTables.Document(IBulk.Cells(SearchTables.Search, reader));
            shown.Add(document.TitleId, document);
        }
        return shown;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }

    private static SearchHit Hit(SearchDocument document, ulong now) => new()
    {
        TitleId = document.TitleId,
        Name = document.Name,
        Excerpt = Excerpt(document.Description),
        Kind = document.Kind,
        Owner = document.Owner,
        Author = document.Author,
        AuthorName = document.AuthorName,
        Task = document.Task,
        Format = document.Format,
        Tags = document.Tags.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        Prices = document.Prices,
        Payments = [.. Enum.GetValues<PaymentModel>().Where(model => (document.Payments >> (int)model & 1) != 0)],
        RegisteredAt = document.RegisteredAt,
        FinalAt = document.FinalAt,
        Final = document.FinalAt <= now,
        Licensed = document.Licensed,
        Derivatives = document.Derivatives,
        Block = document.Block,
    };

    private static string Excerpt(string text) =>
        text.Length <= ExcerptLength ? text : text[..(char.IsHighSurrogate(text[ExcerptLength - 1]) ? ExcerptLength - 1 : ExcerptLength)];
}
