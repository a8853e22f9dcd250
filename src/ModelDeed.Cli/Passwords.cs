using System.CommandLine;

namespace ModelDeed.Cli;

/// <summary>Where a password comes from: a file, the environment, or a prompt that doesn't show it. Never the command line, which others can read.</summary>
internal sealed class Passwords(Shell shell)
{
    public const string Variable = "MODELDEED_PASSWORD";

    public static readonly Option<string?> File = new("--password-file") { Description = $"Read the key's password from this file (or set {Variable}).", HelpName = "FILE" };

    public async Task<string> Read(ParseResult parsed, string prompt, bool twice, CancellationToken ct)
    {
        if (parsed.GetValue(File) is { } path) return (await System.IO.File.ReadAllTextAsync(path, ct)).TrimEnd('\r', '\n');
        if (shell.Environment(Variable) is { } set) return set;
        if (!shell.Interactive) throw Refusal.Usage("A password is needed, and nobody is here to type it.", $"Give --password-file FILE, or set {Variable}.");
        string password = Prompt(prompt);
        if (twice && Prompt("Once more: ") != password) throw Refusal.Usage("The two passwords differ. Nothing was written.");
        return password;
    }

    private string Prompt(string prompt)
    {
        shell.Error.Write(prompt);
        System.Text.StringBuilder typed = new();
        for (ConsoleKeyInfo key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key != ConsoleKey.Backspace) typed.Append(key.KeyChar);
            else if (typed.Length > 0) typed.Length--;
        }
        shell.Error.WriteLine();
        return typed.ToString();
    }
}
