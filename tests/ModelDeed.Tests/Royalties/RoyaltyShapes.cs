namespace ModelDeed.Tests.Royalties;

/// <summary>Lineages of several shapes, by seed.</summary>
internal static class RoyaltyShapes
{
    /// <summary>Long chains that pass most of all income on: the far end is pruned.</summary>
    public static IEnumerable<Edge[]> Chains(int titles, SplitMix random)
    {
        for (int i = 0; i < titles; i++)
            yield return i % 70 == 0 ? [] : [new Edge(i - 1, random.Next(8_500, 10_000))];
    }

    /// <summary>Sixteen parents wherever there are as many.</summary>
    public static IEnumerable<Edge[]> Wide(int titles, SplitMix random)
    {
        for (int i = 0; i < titles; i++) yield return Edges(Pick(0, i, Math.Min(i, 16), random), random);
    }

    /// <summary>Two or three of the four titles before: very many paths to the same ancestors.</summary>
    public static IEnumerable<Edge[]> Diamonds(int titles, SplitMix random)
    {
        for (int i = 0; i < titles; i++) yield return Edges(Pick(Math.Max(0, i - 4), i, Math.Min(i, random.Next(2, 3)), random), random);
    }

    /// <summary>The same royalty everywhere, on families of the same size: pruning among equals.</summary>
    public static IEnumerable<Edge[]> Equals(int titles, SplitMix random)
    {
        for (int i = 0; i < titles; i++)
        {
            int first = i < titles / 2 ? 0 : titles / 2;
            int[] parents = i < titles / 4 ? [] : i < titles / 2 ? Pick(0, titles / 4, 9, random) : Pick(titles / 4, titles / 2, random.Next(4, 9), random);
            yield return [.. parents.Select(parent => new Edge(parent, first == 0 ? 500 : 1_000))];
        }
    }

    /// <summary>None to many parents from anywhere.</summary>
    public static IEnumerable<Edge[]> Mixed(int titles, int parents, SplitMix random)
    {
        for (int i = 0; i < titles; i++) yield return Edges(Pick(0, i, Math.Min(i, random.Next(0, parents)), random), random);
    }

    /// <summary>Some numbers from <paramref name="first"/> on, before <paramref name="end"/>, ascending.</summary>
    private static int[] Pick(int first, int end, int count, SplitMix random)
    {
        var chosen = new SortedSet<int>();
        while (chosen.Count < count) chosen.Add(random.Next(first, end - 1));
        return [.. chosen];
    }

    /// <summary>Royalties that sum to the whole at most; every eighth is zero.</summary>
    private static Edge[] Edges(int[] parents, SplitMix random)
    {
        int left = 10_000;
        var edges = new Edge[parents.Length];
        for (int i = 0; i < parents.Length; i++)
        {
            int royalty = random.Next(0, 7) == 0 ? 0 : random.Next(1, Math.Max(1, 2 * left / (parents.Length - i + 1)));
            edges[i] = new Edge(parents[i], Math.Min(royalty, left));
            left -= edges[i].Royalty;
        }
        return edges;
    }
}
