using System.Diagnostics;

namespace ModelDeed.EndToEnd.Fingerprints;

/// <summary>Other programs that compute what we do.</summary>
internal static class Peer
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    public static async Task<string> Run(string program, string[] arguments, string folder, byte[]? input = null, Dictionary<string, string>? settings = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach ((string name, string value) in settings ?? []) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input ?? []);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}{await output}");
        return await output;
    }

    /// <summary>Runs a module of JavaScript that may import the packages of contracts/.</summary>
    public static Task<string> Node(string script, byte[] input) =>
        Run("node", ["--input-type=module", "--eval", script], Path.Join(Root, "contracts"), input);

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Join(folder, "ModelDeed.slnx"))) return folder;
        throw new InvalidOperationException("ModelDeed.slnx is in no folder above the tests.");
    }
}
