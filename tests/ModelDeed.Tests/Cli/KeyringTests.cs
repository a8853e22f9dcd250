using ModelDeed.Cli;
using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Cli;

public sealed class KeyringTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Of_two_keys_saved_under_one_name_at_once_one_is_kept_and_the_other_refused()
    {
        Keyring keyring = new(new Home(name => name == Home.Variable ? _folder : null));
        using PrivateKey one = PrivateKey.Generate(), two = PrivateKey.Generate();
        Task[] saves = [Task.Run(() => keyring.Save("alice", one, "1", CancellationToken.None)), Task.Run(() => keyring.Save("alice", two, "2", CancellationToken.None))];
        Refusal refused = await Assert.ThrowsAsync<Refusal>(() => Task.WhenAll(saves));
        Assert.Contains("already", refused.Message, StringComparison.Ordinal);
        bool first = saves[0].IsCompletedSuccessfully;
        using PrivateKey kept = keyring.Open("alice", first ? "1" : "2");
        Assert.Equal((first ? one : two).Address, kept.Address);
        Assert.NotEqual(first, saves[1].IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData("demo-1")]
    [InlineData("demo-mine")]
    [InlineData("Demo-2")]
    public async Task The_demo_accounts_names_are_refused(string name)
    {
        using PrivateKey key = PrivateKey.Generate();
        Refusal refused = await Assert.ThrowsAsync<Refusal>(() => new Keyring(new Home(_ => _folder)).Save(name, key, "1", CancellationToken.None));
        Assert.Equal((Exit.Usage, "usage"), (refused.Exit, refused.Code));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_typed_password_has_no_control_characters()
    {
        Queue<ConsoleKeyInfo> keys = new(
        [
            Key('p', ConsoleKey.P), Key('\0', ConsoleKey.LeftArrow), Key('\u001b', ConsoleKey.Escape), Key('x', ConsoleKey.X), Key('\b', ConsoleKey.Backspace),
            Key('\t', ConsoleKey.Tab), Key('\u007f', ConsoleKey.None), Key('ä', ConsoleKey.A), Key(' ', ConsoleKey.Spacebar), Key('\r', ConsoleKey.Enter), Key('n', ConsoleKey.N),
        ]);
        Assert.Equal("pä ", Passwords.Typed(keys.Dequeue));
    }

    private static ConsoleKeyInfo Key(char letter, ConsoleKey key) => new(letter, key, shift: false, alt: false, control: false);
}
