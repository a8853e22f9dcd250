namespace ModelDeed.Server.Search;

/// <summary>A set of slots (numbers from 0): a small array, or a <see cref="SlotBlock"/> for each 65,536. A million slots take 125 kB at most.</summary>
internal sealed class SlotSet
{
    /// <summary>The most slots of a piece.</summary>
    public const int PieceSize = 1 << 16;

    // Most words of a vocabulary stand in a title or two: an array takes a third of a block.
    private const int MostFew = 12;

    private int[]? _few = [];
    private SlotBlock?[] _blocks = [];

    /// <summary>Slots in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held, about.</summary>
    public long Bytes => 56 + (_few is null ? 24 + 8L * _blocks.Length + _blocks.Sum(block => (long)(block?.Bytes ?? 0)) : _few.Length == 0 ? 0 : 24 + 4L * _few.Length);

    public bool Contains(int slot)
    {
        if (_few is not null) return _few.AsSpan(0, Count).Contains(slot);
        int at = slot >> 16;
        return at < _blocks.Length && _blocks[at] is { } block && block.Contains((ushort)slot);
    }

    public bool Add(int slot)
    {
        if (_few is not null && Count == MostFew) Spread();
        if (_few is null)
        {
            bool added = BlockFor(slot).Add((ushort)slot);
            if (added) Count++;
            return added;
        }
        int at = _few.AsSpan(0, Count).BinarySearch(slot);
        if (at >= 0) return false;
        if (Count == _few.Length) Array.Resize(ref _few, Count == 0 ? 1 : Math.Min(MostFew, Count * 2));
        _few.AsSpan(~at, Count - ~at).CopyTo(_few.AsSpan(~at + 1));
        _few[~at] = slot;
        Count++;
        return true;
    }

    public bool Remove(int slot)
    {
        if (!Contains(slot)) return false;
        if (_few is not null)
        {
            int at = _few.AsSpan(0, Count).BinarySearch(slot);
            _few.AsSpan(at + 1, Count - at - 1).CopyTo(_few.AsSpan(at));
        }
        else
        {
            SlotBlock block = _blocks[slot >> 16]!;
            block.Remove((ushort)slot);
            if (block.Count == 0) _blocks[slot >> 16] = null;
        }
        Count--;
        return true;
    }

    /// <summary>How many slots both have.</summary>
    public static int AndCount(SlotSet a, SlotSet b)
    {
        if (a.Count == 0 || b.Count == 0) return 0;
        if (a._few is not null || b._few is not null) return CountFew(a._few is not null ? a : b, a._few is not null ? b : a);
        int count = 0;
        for (int i = 0; i < Math.Min(a._blocks.Length, b._blocks.Length); i++)
            if (a._blocks[i] is { } x && b._blocks[i] is { } y) count += SlotBlock.AndCount(x, y);
        return count;
    }

    /// <summary>What both have, a set of its own.</summary>
    public static SlotSet And(SlotSet a, SlotSet b) => a._few is not null ? a.Where(b, true) : b._few is not null ? b.Where(a, true) : Join(a, b, SlotBlock.And, false);

    /// <summary>What <paramref name="a"/> has and <paramref name="b"/> hasn't, a set of its own.</summary>
    public static SlotSet AndNot(SlotSet a, SlotSet b)
    {
        if (a._few is not null) return a.Where(b, false);
        if (b._few is null) return Join(a, b, SlotBlock.AndNot, true);
        SlotSet rest = a.Clone();
        foreach (int slot in b._few.AsSpan(0, b.Count)) rest.Remove(slot);
        return rest;
    }

    /// <summary>Adds what the other has.</summary>
    public void Or(SlotSet other)
    {
        if (other._few is not null)
        {
            foreach (int slot in other._few.AsSpan(0, other.Count)) Add(slot);
            return;
        }
        if (_few is not null) Spread();
        if (_blocks.Length < other._blocks.Length) Array.Resize(ref _blocks, other._blocks.Length);
        for (int i = 0; i < other._blocks.Length; i++)
        {
            if (other._blocks[i] is not { } theirs) continue;
            int before = _blocks[i]?.Count ?? 0;
            if (_blocks[i] is { } mine) mine.Or(theirs);
            else _blocks[i] = theirs.Clone();
            Count += _blocks[i]!.Count - before;
        }
    }

