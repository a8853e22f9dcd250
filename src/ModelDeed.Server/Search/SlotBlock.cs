using System.Numerics;

namespace ModelDeed.Server.Search;

/// <summary>Up to 65,536 numbers of 16 bits: rising in an array while they are few, a bit each when they are many (Roaring bitmaps, Lemire et al. 2016).
/// A block is never shared between sets that change.</summary>
internal sealed class SlotBlock
{
    /// <summary>Most numbers kept as an array: from there on the 8 KiB of bits are smaller.</summary>
    public const int MostSparse = 4096;

    /// <summary>Words of 64 bits in a block.</summary>
    public const int Words = 1024;

    private ushort[]? _sparse;
    private ulong[]? _dense;

    /// <summary>An empty block.</summary>
    public SlotBlock() => _sparse = new ushort[4];

    private SlotBlock(ushort[] sparse, int count) => (_sparse, Count) = (sparse, count);

    private SlotBlock(ulong[] dense, int count) => (_dense, Count) = (dense, count);

    /// <summary>Numbers in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes held.</summary>
    public int Bytes => 40 + (_sparse is null ? Words * 8 : _sparse.Length * 2) + 24;

    public bool Contains(ushort value) => _dense is not null
        ? (_dense[value >> 6] >> (value & 63) & 1) != 0 : _sparse.AsSpan(0, Count).BinarySearch(value) >= 0;

    public bool Add(ushort value)
    {
        if (_dense is null) return AddSparse(value);
        ulong bit = 1UL << (value & 63);
        if ((_dense[value >> 6] & bit) != 0) return false;
        _dense[value >> 6] |= bit;
        Count++;
        return true;
    }

    public bool Remove(ushort value)
    {
        if (!Contains(value)) return false;
        if (_dense is not null) _dense[value >> 6] &= ~(1UL << (value & 63));
        else
        {
            int at = _sparse.AsSpan(0, Count).BinarySearch(value);
            _sparse.AsSpan(at + 1, Count - at - 1).CopyTo(_sparse.AsSpan(at));
        }
        Count--;
        if (_dense is not null && Count <= MostSparse / 2) Become(Count);
        return true;
    }

    public SlotBlock Clone() => _dense is not null ? new SlotBlock((ulong[])_dense.Clone(), Count) : new SlotBlock(_sparse.AsSpan(0, Math.Max(Count, 4)).ToArray(), Count);

    /// <summary>How many numbers both have.</summary>
    public static int AndCount(SlotBlock a, SlotBlock b)
    {
        if (a._dense is not null && b._dense is not null) return AndCount(a._dense, b._dense);
        if (a._dense is not null) return InDense(b, a._dense);
        return b._dense is not null ? InDense(a, b._dense) : AndSparse(a, b, default);
    }

    /// <summary>What both have; null for nothing.</summary>
    public static SlotBlock? And(SlotBlock a, SlotBlock b)
    {
        if (a._dense is not null && b._dense is not null) return FromDense((ulong[])a._dense.Clone(), b._dense, 0);
        var common = new ushort[Math.Max(4, Math.Min(a.Count, b.Count))];
        int count;
        if (a._dense is null && b._dense is null) count = AndSparse(a, b, common);
        else count = a._dense is null ? Filter(a, b._dense!, true, common) : Filter(b, a._dense, true, common);
        return count == 0 ? null : new SlotBlock(common, count);
    }

    /// <summary>What <paramref name="a"/> has and <paramref name="b"/> hasn't; null for nothing.</summary>
    public static SlotBlock? AndNot(SlotBlock a, SlotBlock b)
    {
        if (a._dense is not null && b._dense is not null) return FromDense((ulong[])a._dense.Clone(), b._dense, ulong.MaxValue);
        if (a._dense is null && b._dense is not null)
        {
            var rest = new ushort[Math.Max(4, a.Count)];
            int count = Filter(a, b._dense, false, rest);
            return count == 0 ? null : new SlotBlock(rest, count);
        }
        SlotBlock left = a.Clone();
        foreach (ushort value in b._sparse.AsSpan(0, b.Count)) left.Remove(value);
        return left.Count == 0 ? null : left;
    }

    /// <summary>Adds what the other has.</summary>
    public void Or(SlotBlock other)
    {
        if (other._dense is null)
        {
            if (_dense is null && Count + other.Count <= MostSparse)
            {
                Merge(other);
                return;
            }
            if (_dense is null) BecomeDense();
            foreach (ushort value in other._sparse.AsSpan(0, other.Count)) Add(value);
            return;
        }
        if (_dense is null) BecomeDense();
        Count = 0;
        for (int i = 0; i < Words; i++) Count += BitOperations.PopCount(_dense![i] |= other._dense[i]);
    }

    /// <summary>Writes the numbers plus <paramref name="offset"/>, rising, and returns how many.</summary>
    public int CopyTo(Span<int> destination, int offset)
    {
        if (_dense is null)
        {
            for (int i = 0; i < Count; i++) destination[i] = offset + _sparse![i];
            return Count;
        }
        int at = 0;
        for (int i = 0; i < Words; i++)
            for (ulong word = _dense[i]; word != 0; word &= word - 1) destination[at++] = offset + i * 64 + BitOperations.TrailingZeroCount(word);
        return at;
    }

