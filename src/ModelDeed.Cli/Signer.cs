using System.CommandLine;
using System.Globalization;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>Finds the key that signs: <c>--account</c>, else <c>MODELDEED_ACCOUNT</c>, else the only account there is, else on the embedded chain the first demo account.</summary>
internal static class Signer
{
    public const string Variable = "MODELDEED_ACCOUNT";

    /// <summary>How the demo accounts' names begin; no other account's may.</summary>
    public const string DemoPrefix = "demo-";

    /// <summary>Opens the account that signs. With <c>--dry-run</c> no password is asked for where the key's file says its address.</summary>
    public static async Task<SigningAccount> Open(Shell shell, ParseResult parsed, ChainProfile chain, CancellationToken ct)
    {
        Keyring keyring = new(new Home(shell.Environment));
        string chosen = parsed.GetValue(ChainOptions.Account) ?? shell.Environment(Variable) ?? Default(keyring, chain);
        if (chosen.StartsWith(DemoPrefix, StringComparison.Ordinal)) return new SigningAccount(Demo(chosen, chain));
        string name = keyring.Find(chosen) ?? throw Refusal.Usage($"There is no account \"{Printable.Clean(chosen)}\".", "See deed account list, or make one: deed account new NAME");
        if (parsed.GetValue(ChainOptions.DryRun) && keyring.AddressOf(name) is { } address) return new SigningAccount(address);
        string password = await new Passwords(shell).Read(parsed, $"Password of {name}: ", twice: false, ct);
        return new SigningAccount(keyring.Open(name, password));
    }

    /// <summary>The address of whoever would sign; its key isn't needed.</summary>
    /// <param name="named">The account that the command line names, if any.</param>
    public static Address AddressOf(Shell shell, string? named, ChainProfile chain) =>
        Resolve(shell, named ?? shell.Environment(Variable) ?? Default(new Keyring(new Home(shell.Environment)), chain), chain);

    /// <summary>An account named on the command line that needn't sign: an address, one of the user's, or a demo account.</summary>
    public static Address Resolve(Shell shell, string text, ChainProfile chain)
    {
        if (Address.TryParse(text, out Address address)) return address;
        if (text.StartsWith(DemoPrefix, StringComparison.Ordinal))
        {
            using PrivateKey demo = Demo(text, chain);
            return demo.Address;
        }
        if (text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return Address.Parse(text); // says what is wrong with it
        return new Keyring(new Home(shell.Environment)).List().FirstOrDefault(account => account.Name == text).Address
            ?? throw Refusal.Usage($"\"{Printable.Clean(text)}\" is neither an address nor an account whose address is known.", "Give 0x and 40 hexadecimal digits.");
    }

    private static string Default(Keyring keyring, ChainProfile chain)
    {
        IReadOnlyList<(string Name, Address? Address)> own = keyring.List();
        if (own.Count == 1) return own[0].Name;
        if (own.Count == 0 && chain.IsEmbedded) return DemoPrefix + "1";
        throw Refusal.Usage(own.Count == 0 ? "There is no account to sign with." : "Several accounts could sign.",
            own.Count == 0 ? "Make one: deed account new NAME" : $"Say which: --account {own[0].Name}");
    }

    private static PrivateKey Demo(string name, ChainProfile chain)
    {
        if (!int.TryParse(name.AsSpan(DemoPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < 1 || number > DemoAccounts.Count)
            throw Refusal.Usage($"There is no account \"{Printable.Clean(name)}\": demo accounts are demo-1 to demo-{DemoAccounts.Count}.");
        if (!chain.IsEmbedded) throw Refusal.Usage($"Demo accounts are for the embedded chain: their keys are public, and on {chain.Name} anybody could take what they hold.");
        return DemoAccounts.Key(number - 1, chain);
    }
}
