using System.Runtime.InteropServices;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Server.Search;

/// <summary>The slots of each facet value. Every set holds live slots only.</summary>
internal sealed class FacetSets
{
    private const int PaymentModels = 4, AssetKinds = 5;

    public SlotSet[] Kinds { get; } = Sets(AssetKinds);
    public SlotSet[] Payments { get; } = Sets(PaymentModels);
    public SlotSet Commercial { get; } = new();
    public SlotSet Derivatives { get; } = new();
    public FacetValues Tasks { get; } = new();
    public FacetValues Formats { get; } = new();
    public WideSets Territories { get; } = new(ModelDeed.Licensing.Territories.Count);
    public WideSets Fields { get; } = new(FieldsOfUse.Count);

    /// <summary>Bytes held, about.</summary>
    public long Bytes => Kinds.Concat(Payments).Append(Commercial).Append(Derivatives).Sum(set => set.Bytes) + Tasks.Bytes + Formats.Bytes + Territories.Bytes + Fields.Bytes;

    public void Add(int slot, SearchDocument document)
    {
        if ((int)document.Kind < AssetKinds) Kinds[(int)document.Kind].Add(slot);
        for (int i = 0; i < PaymentModels; i++)
            if ((document.Payments >> i & 1) != 0) Payments[i].Add(slot);
        if (document.CommercialAllowed) Commercial.Add(slot);
        if (document.DerivativesAllowed) Derivatives.Add(slot);
        Tasks.Add(slot, document.Task);
        Formats.Add(slot, document.Format);
        Territories.Add(slot, document.Territories.Bits);
        Fields.Add(slot, document.Fields.Bits);
    }

    public void Remove(int slot)
    {
        foreach (SlotSet set in Kinds) set.Remove(slot);
        foreach (SlotSet set in Payments) set.Remove(slot);
        Commercial.Remove(slot);
        Derivatives.Remove(slot);
        Tasks.Remove(slot);
        Formats.Remove(slot);
        Territories.Remove(slot);
        Fields.Remove(slot);
    }

    private static SlotSet[] Sets(int count) => [.. Enumerable.Range(0, count).Select(_ => new SlotSet())];
}

/// <summary>The slots of each entry of a frozen list of which most titles have all: those are kept apart, so that the others stay small.</summary>
/// <param name="count">Entries of the list.</param>
internal sealed class WideSets(int count)
{
    private readonly SlotSet[] _entries = [.. Enumerable.Range(0, count).Select(_ => new SlotSet())];
    // Different sets that are counted slot by slot; anybody can publish new ones, and each is then spread over its entries.
    private const int MostClasses = 8192;

    private readonly SlotSet _all = new();
    private readonly Dictionary<UInt256, int> _classes = [];
    private readonly List<int> _sizes = [], _ofSlot = [];

    /// <summary>Bytes held, about.</summary>
    public long Bytes => _all.Bytes + _entries.Sum(set => set.Bytes) + 4L * _ofSlot.Count + 64L * _classes.Count;

    public void Add(int slot, UInt256 bits)
    {
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        bits.WriteBigEndian(bytes);
        if (!_classes.TryGetValue(bits, out int number))
        {
            _classes.Add(bits, number = _classes.Count);
            _sizes.Add(Size(bytes));
        }
        int found = _sizes[number];
        while (_ofSlot.Count <= slot) _ofSlot.Add(0);
        _ofSlot[slot] = number;
        if (found == count) _all.Add(slot);
        if (found is 0 || found == count) return;
        for (int i = 0; i < count; i++)
            if (Has(bytes, i)) _entries[i].Add(slot);
    }

    public void Remove(int slot)
    {
        if (_all.Remove(slot)) return;
        foreach (SlotSet set in _entries) set.Remove(slot);
    }

    /// <summary>The slots that have an entry; none for an index beyond the list.</summary>
    public SlotSet With(int index)
    {
        var found = new SlotSet();
        if (index < 0 || index >= count) return found;
        found.Or(_all);
        found.Or(_entries[index]);
        return found;
    }

    /// <summary>How many of the slots have each entry; those that none has are left out.</summary>
    public List<FacetCount<int>> Count(SlotSet among)
    {
        int everywhere = SlotSet.AndCount(among, _all);
        SlotSet rest = everywhere == 0 ? among : SlotSet.AndNot(among, _all);
        int[] found = _classes.Count <= MostClasses ? CountByClass(rest) : [.. _entries.Select(entry => SlotSet.AndCount(rest, entry))];
        List<FacetCount<int>> counts = [];
        for (int i = 0; i < count; i++)
            if (everywhere + found[i] > 0) counts.Add(new FacetCount<int>(i, everywhere + found[i]));
        return counts;
    }

    // One pass over the slots, however many entries there are: most titles share few different sets.
    private int[] CountByClass(SlotSet slots)
    {
        var found = new int[count];
        var classes = new int[_classes.Count];
        slots.Tally(CollectionsMarshal.AsSpan(_ofSlot), classes);
        Span<byte> bytes = stackalloc byte[UInt256.Size];
        foreach ((UInt256 bits, int number) in _classes)
        {
            if (classes[number] == 0) continue;
            bits.WriteBigEndian(bytes);
            for (int i = 0; i < count; i++)
                if (Has(bytes, i)) found[i] += classes[number];
        }
        return found;
    }

    private int Size(ReadOnlySpan<byte> bigEndian)
    {
        int size = 0;
        for (int i = 0; i < count; i++)
            if (Has(bigEndian, i)) size++;
        return size;
    }

    private static bool Has(ReadOnlySpan<byte> bigEndian, int bit) => (bigEndian[UInt256.Size - 1 - bit / 8] >> (bit & 7) & 1) != 0;
}
