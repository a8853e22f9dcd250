using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed account new|import|list</c>.</summary>
internal static class AccountCommands
{
    public static Command Build(Shell shell) =>
        new("account", "Keys that sign for you.") { New(shell), Import(shell), List(shell) };

    private static ExampleCommand New(Shell shell)
    {
        Argument<string> name = new("NAME") { Description = "What to call it." };
        ExampleCommand command = new("new", "Make a key, encrypted with a password.", "deed account new alice") { name, Passwords.File };
        shell.On(command, async (parsed, ct) =>
        {
            using PrivateKey key = PrivateKey.Generate();
            return await Save(shell, parsed, parsed.GetValue(name)!, key, ct);
        });
        return command;
    }

    private static ExampleCommand Import(Shell shell)
    {
        Argument<string> name = new("NAME") { Description = "What to call it." };
        Option<string?> keystore = new("--keystore") { Description = "A Web3 Secret Storage file (geth, cast): kept as it is, with its own password.", HelpName = "FILE" };
        Option<string?> file = new("--private-key-file") { Description = "A file with 64 hexadecimal digits; - for standard input.", HelpName = "FILE" };
        ExampleCommand command = new("import", "Take over a key from a keystore or a file.", "deed account import bob --keystore UTC--2026-01-01.json")
        {
            name, keystore, file, Passwords.File,
        };
        shell.On(command, async (parsed, ct) => (parsed.GetValue(keystore), parsed.GetValue(file)) switch
        {
            ({ } path, null) => await ImportKeystore(shell, parsed, parsed.GetValue(name)!, path, ct),
            (null, { } path) => await ImportPlain(shell, parsed, parsed.GetValue(name)!, path, ct),
            _ => throw Refusal.Usage("Say where the key is: --keystore FILE or --private-key-file FILE, one of them."),
        });
        return command;
    }

    private static async Task<Answer> ImportKeystore(Shell shell, ParseResult parsed, string name, string path, CancellationToken ct)
    {
        string password = await new Passwords(shell).Read(parsed, "Password of the keystore: ", twice: false, ct);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
        if (stream.Length > Keystore.MaxFileSize) throw Refusal.Unreadable($"{path} is too large for a keystore.");
        byte[] json = new byte[stream.Length];
        await stream.ReadExactlyAsync(json, ct);
        switch (Keystore.Open(json, password))
        {
            case KeystoreOutcome.Opened(var key):
                using (key) return await Save(shell, name, key, password, ct);
            case KeystoreOutcome.WrongPassword:
                throw new Refusal(Exit.Usage, "wrong-password", $"The password doesn't open {path}.");
            case KeystoreOutcome.Unreadable(var reason):
                throw Refusal.Unreadable($"{path}: {reason}");
            default:
                throw new InvalidOperationException("Unknown outcome.");
        }
    }

    private static async Task<Answer> ImportPlain(Shell shell, ParseResult parsed, string name, string path, CancellationToken ct)
    {
        string text = path == "-" ? await shell.In.ReadLineAsync(ct) ?? "" : await File.ReadAllTextAsync(path, ct);
        using PrivateKey key = PrivateKey.Parse(text.Trim());
        return await Save(shell, parsed, name, key, ct);
    }

    private static async Task<Answer> Save(Shell shell, ParseResult parsed, string name, PrivateKey key, CancellationToken ct) =>
        await Save(shell, name, key, await new Passwords(shell).Read(parsed, "Password: ", twice: true, ct), ct);

    private static async Task<Answer> Save(Shell shell, string name, PrivateKey key, string password, CancellationToken ct)
    {
        await new Keyring(new Home(shell.Environment)).Save(name, key, password, ct);
        Address address = key.Address;
        return new Answer(new JsonObject { ["name"] = name, ["address"] = address.ToString() }, console =>
        {
            Facts facts = new();
            facts.Add("account", name);
            facts.Add("address", address.ToString());
            facts.Show(console);
        });
    }

    private static ExampleCommand List(Shell shell)
    {
        ExampleCommand command = new("list", "List your accounts.", "deed account list");
        shell.On(command, (_, _) =>
        {
            IReadOnlyList<(string Name, Address? Address)> accounts = new Keyring(new Home(shell.Environment)).List();
            JsonArray json = [.. accounts.Select(account => new JsonObject { ["name"] = account.Name, ["address"] = account.Address?.ToString() })];
            return Task.FromResult(new Answer(new JsonObject { ["accounts"] = json }, console =>
            {
                Facts facts = new();
                foreach ((string name, Address? address) in accounts) facts.Add(name, address?.ToString() ?? "(in the file, once opened)");
                facts.Show(console);
                if (accounts.Count == 0) console.WriteLine("No accounts yet. Make one: deed account new NAME");
            }));
        });
        return command;
    }
}
