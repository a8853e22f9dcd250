using System.Diagnostics;
using ModelDeed.Ethereum;

namespace ModelDeed.EndToEnd.Chains;

/// <summary>A second process that uses an embedded chain, to be stopped or killed by a test. It is this test assembly, run as a program.</summary>
internal sealed class ChainHost : IAsyncDisposable
{
    private readonly Process _process;

    private ChainHost(Process process, int port, bool isOwner) => (_process, Port, IsOwner) = (process, port, isOwner);

    public int Port { get; }

    public bool IsOwner { get; }

    /// <summary>The program: opens the chain in the folder named, says so, and holds it until standard input ends or says stop.</summary>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not ["hold-chain", string folder]) return 2;
        await using EmbeddedChain chain = await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = folder }, CancellationToken.None);
        Console.WriteLine($"{chain.Port} {chain.IsOwner}");
        while (await Console.In.ReadLineAsync() is { } line && line != "stop")
        {
            await chain.Secure(ulong.Parse(line), CancellationToken.None);
            Console.WriteLine("secured");
        }
        return 0;
    }

    public static async Task<ChainHost> Start(string folder)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (string argument in (string[])["exec", typeof(ChainHost).Assembly.Location, "hold-chain", folder]) info.ArgumentList.Add(argument);
        info.Environment[AnvilBinary.Variable] = AnvilBinary.Find();
        Process process = Process.Start(info)!;
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("the chain's host ended at once");
        string[] parts = line.Split(' ');
        return new ChainHost(process, int.Parse(parts[0]), bool.Parse(parts[1]));
    }

    /// <summary>Returns when the host says that the block is on the disk.</summary>
    public async Task Secure(ulong block)
    {
        await _process.StandardInput.WriteLineAsync($"{block}");
        Assert.Equal("secured", await _process.StandardOutput.ReadLineAsync());
    }

    public async Task Stop()
    {
        await _process.StandardInput.WriteLineAsync("stop");
        await _process.WaitForExitAsync();
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>As by <c>kill -9</c>: nothing in the process can react.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();
        _process.Dispose();
    }
}
