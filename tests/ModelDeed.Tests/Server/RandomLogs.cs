using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Server;

/// <summary>Logs of all kinds by chance, from few titles and accounts, so that they meet; some make no sense, as no contract would log.</summary>
internal sealed class RandomLogs(SplitMix random)
{
    private static readonly LicenseTerms[] Terms = [.. TermsTemplates.All.Select(template => template.Make(default, new TokenAmount(1_000)))];

    public Log Next()
    {
        UInt256 title = MarketLogs.Title(random.Below(6));
        Address account = MarketLogs.Account(random.Below(4)), other = MarketLogs.Account(random.Below(4));
        Address share = MarketLogs.Account(100 + random.Below(3));
        UInt256 license = new((ulong)random.Below(5) + 1);
        LicenseTerms terms = Terms[random.Below(Terms.Length)];
        return random.Below(30) switch
        {
            0 => MarketLogs.Anchored(MarketLogs.Word((ulong)random.Below(50)), 5),
            1 or 2 => MarketLogs.Registered(title, account, (ulong)random.Below(1_000), $"name {random.Below(9)}", (MarketLogs.Title(random.Below(6)), 300)),
            3 => MarketLogs.Moved(title, random.Below(3) == 0 ? default : account, other),
            4 => MarketLogs.Published(title, MarketLogs.Word((ulong)random.Below(20) + 900), (ulong)random.Below(5), "note"),
            5 => MarketLogs.Superseded(title, account, other),
            6 => MarketLogs.Disputed(title, random.Below(2) == 0),
            7 => MarketLogs.Struck(MarketLogs.Word((ulong)random.Below(20) + 900), title),
            8 => MarketLogs.Opened(title, (ulong)random.Below(6) + 1),
            9 => MarketLogs.Bound(title, ((ulong)random.Below(6) + 1, 25_000_000_000)),
            10 or 11 => MarketLogs.Paid(title, default, account, 1_000 + (ulong)random.Below(1_000), 900, random.Below(2) == 0 ? default : other, kept: random.Below(3) == 0),
            12 => MarketLogs.Withdrawn(title, default, account, (ulong)random.Below(2_000)),
            13 => MarketLogs.Seated(title, account, other),
            14 => MarketLogs.Offered(title, terms, random.Below(2) == 0 ? OfferState.Open : OfferState.Closed),
            15 => MarketLogs.Granted(license, title, account, terms.TermsId(), 50),
            16 => MarketLogs.Renewed(license, account, 7),
            17 => MarketLogs.Divided(title, share, account, (other, 100)),
            18 => MarketLogs.ShareMoved(share, random.Below(3) == 0 ? default : account, other, (ulong)random.Below(50)),
            19 => MarketLogs.Distributed(title, default, default, 1_000 + (ulong)random.Below(1_000), 900),
            20 => MarketLogs.MotionOpened(new UInt256((ulong)random.Below(4)), share, account, (ulong)random.Below(2)),
            21 => MarketLogs.Supported(new UInt256((ulong)random.Below(4)), account, (ulong)random.Below(9), 9),
            22 => MarketLogs.LicenseBound(license),
            23 => MarketLogs.Described(title, account, random.Below(3) == 0 ? default : MarketLogs.Word((ulong)random.Below(9) + 1), "ipfs://x"u8.ToArray()),
            24 => MarketLogs.Filled(title, account, other, MarketLogs.Word((ulong)random.Below(5)), random.Below(2) == 0, 1, 900),
            25 => Auction(title, account, other),
            26 => random.Below(2) == 0 ? MarketLogs.OrderCanceled(account, (ulong)random.Below(5)) : MarketLogs.AllOrdersCanceled(account, (ulong)random.Below(5)),
            27 => Package(title),
            28 => Custodian(account, other),
            _ => MarketLogs.Broken(title),
        };
    }

    private Log Package(UInt256 title)
    {
        Hash32 version = random.Below(2) == 0 ? title.ToHash() : MarketLogs.Word((ulong)random.Below(20) + 900);
        return random.Below(4) == 0 ? MarketLogs.Unsealed(title, version) : MarketLogs.Sealed(title, version, (ulong)random.Below(50) + 1, [.. "https://"u8, (byte)random.Below(256)]);
    }

    private Log Custodian(Address account, Address other) => random.Below(7) switch
    {
        0 or 1 => MarketLogs.CustodianJoined(account, (ulong)random.Below(9) + 1, 7, [(byte)random.Below(256)]),
        2 => MarketLogs.CustodianChanged(account, 5, "https://x.example"u8.ToArray()),
        3 => MarketLogs.Bonded(account, 1, (ulong)random.Below(100)),
        4 => MarketLogs.CustodianLeft(account),
        5 => MarketLogs.KeyChanged(account, (ulong)random.Below(9) + 1),
        _ => random.Below(2) == 0 ? MarketLogs.Equivocated(account, other) : MarketLogs.BondReturned(account, 1),
    };

    private Log Auction(UInt256 title, Address account, Address other)
    {
        UInt256 auction = new((ulong)random.Below(3) + 1);
        return random.Below(5) switch
        {
            0 => MarketLogs.AuctionStarted(auction, title, account, other, 10),
            1 => MarketLogs.BidPlaced(auction, account, other, (ulong)random.Below(100), 9_000),
            2 => MarketLogs.AuctionSold(auction, title, account, 50),
            3 => MarketLogs.AuctionVoided(auction, title, default, 0),
            _ => MarketLogs.LotReturned(auction, account),
        };
    }
}

/// <summary>SplitMix64: the same numbers everywhere for a seed.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 up to, not including, <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public ulong Next()
    {
        ulong mixed = _state += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }
}
