namespace ModelDeed.Heritage;

/// <summary>Why a block isn't a faithful rounding.</summary>
public enum BlockFault
{
    /// <summary>It is one.</summary>
    None = 0,

    /// <summary>The parent, the block or its scale holds a NaN or an infinity.</summary>
    NotFinite = 1,

    /// <summary>A code is not the one that the parent's value rounds to.</summary>
    Code = 2,

    /// <summary>The scale or offset is none that the parent's values call for.</summary>
    Scale = 3,

    /// <summary>A value lies further beyond the end of the grid than a quantiser lets it.</summary>
    Clipped = 4,

    /// <summary>The block was made in another way than nearly all of its tensor's.</summary>
    Unlike = 5,

    /// <summary>A value is not the parent's, or not its rounding.</summary>
    Value = 6,
}

/// <summary>How a block was made, as far as it can be told.</summary>
internal enum BlockMaker
{
    /// <summary>It doesn't tell.</summary>
    Any,

    /// <summary>The reference quantiser.</summary>
    Reference,

    /// <summary>A search for a better scale.</summary>
    Searched,

    /// <summary>A search under importance weights so uneven that some values were given up; a few blocks of a tensor are.</summary>
    Stretched,
}

/// <summary>What was found of a block.</summary>
/// <param name="Fault">What is wrong, or none.</param>
/// <param name="Maker">How it was made.</param>
/// <param name="Worst">Largest distance between a value and the parent's, in steps of the grid; 0 for types without.</param>
/// <param name="At">Index in the block of the value at fault, else of the worst.</param>
internal readonly record struct BlockFinding(BlockFault Fault, BlockMaker Maker, double Worst, int At)
{
    /// <summary>Whether a scale is smaller than its type can hold, or so small that its own rounding moves values by steps: then distances in steps tell nothing, and <see cref="Worst"/> leaves these out.</summary>
    public bool IsVanished { get; init; }
}

/// <summary>Judges whether a block is a rounding of the parent's values. Has work space of its own: for one thread.</summary>
internal abstract class BlockRule(int elements, int bytes)
{
    /// <summary>Elements of a block.</summary>
    public int Elements => elements;

    /// <summary>Bytes of a block.</summary>
    public int Bytes => bytes;

    /// <summary>Judges a block; the last one of a tensor of single elements may be shorter.</summary>
    public abstract BlockFinding Judge(ReadOnlySpan<float> parent, ReadOnlySpan<byte> child);
}
