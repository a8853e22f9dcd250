using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

/// <summary>What a custodian releases, and why not.</summary>
public sealed class ReleaseTests : IDisposable
{
    private const ulong Now = 1_800_000_000;

    private readonly X25519Identity _owner = Keys.Identity(1), _custodian = Keys.Identity(2), _other = Keys.Identity(3);
    private readonly FileKey _key = Keys.FileKey(9);
    private readonly PackageHeader _header;

    public ReleaseTests() => _header = PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(2, _custodian, _other));

    public void Dispose()
    {
        _owner.Dispose();
        _custodian.Dispose();
        _other.Dispose();
        _key.Dispose();
    }

    private CustodianRole Role => new(Keys.Binding.ChainId, Keys.Binding.Contract, default, [_custodian.Recipient], Territories.Of(Territories.IndexOf("DE")));

    private ReleaseRequest Request => new()
    {
        Account = Keys.Binding.Contract,
        Custodian = new Hash32(_custodian.Recipient.Key),
        Header = _header.Digest,
        Territory = (byte)Territories.IndexOf("DE"),
        Field = 0,
        DataType = 0,
        Recipient = new Hash32(_other.Recipient.Key),
        Nonce = Keys.Binding.TitleId,
        Deadline = Now + 60,
    };

    private static ReleaseFacts Facts(Hash32 header) => new(header, Keys.Binding.TitleId, Keys.Binding.Version, Keys.Binding.ManifestDigest, IsLicensed: true);

    [Fact]
    public void A_request_that_is_well_gets_through()
    {
        Assert.Null(Release.Judge(Role, _header, Request, Now));
        Assert.Null(Release.Judge(Keys.Binding, Request, Facts(_header.Digest)));
        Assert.Null(Release.Judge(Role, _header, Request with { Deadline = Now }, Now)); // its last second
        Assert.Null(Release.Judge(Role, _header, Request with { Deadline = Now + ReleaseRequest.LongestLife }, Now));
    }

    [Fact]
    public void Each_thing_wrong_with_a_request_has_its_reason()
    {
        PackageHeader mine = PackageHeader.Seal(_key, [_owner.Recipient], null), elses = PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(2, _owner, _other));
        (string Code, ReleaseRefusal? Refusal)[] cases =
        [
            ("wrong-package", Release.Judge(Role, _header, Request with { Header = Hash32.Zero }, Now)),
            ("wrong-package", Release.Judge(Role, mine, Request with { Header = mine.Digest }, Now)),
            ("wrong-chain", Release.Judge(Role with { ChainId = 1 }, _header, Request, Now)),
            ("wrong-chain", Release.Judge(Role with { Titles = default }, _header, Request, Now)),
            ("wrong-custodian", Release.Judge(Role, _header, Request with { Custodian = Hash32.Zero }, Now)),
            ("wrong-custodian", Release.Judge(Role, elses, Request with { Header = elses.Digest }, Now)),
            ("expired-request", Release.Judge(Role, _header, Request, Now + 61)),
            ("far-deadline", Release.Judge(Role, _header, Request with { Deadline = Now + ReleaseRequest.LongestLife + 1 }, Now)),
            ("unknown-use", Release.Judge(Role, _header, Request with { Territory = 255 }, Now)),
            ("unknown-use", Release.Judge(Role, _header, Request with { Field = FieldsOfUse.Count }, Now)),
            ("unknown-use", Release.Judge(Role, _header, Request with { DataType = DataTypes.Count }, Now)),
            ("territory", Release.Judge(Role, _header, Request with { Territory = (byte)Territories.IndexOf("FR") }, Now)),
        ];
        Assert.All(cases, one => Assert.Equal(one.Code, one.Refusal?.Code));
    }

    [Fact]
    public void Each_thing_that_the_chain_says_no_to_has_its_reason()
    {
        ReleaseFacts facts = Facts(_header.Digest);
        (string Code, ReleaseFacts Facts)[] cases =
        [
            ("wrong-package", facts with { TitleId = Hash32.Zero }),
            ("wrong-package", facts with { Version = Keys.Binding.Version + 1 }),
            ("wrong-package", facts with { ManifestDigest = Hash32.Zero }),
            ("no-package", facts with { PublishedHeader = Hash32.Zero }),
            ("superseded-package", facts with { PublishedHeader = Keys.Binding.TitleId }),
            ("not-licensed", facts with { IsLicensed = false }),
        ];
        Assert.All(cases, one => Assert.Equal(one.Code, Release.Judge(Keys.Binding, Request, one.Facts)?.Code));
    }

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00x")]
    public void Half_a_surrogate_pair_is_refused_in_words(string text)
    {
        byte[] answer = System.Text.Encoding.ASCII.GetBytes($$"""{"ephemeral":"{{text}}","box":"0x","entry":0,"receipt":""}""");
        Assert.Contains("ephemeral", Assert.Throws<FormatException>(() => ReleaseWire.ReadAnswer(answer)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"\u00ff\":1}")] // a byte that is no UTF-8, written as Latin-1 below
    [InlineData("{\"request\":{\"\\udc00\":1}}")]
    public void A_name_that_is_no_text_is_refused_in_words(string json)
    {
        byte[] request = System.Text.Encoding.Latin1.GetBytes(json);
        Assert.Contains("a field's name", Assert.Throws<FormatException>(() => ReleaseWire.ReadRequest(request)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_is_read_as_it_was_written()
    {
        var asked = new ReleaseWire.Asked(_header.Bytes.ToArray(), Request, [1, 2, 3]);
        ReleaseWire.Asked read = ReleaseWire.ReadRequest(ReleaseWire.Write(asked));
        Assert.Equal(asked.Request, read.Request);
        Assert.Equal(asked.Header, read.Header);
        Assert.Equal(asked.Signature, read.Signature);
    }

    [Fact]
    public void Every_field_is_signed()
    {
        ReleaseRequest request = Request;
        ReleaseRequest[] others =
        [
            request with { Account = default }, request with { Custodian = default }, request with { Header = default }, request with { Territory = 9 }, request with { Field = 9 },
            request with { DataType = 9 }, request with { Recipient = default }, request with { Nonce = default }, request with { Deadline = 1 },
        ];
        Hash32[] digests = [.. others.Prepend(request).Select(one => one.Digest(1, Keys.Binding.Contract)), request.Digest(2, Keys.Binding.Contract), request.Digest(1, default)];
        Assert.Equal(digests.Length, digests.Distinct().Count());
    }
}
