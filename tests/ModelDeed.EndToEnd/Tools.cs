using System.Diagnostics;

namespace ModelDeed.EndToEnd;

/// <summary>The checkout and the programs of others that tests compare with. What is missing is said with the remedy.</summary>
internal static class Tools
{
    // Long for a slow machine under load; a hang still ends.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The folder with ModelDeed.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Foundry's cast.</summary>
    public static string Cast => Foundry("cast");

    /// <summary>Foundry's anvil.</summary>
    public static string Anvil => Foundry("anvil");

    /// <summary>Node.js, from <c>PATH</c>.</summary>
    public static string Node => OnPath("node");

    /// <summary>Runs a program with its arguments and returns what it printed, without the last line break.</summary>
    /// <param name="input">What it reads from its standard input.</param>
    /// <exception cref="InvalidOperationException">It failed; the text has its arguments and its complaint.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string input = "", params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token), error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            string printed = await output, complaint = await error;
            return process.ExitCode == 0 ? printed.TrimEnd('\n', '\r')
                : throw new InvalidOperationException($"{Path.GetFileName(program)} {string.Join(' ', start.ArgumentList)} failed ({process.ExitCode}): {complaint}");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string Foundry(string name)
    {
        string scope = Path.Combine(Root, "contracts", "node_modules", "@foundry-rs");
        string binary = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (Directory.Exists(scope) ? Directory.GetDirectories(scope, name + "-*") : [])
            .Select(package => Path.Combine(package, "bin", binary)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{name} isn't in contracts/node_modules. Run ./test once: it installs what the tests need.");
    }

    private static string OnPath(string name)
    {
        string binary = OperatingSystem.IsWindows() ? name + ".exe" : name;
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, binary)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException($"{name} isn't on the PATH. Install it; ./test says which version.");
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ModelDeed.slnx"))) return folder.FullName;
        throw new DirectoryNotFoundException("The tests run inside a checkout: ModelDeed.slnx wasn't found above them.");
    }
}
