using System.Collections.Frozen;

namespace ModelDeed.Heritage;

/// <summary>Tensors that models of strangers have in common (bases of Fourier and mel transforms, sinusoids, masks, anchors): they prove no descent.</summary>
public sealed class SharedTensors
{
    private readonly FrozenSet<ulong> _constants;
    private readonly Func<ulong, int> _owners;

    /// <summary>The shipped list, with what an index knows of the tensors of all titles.</summary>
    /// <param name="owners">Different owners whose titles hold a tensor, by the first eight bytes of its BLAKE3; 0 or 1 where it is nobody's or one's only.</param>
    public SharedTensors(Func<ulong, int> owners)
        : this(SharedTensorList.Digests, owners) { }

    private SharedTensors(FrozenSet<ulong> constants, Func<ulong, int> owners) => (_constants, _owners) = (constants, owners);

    /// <summary>The shipped list alone.</summary>
    public static SharedTensors Shipped { get; } = new(_ => 1);

    /// <summary>No list: for measuring what the list does.</summary>
    internal static SharedTensors None { get; } = new(FrozenSet<ulong>.Empty, _ => 1);

    /// <summary>What a tensor counts: 1 for one that only one owner has, half as much with each doubling of the owners, 0 for a constant.</summary>
    public double Weight(ulong digest) => _constants.Contains(digest) ? 0 : 1.0 / Math.Max(1, _owners(digest));
}

/// <summary>The shipped list: digests of tensors that tools write into every model of a kind.</summary>
internal static class SharedTensorList
{
    public static FrozenSet<ulong> Digests { get; } = FrozenSet<ulong>.Empty;
}
