using System.Runtime.InteropServices;

namespace ModelDeed.Server.Search;

/// <summary>The slots of each value of an open facet (task, format), one value a slot.</summary>
internal sealed class FacetValues
{
    /// <summary>Values that are counted; anybody can write new ones, so all would be without bound.</summary>
    public const int MostCounted = 64;

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<(string Text, SlotSet Slots)> _values = [];
    private readonly List<int> _ofSlot = [];

    /// <summary>The values in most titles: most first, then by text.</summary>
    public IReadOnlyList<string> Largest { get; private set; } = [];

    /// <summary>Bytes held, about.</summary>
    public long Bytes => 4L * _ofSlot.Count + _values.Sum(value => 80 + 2 * value.Text.Length + value.Slots.Bytes);

    /// <summary>The slots of a value; null for one that nobody has.</summary>
    public SlotSet? Find(string value) => _numbers.TryGetValue(value, out int number) ? _values[number].Slots : null;

    /// <summary>Gives a slot its value; an empty one is none.</summary>
    public void Add(int slot, string value)
    {
        while (_ofSlot.Count <= slot) _ofSlot.Add(-1);
        if (value.Length == 0) return;
        ref int number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, value, out bool exists);
        if (!exists)
        {
            number = _values.Count;
            _values.Add((value, new SlotSet()));
        }
        _values[number].Slots.Add(slot);
        _ofSlot[slot] = number;
    }

    public void Remove(int slot)
    {
        if (_ofSlot[slot] is var number and >= 0) _values[number].Slots.Remove(slot);
        _ofSlot[slot] = -1;
    }

    /// <summary>Brings <see cref="Largest"/> up to date.</summary>
    public void Rank() => Largest = [.. _values.Where(value => value.Slots.Count > 0)
        .OrderByDescending(value => value.Slots.Count).ThenBy(value => value.Text, StringComparer.Ordinal).Take(MostCounted).Select(value => value.Text)];
}
