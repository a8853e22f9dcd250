namespace ModelDeed.Heritage;

/// <summary>Sketches of tensors full of ones: what a mean adds to a sketch, so that it can be taken away after the pass.</summary>
internal static class Ones
{
    /// <summary>The sketch of a tensor of ones with these axes.</summary>
    /// <returns>512 whole numbers.</returns>
    public static long[] Of(SketchSeed seed, ReadOnlySpan<long> axes)
    {
        var sum = new long[SketchSeed.Buckets];
        sum[0] = 1;
        foreach (long length in axes) sum = Join(sum, Axis(seed, length));
        return sum;
    }

    /// <summary>512 buckets folded into 64, as slices are.</summary>
    public static long[] Folded(long[] sketch)
    {
        var folded = new long[Slices.Bits];
        for (int i = 0; i < sketch.Length; i++) folded[i % Slices.Bits] += sketch[i];
        return folded;
    }

    private static long[] Axis(SketchSeed seed, long length)
    {
        var sum = new long[SketchSeed.Buckets];
        for (long block = 0; block * SketchSeed.Block < length; block++)
        {
            SeedBlock drawn = seed.Of(block);
            int within = (int)Math.Min(SketchSeed.Block, length - block * SketchSeed.Block);
            for (int i = 0; i < within; i++) sum[drawn.BucketOf(i)] += drawn.SignOf(i) != 0 ? -1 : 1;
        }
        return sum;
    }

    /// <summary>Buckets are exclusive-ored, so sketches are convolved over exclusive or.</summary>
    private static long[] Join(long[] left, long[] right)
    {
        var sum = new long[left.Length];
        for (int i = 0; i < left.Length; i++)
        {
            if (left[i] == 0) continue;
            for (int j = 0; j < right.Length; j++) sum[i ^ j] += left[i] * right[j];
        }
        return sum;
    }
}
