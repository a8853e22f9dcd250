using System.Runtime.InteropServices;

namespace ModelDeed.Ethereum;

/// <summary>Finds the anvil executable (Foundry's EVM node).</summary>
public static class AnvilBinary
{
    /// <summary>The environment variable that names the executable.</summary>
    public const string Variable = "MODELDEED_ANVIL";

    /// <summary>The path: from <see cref="Variable"/>, from <c>PATH</c>, or from <c>contracts/node_modules</c> above the program or the current folder.</summary>
    /// <exception cref="EmbeddedChainException">It is nowhere; the message says how to get it.</exception>
    public static string Find() => Find(Environment.GetEnvironmentVariable, [AppContext.BaseDirectory, Environment.CurrentDirectory]);

    internal static string Find(Func<string, string?> environment, IReadOnlyList<string> folders)
    {
        if (environment(Variable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new EmbeddedChainException($"{Variable} names {named}, which does not exist.");
        string name = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";
        IEnumerable<string> inPath = (environment("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name));
        IEnumerable<string> inModules = folders.SelectMany(Above).Select(folder => Path.Combine(folder, "contracts", "node_modules", "@foundry-rs", Package(), "bin", name));
        return inPath.Concat(inModules).FirstOrDefault(File.Exists) ?? throw new EmbeddedChainException(
            $"anvil, which runs the embedded chain, is not installed. Install it with `npm install @foundry-rs/anvil` and put it into PATH, "
            + $"or let {Variable} name the executable. Or use another chain: `deed chain list`.");
    }

    private static IEnumerable<string> Above(string folder)
    {
        for (string? at = Path.GetFullPath(folder); at is not null; at = Path.GetDirectoryName(at)) yield return at;
    }

    private static string Package()
    {
        string system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        return $"anvil-{system}-{(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "amd64")}";
    }
}
