using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelDeed.Heritage;

/// <summary>
/// Tells of most pairs of two models' tensors that their sketches are too far apart to match, at a fraction of what comparing them takes: only the product is
/// computed for each pair, in whole numbers. Says nothing else; who isn't far is compared.
/// </summary>
internal sealed class FarSketches
{
    private readonly int _width;
    private readonly double _squared;
    private readonly (sbyte[] Sums, int[] Squares) _mine, _theirs;

    /// <summary>Prepares two models' sketches.</summary>
    /// <param name="suspect">One model.</param>
    /// <param name="other">The other.</param>
    /// <param name="least">The least cosine of a match, over 0.</param>
    public FarSketches(HeritagePrint suspect, HeritagePrint other, double least)
    {
        // Far by more than any rounding of the cosine: of what is nearly as near as the least, comparing decides.
        _squared = least * least * (1 - 1e-6);
        int mine = WidthOf(suspect), theirs = WidthOf(other), narrow = Math.Min(mine, theirs), wide = Math.Max(mine, theirs);
        // As prints have them: all of one width, which is whole vectors; and so few are added that sums of steps stay below 128.
        if (narrow == 0 || narrow % Vector128<sbyte>.Count != 0 || wide % narrow != 0 || wide > 8 * narrow || wide > SketchSeed.Buckets) return;
        _width = narrow;
        (_mine, _theirs) = (Folded(suspect, _width), Folded(other, _width));
    }

    /// <summary>Whether two tensors' cosine is surely below the least one, and above its opposite.</summary>
    /// <param name="mine">Index of the suspect's tensor.</param>
    /// <param name="theirs">Index of the other's.</param>
    public bool AreFar(int mine, int theirs)
    {
        if (_width == 0) return false;
        double product = Product(_mine.Sums.AsSpan(mine * _width, _width), _theirs.Sums.AsSpan(theirs * _width, _width));
        return product * product < _squared * _mine.Squares[mine] * _theirs.Squares[theirs];
    }

    /// <summary>The sum of the products: of 512 sums of steps 49 each at most, of fewer sums more each, and as much in all.</summary>
    private static int Product(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        ref sbyte a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right);
        Vector256<int> sum = default;
        for (nuint i = 0; i < (nuint)left.Length; i += (nuint)Vector128<sbyte>.Count)
        {
            // Within both: they are of one length, whole vectors.
            Vector128<sbyte> x = Vector128.LoadUnsafe(ref a, i), y = Vector128.LoadUnsafe(ref b, i);
            if (Avx2.IsSupported) sum += Avx2.MultiplyAddAdjacent(Avx2.ConvertToVector256Int16(x), Avx2.ConvertToVector256Int16(y));
            else
            {
                Vector128<short> low = Vector128.WidenLower(x) * Vector128.WidenLower(y), high = Vector128.WidenUpper(x) * Vector128.WidenUpper(y);
                sum += Vector256.Create(Vector128.WidenLower(low) + Vector128.WidenUpper(low), Vector128.WidenLower(high) + Vector128.WidenUpper(high));
            }
        }
        return Vector256.Sum(sum);
    }

    /// <summary>The width of all of a print's sketches; 0 when they are of several.</summary>
    private static int WidthOf(HeritagePrint print)
    {
        foreach (TensorPrint tensor in print.Tensors)
        {
            if (tensor.Sketch.Length != print.Tensors[0].Sketch.Length) return 0;
        }
        return print.Tensors.IsEmpty ? 0 : print.Tensors[0].Sketch.Length;
    }

    private static (sbyte[] Sums, int[] Squares) Folded(HeritagePrint print, int width)
    {
        var sums = new sbyte[print.Tensors.Length * width];
        var squares = new int[print.Tensors.Length];
        for (int i = 0; i < squares.Length; i++)
        {
            Span<sbyte> folded = sums.AsSpan(i * width, width);
            ReadOnlySpan<sbyte> sketch = print.Tensors[i].Sketch.AsSpan();
            for (int start = 0; start < sketch.Length; start += width)
            {
                for (int k = 0; k < width; k++) folded[k] += sketch[start + k];
            }
            foreach (sbyte sum in folded) squares[i] += sum * sum;
        }
        return (sums, squares);
    }
}
