using System.Runtime.Intrinsics;

namespace ModelDeed.Fingerprints;

/// <summary>How many chunks are hashed side by side; every width gives the same digest.</summary>
internal enum Blake3Width
{
    /// <summary>One at a time, without vectors.</summary>
    Scalar = 1,

    /// <summary>Four, in 128-bit vectors (SSE, AdvSimd).</summary>
    Four = 4,

    /// <summary>Eight, in AVX2 vectors.</summary>
    Eight = 8,

    /// <summary>Sixteen, in AVX-512 vectors.</summary>
    Sixteen = 16,

    /// <summary>Thirty-two, in pairs of AVX-512 vectors.</summary>
    ThirtyTwo = 32,
}

/// <summary>Chooses the vector code for a batch.</summary>
internal static unsafe class Blake3Widths
{
    private const int Few = 2;

    /// <summary>The widest that this machine runs.</summary>
    public static Blake3Width Best =>
        Lanes16.IsSupported ? Blake3Width.ThirtyTwo
        : Lanes8.IsSupported ? Blake3Width.Eight
        : Lanes4.IsSupported ? Blake3Width.Four : Blake3Width.Scalar;

    /// <summary>Chaining values of all of <paramref name="batch"/>, 32 bytes each. May overwrite up to 31 more, and the batch
    /// itself when <paramref name="output"/> is not behind it.</summary>
    public static void Hash(Blake3Batch batch, byte* output, Blake3Width width)
    {
        while (batch.Count > 0)
        {
            int lanes = Fitting(batch.Count, (int)width);
            Blake3Batch now = batch.Take(Math.Max(lanes, Few));
            switch (lanes)
            {
                case 32: Blake3Lanes<TwoVectors, Lanes32>.Hash(now, output); break;
                case 16: Blake3Lanes<Vector512<uint>, Lanes16>.Hash(now, output); break;
                case 8: Blake3Lanes<Vector256<uint>, Lanes8>.Hash(now, output); break;
                case 4: Blake3Lanes<Vector128<uint>, Lanes4>.Hash(now, output); break;
                default: Blake3Scalar.Hash(now, output); break;
            }
            batch = batch.Skip(now.Count);
            output += now.Count * Hash32.Size;
        }
    }

    /// <summary>A vector costs the same however many of its lanes are used: as much as two to three of the scalar code's rounds. So spare lanes
    /// are better than a second round of narrower vectors, whose code would also take some milliseconds to compile.</summary>
    private static int Fitting(int count, int widest) => count <= Few ? 1 : widest;
}
