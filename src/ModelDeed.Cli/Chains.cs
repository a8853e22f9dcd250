using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>The chain profiles and which of them is in use.</summary>
internal static class Chains
{
    public static IReadOnlyList<ChainProfile> All(Shell shell) => KnownChains.All;

    public static ChainProfile Choose(Shell shell, string? name) => name is null ? KnownChains.Embedded : All(shell).FirstOrDefault(chain => chain.Name == name)
        ?? throw Refusal.Usage($"There is no chain \"{Printable.Clean(name)}\".", "See deed chain list.");
}
