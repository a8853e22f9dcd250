using System.CommandLine;
using System.Text.Json;
using ModelDeed.Cli;

namespace ModelDeed.Tests.Cli;

/// <summary>What holds for every command, so that a new one can't forget it.</summary>
public sealed class CommandLineTests
{
    private static readonly Dictionary<string, string> NoVariables = [];

    public static TheoryData<string> Leaves => [.. Commands(DeedCommand.Build(Surroundings(new(), new())), "").Where(entry => entry.Command.Action is not null).Select(entry => entry.Line)];

    [Theory]
    [MemberData(nameof(Leaves))]
    public async Task Every_command_has_help_with_an_example_and_json(string line)
    {
        (int exit, string help, string error) = await Run([.. line.Split(' '), "--help"]);
        Assert.Equal((Exit.Done, ""), (exit, error));
        Assert.Contains("--json", help, StringComparison.Ordinal);
        string example = help[help.IndexOf("Example:", StringComparison.Ordinal)..].Split('\n')[1].Trim();
        Assert.StartsWith($"deed {line}", example, StringComparison.Ordinal);
        string command = example["deed ".Length..].Split(">>")[0].Trim();
        Assert.Empty(DeedCommand.Build(Surroundings(new(), new())).Parse(command).Errors); // it can be typed as it stands
    }

    [Fact]
    public void Every_option_and_argument_is_explained()
    {
        foreach ((Command command, string line) in Commands(DeedCommand.Build(Surroundings(new(), new())), ""))
            Assert.All(command.Options.Cast<Symbol>().Concat(command.Arguments).Append(command), symbol => Assert.False(string.IsNullOrWhiteSpace(symbol.Description), $"deed {line}: {symbol.Name}"));
    }

    [Fact]
    public void Exit_codes_are_as_documented() =>
        Assert.Equal((0, 1, 2, 3, 4, 130), (Exit.Done, Exit.AnswerIsNo, Exit.Usage, Exit.Chain, Exit.Unreadable, Exit.Cancelled));

    [Fact]
    public async Task Wrong_usage_names_the_help_and_is_json_when_asked()
    {
        (int exit, string output, string error) = await Run("register", "--json");
        Assert.Equal((Exit.Usage, ""), (exit, output));
        JsonElement problem = JsonDocument.Parse(error).RootElement.GetProperty("error");
        Assert.Equal("usage", problem.GetProperty("code").GetString());
        Assert.Equal("See: deed register --help", problem.GetProperty("hint").GetString());
    }

    [Theory]
    [InlineData("deed acc", "account")]
    [InlineData("deed version ", "publish")]
    [InlineData("deed register x --kind ", "dataset")]
    [InlineData("deed completion ", "fish")]
    public async Task Shells_get_suggestions(string typed, string expected)
    {
        (_, string output, _) = await Run($"[suggest:{typed.Length}]", typed);
        Assert.Contains(expected, output.Split('\n').Select(line => line.TrimEnd('\r')));
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _deed deed")]
    [InlineData("zsh", "compdef _deed deed")]
    [InlineData("fish", "complete -c deed")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName deed")]
    public async Task Completion_scripts_register_themselves(string name, string line)
    {
        (int exit, string script, _) = await Run("completion", name);
        Assert.Equal(Exit.Done, exit);
        Assert.Contains(line, script, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    private static IEnumerable<(Command Command, string Line)> Commands(Command parent, string line) =>
        parent.Subcommands.SelectMany(command => Commands(command, $"{line} {command.Name}".Trim()).Prepend((command, $"{line} {command.Name}".Trim())));

    private static async Task<(int Exit, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        int exit = await DeedCommand.Run(Surroundings(output, error), args, CancellationToken.None);
        return (exit, output.ToString(), error.ToString());
    }

    private static Shell Surroundings(StringWriter output, StringWriter error) => new()
    {
        Out = output,
        Error = error,
        In = TextReader.Null,
        Interactive = false,
        ErrorIsTerminal = false,
        OutIsTerminal = false,
        Clock = TimeProvider.System,
        Environment = name => NoVariables.GetValueOrDefault(name),
    };
}
