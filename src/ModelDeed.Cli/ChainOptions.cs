using System.CommandLine;

namespace ModelDeed.Cli;

/// <summary>Which chain, whose key, and how to spend: the options of every command that reads or writes the chain.</summary>
internal static class ChainOptions
{
    public static readonly SharedOption<string?> Chain = new("--chain") { Description = "The chain to use (deed chain list); else the one chosen by deed chain use.", HelpName = "NAME" };

    public static readonly SharedOption<string?> Account = new("--account") { Description = "Who signs: a name or address of deed account list, or demo-1 … demo-10 on the embedded chain.", HelpName = "NAME" };

    public static readonly SharedOption<bool> Yes = new("--yes", "-y") { Description = "Don't ask before spending." };

    public static readonly SharedOption<bool> DryRun = new("--dry-run") { Description = "Show gas and cost, send nothing." };

    public static readonly SharedOption<bool> NoWait = new("--no-wait") { Description = "Return when the transaction stands in a block, final or not." };

    public static void AddReading(Command command) => command.Add(Chain);

    public static void AddWriting(Command command)
    {
        foreach (SharedOption option in (SharedOption[])[Chain, Account, Passwords.File, Yes, DryRun, NoWait]) command.Add(option);
    }
}
