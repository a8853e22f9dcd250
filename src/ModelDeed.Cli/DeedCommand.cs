using System.CommandLine;
using System.CommandLine.Help;

namespace ModelDeed.Cli;

/// <summary>The root command: all groups, one place.</summary>
internal static class DeedCommand
{
    /// <summary>Parses and runs one command line.</summary>
    /// <returns>An exit code of <see cref="Exit"/>.</returns>
    public static async Task<int> Run(Shell shell, string[] args, CancellationToken ct)
    {
        RootCommand root = Build(shell);
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExample)
        {
            string problem = string.Join(" ", parsed.Errors.Select(error => error.Message));
            string name = string.Join(' ', Path(parsed.CommandResult.Command));
            return shell.Fail(Refusal.Usage(problem, $"See: {name} --help"), parsed.GetValue(Shell.Json));
        }
        InvocationConfiguration configuration = new() { Output = shell.Out, Error = shell.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parsed.InvokeAsync(configuration, ct);
    }

    public static RootCommand Build(Shell shell)
    {
        RootCommand root = new("Deeds for AI models: fingerprint, anchor, title, verify.") { Shell.Json };
        foreach (Option option in root.Options)
            if (option is HelpOption { Action: HelpAction action } help) help.Action = new HelpWithExample(action);
        root.Add(FingerprintCommand.Build(shell));
        root.Add(DiffCommand.Build(shell));
        root.Add(HeritageCommand.Build(shell));
        root.Add(CertifyQuantCommand.Build(shell));
        root.Add(AnchorCommand.Build(shell));
        root.Add(RegisterCommand.Build(shell));
        root.Add(VersionCommands.Build(shell));
        root.Add(ShowCommands.Show(shell));
        root.Add(ShowCommands.Lineage(shell));
        root.Add(VerifyCommand.Build(shell));
        root.Add(TransferCommand.Build(shell));
        root.Add(TermsCommands.Build(shell));
        root.Add(LicenseCommands.Build(shell));
        root.Add(CredentialCommands.Build(shell));
        root.Add(PayCommand.Build(shell));
        root.Add(IncomeCommand.Build(shell));
        root.Add(WithdrawCommand.Build(shell));
        root.Add(CollectCommand.Build(shell));
        root.Add(SharesCommands.Build(shell));
        root.Add(MarketCommands.Build(shell));
        root.Add(DescribeCommand.Build(shell));
        root.Add(SealCommand.Build(shell));
        root.Add(OpenCommand.Build(shell));
        root.Add(PackageCommands.Build(shell));
        root.Add(CustodianCommands.Build(shell));
        root.Add(StoreCommands.Build(shell));
        root.Add(ChainCommands.Build(shell));
        root.Add(DeployCommand.Build(shell));
        root.Add(ServerCommands.Serve(shell));
        root.Add(ServerCommands.Reindex(shell));
        root.Add(ServerCommands.Index(shell));
        root.Add(AccountCommands.Build(shell));
        root.Add(CompletionCommand.Build(shell));
        return root;
    }

    private static IEnumerable<string> Path(Command command) =>
        [.. command.Parents.OfType<Command>().Take(1).SelectMany(Path), command is RootCommand ? "deed" : command.Name];
}
