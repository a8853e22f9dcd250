using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>The chain profiles and which of them is in use.</summary>
internal static class Chains
{
    public const string Variable = "MODELDEED_CHAIN";

    public static IReadOnlyList<ChainProfile> All(Shell shell) => KnownChains.All;

    /// <summary>The profile named, else that of <c>MODELDEED_CHAIN</c>, else the one chosen by <c>deed chain use</c>, else the embedded chain.</summary>
    public static ChainProfile Choose(Shell shell, string? name) =>
        Find(shell, name ?? shell.Environment(Variable) ?? Chosen(shell) ?? ChainProfile.EmbeddedName);

    public static async Task<ChainProfile> Use(Shell shell, string name, CancellationToken ct)
    {
        ChainProfile chain = Find(shell, name);
        Home.Create(new Home(shell.Environment).Root);
        await Files.WriteWhole(ChosenFile(shell), System.Text.Encoding.UTF8.GetBytes(chain.Name + "\n"), ct);
        return chain;
    }

    private static ChainProfile Find(Shell shell, string name) => All(shell).FirstOrDefault(chain => chain.Name == name)
        ?? throw Refusal.Usage($"There is no chain \"{Printable.Clean(name)}\".", "See deed chain list.");

    private static string? Chosen(Shell shell) => File.Exists(ChosenFile(shell)) ? File.ReadAllText(ChosenFile(shell)).Trim() : null;

    private static string ChosenFile(Shell shell) => Path.Combine(new Home(shell.Environment).Root, "chain-in-use");
}
