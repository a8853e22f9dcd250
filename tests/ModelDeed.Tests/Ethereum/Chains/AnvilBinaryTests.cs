using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Chains;

public sealed class AnvilBinaryTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-anvil-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Make(params string[] parts)
    {
        string path = Path.Combine([_folder, .. parts]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "");
        return path;
    }

    [Fact]
    public void It_is_found_by_variable_then_path_then_above_the_program()
    {
        string package = $"anvil-{(OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "win32" : "linux")}-"
            + (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? "arm64" : "amd64");
        string name = OperatingSystem.IsWindows() ? "anvil.exe" : "anvil";
        string inModules = Make("contracts", "node_modules", "@foundry-rs", package, "bin", name);
        string deep = Path.Combine(_folder, "tests", "bin", "Debug");
        Assert.Equal(inModules, AnvilBinary.Find(_ => null, [deep]));
        string inPath = Make("tools", name);
        Assert.Equal(inPath, AnvilBinary.Find(variable => variable == "PATH" ? Path.GetDirectoryName(inPath) : null, [deep]));
        string named = Make("mine");
        Assert.Equal(named, AnvilBinary.Find(variable => variable == "PATH" ? Path.GetDirectoryName(inPath) : named, [deep]));
    }

    [Fact]
    public void When_it_is_nowhere_the_message_says_how_to_get_it()
    {
        string nowhere = Path.Combine(Path.GetPathRoot(_folder)!, "nowhere");
        Assert.Contains("npm install @foundry-rs/anvil", Assert.Throws<EmbeddedChainException>(() => AnvilBinary.Find(_ => null, [nowhere])).Message, StringComparison.Ordinal);
        Assert.Contains("/gone", Assert.Throws<EmbeddedChainException>(() => AnvilBinary.Find(_ => "/gone", [nowhere])).Message, StringComparison.Ordinal);
    }
}
