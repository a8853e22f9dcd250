namespace ModelDeed.Server.Search;

/// <summary>A set in the making, a bit for each slot: adding in any order costs the same, unlike in a <see cref="SlotSet"/>.</summary>
internal sealed class SlotBits
{
    private ulong[] _words = [];

    /// <summary>The bits, whole blocks of them.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    public void Add(int slot) => Block(slot >> 16)[(slot & 0xffff) >> 6] |= 1UL << (slot & 63);

    /// <summary>The words of 65,536 slots.</summary>
    /// <param name="number">Which, from 0.</param>
    public Span<ulong> Block(int number)
    {
        if (_words.Length < (number + 1) * SlotBlock.Words) Array.Resize(ref _words, (number + 1) * SlotBlock.Words);
        return _words.AsSpan(number * SlotBlock.Words, SlotBlock.Words);
    }
}
