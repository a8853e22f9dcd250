using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>What was found of a stretch of a tensor, and of stretches together.</summary>
internal sealed class PairTally(int blockElements)
{
    /// <summary>Faulty blocks that are told one by one.</summary>
    public const int Shown = 16;

    /// <summary>Largest share of a tensor's blocks that an importance matrix may stretch.</summary>
    public const double MostStretched = 0.1;

    private readonly List<FaultyBlock> _faults = [], _searched = [], _stretched = [];
    private long _reference, _searchedBlocks, _searchedElements, _stretchedBlocks, _stretchedElements;

    /// <summary>Blocks judged.</summary>
    public long Blocks { get; private set; }

    /// <summary>Blocks that aren't faithful.</summary>
    public long Faulty { get; private set; }

    /// <summary>Elements of these.</summary>
    public long FaultyElements { get; private set; }

    /// <summary>Blocks that the reference quantiser made.</summary>
    public long Reference => _reference;

    /// <summary>Faithful blocks in which an importance matrix gave some values up.</summary>
    public long Stretched => _stretchedBlocks;

    /// <summary>Faithful blocks with a scale too small for the type.</summary>
    public long Vanished { get; private set; }

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
        if (found.IsVanished) Vanished++;
        if (found.Maker == BlockMaker.Reference) _reference++;
        if (found.Maker is BlockMaker.Any or BlockMaker.Reference) return;
        List<FaultyBlock> apart = found.Maker == BlockMaker.Stretched ? _stretched : _searched;
        if (apart.Count < Shown) apart.Add(told with { Fault = BlockFault.Unlike });
        if (found.Maker == BlockMaker.Stretched) (_stretchedBlocks, _stretchedElements) = (_stretchedBlocks + 1, _stretchedElements + elements);
        else (_searchedBlocks, _searchedElements) = (_searchedBlocks + 1, _searchedElements + elements);
    }

    /// <summary>Adds the stretch that follows.</summary>
    public void Add(PairTally next)
    {
        (Blocks, Faulty, FaultyElements, Worst) = (Blocks + next.Blocks, Faulty + next.Faulty, FaultyElements + next.FaultyElements, Math.Max(Worst, next.Worst));
        Vanished += next.Vanished;
        (_reference, _searchedBlocks, _searchedElements) = (_reference + next._reference, _searchedBlocks + next._searchedBlocks, _searchedElements + next._searchedElements);
        (_stretchedBlocks, _stretchedElements) = (_stretchedBlocks + next._stretchedBlocks, _stretchedElements + next._stretchedElements);
        _faults.AddRange(next._faults.Take(Shown - _faults.Count));
        _searched.AddRange(next._searched.Take(Shown - _searched.Count));
        _stretched.AddRange(next._stretched.Take(Shown - _stretched.Count));
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

    /// <summary>
    /// A quantiser makes all blocks of a tensor in one way: where nine in ten are the reference's, the others were made by somebody else. And an importance matrix gives
    /// values up in few blocks.
    /// </summary>
    public void CompareMakers()
    {
        bool isReference = _reference > 0 && _reference >= 9 * (_searchedBlocks + _stretchedBlocks);
        if (isReference) Condemn(_searched, ref _searchedBlocks, ref _searchedElements);
        if (isReference || _stretchedBlocks > Math.Ceiling(Blocks * MostStretched)) Condemn(_stretched, ref _stretchedBlocks, ref _stretchedElements);
    }

    private void Condemn(List<FaultyBlock> apart, ref long blocks, ref long elements)
    {
        (Faulty, FaultyElements, blocks, elements) = (Faulty + blocks, FaultyElements + elements, 0, 0);
        FaultyBlock[] all = [.. _faults.Concat(apart).OrderBy(block => block.Block).Take(Shown)];
        _faults.Clear();
        _faults.AddRange(all);
    }

    /// <summary>Thousandths, rounded up.</summary>
    public static ulong Millisteps(double steps) => steps < 1e9 ? (ulong)Math.Ceiling(steps * 1000) : 1_000_000_000_000;
}
