using System.CommandLine;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary><c>deed income</c>: a statement.</summary>
internal static class IncomeCommand
{
    public static Command Build(Shell shell)
    {
        Argument<string[]> titles = new("TITLE") { Description = "Whose income: title ids, fingerprints (0x…), or paths to the content. None: all of the account's.", Arity = ArgumentArity.ZeroOrMore };
        Option<string?> account = new("--account") { Description = "Whose income: an address or account. Default, without TITLE: the account that would sign.", HelpName = "NAME" };
        Option<bool> csv = new("--csv") { Description = "Print comma-separated values, one line per credit, withdrawal and balance (docs/cli.md)." };
        ContentOptions content = new(shell);
        ExampleCommand command = new("income", "What was paid, to whom it was credited, what is due now, what waits and why.", "deed income model.onnx --from 2026-01-01 --csv")
        {
            titles, account, TimeRange.FromOption, TimeRange.ToOption, csv,
        };
        content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            if (parsed.GetValue(csv) && parsed.GetValue(Shell.Json)) throw Refusal.Usage("--csv and --json are two ways to print one answer.", "Choose one.");
            TimeRange range = TimeRange.Of(parsed);
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            IReadOnlySet<UInt256>? chosen = await TitleChoice.Of(parsed.GetValue(titles) ?? [], content, session, parsed, ct);
            string? named = parsed.GetValue(account);
            Address? whose = chosen is null || named is not null ? Signer.AddressOf(shell, named, session.Profile) : null;
            IncomeStatement statement = await IncomeStatement.Of(session, await IncomeScope.Read(session, chosen, whose, ct), range, ct);
            return parsed.GetValue(csv) ? new Answer(statement.Json(), console => console.Profile.Out.Writer.Write(IncomeCsv.Of(statement))) : new Answer(statement.Json(), statement.Show);
        });
        return command;
    }
}
