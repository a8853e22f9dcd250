namespace ModelDeed.Heritage;

/// <summary>The rank of the difference of two matrices, by a randomised range finder (N. Halko, P. G. Martinsson, J. A. Tropp, SIAM Review 53, 2011, algorithm 4.4 with one iteration).</summary>
internal static class DifferenceRank
{
    /// <summary>Largest rank that is told.</summary>
    public const int Most = 32;

    /// <summary>Share of the difference's squares that a low rank must explain.</summary>
    public const double Energy = 0.9;

    private const int Width = Most + 8;

    /// <summary>The smallest rank that explains the difference; null when none up to <see cref="Most"/> and an eighth of the shorter side does.</summary>
    /// <param name="difference">Row by row; finite.</param>
    /// <param name="rows">Rows.</param>
    /// <param name="columns">Columns.</param>
    /// <param name="seed">Of the random directions.</param>
    public static int? Of(float[] difference, int rows, int columns, ulong seed)
    {
        int width = Math.Min(Width, Math.Min(rows, columns)), most = Math.Min(Most, Math.Min(rows, columns) / 8);
        double whole = ChannelMatrix.Dot(difference, difference);
        if (whole == 0 || most == 0) return null;
        // Directions are rows, for short products.
        var basis = new float[width][];
        ulong state = seed | 1;
        for (int k = 0; k < width; k++)
        {
            basis[k] = new float[columns];
            for (int i = 0; i < columns; i++)
            {
                state = state * 6364136223846793005 + 1442695040888963407;
                basis[k][i] = (int)(state >> 40) / (float)(1 << 23) - 1;
            }
        }
        float[][] range = Times(difference, rows, columns, basis);
        Orthonormalize(range);
        float[][] back = TimesTurned(difference, rows, columns, range);
        Orthonormalize(back);
        range = Times(difference, rows, columns, back);
        Orthonormalize(range);
        double[] squares = Eigenvalues(TimesTurned(difference, rows, columns, range));
        double sum = 0;
        for (int rank = 1; rank <= most; rank++)
        {
            sum += squares[rank - 1];
            if (sum >= Energy * whole) return rank;
        }
        return null;
    }

    private static float[][] Times(float[] matrix, int rows, int columns, float[][] by) =>
        [.. by.Select(direction => Enumerable.Range(0, rows).Select(row => (float)ChannelMatrix.Dot(matrix.AsSpan(row * columns, columns), direction)).ToArray())];

    private static float[][] TimesTurned(float[] matrix, int rows, int columns, float[][] by)
    {
        var products = new float[by.Length][];
        Parallel.For(0, by.Length, k =>
        {
            var product = new float[columns];
            for (int row = 0; row < rows; row++)
            {
                float factor = by[k][row];
                ReadOnlySpan<float> values = matrix.AsSpan(row * columns, columns);
                for (int i = 0; i < columns; i++) product[i] += factor * values[i];
            }
            products[k] = product;
        });
        return products;
    }

    // Twice, as once loses orthogonality in single precision.
    private static void Orthonormalize(float[][] vectors)
    {
        for (int k = 0; k < vectors.Length; k++)
        {
            double before = Math.Sqrt(ChannelMatrix.Dot(vectors[k], vectors[k]));
            for (int round = 0; round < 2; round++)
            {
                for (int j = 0; j < k; j++)
                {
                    float along = (float)ChannelMatrix.Dot(vectors[k], vectors[j]);
                    for (int i = 0; i < vectors[k].Length; i++) vectors[k][i] -= along * vectors[j][i];
                }
            }
            double size = Math.Sqrt(ChannelMatrix.Dot(vectors[k], vectors[k]));
            float scale = size > 1e-5 * before && before > 0 ? (float)(1 / size) : 0;
            for (int i = 0; i < vectors[k].Length; i++) vectors[k][i] *= scale;
        }
    }

    /// <summary>Squares of the singular values, falling: eigenvalues of the vectors' inner products by Jacobi's rotations.</summary>
    private static double[] Eigenvalues(float[][] vectors)
    {
        int size = vectors.Length;
        var gram = new double[size, size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++) gram[i, j] = ChannelMatrix.Dot(vectors[i], vectors[j]);
        for (int sweep = 0; sweep < 12; sweep++)
        {
            for (int p = 0; p < size - 1; p++)
                for (int q = p + 1; q < size; q++) Rotate(gram, size, p, q);
        }
        return [.. Enumerable.Range(0, size).Select(i => gram[i, i]).OrderDescending()];
    }

    private static void Rotate(double[,] gram, int size, int p, int q)
    {
        if (Math.Abs(gram[p, q]) < 1e-300) return;
        double theta = (gram[q, q] - gram[p, p]) / (2 * gram[p, q]), t = (theta < 0 ? -1 : 1) / (Math.Abs(theta) + Math.Sqrt(theta * theta + 1));
        double c = 1 / Math.Sqrt(t * t + 1), s = t * c;
        for (int k = 0; k < size; k++) (gram[k, p], gram[k, q]) = (c * gram[k, p] - s * gram[k, q], s * gram[k, p] + c * gram[k, q]);
        for (int k = 0; k < size; k++) (gram[p, k], gram[q, k]) = (c * gram[p, k] - s * gram[q, k], s * gram[p, k] + c * gram[q, k]);
    }
}
