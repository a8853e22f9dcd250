using ModelDeed.Ethereum;

namespace ModelDeed.Server.Search;

/// <summary>The title id of each slot. A slot belongs to one title for ever.</summary>
internal sealed class SlotTitles
{
    private UInt256[] _ids = [];

    /// <summary>Slots given out.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public long Bytes => (long)_ids.Length * UInt256.Size;

    /// <summary>The title of a slot.</summary>
    public UInt256 this[int slot] => _ids[slot];

    /// <summary>A new slot.</summary>
    public int Add(UInt256 id)
    {
        if (Count == _ids.Length) Array.Resize(ref _ids, Math.Max(64, Count + Count / 2));
        _ids[Count] = id;
        return Count++;
    }
}
