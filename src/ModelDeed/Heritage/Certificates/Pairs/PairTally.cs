using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>What was found of a stretch of a tensor, and of stretches together.</summary>
internal sealed class PairTally(int blockElements)
{
    /// <summary>Faulty blocks that are told one by one.</summary>
    public const int Shown = 16;

    private readonly List<FaultyBlock> _faults = [], _searched = [];
    private long _reference, _searchedBlocks, _searchedElements;

    /// <summary>Blocks judged.</summary>
    public long Blocks { get; private set; }

    /// <summary>Blocks that aren't faithful.</summary>
    public long Faulty { get; private set; }

    /// <summary>Elements of these.</summary>
    public long FaultyElements { get; private set; }

    /// <summary>Blocks that the reference quantiser made.</summary>
    public long Reference => _reference;

    /// <summary>Largest distance in a faithful block, in steps.</summary>
    public double Worst { get; private set; }

    /// <summary>The first faulty blocks.</summary>
    public ImmutableArray<FaultyBlock> Faults => [.. _faults];

    /// <summary>Adds a block; they come in order.</summary>
    public void Add(long block, BlockFinding found, int elements)
    {
        Blocks++;
        FaultyBlock told = new(block, found.Fault, block * blockElements + found.At, Millisteps(found.Worst));
        if (found.Fault != BlockFault.None)
        {
            Faulty++;
            FaultyElements += elements;
            if (_faults.Count < Shown) _faults.Add(told);
            return;
        }
        Worst = Math.Max(Worst, found.Worst);
        if (found.Maker == BlockMaker.Reference) _reference++;
        if (found.Maker != BlockMaker.Searched) return;
        _searchedBlocks++;
        _searchedElements += elements;
        if (_searched.Count < Shown) _searched.Add(told);
    }

    /// <summary>Adds the stretch that follows.</summary>
    public void Add(PairTally next)
    {
        (Blocks, Faulty, FaultyElements, Worst) = (Blocks + next.Blocks, Faulty + next.Faulty, FaultyElements + next.FaultyElements, Math.Max(Worst, next.Worst));
        (_reference, _searchedBlocks, _searchedElements) = (_reference + next._reference, _searchedBlocks + next._searchedBlocks, _searchedElements + next._searchedElements);
        _faults.AddRange(next._faults.Take(Shown - _faults.Count));
        _searched.AddRange(next._searched.Take(Shown - _searched.Count));
    }

    /// <summary>What the last value told of those before: a scale that is none.</summary>
    /// <param name="element">The first element that it holds for.</param>
    /// <param name="elements">How many elements it holds for.</param>
    public void Condemn(long element, long elements)
    {
        Faulty++;
        FaultyElements += elements;
        if (_faults.Count < Shown) _faults.Add(new FaultyBlock(element / blockElements, BlockFault.Scale, element, 0));
    }

    /// <summary>A quantiser makes all blocks of a tensor in one way: where nine in ten are the reference's, the others were made by somebody else.</summary>
    public void CompareMakers()
    {
        if (_searchedBlocks == 0 || _reference < 9 * _searchedBlocks) return;
        Faulty += _searchedBlocks;
        FaultyElements += _searchedElements;
        FaultyBlock[] all = [.. _faults.Concat(_searched.Select(block => block with { Fault = BlockFault.Unlike })).OrderBy(block => block.Block).Take(Shown)];
        _faults.Clear();
        _faults.AddRange(all);
        _searchedBlocks = 0;
    }

    /// <summary>Thousandths, rounded up.</summary>
    public static ulong Millisteps(double steps) => steps < 1e9 ? (ulong)Math.Ceiling(steps * 1000) : 1_000_000_000_000;
}
