using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>What a tensor of the child is, as far as the parent tells.</summary>
public enum TensorOrigin
{
    /// <summary>The same bytes as the parent's.</summary>
    Copy = 0,

    /// <summary>A rounding to a quantised type: <see cref="TensorVerdict.Faulty"/> says whether all of it.</summary>
    Rounded = 1,

    /// <summary>A cast to a float type, rounded to nearest, or exact.</summary>
    Cast = 2,

    /// <summary>A cast to BF16 by cutting off.</summary>
    Truncated = 3,

    /// <summary>The parent has no tensor that it could be made of.</summary>
    Missing = 4,

    /// <summary>Its type, or how its numbers stand for weights, isn't covered.</summary>
    Uncovered = 5,
}

/// <summary>A block that isn't a faithful rounding.</summary>
/// <param name="Block">Its index in the tensor.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Element">Index in the tensor of the value at fault.</param>
/// <param name="Millisteps">How far it is from the parent's, in thousandths of a step; 0 for types without steps.</param>
public sealed record FaultyBlock(long Block, BlockFault Fault, long Element, ulong Millisteps);

/// <summary>What was found of a tensor of the child.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Origin">What it is.</param>
/// <param name="Parents">The parent's tensors that it is made of; several are stacked along the first axis.</param>
/// <param name="ParentType">Their element type; empty without.</param>
/// <param name="Through">Type that the values passed through in between.</param>
/// <param name="HeadRows">Rows of a head within which rows were ordered anew; 0 where they stand as they stood.</param>
/// <param name="PlusOne">Whether 1 was added to each value (norms of the Gemma kind).</param>
/// <param name="Elements">Its elements.</param>
/// <param name="Blocks">Blocks judged; 0 for a copy.</param>
/// <param name="Reference">Blocks that are the reference quantiser's, for types where that can be told.</param>
/// <param name="Stretched">Faithful blocks in which only very uneven importance weights explain how far values are from the parent's; one in ten at most.</param>
/// <param name="Faulty">Blocks that aren't faithful.</param>
/// <param name="FaultyElements">Their elements; all of them where the tensor is missing or not covered.</param>
/// <param name="WorstMillisteps">Largest distance from the parent's value in a faithful block, in thousandths of a step.</param>
/// <param name="Faults">The first faulty blocks, 16 at most.</param>
public sealed record TensorVerdict(
    string Name, string Type, TensorOrigin Origin, ImmutableArray<string> Parents, string ParentType, Through Through, int HeadRows, bool PlusOne,
    long Elements, long Blocks, long Reference, long Stretched, long Faulty, long FaultyElements, ulong WorstMillisteps, ImmutableArray<FaultyBlock> Faults)
{
    /// <summary>Faithful blocks with values so small that the type can't hold their scale, or only roughly: they stand as their offset (mostly 0) or near it, and <see cref="WorstMillisteps"/> leaves them out.</summary>
    public long Vanished { get; init; }

    /// <summary>Whether all of it is faithful.</summary>
    public bool IsFaithful => FaultyElements == 0 && Faulty == 0;
}
