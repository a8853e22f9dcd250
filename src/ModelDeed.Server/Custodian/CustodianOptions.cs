using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Sealing;

namespace ModelDeed.Server.Custodian;

/// <summary>What a custodian's service was started with.</summary>
/// <param name="Folder">Where its key (<c>identity</c>) and its log are kept.</param>
/// <param name="Chain">The chain that it heeds, by a node of its own.</param>
/// <param name="Home">Where <c>deed</c> keeps things: the embedded chain is there.</param>
/// <param name="Urls">Where it answers.</param>
/// <param name="Serves">Territories that it releases for.</param>
internal sealed record CustodianOptions(string Folder, ChainProfile Chain, string Home, string Urls, Territories Serves)
{
    /// <summary>Where the key lies.</summary>
    public string IdentityPath => Path.Combine(Folder, "identity");

    /// <summary>Reads options and environment.</summary>
    /// <exception cref="FormatException">A territory that there isn't.</exception>
    /// <exception cref="ChainProfileException">There is no such chain.</exception>
    public static CustodianOptions Read(Func<string, string?> option, Func<string, string?> environment)
    {
        ServerOptions shared = ServerOptions.Read(option, environment);
        string folder = option("folder") is { Length: > 0 } own ? Path.GetFullPath(own) : Path.Combine(shared.Home, "custodian");
        return new CustodianOptions(folder, shared.Chain, shared.Home, option("urls") ?? "http://127.0.0.1:5090",
            option("territories") is { Length: > 0 } some ? Territories.Parse(some) : Territories.Worldwide);
    }

    /// <summary>The keys; made at the first start, in a file that only its owner can read.</summary>
    /// <exception cref="IOException">The file can't be read or written.</exception>
    /// <exception cref="FormatException">It holds no key.</exception>
    public CustodianKeys Keys()
    {
        Directory.CreateDirectory(Folder);
        if (!File.Exists(IdentityPath))
        {
            using var fresh = X25519Identity.New();
            var rights = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows()) rights.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var writer = new StreamWriter(IdentityPath, rights);
            writer.WriteLine($"# public key: {fresh.Recipient}");
            writer.WriteLine(fresh.Reveal());
        }
        string line = File.ReadLines(IdentityPath).FirstOrDefault(line => !line.StartsWith('#')) ?? "";
        return new CustodianKeys(X25519Identity.Parse(line.Trim()));
    }
}
