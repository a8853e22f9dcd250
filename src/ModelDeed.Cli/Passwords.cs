using System.CommandLine;

namespace ModelDeed.Cli;

/// <summary>Where a password comes from: a file, the environment, or a prompt that doesn't show it. Never the command line, which others can read.</summary>
internal sealed class Passwords(Shell shell)
{
    public const string Variable = "MODELDEED_PASSWORD";

    public static readonly SharedOption<string?> File = new("--password-file") { Description = $"Read the key's password from this file (or set {Variable}).", HelpName = "FILE" };

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
        string typed = Typed(() => Console.ReadKey(intercept: true));
        shell.Error.WriteLine();
        return typed;
    }

    /// <summary>What is typed until Enter. Arrows, function keys and control characters, which nobody could see or type elsewhere, don't count.</summary>
    /// <param name="next">Waits for a key.</param>
    internal static string Typed(Func<ConsoleKeyInfo> next)
    {
        System.Text.StringBuilder typed = new();
        for (ConsoleKeyInfo key = next(); key.Key != ConsoleKey.Enter; key = next())
        {
            if (key.Key == ConsoleKey.Backspace) typed.Length = Math.Max(0, typed.Length - 1);
            else if (!char.IsControl(key.KeyChar)) typed.Append(key.KeyChar);
        }
        return typed.ToString();
    }
}
