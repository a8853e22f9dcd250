namespace ModelDeed.Heritage;

/// <summary>
/// The linear assignment problem by shortest augmenting paths (R. Jonker, A. Volgenant, Computing 38, 1987): rows are first given the columns that suit them best, and
/// only those that contend for one are settled by paths. O(n³) at the worst, O(n²) when few contend.
/// </summary>
internal static class Assignment
{
    /// <summary>For each row the column such that the sum of likenesses is largest.</summary>
    /// <param name="likeness">Square matrix, row by row; finite.</param>
    /// <param name="size">Rows.</param>
    /// <param name="ct">Ends it within a row.</param>
    public static int[] Best(ReadOnlySpan<float> likeness, int size, CancellationToken ct)
    {
        int[] columnOf = new int[size], rowOf = new int[size];
        double[] rowPrice = new double[size], columnPrice = new double[size];
        Array.Fill(columnOf, -1);
        Array.Fill(rowOf, -1);
        for (int row = 0; row < size; row++)
        {
            int best = Largest(likeness.Slice(row * size, size));
            rowPrice[row] = -likeness[row * size + best];
            if (rowOf[best] < 0) (rowOf[best], columnOf[row]) = (row, best);
        }
        var path = new Search(size);
        for (int row = 0; row < size; row++)
        {
            ct.ThrowIfCancellationRequested();
            if (columnOf[row] < 0) path.Augment(likeness, row, rowPrice, columnPrice, columnOf, rowOf);
        }
        return columnOf;
    }

    private static int Largest(ReadOnlySpan<float> values)
    {
        int best = 0;
        for (int i = 1; i < values.Length; i++)
            if (values[i] > values[best]) best = i;
        return best;
    }

    /// <summary>Finds the cheapest way to free a column for a row.</summary>
    private sealed class Search(int size)
    {
        private readonly double[] _distance = new double[size];
        private readonly int[] _from = new int[size];
        private readonly bool[] _done = new bool[size];

        public void Augment(ReadOnlySpan<float> likeness, int start, double[] rowPrice, double[] columnPrice, int[] columnOf, int[] rowOf)
        {
            Array.Fill(_distance, double.PositiveInfinity);
            Array.Clear(_done);
            int row = start, end = -1;
            double reached = 0;
            while (end < 0)
            {
                int next = -1;
                for (int column = 0; column < size; column++)
                {
                    if (_done[column]) continue;
                    double distance = reached - likeness[row * size + column] - rowPrice[row] - columnPrice[column];
                    if (distance < _distance[column]) (_distance[column], _from[column]) = (distance, row);
                    if (next < 0 || _distance[column] < _distance[next]) next = column;
                }
                (_done[next], reached) = (true, _distance[next]);
                if (rowOf[next] < 0) end = next;
                else row = rowOf[next];
            }
            // Prices keep all costs at least 0, and 0 along what is assigned.
            rowPrice[start] += reached;
            for (int column = 0; column < size; column++)
            {
                if (!_done[column] || column == end) continue;
                columnPrice[column] += _distance[column] - reached;
                rowPrice[rowOf[column]] += reached - _distance[column];
            }
            for (int column = end; column >= 0;)
            {
                int owner = _from[column], freed = columnOf[owner];
                (columnOf[owner], rowOf[column]) = (column, owner);
                column = owner == start ? -1 : freed;
            }
        }
    }
}
