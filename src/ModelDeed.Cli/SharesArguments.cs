using System.CommandLine;
using System.Globalization;
using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>What the shares commands share: the title, its division, numbers of shares.</summary>
internal sealed class SharesArguments(Shell shell)
{
    public Shell Shell => shell;

    public ContentOptions Content { get; } = new(shell);

    public Argument<string> Title { get; } = new("TITLE") { Description = TitleArgument.Description };

    /// <summary>The number of a motion.</summary>
    public static Argument<string> Motion() => new("MOTION") { Description = "The number of the motion, as deed shares show prints it." };

    public static Option<string?> To() => new("--to") { Description = "Where the money goes: an address or account. Default: the account that signs.", HelpName = "ADDRESS" };

    /// <summary>A command that spends.</summary>
    public static ExampleCommand Writing(Shell shell, string name, string description, string example, IEnumerable<Symbol> symbols, ContentOptions? content, Func<ParseResult, CancellationToken, Task<Answer>> run)
    {
        ExampleCommand command = new(name, description, example);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }
        content?.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, run);
        return command;
    }

    /// <summary>The title that the command line names.</summary>
    public async Task<TitleState> Resolve(ParseResult parsed, ChainSession session, CancellationToken ct) =>
        (await session.Reader.Read(await TitleArgument.Resolve(parsed.GetValue(Title)!, Content, session, parsed, ct), ct))!;

    /// <summary>A title's divisions, the latest last.</summary>
    /// <exception cref="Refusal">It was never divided.</exception>
    public static async Task<IReadOnlyList<DivisionState>> Divisions(ChainSession session, TitleState title, CancellationToken ct)
    {
        DivisionState[] divisions = [.. (await session.Divisions.ReadAll(ct)).Where(division => division.Title == title.Id)];
        return divisions.Length > 0 ? divisions : throw new Refusal(Exit.AnswerIsNo, "not-divided", $"\"{title.Name}\" isn't divided into shares.", "Its holder can: deed shares divide TITLE --name … --symbol … --to …");
    }

    /// <summary>Whole shares, above zero.</summary>
    public static BigInteger Shares(string text, string what) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out BigInteger shares) && !shares.IsZero && shares.GetBitLength() <= 96
            ? shares : throw Refusal.Usage($"{what}: \"{Printable.Clean(text)}\" is no number of shares.", "Shares are whole: write 600.");

    /// <summary>The motion of that number, with its division.</summary>
    public static async Task<(DivisionState Division, MotionState Motion)> FindMotion(ChainSession session, string text, CancellationToken ct)
    {
        if (!UInt256.TryParse(text, out UInt256 id)) throw Refusal.Usage($"MOTION: \"{Printable.Clean(text)}\" is no number.", "deed shares show TITLE lists the motions.");
        foreach (DivisionState division in await session.Divisions.ReadAll(ct))
            if (division.Motions.FirstOrDefault(motion => motion.Id == id) is { } found) return (division, found);
        throw new Refusal(Exit.AnswerIsNo, "no-motion", $"There is no motion {id} on {session.Profile.Name}.", "deed shares show TITLE lists the motions.");
    }
}
