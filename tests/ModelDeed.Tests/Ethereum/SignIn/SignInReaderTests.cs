using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Tests.Royalties;

namespace ModelDeed.Tests.Ethereum.SignIn;

/// <summary>The grammar of EIP-4361: what reads, and the negative cases that implementations got wrong.</summary>
public sealed class SignInReaderTests
{
    private const string Good = """
        deeds.example wants you to sign in with your Ethereum account:
        0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266

        Sign in to see your licenses: https://deeds.example/terms

        URI: https://deeds.example/sign-in
        Version: 1
        Chain ID: 31337
        Nonce: a1B2c3D4
        Issued At: 2026-03-17T12:45:13.610Z
        Expiration Time: 2026-03-17T12:55:13.610Z
        Not Before: 2026-03-17T12:45:13.610Z
        Request ID: some_id
        Resources:
        - https://deeds.example/terms
        - ipfs://Qme7ss3ARVgxv6rXqVPiikMJ8u2NLgmgszg13pYrDKEoiu
        """;

    [Fact]
    public void Every_field_is_read_and_written_back()
    {
        SignInMessage message = SignInReader.Read(Good);
        Assert.Equal(Good, message.ToString());
        Assert.Equal(("deeds.example", 31337ul, "a1B2c3D4", "some_id"), (message.Domain, message.ChainId, message.Nonce, message.RequestId));
        Assert.Equal(Address.Parse("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"), message.Account);
        Assert.Equal(new DateTimeOffset(2026, 3, 17, 12, 45, 13, 610, TimeSpan.Zero), message.IssuedAt);
        Assert.Equal(2, message.Resources!.Count);
    }

    [Fact]
    public void Optional_fields_may_be_missing()
    {
        string text = Without(Good, "Expiration Time", "Not Before", "Request ID", "Resources", "- ");
        SignInMessage message = SignInReader.Read(text);
        Assert.Equal(text, message.ToString());
        Assert.Null(message.ExpiresAt);
        Assert.Null(message.Resources);
        string silent = text.Replace("\n\nSign in to see your licenses: https://deeds.example/terms\n\n", "\n\n\n", StringComparison.Ordinal);
        Assert.Null(SignInReader.Read(silent).Statement);
        Assert.Equal(silent, SignInReader.Read(silent).ToString());
    }

    [Theory]
    [InlineData("https://deeds.example", "https", "deeds.example")]
    [InlineData("127.0.0.1:8080", null, "127.0.0.1:8080")]
    [InlineData("[::1]:8080", null, "[::1]:8080")]
    [InlineData("me@localhost:1", null, "me@localhost:1")]
    public void A_domain_is_an_authority_with_or_without_a_scheme(string asker, string? scheme, string domain)
    {
        SignInMessage message = SignInReader.Read(asker + Good[Good.IndexOf(' ', StringComparison.Ordinal)..]);
        Assert.Equal((scheme, domain), (message.Scheme, message.Domain));
    }

    [Theory]
    [InlineData("2026-03-17T12:45:13Z")]
    [InlineData("2026-03-17T10:45:13.000-02:00")]
    [InlineData("2026-03-17t12:45:13.00000000000z")]
    public void A_time_may_have_any_form_of_RFC_3339(string time) =>
        Assert.Equal(new DateTimeOffset(2026, 3, 17, 12, 45, 13, TimeSpan.Zero), SignInReader.Read(With("Issued At", time)).IssuedAt);

