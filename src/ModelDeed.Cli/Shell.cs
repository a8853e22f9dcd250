using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>What surrounds a command: streams, terminal, clock, environment. Tests replace it.</summary>
internal sealed class Shell
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    public required TextReader In { get; init; }

    /// <summary>A person sits before it: questions may be asked (standard input and standard error are terminals).</summary>
    public required bool Interactive { get; init; }

    /// <summary>Standard error is a terminal: progress may be drawn.</summary>
    public required bool ErrorIsTerminal { get; init; }

    /// <summary>Standard output is a terminal: colors and box lines may be drawn.</summary>
    public required bool OutIsTerminal { get; init; }

    public required TimeProvider Clock { get; init; }

    public required Func<string, string?> Environment { get; init; }

    /// <summary>Answers of this run as JSON.</summary>
    public static readonly SharedOption<bool> Json = new("--json") { Description = "Print one JSON document (docs/cli.md); errors too.", Recursive = true };

    /// <summary>The process's own surroundings.</summary>
    public static Shell OfProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        Interactive = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        OutIsTerminal = !Console.IsOutputRedirected,
        Clock = TimeProvider.System,
        Environment = System.Environment.GetEnvironmentVariable,
    };

    /// <summary>Makes <paramref name="run"/> the action of <paramref name="command"/>: its answer is printed, its refusal explained, its exit code set.</summary>
    public void On(Command command, Func<ParseResult, CancellationToken, Task<Answer>> run) =>
        command.SetAction(async (parsed, ct) =>
        {
            bool json = parsed.GetValue(Json);
            try
            {
                Answer answer = await run(parsed, ct);
                Print(answer, json);
                return answer.Exit;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return Fail(new Refusal(Exit.Cancelled, "cancelled", "Cancelled."), json);
            }
            catch (Exception exception) when (Refusals.Of(exception) is { } refusal)
            {
                return Fail(refusal, json);
            }
        });

    /// <summary>Progress of a job that may take longer than a second.</summary>
    public Progress Progress(string what) => new(Error, ErrorIsTerminal, Clock, what);

    /// <summary>Asks before money is spent. Without a person to ask, <c>--yes</c> must have been given.</summary>
    public void Confirm(string summary, bool yes)
    {
        if (yes) return;
        if (!Interactive)
            throw Refusal.Usage("This spends money, and nobody is here to be asked.", "Say --yes to go ahead, or --dry-run to see what it would cost.");
        Error.WriteLine(summary);
        Error.Write("Go ahead? [y/N] ");
        string? reply = In.ReadLine();
        if (reply?.Trim() is not ("y" or "Y" or "yes"))
            throw new Refusal(Exit.AnswerIsNo, "declined", "Nothing was sent.");
    }

    /// <summary>Prints a refusal, as JSON or in words, and gives its exit code.</summary>
    public int Fail(Refusal refusal, bool json)
    {
        if (json)
        {
            JsonObject problem = new() { ["code"] = refusal.Code, ["message"] = refusal.Message, ["hint"] = refusal.Hint };
            Error.WriteLine(new JsonObject { ["error"] = problem }.ToJsonString(Indented));
        }
        else
        {
            // Messages quote files, nodes and contracts, and those may come from anybody.
            foreach (string line in refusal.Message.Split('\n')) Error.WriteLine((line == refusal.Message.Split('\n')[0] ? "deed: " : "      ") + Printable.Clean(line));
            if (refusal.Hint is not null) Error.WriteLine($"      {Printable.Clean(refusal.Hint)}");
        }
        return refusal.Exit;
    }

    private void Print(Answer answer, bool json)
    {
        if (json) Out.WriteLine(answer.Json.ToJsonString(Indented));
        else answer.Show(Ansi());
    }

    private IAnsiConsole Ansi()
    {
        bool color = OutIsTerminal && Environment("NO_COLOR") is null or "";
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(Out),
            Ansi = color ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = color ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        if (!OutIsTerminal) console.Profile.Width = 200; // nothing is wrapped for a pipe
        return console;
    }
}
