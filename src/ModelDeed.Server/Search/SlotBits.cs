using System.Buffers;

namespace ModelDeed.Server.Search;

/// <summary>A set in the making, a bit for each slot: adding in any order costs the same, unlike in a <see cref="SlotSet"/>. Its memory is lent: a million
/// slots take 125 kB, and so much, allocated anew for each search, would have the whole heap collected again and again.</summary>
internal sealed class SlotBits : IDisposable
{
    private readonly int _length;
    private ulong[] _words;

    /// <summary>No slot, of so many.</summary>
    public SlotBits(int slots)
    {
        _length = ((slots + 0xffff) >> 16) * SlotBlock.Words;
        _words = ArrayPool<ulong>.Shared.Rent(_length);
        _words.AsSpan(0, _length).Clear();
    }

    /// <summary>The bits, whole blocks of them.</summary>
    public ReadOnlySpan<ulong> Words => _words.AsSpan(0, _length);

    public void Add(int slot) => _words[slot >> 6] |= 1UL << (slot & 63);

    /// <summary>The words of 65,536 slots.</summary>
    /// <param name="number">Which, from 0.</param>
    public Span<ulong> Block(int number) => _words.AsSpan(number * SlotBlock.Words, SlotBlock.Words);

    /// <summary>Takes out what <paramref name="better"/> has, and adds the rest to it.</summary>
    public void YieldTo(SlotBits better)
    {
        Span<ulong> own = _words.AsSpan(0, _length), taken = better._words.AsSpan(0, _length);
        for (int i = 0; i < own.Length; i++)
        {
            own[i] &= ~taken[i];
            taken[i] |= own[i];
        }
    }

    public void Dispose()
    {
        ArrayPool<ulong>.Shared.Return(_words);
        _words = [];
    }
}
