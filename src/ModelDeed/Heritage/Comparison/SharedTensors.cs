using System.Collections.Frozen;

namespace ModelDeed.Heritage;

/// <summary>Tensors that models of strangers have in common (bases of Fourier and mel transforms, sinusoids, masks, anchors): they prove no descent.</summary>
public sealed class SharedTensors
{
    // Halves round a wave's mean square by less.
    private const double WaveTolerance = 1e-4;

    // Whatever the angle, sin⁴ + cos⁴ is ½ to 1, so that the kurtosis of such a table is 1 to 2: a normal distribution's is 3.
    private const double FlattestWave = 0.99, SteepestWave = 2.01;

    // Of 255: eight tenths. Weights have one or two tenths; where units stand for points of a plane, side by side, up to seven and a half.
    private const byte Regular = 204;

    private readonly FrozenSet<ulong> _constants;
    private readonly Func<ulong, int> _owners;
    private readonly bool _knowsWaves;

    /// <summary>The shipped list, with what an index knows of the tensors of all titles.</summary>
    /// <param name="owners">Different owners whose titles hold a tensor, by the first eight bytes of its BLAKE3; 0 or 1 where it is nobody's or one's only.</param>
    public SharedTensors(Func<ulong, int> owners)
        : this(SharedTensorList.Digests, owners, knowsWaves: true) { }

    private SharedTensors(FrozenSet<ulong> constants, Func<ulong, int> owners, bool knowsWaves) => (_constants, _owners, _knowsWaves) = (constants, owners, knowsWaves);

    /// <summary>The shipped list alone.</summary>
    public static SharedTensors Shipped { get; } = new(_ => 1);

    /// <summary>No list: for measuring what the list does.</summary>
    internal static SharedTensors None { get; } = new(FrozenSet<ulong>.Empty, _ => 1, knowsWaves: false);

    /// <summary>What a tensor counts: 1 for one that only one owner has, half as much with each doubling of the owners, 0 for a constant.</summary>
    public double Weight(TensorPrint tensor) => _constants.Contains(tensor.Digest) || _knowsWaves && IsWave(tensor) ? 0 : 1.0 / Math.Max(1, _owners(tensor.Digest));

    /// <summary>What a match counts: as much as the less telling of the two. A quantised constant has a digest of its own, but what it is like is known; and two
    /// computed tables are alike because the same was computed. One that is regular is like the other by descent: a thief could make his regular.</summary>
    internal double Weight(TensorPrint suspect, TensorPrint other) =>
        _knowsWaves && suspect.Regularity >= Regular && other.Regularity >= Regular ? 0 : Math.Min(Weight(suspect), Weight(other));

    /// <summary>
    /// Whether a tensor is a table of sines and cosines, as positions are encoded and Fourier transforms are written: every pair's squares add up to one, so
    /// that the mean square is a half, whatever the base, the order, the type and the layout. Weights can be multiplied to have it too; their tails are heavier.
    /// </summary>
    private static bool IsWave(TensorPrint tensor) => tensor.Kurtosis is > (float)FlattestWave and < (float)SteepestWave &&
        Math.Abs((double)tensor.Mean * tensor.Mean + (double)tensor.Deviation * tensor.Deviation - 0.5) < WaveTolerance;
}

/// <summary>The shipped list: digests of tensors that tools write into every model of a kind.</summary>
internal static class SharedTensorList
{
    /// <summary>First eight bytes of the BLAKE3 of each.</summary>
    public static FrozenSet<ulong> Digests { get; } = new ulong[]
    {
        // Windowed Fourier bases (stft.forward_basis_buffer) of Silero VAD, 258 × 256 for 16 kHz and 130 × 128 for 8 kHz: computed, never trained; the
        // same bytes in v5 and in v6, which was trained anew.
        0x3c22630f84031005, 0x5f6b6064e38f9702,
    }.ToFrozenSet();
}
