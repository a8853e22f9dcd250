namespace ModelDeed.AbiGen;

/// <summary>The checkout that the generator works on.</summary>
internal static class Checkout
{
    internal static string FindRoot(string start)
    {
        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ModelDeed.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException($"No ModelDeed.slnx in {start} or above: run it inside of the checkout.");
    }

    internal static void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    /// <summary>The first line that differs, and by how many lines the files do.</summary>
    internal static string Difference(string file, string committed, string generated)
    {
        if (committed.Length == 0) return $"{file} is missing.";
        string[] old = committed.Split('\n'), fresh = generated.Split('\n');
        int first = old.Zip(fresh).TakeWhile(pair => pair.First == pair.Second).Count();
        int common = old.Intersect(fresh).Count();
        return $"""
            {file} is out of date: {old.Distinct().Count() - common} lines to go, {fresh.Distinct().Count() - common} to come. First at line {first + 1}:
              - {Line(old, first)}
              + {Line(fresh, first)}
            """;
    }

    private static string Line(string[] lines, int index) =>
        index >= lines.Length ? "(end of file)" : lines[index].Length <= 160 ? lines[index] : lines[index][..157] + "...";
}
