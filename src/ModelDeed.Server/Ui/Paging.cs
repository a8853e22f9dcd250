namespace ModelDeed.Server.Ui;

/// <summary>Which pages a reader can go to.</summary>
internal static class Paging
{
    /// <summary>How many pages so many items fill; 1 at least.</summary>
    internal static int Last(long items, int size) => (int)Math.Max(1, (items + size - 1) / size);

    /// <summary>The first, the last, and those around the current one; 0 stands for a gap of two or more.</summary>
    internal static IReadOnlyList<int> Shown(int current, int last)
    {
        List<int> shown = [];
        for (int page = 1; page <= last; page++)
        {
            bool near = Math.Abs(page - current) <= 1 || page is 1 || page == last;
            bool bridge = (page == 2 && current == 4) || (page == last - 1 && current == last - 3);
            if (near || bridge) shown.Add(page);
            else if (shown[^1] != 0) shown.Add(0);
        }
        return shown;
    }
}
