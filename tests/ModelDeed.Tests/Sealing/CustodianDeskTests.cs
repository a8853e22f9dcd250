using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Sealing;

/// <summary>A custodian's desk against a chain that says what a test wants; the real chain is asked in the end-to-end tests.</summary>
public sealed class CustodianDeskTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly X25519Identity _owner = Keys.Identity(1), _other = Keys.Identity(3), _recipient = Keys.Identity(4);
    private readonly CustodianKeys _keys = new(Keys.Identity(2));
    private readonly FileKey _key = Keys.FileKey(9);
    private readonly PrivateKey _account = PrivateKey.Parse(new string('7', 64));
    private readonly PackageHeader _header;
    private readonly Clock _clock = new();
    private readonly ShownChain _chain;
    private ReceiptLog _log;

    public CustodianDeskTests()
    {
        _header = PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(2, _keys.Identity, _other));
        _chain = ShownChain.Licensing(_header);
        _log = ReceiptLog.Open(_folder.Path);
    }

    public void Dispose()
    {
        _log.Dispose();
        foreach (IDisposable one in (IDisposable[])[_owner, _keys, _other, _recipient, _key, _account, _folder]) one.Dispose();
    }

    [Fact]
    public async Task A_licensee_gets_the_share_and_the_log_says_so()
    {
        ReleaseRequest request = Request(1);
        var released = Assert.IsType<ReleaseAnswer.Released>(await Ask(Desk(), request));
        byte[] secret = new byte[KeyShare.Size];
        Assert.True(released.Box.TryOpen(_recipient, ReleaseRequest.BoxInfo(Digest(request)), secret));
        using KeyShare share = KeyShare.Parse(secret);
        Assert.Equal(1, share.X);
        Assert.True(_header.Custodians!.IsRight(share));
        Assert.Equal(1, _log.Size);
        byte[] entry = _log.Bundle(0, 1)![2..];
        ReleaseReceipt receipt = ReleaseReceipt.Parse(entry);
        Assert.Equal((_clock.Now, Keys.Binding, request, true), (receipt.Time, receipt.Package, receipt.Request, receipt.IsSignedByKey));
        Assert.Equal(entry, released.Receipt.Entry.ToArray());
    }

    [Fact]
    public async Task The_receipt_proves_that_the_log_has_it()
    {
        CustodianDesk desk = Desk();
        var receipts = new List<LogReceipt>();
        for (int i = 0; i < 5; i++) receipts.Add(Assert.IsType<ReleaseAnswer.Released>(await Ask(desk, Request(i))).Receipt);
        Assert.All(receipts, receipt => Assert.Null(receipt.Fault(_keys.Account.Address, Keys.Binding.ChainId, Directory)));
        Assert.Equal(_log.Head().Root, receipts[4].Head.Root);
        Assert.Contains("isn't signed by", receipts[0].Fault(_account.Address, Keys.Binding.ChainId, Directory), StringComparison.Ordinal);
        Assert.Contains("isn't signed by", receipts[0].Fault(_keys.Account.Address, 1, Directory), StringComparison.Ordinal);
        LogReceipt moved = receipts[4] with { Number = 3 }, altered = receipts[4] with { Entry = receipts[3].Entry };
        Assert.Contains("isn't under the head", moved.Fault(_keys.Account.Address, Keys.Binding.ChainId, Directory), StringComparison.Ordinal);
        Assert.Contains("isn't under the head", altered.Fault(_keys.Account.Address, Keys.Binding.ChainId, Directory), StringComparison.Ordinal);
        Assert.DoesNotContain(receipts, one => receipts.Exists(one.Contradicts));
    }

    [Fact]
    public async Task A_package_of_a_key_taken_before_opens_still()
    {
        using var keys = new CustodianKeys(Keys.Identity(2), Keys.Identity(7));
        Assert.Equal(_keys.Account.Address, keys.Account.Address); // the account stays
        Assert.NotEqual(_keys.Newest, keys.Newest);
        var desk = new CustodianDesk(Role(keys), keys, _log, _chain, _clock);
        Assert.IsType<ReleaseAnswer.Released>(await Ask(desk, Request(1)));
        PackageHeader newer = PackageHeader.Seal(_key, [_owner.Recipient], new CustodianTerms(Keys.Binding, [keys.Newest, _other.Recipient], 2));
        _chain.Facts = _chain.Facts with { PublishedHeader = newer.Digest };
        ReleaseRequest request = Request(2) with { Header = newer.Digest, Custodian = new Hash32(keys.Newest.Key) };
        Assert.IsType<ReleaseAnswer.Released>(await desk.Answer(newer, request, _account.Sign(Digest(request)).ToArray(), default));
    }

    [Fact]
    public async Task The_box_opens_for_its_request_alone()
    {
        var released = Assert.IsType<ReleaseAnswer.Released>(await Ask(Desk(), Request(1)));
        Assert.False(released.Box.TryOpen(_recipient, ReleaseRequest.BoxInfo(Digest(Request(2))), new byte[KeyShare.Size]));
        Assert.False(released.Box.TryOpen(_other, ReleaseRequest.BoxInfo(Digest(Request(1))), new byte[KeyShare.Size]));
    }

    [Fact]
    public async Task A_request_is_served_once_even_after_a_restart()
    {
        ReleaseRequest request = Request(1);
        CustodianDesk desk = Desk();
        Assert.IsType<ReleaseAnswer.Released>(await Ask(desk, request));
        Refused("replayed", await Ask(desk, request));
        _log.Dispose();
        _log = ReceiptLog.Open(_folder.Path);
        _clock.Now += 59;
        Refused("replayed", await Ask(Desk(), request));
        Assert.Equal(1, _log.Size);
        _clock.Now += 2;
        Refused("expired-request", await Ask(Desk(), request));
    }

    [Fact]
    public async Task Of_many_at_the_same_moment_one_is_served()
    {
        CustodianDesk desk = Desk();
        ReleaseAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Ask(desk, Request(1)))));
        Assert.Single(answers.OfType<ReleaseAnswer.Released>());
        Assert.Equal(1, _log.Size);
    }

    [Fact]
    public async Task What_another_signed_or_the_chain_denies_is_refused_and_not_logged()
    {
        CustodianDesk desk = Desk();
        using var thief = PrivateKey.Parse(new string('8', 64));
        Refused("bad-signature", await desk.Answer(_header, Request(1), thief.Sign(Digest(Request(1))).ToArray(), default));
        Refused("bad-signature", await desk.Answer(_header, Request(1), _account.Sign(Digest(Request(2))).ToArray(), default));
        _chain.Facts = _chain.Facts with { IsLicensed = false };
        Refused("not-licensed", await Ask(desk, Request(3)));
        Assert.Equal(0, _log.Size);
        _chain.Facts = _chain.Facts with { IsLicensed = true };
        Assert.IsType<ReleaseAnswer.Released>(await Ask(desk, Request(3))); // a refusal uses nothing up
    }

    [Fact]
    public async Task A_share_sealed_wrongly_is_told_apart()
    {
        X25519Identity stranger = Keys.Identity(5);
        byte[] bytes = _header.Custodians!.ToBytes();
        bytes[^1] ^= 1;
        CustodianStanza broken = CustodianStanza.Parse(bytes);
        Assert.IsType<ShareOutcome.Damaged>(broken.Open(_other));
        Assert.IsType<ShareOutcome.NotNamed>(broken.Open(stranger));
        var header = PackageHeader.Parse(AgeHeader.Make([_header.Age.Stanzas[0], new Stanza(CustodianStanza.Type, [], bytes)], _key).ToBytes());
        _chain.Facts = _chain.Facts with { PublishedHeader = header.Digest };
        using var keys = new CustodianKeys(Keys.Identity(3));
        CustodianDesk desk = new(Role(keys), keys, _log, _chain, _clock);
        ReleaseRequest request = Request(1) with { Header = header.Digest, Custodian = new Hash32(_other.Recipient.Key) };
        Refused("damaged-share", await desk.Answer(header, request, _account.Sign(Digest(request)).ToArray(), default));
        stranger.Dispose();
    }

    [Fact]
    public async Task An_account_gets_so_many_within_an_hour()
    {
        CustodianDesk desk = Desk();
        for (int i = 0; i < CustodianDesk.LimitPerAccount; i++) Assert.IsType<ReleaseAnswer.Released>(await Ask(desk, Request(i)));
        Refused("too-many-releases", await Ask(desk, Request(1_000)));
        _clock.Now += CustodianDesk.LimitSeconds;
        Assert.IsType<ReleaseAnswer.Released>(await Ask(desk, Request(1_001)));
    }

    [Fact]
    public async Task Accounts_of_more_than_an_hour_ago_are_forgotten()
    {
        CustodianDesk desk = new(Role(_keys), _keys, _log, _chain, _clock) { MostAccounts = 3 };
        for (byte i = 1; i <= 3; i++) Assert.IsType<ReleaseAnswer.Released>(await AskAs(desk, i));
        _clock.Now += CustodianDesk.LimitSeconds / 2;
        for (byte i = 4; i <= 5; i++) Assert.IsType<ReleaseAnswer.Released>(await AskAs(desk, i));
        Assert.Equal(5, desk.Accounts); // none is old enough
        _clock.Now += CustodianDesk.LimitSeconds / 2;
        Assert.IsType<ReleaseAnswer.Released>(await AskAs(desk, 6));
        Assert.Equal(3, desk.Accounts);
    }

    private async Task<ReleaseAnswer> AskAs(CustodianDesk desk, byte number)
    {
        using PrivateKey account = PrivateKey.Parse(new string((char)('0' + number), 64));
        ReleaseRequest request = Request(number) with { Account = account.Address };
        return await desk.Answer(_header, request, account.Sign(Digest(request)).ToArray(), default);
    }

    private static Address Directory => new([.. Enumerable.Repeat((byte)0xcd, Address.Size)]);

    private CustodianDesk Desk() => new(Role(_keys), _keys, _log, _chain, _clock);

    private static CustodianRole Role(CustodianKeys keys) =>
        new(Keys.Binding.ChainId, Keys.Binding.Contract, Directory, keys.Recipients, Territories.Of(Territories.IndexOf("DE")));

    private ReleaseRequest Request(int number) => new()
    {
        Account = _account.Address,
        Custodian = new Hash32(_keys.Newest.Key),
        Header = _header.Digest,
        Territory = (byte)Territories.IndexOf("DE"),
        Field = 0,
        DataType = 0,
        Recipient = new Hash32(_recipient.Recipient.Key),
        Nonce = ((UInt256)(ulong)number).ToHash(),
        Deadline = _clock.Now + 60,
    };

    private static Hash32 Digest(ReleaseRequest request) => request.Digest(Keys.Binding.ChainId, Keys.Binding.Contract);

    private Task<ReleaseAnswer> Ask(CustodianDesk desk, ReleaseRequest request) => desk.Answer(_header, request, _account.Sign(Digest(request)).ToArray(), default);

    private static void Refused(string code, ReleaseAnswer answer) => Assert.Equal(code, Assert.IsType<ReleaseAnswer.Refused>(answer).Refusal.Code);

    private sealed class Clock : TimeProvider
    {
        public ulong Now { get; set; } = 1_800_000_000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds((long)Now);
    }
}
