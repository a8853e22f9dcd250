using System.Net;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Server.Custodian;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Sealing;

namespace ModelDeed.Tests.Server.Custodian;

/// <summary>What a custodian's service starts with: territories, proxies, keys.</summary>
public sealed class CustodianOptionsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Territories_are_those_of_the_directory_or_the_start_is_refused()
    {
        using X25519Identity key = Keys.Identity(2);
        Territories germany = Territories.Parse("DE"), both = Territories.Parse("DE,FR");
        var entered = new ModelDeed.Sealing.Custodian(Keys.Binding.Contract, key.Recipient, null, both, UInt256.Zero, 1, null);
        Assert.Equal(both, CustodianOptions.Agreed(null, entered));
        Assert.Equal(both, CustodianOptions.Agreed(both, entered));
        Assert.Equal(germany, CustodianOptions.Agreed(germany, null));
        Assert.Equal(Territories.Worldwide, CustodianOptions.Agreed(null, null));
        string refusal = Assert.Throws<FormatException>(() => CustodianOptions.Agreed(germany, entered)).Message;
        Assert.Contains("releases for DE,FR", refusal, StringComparison.Ordinal);
        Assert.Contains("deed custodian change", refusal, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => CustodianOptions.Agreed(Territories.Worldwide, entered)); // neither more nor less
    }

    [Fact]
    public void Proxies_are_ip_addresses()
    {
        Assert.Equal([IPAddress.Parse("10.0.0.2"), IPAddress.Parse("fd00::2")], Read(("proxies", "10.0.0.2, fd00::2")).Proxies);
        Assert.Empty(Read().Proxies);
        Assert.Contains("\"proxy.example\"", Assert.Throws<FormatException>(() => Read(("proxies", "proxy.example"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://custodian.example", true, true)]
    [InlineData("https://custodian.example/at/all/", true, true)]
    [InlineData("http://127.0.0.1:5090/", true, false)]
    [InlineData("https://localhost/", false, false)]
    [InlineData("http://custodian.example/", false, false)]
    [InlineData("https://user:word@custodian.example/", false, false)]
    [InlineData("custodian.example", false, false)]
    [InlineData("", false, false)]
    [InlineData("https://xn--bung-zra.example/", true, true)]
    [InlineData("https://übung.example/", false, false)]
    [InlineData("https://[2a00:1450:4001:831::200e]:8443/", true, true)]
    [InlineData("https://a；script-src-elem/", false, false)] // a browser's policy would read a semicolon
    [InlineData("https://a，b/", false, false)]
    [InlineData("https://１２７.0.0.1/", false, false)]
    [InlineData("https://10.0.0.1/", false, false)]
    [InlineData("https://[fd00::1]/", false, false)]
    [InlineData("https://℀/", false, false)] // stands for "a/c": no host
    [InlineData("https://\u00ad/", false, false)]
    public void An_address_is_one_that_clients_call(string url, bool onEmbedded, bool elsewhere)
    {
        Assert.Equal(onEmbedded, CustodianDirectory.Usable(url, allowLocal: true) is not null);
        Assert.Equal(elsewhere, CustodianDirectory.Usable(url, allowLocal: false) is not null);
    }

    [Fact]
    public void An_address_has_256_bytes_at_most()
    {
        string prefix = "https://custodian.example/";
        Assert.NotNull(CustodianDirectory.Usable(prefix + new string('a', 256 - prefix.Length), allowLocal: false));
        Assert.Null(CustodianDirectory.Usable(prefix + new string('a', 257 - prefix.Length), allowLocal: false));
    }

    [Fact]
    public void Another_key_leaves_the_account_and_the_keys_before()
    {
        var folder = new CustodianFolder(_folder["custodian"]);
        Assert.False(folder.HasKeys);
        using CustodianKeys first = folder.Keys();
        folder.AddKey();
        using CustodianKeys second = folder.Keys();
        Assert.Equal(first.Account.Address, second.Account.Address);
        Assert.Equal([first.Newest], first.Recipients.ToArray());
        Assert.Equal([first.Newest, second.Newest], second.Recipients.ToArray());
        Assert.NotNull(second.Of(new Hash32(first.Newest.Key)));
        Assert.Null(first.Of(new Hash32(second.Newest.Key)));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.IdentityPath));
        Assert.Equal([folder.IdentityPath], Directory.GetFiles(folder.Path)); // nothing of the making is left
    }

    [Fact]
    public void A_file_without_a_key_is_refused_and_stays()
    {
        var folder = new CustodianFolder(_folder["custodian"]);
        Directory.CreateDirectory(folder.Path);
        File.WriteAllText(folder.IdentityPath, "# public key: age1…\n");
        Assert.Contains("holds no key", Assert.Throws<FormatException>(folder.Keys).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(folder.AddKey);
        Assert.Single(File.ReadAllLines(folder.IdentityPath));
    }

    private CustodianOptions Read(params (string Name, string Value)[] options) =>
        CustodianOptions.Read(name => name == "chain" ? "embedded" : options.FirstOrDefault(one => one.Name == name).Value, name => name == "MODELDEED_HOME" ? _folder.Path : null);
}
