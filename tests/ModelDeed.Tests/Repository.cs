namespace ModelDeed.Tests;

/// <summary>Where the checkout is, and its source files as the guards read them.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Written source files (generated ones left out) below a folder of the checkout.</summary>
    public static IEnumerable<SourceFile> Sources(string folder, string pattern) =>
        from path in Directory.EnumerateFiles(PathOf(folder.Split('/')), pattern, SearchOption.AllDirectories)
        let relative = Path.GetRelativePath(Root, path).Replace('\\', '/')
        where !relative.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "out" or "cache")
        where !relative.EndsWith(".g.cs", StringComparison.Ordinal)
        orderby relative
        select new SourceFile(relative, File.ReadAllText(path));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ModelDeed.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests run inside a checkout: ModelDeed.slnx wasn't found above them.");
    }
}

/// <summary>A source file: its path from the root of the checkout, <c>/</c>-separated, and its text.</summary>
internal sealed record SourceFile(string Path, string Text);
