using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>The chain profiles and which of them is in use.</summary>
internal static class Chains
{
    public const string Variable = "MODELDEED_CHAIN";

    public static ChainProfiles Load(Shell shell) => ChainProfiles.Load(new Home(shell.Environment).Root);

    public static IReadOnlyList<ChainProfile> All(Shell shell) => Load(shell).All;

    /// <summary>The profile named, else that of <c>MODELDEED_CHAIN</c>, else the one chosen by <c>deed chain use</c>, else the embedded chain.</summary>
    public static ChainProfile Choose(Shell shell, string? name)
    {
        ChainProfiles profiles = Load(shell);
        return (name ?? shell.Environment(Variable)) is { Length: > 0 } chosen ? profiles.Find(chosen) : profiles.Current();
    }

    public static ChainProfile Use(Shell shell, string name)
    {
        Home.Create(new Home(shell.Environment).Root);
        return Load(shell).Use(name);
    }
}