    /// <summary>The numbers whose bits are set; null for none.</summary>
    /// <param name="words">1,024 words.</param>
    public static SlotBlock? Of(ReadOnlySpan<ulong> words)
    {
        int count = 0;
        foreach (ulong word in words) count += BitOperations.PopCount(word);
        if (count == 0) return null;
        var block = new SlotBlock(words.ToArray(), count);
        if (count <= MostSparse) block.Become(count);
        return block;
    }

    /// <summary>Sets the bits of the numbers.</summary>
    /// <param name="words">1,024 words.</param>
    public void OrInto(Span<ulong> words)
    {
        if (_dense is null)
            foreach (ushort value in _sparse.AsSpan(0, Count)) words[value >> 6] |= 1UL << (value & 63);
        else
            for (int i = 0; i < Words; i++) words[i] |= _dense[i];
    }

    /// <summary>Adds one to the count of each number's class.</summary>
    /// <param name="classes">The class of each number, from 0.</param>
    /// <param name="counts">By class.</param>
    public void Tally(ReadOnlySpan<int> classes, Span<int> counts)
    {
        if (_dense is null)
        {
            foreach (ushort value in _sparse.AsSpan(0, Count)) counts[classes[value]]++;
            return;
        }
        for (int i = 0; i < Words; i++)
            for (ulong word = _dense[i]; word != 0; word &= word - 1) counts[classes[i * 64 + BitOperations.TrailingZeroCount(word)]]++;
    }

    private void Merge(SlotBlock other)
    {
        var merged = new ushort[Math.Max(4, Count + other.Count)];
        ReadOnlySpan<ushort> a = _sparse.AsSpan(0, Count), b = other._sparse.AsSpan(0, other.Count);
        int count = 0, i = 0, j = 0;
        while (i < a.Length && j < b.Length)
        {
            ushort x = a[i], y = b[j];
            merged[count++] = Math.Min(x, y);
            if (x <= y) i++;
            if (y <= x) j++;
        }
        while (i < a.Length) merged[count++] = a[i++];
        while (j < b.Length) merged[count++] = b[j++];
        (_sparse, Count) = (merged, count);
    }

    private static int AndCount(ulong[] a, ulong[] b)
    {
        int count = 0;
        ReadOnlySpan<ulong> left = a.AsSpan(0, Words), right = b.AsSpan(0, Words);
        for (int i = 0; i < left.Length; i++) count += BitOperations.PopCount(left[i] & right[i]);
        return count;
    }

    private static int InDense(SlotBlock sparse, ulong[] dense)
    {
        int count = 0;
        foreach (ushort value in sparse._sparse.AsSpan(0, sparse.Count)) count += (int)(dense[value >> 6] >> (value & 63) & 1);
        return count;
    }

    private static int Filter(SlotBlock sparse, ulong[] dense, bool keep, ushort[] into)
    {
        int count = 0;
        foreach (ushort value in sparse._sparse.AsSpan(0, sparse.Count))
            if ((dense[value >> 6] >> (value & 63) & 1) != 0 == keep) into[count++] = value;
        return count;
    }

    // Counts; writes too when there is room given.
    private static int AndSparse(SlotBlock a, SlotBlock b, Span<ushort> into)
    {
        (SlotBlock less, SlotBlock more) = a.Count <= b.Count ? (a, b) : (b, a);
        ReadOnlySpan<ushort> few = less._sparse.AsSpan(0, less.Count), many = more._sparse.AsSpan(0, more.Count);
        int count = 0;
        foreach (ushort value in few)
        {
            int at = Reach(many, value);
            if (at < many.Length && many[at] == value)
            {
                if (!into.IsEmpty) into[count] = value;
                count++;
            }
            many = many[at..];
        }
        return count;
    }

    // The first position not below the value: steps that double, then halving.
    private static int Reach(ReadOnlySpan<ushort> values, ushort value)
    {
        int step = 1;
        while (step < values.Length && values[step] < value) step *= 2;
        int low = step / 2, high = Math.Min(step, values.Length - 1) + 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (middle < values.Length && values[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static SlotBlock? FromDense(ulong[] words, ulong[] other, ulong flip)
    {
        int count = 0;
        for (int i = 0; i < Words; i++) count += BitOperations.PopCount(words[i] &= other[i] ^ flip);
        if (count == 0) return null;
        var block = new SlotBlock(words, count);
        if (count <= MostSparse) block.Become(count);
        return block;
    }

    private bool AddSparse(ushort value)
    {
        int at = Count == 0 || _sparse![Count - 1] < value ? ~Count : _sparse.AsSpan(0, Count).BinarySearch(value);
        if (at >= 0) return false;
        if (Count == MostSparse)
        {
            BecomeDense();
            return Add(value);
        }
        if (Count == _sparse!.Length) Array.Resize(ref _sparse, Count * 2);
        _sparse.AsSpan(~at, Count - ~at).CopyTo(_sparse.AsSpan(~at + 1));
        _sparse[~at] = value;
        Count++;
        return true;
    }

    private void BecomeDense()
    {
        _dense = new ulong[Words];
        foreach (ushort value in _sparse.AsSpan(0, Count)) _dense[value >> 6] |= 1UL << (value & 63);
        _sparse = null;
    }

    private void Become(int count)
    {
        var sparse = new ushort[Math.Max(4, count)];
        int at = 0;
        for (int i = 0; i < Words; i++)
            for (ulong word = _dense![i]; word != 0; word &= word - 1) sparse[at++] = (ushort)(i * 64 + BitOperations.TrailingZeroCount(word));
        (_sparse, _dense) = (sparse, null);
    }
}