    public SlotSet Clone() => new()
    {
        _few = _few is null ? null : [.. _few],
        _blocks = [.. _blocks.Select(block => block?.Clone())],
        Count = Count,
    };

    /// <summary>The slots, rising.</summary>
    public int[] ToArray()
    {
        if (_few is not null) return _few.AsSpan(0, Count).ToArray();
        var slots = new int[Count];
        int at = 0;
        for (int i = 0; i < _blocks.Length; i++)
            if (_blocks[i] is { } block) at += block.CopyTo(slots.AsSpan(at), i << 16);
        return slots;
    }

    /// <summary>The slots whose bits are set.</summary>
    public static SlotSet Of(SlotBits bits)
    {
        var set = new SlotSet { _few = null, _blocks = new SlotBlock?[bits.Words.Length / SlotBlock.Words] };
        for (int i = 0; i < set._blocks.Length; i++)
        {
            set._blocks[i] = SlotBlock.Of(bits.Words.Slice(i * SlotBlock.Words, SlotBlock.Words));
            set.Count += set._blocks[i]?.Count ?? 0;
        }
        return set;
    }

    /// <summary>Adds the slots to bits.</summary>
    public void AddTo(SlotBits bits)
    {
        if (_few is not null)
            foreach (int slot in _few.AsSpan(0, Count)) bits.Add(slot);
        for (int i = 0; i < _blocks.Length; i++)
            if (_blocks[i] is { } block) block.OrInto(bits.Block(i));
    }

    /// <summary>Adds one to the count of each slot's class.</summary>
    /// <param name="classes">The class of each slot, from 0; of all slots in the set.</param>
    /// <param name="counts">By class.</param>
    public void Tally(ReadOnlySpan<int> classes, Span<int> counts)
    {
        if (_few is not null)
            foreach (int slot in _few.AsSpan(0, Count)) counts[classes[slot]]++;
        for (int i = 0; i < _blocks.Length; i++) _blocks[i]?.Tally(classes[(i << 16)..], counts);
    }

    /// <summary>In how many pieces it is read by <see cref="Read"/>.</summary>
    public int Pieces => _few is not null ? 1 : _blocks.Length;

    /// <summary>The slots of a piece, rising: a large set is read without being written out as a whole.</summary>
    /// <param name="piece">From 0.</param>
    /// <param name="buffer">Room for <see cref="PieceSize"/>.</param>
    public ReadOnlySpan<int> Read(int piece, Span<int> buffer) =>
        _few is not null ? _few.AsSpan(0, Count) : _blocks[piece] is { } block ? buffer[..block.CopyTo(buffer, piece << 16)] : [];

    private static int CountFew(SlotSet few, SlotSet other)
    {
        int count = 0;
        foreach (int slot in few._few.AsSpan(0, few.Count))
            if (other.Contains(slot)) count++;
        return count;
    }

    private static SlotSet Join(SlotSet a, SlotSet b, Func<SlotBlock, SlotBlock, SlotBlock?> join, bool keep)
    {
        var joined = new SlotSet { _few = null, _blocks = new SlotBlock?[keep ? a._blocks.Length : Math.Min(a._blocks.Length, b._blocks.Length)] };
        for (int i = 0; i < joined._blocks.Length; i++)
        {
            SlotBlock? other = i < b._blocks.Length ? b._blocks[i] : null;
            if (a._blocks[i] is not { } own || (other is null && !keep)) continue;
            joined._blocks[i] = other is null ? own.Clone() : join(own, other);
            joined.Count += joined._blocks[i]?.Count ?? 0;
        }
        return joined;
    }

    private SlotSet Where(SlotSet other, bool contained)
    {
        int[] kept = [.. _few.AsSpan(0, Count).ToArray().Where(slot => other.Contains(slot) == contained)];
        return new SlotSet { _few = kept, Count = kept.Length };
    }

    private void Spread()
    {
        int[] few = _few!;
        int count = Count;
        _few = null;
        for (int i = 0; i < count; i++) BlockFor(few[i]).Add((ushort)few[i]);
    }

    private SlotBlock BlockFor(int slot)
    {
        int at = slot >> 16;
        if (at >= _blocks.Length) Array.Resize(ref _blocks, at + 1);
        return _blocks[at] ??= new SlotBlock();
    }
}
