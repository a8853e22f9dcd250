using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Search;

/// <summary>What is searched, in memory: words, facet values and orders of all titles. Many readers, one writer.</summary>
/// <remarks>A title has a slot. When its text changes it gets another one, so that words never have to be taken out again; the old slot is
/// <see cref="Wasted"/> until the index is built anew. All else changes in place.</remarks>
internal sealed partial class SearchIndex : IDisposable
{
    /// <summary>Currencies whose prices are counted; anybody can offer in new ones, so all would be without bound.</summary>
    public const int MostCurrencies = 16;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly SlotTitles _titles = new();
    private readonly List<ulong> _texts = [];
    private readonly SlotSet _live = new();
    private readonly Vocabulary _vocabulary = new();
    private readonly FacetSets _sets = new();
    private readonly RankedColumn<byte> _byId;
    private readonly RankedColumn<ulong> _newest, _licensed, _finalAt;
    private readonly Dictionary<Address, RankedColumn<UInt256>> _prices = [], _income = [];
    private readonly Dictionary<string, Place> _words = new(StringComparer.Ordinal);
    private IReadOnlyList<Address> _largestCurrencies = [];
    private Contestable? _contestable;
    private Batch? _entering;

    public SearchIndex()
    {
        _byId = new RankedColumn<byte>(_titles);
        _newest = new RankedColumn<ulong>(_titles);
        _licensed = new RankedColumn<ulong>(_titles);
        _finalAt = new RankedColumn<ulong>(_titles);
    }

    // The slots that can be contested at a second.
    private sealed record Contestable(ulong Now, SlotSet Slots);

    /// <summary>Titles in it.</summary>
    public int Count => _live.Count;

    /// <summary>Slots of texts that have since changed.</summary>
    public int Wasted => _titles.Count - _live.Count;

    /// <summary>Different words.</summary>
    public int Words => _vocabulary.Count;

    /// <summary>Bytes held, about.</summary>
    public long Bytes
    {
        get
        {
            _lock.EnterReadLock();
            try
            {
                return _titles.Bytes + 8L * _texts.Count + _live.Bytes + _vocabulary.Bytes + _sets.Bytes + _byId.Bytes + _newest.Bytes + _licensed.Bytes + _finalAt.Bytes
                    + _prices.Values.Concat(_income.Values).Sum(column => column.Bytes);
            }
            finally
            {
                _lock.ExitReadLock();
            }
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Takes documents in, replaces or removes them. Readers see all of it or nothing.</summary>
    /// <param name="documents">Each title once.</param>
    public void Apply(IReadOnlyCollection<SearchDocument> documents)
    {
        _lock.EnterWriteLock();
        try
        {
            Enter(documents);
            Settle();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Takes documents in, some of many, before anybody reads: <see cref="Settle"/> makes the orders of all of them at once.</summary>
    /// <param name="documents">Each title once, over all calls before <see cref="Settle"/>.</param>
    internal void Enter(IReadOnlyCollection<SearchDocument> documents)
    {
        Batch batch = _entering ??= new Batch(_prices.Keys, _income.Keys);
        foreach (SearchDocument document in documents) Apply(document, batch);
    }

    /// <summary>Makes what was entered ready to be read.</summary>
    internal void Settle()
    {
        if (_entering is not { } batch) return;
        batch.Finish(this);
        _vocabulary.Sort(all: _titles.Count < 2 * batch.Entered.Count);
        _sets.Tasks.Rank();
        _sets.Formats.Rank();
        _largestCurrencies = [.. _prices.Where(pair => pair.Value.Members.Count > 0).OrderByDescending(pair => pair.Value.Members.Count).ThenBy(pair => pair.Key).Take(MostCurrencies).Select(pair => pair.Key)];
        (_contestable, _entering) = (null, null);
    }

    private void Apply(SearchDocument document, Batch batch)
    {
        int slot = _byId.Find(0, document.TitleId);
        ulong text = document.Removed ? 0 : Digest(document);
        if (slot >= 0)
        {
            _sets.Remove(slot);
            batch.Gone.Add(slot);
            if (document.Removed || _texts[slot] != text)
            {
                _live.Remove(slot);
                batch.Left.Add(slot);
                slot = -1;
            }
        }
        if (document.Removed) return;
        if (slot < 0) slot = Enter(document, text, batch);
        _sets.Add(slot, document);
        batch.Rank(slot, document);
    }

    private int Enter(SearchDocument document, ulong text, Batch batch)
    {
        int slot = _titles.Add(document.TitleId);
        _texts.Add(text);
        _live.Add(slot);
        batch.Entered.Add((0, slot));
        _words.Clear();
        DocumentWords.Collect(document, _words);
        foreach ((string word, Place place) in _words) _vocabulary.GetOrAdd(word).Add(place, slot);
        return slot;
    }

    // Of all that words are taken from, each part with its length.
    private static ulong Digest(SearchDocument document)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (string part in (ReadOnlySpan<string>)[document.Name, document.Tags, document.Task, document.Format, document.AuthorName, document.Description])
        {
            byte[] bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }
        hash.AppendData(document.Author.Bytes);
        hash.AppendData(document.Owner.Bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash.GetHashAndReset());
    }

    // What a set of documents does to the orders, gathered so that each is passed over once.
    private sealed class Batch(IEnumerable<Address> priced, IEnumerable<Address> earned)
    {
        private readonly List<(ulong, int)> _newest = [], _licensed = [], _finalAt = [];
        private readonly Dictionary<Address, List<(UInt256, int)>> _prices = priced.ToDictionary(currency => currency, _ => new List<(UInt256, int)>());
        private readonly Dictionary<Address, List<(UInt256, int)>> _income = earned.ToDictionary(currency => currency, _ => new List<(UInt256, int)>());

        /// <summary>Slots whose keys don't hold any more.</summary>
        public SlotSet Gone { get; } = new();

        /// <summary>Slots that have no title any more.</summary>
        public SlotSet Left { get; } = new();

        /// <summary>Slots that got a title.</summary>
        public List<(byte, int)> Entered { get; } = [];

        public void Rank(int slot, SearchDocument document)
        {
            _newest.Add((document.RegisteredAt, slot));
            _finalAt.Add((document.FinalAt, slot));
            if (document.Licensed > 0) _licensed.Add(((ulong)document.Licensed, slot));
            foreach (CurrencyAmount price in document.Prices) Of(_prices, price.Currency).Add((price.Amount, slot));
            foreach (CurrencyAmount income in document.Income)
                if (!income.Amount.IsZero) Of(_income, income.Currency).Add((income.Amount, slot));
        }

        public void Finish(SearchIndex index)
        {
            index._byId.Apply(Left, Entered);
            index._newest.Apply(Gone, _newest);
            index._licensed.Apply(Gone, _licensed);
            index._finalAt.Apply(Gone, _finalAt);
            foreach ((Address currency, List<(UInt256, int)> added) in _prices) Column(index._prices, currency, index._titles).Apply(Gone, added);
            foreach ((Address currency, List<(UInt256, int)> added) in _income) Column(index._income, currency, index._titles).Apply(Gone, added);
        }

        private static List<(UInt256, int)> Of(Dictionary<Address, List<(UInt256, int)>> lists, Address currency) =>
            lists.TryGetValue(currency, out List<(UInt256, int)>? list) ? list : lists[currency] = [];

        private static RankedColumn<UInt256> Column(Dictionary<Address, RankedColumn<UInt256>> columns, Address currency, SlotTitles titles) =>
            columns.TryGetValue(currency, out RankedColumn<UInt256>? column) ? column : columns[currency] = new RankedColumn<UInt256>(titles);
    }
}
