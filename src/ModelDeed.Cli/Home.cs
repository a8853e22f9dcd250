namespace ModelDeed.Cli;

/// <summary>Where <c>deed</c> keeps things: under <c>MODELDEED_HOME</c> if set, else <c>$XDG_DATA_HOME/modeldeed</c> (<c>~/.local/share/modeldeed</c>).</summary>
internal sealed class Home
{
    public const string Variable = "MODELDEED_HOME";

    public Home(Func<string, string?> environment) => Root = environment(Variable) is { Length: > 0 } own ? Path.GetFullPath(own)
        : environment("XDG_DATA_HOME") is { Length: > 0 } data ? Path.Combine(data, "modeldeed")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "modeldeed");

    public string Root { get; }

    /// <summary>Encrypted keys, one file each.</summary>
    public string Keystore => Path.Combine(Root, "keystore");

    /// <summary>The embedded chain.</summary>
    public string Chain => Path.Combine(Root, "embedded-chain");

    /// <summary>Manifests by digest, as registered: what the token URIs name.</summary>
    public string Manifests => Path.Combine(Root, "manifests");

    /// <summary>Secret seeds of one's own titles' heritage prints, by fingerprint.</summary>
    public string Heritage => Path.Combine(Root, "heritage");

    /// <summary>Creates one of the folders; others of this machine may not look into it.</summary>
    public static string Create(string folder)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }
}
