using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelDeed.Bench.Heritage;

/// <summary>Products of row-major matrices. Vectors of eight everywhere and nothing fused, so that training gives the same bits on every machine.</summary>
internal static class Gemm
{
    private const int Tall = 4, Wide = 16;

    /// <summary>c[m,n] += a[m,k] · b[k,n].</summary>
    public static void Add(float[] a, float[] b, float[] c, int m, int k, int n)
    {
        int rows = m / Tall * Tall, columns = n / Wide * Wide;
        for (int i = 0; i < rows; i += Tall)
        {
            for (int j = 0; j < columns; j += Wide) Tile(a, b, c, i, j, k, n);
        }
        Rest(a, b, c, (rows, m), (0, n), k, n);
        Rest(a, b, c, (0, rows), (columns, n), k, n);
    }

    public static float[] Transpose(float[] matrix, int rows, int columns)
    {
        var turned = new float[matrix.Length];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++) turned[j * rows + i] = matrix[i * columns + j];
        }
        return turned;
    }

    private static void Tile(float[] a, float[] b, float[] c, int i, int j, int k, int n)
    {
        ref float right = ref MemoryMarshal.GetArrayDataReference(b);
        ref float sums = ref MemoryMarshal.GetArrayDataReference(c);
        nuint at = (nuint)(i * n + j), next = (nuint)n;
        Vector256<float> c00 = Vector256.LoadUnsafe(ref sums, at), c01 = Vector256.LoadUnsafe(ref sums, at + 8);
        Vector256<float> c10 = Vector256.LoadUnsafe(ref sums, at + next), c11 = Vector256.LoadUnsafe(ref sums, at + next + 8);
        Vector256<float> c20 = Vector256.LoadUnsafe(ref sums, at + 2 * next), c21 = Vector256.LoadUnsafe(ref sums, at + 2 * next + 8);
        Vector256<float> c30 = Vector256.LoadUnsafe(ref sums, at + 3 * next), c31 = Vector256.LoadUnsafe(ref sums, at + 3 * next + 8);
        int row = i * k;
        for (int p = 0; p < k; p++)
        {
            Vector256<float> b0 = Vector256.LoadUnsafe(ref right, (nuint)(p * n + j)), b1 = Vector256.LoadUnsafe(ref right, (nuint)(p * n + j + 8));
            Vector256<float> a0 = Vector256.Create(a[row + p]), a1 = Vector256.Create(a[row + k + p]);
            Vector256<float> a2 = Vector256.Create(a[row + 2 * k + p]), a3 = Vector256.Create(a[row + 3 * k + p]);
            c00 += a0 * b0;
            c01 += a0 * b1;
            c10 += a1 * b0;
            c11 += a1 * b1;
            c20 += a2 * b0;
            c21 += a2 * b1;
            c30 += a3 * b0;
            c31 += a3 * b1;
        }
        c00.StoreUnsafe(ref sums, at);
        c01.StoreUnsafe(ref sums, at + 8);
        c10.StoreUnsafe(ref sums, at + next);
        c11.StoreUnsafe(ref sums, at + next + 8);
        c20.StoreUnsafe(ref sums, at + 2 * next);
        c21.StoreUnsafe(ref sums, at + 2 * next + 8);
        c30.StoreUnsafe(ref sums, at + 3 * next);
        c31.StoreUnsafe(ref sums, at + 3 * next + 8);
    }

    private static void Rest(float[] a, float[] b, float[] c, (int From, int To) rows, (int From, int To) columns, int k, int n)
    {
        for (int i = rows.From; i < rows.To; i++)
        {
            for (int p = 0; p < k; p++)
            {
                float x = a[i * k + p];
                for (int j = columns.From; j < columns.To; j++) c[i * n + j] += x * b[p * n + j];
            }
        }
    }
}
