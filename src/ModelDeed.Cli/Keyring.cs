using System.Text.Json;
using System.Text.RegularExpressions;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>The user's keys: Web3 Secret Storage files, named by account, readable by geth and cast too.</summary>
internal sealed partial class Keyring(Home home)
{
    /// <summary>Names and addresses; the address is null where the file keeps it to itself (cast's do).</summary>
    public IReadOnlyList<(string Name, Address? Address)> List() => Directory.Exists(home.Keystore)
        ? [.. Directory.EnumerateFiles(home.Keystore).Where(path => !path.EndsWith(".part", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), AddressIn(path)))]
        : [];

    /// <summary>The file of an account, by name or address.</summary>
    public string? Find(string nameOrAddress) =>
        List().Where(entry => entry.Name == nameOrAddress || (Address.TryParse(nameOrAddress, out Address wanted) && entry.Address == wanted))
            .Select(entry => entry.Name).FirstOrDefault();

    public async Task Save(string name, PrivateKey key, string password, CancellationToken ct)
    {
        if (!Name().IsMatch(name))
            throw Refusal.Usage($"\"{Printable.Clean(name)}\" can't name an account.", "Use letters, digits, '-' and '_', 40 at most.");
        if (name.StartsWith(Signer.DemoPrefix, StringComparison.OrdinalIgnoreCase))
            throw Refusal.Usage($"\"{name}\" can't name an account: names that begin with {Signer.DemoPrefix} are the demo accounts'.", "Choose another name.");
        string path = Path.Combine(Home.Create(home.Keystore), name);
        if (File.Exists(path)) throw Taken(name, path); // before the work of sealing it
        byte[] sealedKey = Keystore.Seal(key, password);
        try
        {
            await Files.WriteSecret(path, sealedKey, ct);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw Taken(name, path);
        }
    }

    /// <summary>The address of an account, where its file says it.</summary>
    public Address? AddressOf(string name) => AddressIn(Path.Combine(home.Keystore, name));

    private static Refusal Taken(string name, string path) =>
        Refusal.Usage($"There is an account \"{name}\" already ({path}).", "Choose another name: keys are never overwritten.");

    public PrivateKey Open(string name, string password)
    {
        string path = Path.Combine(home.Keystore, name);
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
        if (stream.Length > Keystore.MaxFileSize) throw Refusal.Unreadable($"{path} is too large for a keystore.");
        byte[] json = new byte[stream.Length];
        stream.ReadExactly(json);
        return Keystore.Open(json, password) switch
        {
            KeystoreOutcome.Opened(var key) => key,
            KeystoreOutcome.WrongPassword => throw new Refusal(Exit.Usage, "wrong-password", $"The password doesn't open {name}."),
            KeystoreOutcome.Unreadable(var reason) => throw Refusal.Unreadable($"{path}: {reason}"),
            _ => throw new InvalidOperationException("Unknown outcome."),
        };
    }

    private static Address? AddressIn(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
            if (stream.Length > Keystore.MaxFileSize) return null;
            using JsonDocument json = JsonDocument.Parse(stream);
            return json.RootElement.TryGetProperty("address", out JsonElement address) && address.ValueKind == JsonValueKind.String
                && Address.TryParse(address.GetString()!.StartsWith("0x", StringComparison.Ordinal) ? address.GetString() : "0x" + address.GetString(), out Address found) ? found : null;
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            return null; // listed without an address; opening it says what is wrong
        }
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}$", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
