using System.CommandLine;
using System.Text.Json.Nodes;

namespace ModelDeed.Cli;

/// <summary><c>deed completion SHELL</c>: a script for the shell's own completion, which asks <c>deed</c> for suggestions.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _deed() {
          local IFS=$'\n'
          COMPREPLY=($(deed "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null))
        }
        complete -o default -F _deed deed
        """;

    private const string Zsh = """
        #compdef deed
        _deed() {
          local -a found
          found=("${(@f)$(deed "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- $found || _files
        }
        compdef _deed deed
        """;

    private const string Fish = """
        complete -c deed -f -a '(deed "[suggest:"(string length (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        complete -c deed -F
        """;

    private const string PowerShell = """
        Register-ArgumentCompleter -Native -CommandName deed -ScriptBlock {
          param($word, $ast, $cursor)
          deed "[suggest:$cursor]" "$ast" 2>$null | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
        }
        """;

    public static Command Build(Shell shell)
    {
        Argument<string> which = new("SHELL") { Description = "bash, zsh, fish or pwsh." };
        which.AcceptOnlyFromAmong("bash", "zsh", "fish", "pwsh");
        ExampleCommand command = new("completion", "Print the completion script of a shell.", "deed completion bash >> ~/.bashrc") { which };
        shell.On(command, (parsed, _) =>
        {
            string script = parsed.GetValue(which) switch { "bash" => Bash, "zsh" => Zsh, "fish" => Fish, _ => PowerShell };
            return Task.FromResult(new Answer(new JsonObject { ["script"] = script }, console => console.Profile.Out.Writer.WriteLine(script)));
        });
        return command;
    }
}