    [Theory]
    [InlineData("URI")]
    [InlineData("Version")]
    [InlineData("Chain ID")]
    [InlineData("Nonce")]
    [InlineData("Issued At")]
    public void A_field_that_must_be_there_is_missed_by_its_name(string field) =>
        Assert.Contains($"\"{field}: \"", Assert.Throws<MalformedDataException>(() => SignInReader.Read(Without(Good, field))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("URI", "Version")]
    [InlineData("Version", "Chain ID")]
    [InlineData("Chain ID", "Nonce")]
    [InlineData("Nonce", "Issued At")]
    [InlineData("Issued At", "Expiration Time")]
    [InlineData("Expiration Time", "Not Before")]
    [InlineData("Not Before", "Request ID")]
    [InlineData("Request ID", "Resources")]
    public void Fields_out_of_order_are_refused(string first, string second)
    {
        List<string> lines = [.. Good.Split('\n')];
        int one = lines.FindIndex(line => line.StartsWith(first, StringComparison.Ordinal)), two = lines.FindIndex(line => line.StartsWith(second, StringComparison.Ordinal));
        (lines[one], lines[two]) = (lines[two], lines[one]);
        Refused(string.Join('\n', lines));
    }

    [Theory]
    [InlineData("URI", ":no_scheme")]
    [InlineData("URI", "https://deeds.example/a b")]
    [InlineData("URI", "https://deeds.example/%zz")]
    [InlineData("URI", "")]
    [InlineData("Version", "3")]
    [InlineData("Version", "1 ")]
    [InlineData("Chain ID", "?")]
    [InlineData("Chain ID", "01")]
    [InlineData("Chain ID", "-1")]
    [InlineData("Chain ID", "18446744073709551616")]
    [InlineData("Nonce", "1234567")]
    [InlineData("Nonce", "1234-5678")]
    [InlineData("Nonce", "١٢٣٤٥٦٧٨")]
    [InlineData("Issued At", "Wed Oct 05 2011 16:48:00 GMT+0200 (CEST)")]
    [InlineData("Issued At", "2022-02-31T17:09:38.578Z")]
    [InlineData("Issued At", "2022-02-01T17:09:38.578")]
    [InlineData("Issued At", "2022-02-01 17:09:38Z")]
    [InlineData("Expiration Time", "2100-02-31T14:31:43.952Z")]
    [InlineData("Expiration Time", "1893456000")]
    [InlineData("Not Before", "2025-02-31T17:09:38.578Z")]
    [InlineData("Request ID", "two words")]
    public void A_field_of_a_wrong_form_is_refused(string field, string value) => Refused(With(field, value));

    [Theory]
    [InlineData("")]
    [InlineData("#deeds.example")]
    [InlineData("deeds.example/path")]
    [InlineData("a b")]
    [InlineData("://deeds.example")]
    [InlineData("deeds.example\n")]
    public void A_domain_of_a_wrong_form_is_refused(string domain) => Refused(domain + Good[Good.IndexOf(' ', StringComparison.Ordinal)..]);

    [Theory]
    [InlineData("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266")]
    [InlineData("0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    [InlineData("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb9226")]
    [InlineData("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266 ")]
    [InlineData("")]
    public void An_account_without_its_checksum_is_refused(string account) => Refused(Line(1, account));

    [Theory]
    [InlineData("Sign in\nagain")]
    [InlineData("Sign in\r")]
    [InlineData("Sign in \u202e")]
    [InlineData("Anmelden für Größeres")]
    [InlineData("A \"quote\"")]
    public void A_statement_is_one_line_of_the_standards_characters(string statement) => Refused(Line(3, statement));

    [Theory]
    [InlineData("- https://deeds.example/a - https://deeds.example/b")]
    [InlineData("- :no_scheme")]
    [InlineData("https://deeds.example/a")]
    [InlineData("-https://deeds.example/a")]
    public void A_resource_is_one_URI_in_its_line(string resource) => Refused(Good + "\n" + resource);

    [Fact]
    public void Line_ends_are_line_feeds() => Refused(Good.ReplaceLineEndings("\r\n"));

    [Fact]
    public void Nothing_follows_the_last_field()
    {
        Refused(Good + "\n");
        Refused(Good + "\nNonce: a1B2c3D4");
        Refused(Good + " ");
    }

    [Fact]
    public void A_nonce_in_another_field_is_no_nonce() =>
        Refused(Without(Line(3, "Nonce: a1B2c3D4"), "Nonce: ").Replace("Request ID: some_id", "Request ID: a1B2c3D4", StringComparison.Ordinal));

    [Fact]
    public void A_message_of_no_end_is_refused_before_it_is_read() =>
        Assert.Contains("4,096", Assert.Throws<MalformedDataException>(() => SignInReader.Read(Line(3, new string('a', 5_000)))).Message, StringComparison.Ordinal);

    [Fact]
    public void Any_text_reads_or_is_refused_but_nothing_else()
    {
        const int seed = 4361;
        SplitMix random = new(seed);
        for (int i = 0; i < 20_000; i++)
        {
            char[] text = Good.ToCharArray();
            for (int change = 0; change < 1 + i % 3; change++) text[random.Next(0, text.Length - 1)] = (char)random.Next(0, 127);
            string mutated = new(text);
            try
            {
                _ = SignInReader.Read(mutated);
            }
            catch (MalformedDataException)
            {
                // refused, as most are
            }
        }
    }

    private static void Refused(string text) => Assert.Throws<MalformedDataException>(() => SignInReader.Read(text));

    private static string With(string field, string value) => string.Join('\n', Good.Split('\n').Select(line => line.StartsWith(field + ": ", StringComparison.Ordinal) ? $"{field}: {value}" : line));

    private static string Without(string text, params string[] starts) => string.Join('\n', text.Split('\n').Where(line => !starts.Any(start => line.StartsWith(start, StringComparison.Ordinal))));

    private static string Line(int index, string line) => string.Join('\n', Good.Split('\n').Select((old, at) => at == index ? line : old));
}
