using System.Text;
using ModelDeed.Anchors;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Sealing;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Server;

/// <summary>Logs of our contracts, made by hand.</summary>
internal static class MarketLogs
{
    public static readonly TimeSpan Contest = TimeSpan.FromMinutes(1);

    public static ContractSet Contracts { get; } = ContractSet.Of(Contest);

    public static Address Account(int number) => new(Word((ulong)number + 0xa0_0000).Bytes[12..]);

    public static UInt256 Title(int number) => new((ulong)number + 0x7000);

    public static Hash32 Word(ulong number) => new UInt256(number).ToHash();

    public static Hash32 Word(Address address)
    {
        Span<byte> word = stackalloc byte[32];
        address.Bytes.CopyTo(word[12..]);
        return new Hash32(word);
    }

    public static Log Anchored(Hash32 root, ulong time) => Make(ContractSet.Anchors, [AnchorsContract.Anchored.Topic0, root], [Word(time), Word(1)]);

    public static Log Moved(UInt256 title, Address from, Address to) =>
        Make(Contracts.Titles, [TitlesContract.Transfer.Topic0, Word(from), Word(to), title.ToHash()], []);

    public static Log Registered(UInt256 title, Address owner, ulong priority, string name, params (UInt256 Title, ulong Royalty)[] parents)
    {
        byte[] text = Padded(name);
        List<Hash32> words = [Word(priority), Word(0), Word(0), Word(500), Word(0xd1), Word(0), Word(0), Word(9 * 32), Word((ulong)(10 * 32 + text.Length)), Word((ulong)Encoding.UTF8.GetByteCount(name))];
        byte[] tail = [.. text, .. Bytes([Word((ulong)parents.Length), .. parents.SelectMany(parent => new[] { parent.Title.ToHash(), Word(parent.Royalty) })])];
        return Make(Contracts.Titles, [TitlesContract.TitleRegistered.Topic0, title.ToHash(), Word(owner)], words, tail);
    }

    public static Log Published(UInt256 title, Hash32 fingerprint, ulong number, string note) =>
        Make(Contracts.Titles, [TitlesContract.VersionPublished.Topic0, title.ToHash(), fingerprint],
            [Word(number), Word(1_000), Word(0xd2), Word(0), Word(0), Word(6 * 32), Word((ulong)Encoding.UTF8.GetByteCount(note))], Padded(note));

    public static Log Dissolved(UInt256 title, UInt256 into) => Make(Contracts.Titles, [TitlesContract.TitleDissolved.Topic0, title.ToHash(), Word(Account(9)), into.ToHash()], [Word(9), Word(8)]);

    public static Log Superseded(UInt256 title, Address loser, Address winner) =>
        Make(Contracts.Titles, [TitlesContract.TitleSuperseded.Topic0, title.ToHash(), Word(loser), Word(winner)], [Word(9), Word(8)]);

    public static Log Disputed(UInt256 title, bool disputed) => Make(Contracts.Titles, [TitlesContract.TitleDisputed.Topic0, title.ToHash()], [Word(disputed ? 1ul : 0)]);

    public static Log Struck(Hash32 fingerprint, UInt256 title) => Make(Contracts.Titles, [TitlesContract.VersionStruck.Topic0, fingerprint, title.ToHash()], []);

    public static Log Opened(UInt256 title, ulong number) => Make(Contracts.Royalties, [RoyaltiesContract.AccountOpened.Topic0, title.ToHash(), Word(number)], []);

    public static Log Bound(UInt256 title, params (ulong Account, ulong Parts)[] vector) => Make(Contracts.Royalties, [RoyaltiesContract.VectorBound.Topic0, title.ToHash()],
        [Word(64), Word((ulong)(96 + 32 * vector.Length)), Word((ulong)vector.Length), .. vector.Select(part => Word(part.Account)), Word((ulong)vector.Length), .. vector.Select(part => Word(part.Parts))]);

    public static Log Paid(UInt256 title, Address currency, Address payer, ulong received, ulong own, Address payee, bool kept = false) =>
        Make(Contracts.Royalties, [RoyaltiesContract.Paid.Topic0, title.ToHash(), Word(currency), Word(payer)], [Word(received), Word(own), Word(payee), Word(kept ? 1ul : 0)]);

    public static Log Joined(UInt256 title, UInt256 into, Address currency, Address payee, ulong kept, ulong credited) =>
        Make(Contracts.Royalties, [RoyaltiesContract.IncomeJoined.Topic0, title.ToHash(), into.ToHash(), Word(currency)], [Word(payee), Word(kept), Word(credited)]);

    public static Log Distributed(UInt256 title, Address currency, Address payee, ulong amount, ulong own) =>
        Make(Contracts.Royalties, [RoyaltiesContract.Distributed.Topic0, title.ToHash(), Word(currency), Word(payee)], [Word(amount), Word(own)]);

    public static Log Released(UInt256 title) => Make(Contracts.Royalties, [RoyaltiesContract.VectorReleased.Topic0, title.ToHash()], []);

    public static Log Replaced(UInt256 title, Address payee, Address heir) => Make(Contracts.Royalties, [RoyaltiesContract.PayeeReplaced.Topic0, title.ToHash(), Word(payee), Word(heir)], []);

    public static Log Withdrawn(UInt256 title, Address currency, Address payee, ulong amount) =>
        Make(Contracts.Royalties, [RoyaltiesContract.Withdrawn.Topic0, title.ToHash(), Word(currency), Word(payee)], [Word(payee), Word(amount)]);

    public static Log Seated(UInt256 title, Address payee, Address holder) => Make(Contracts.Royalties, [RoyaltiesContract.PayeeChanged.Topic0, title.ToHash(), Word(payee), Word(holder)], []);

    public static Log Offered(UInt256 title, LicenseTerms terms, OfferState state)
    {
        byte[] encoded = terms.Encode();
        return Make(Contracts.Offers, [OffersContract.TermsOffered.Topic0, title.ToHash(), terms.TermsId()], [], [.. encoded, .. Bytes([Word((ulong)state)])]);
    }

    public static Log Granted(UInt256 license, UInt256 title, Address licensee, Hash32 terms, ulong price) =>
        Make(Contracts.Licensing, [LicensingContract.LicenseGranted.Topic0, license.ToHash(), title.ToHash(), Word(licensee)],
            [terms, Word(licensee), Word(7), Word(1), Word(1), Word(100), Word(200), Word(0), Word(price), Word(3), Word(0)]);

    public static Log Renewed(UInt256 license, Address payer, ulong price) =>
        Make(Contracts.Licensing, [LicensingContract.LicenseRenewed.Topic0, license.ToHash(), Word(payer)], [Word(1), Word(price), Word(100), Word(300)]);

    public static Log Divided(UInt256 title, Address share, Address divider, params (Address Account, ulong Amount)[] allotments) =>
        Make(Contracts.Shares, [SharesContract.TitleDivided.Topic0, title.ToHash(), Word(share), Word(divider)],
            [Word(6_000), Word(0), Word(0), Word(192), Word(256), Word(320), Word(1)],
            [.. Padded("S"), .. Bytes([Word(1)]), .. Padded("S"), .. Bytes([Word((ulong)allotments.Length), .. allotments.SelectMany(allotment => new[] { Word(allotment.Account), Word(allotment.Amount) })])]);

    public static Log MotionOpened(UInt256 motion, Address share, Address proposer, ulong price) =>
        Make(Contracts.Shares, [SharesContract.MotionOpened.Topic0, motion.ToHash(), Word(share), Word(proposer)], [Word(0), Word(0), Word(price), Word(50)]);

    public static Log Supported(UInt256 motion, Address account, ulong votes, ulong accepted) =>
        Make(Contracts.Shares, [SharesContract.MotionSupported.Topic0, motion.ToHash(), Word(account)], [Word(votes), Word(accepted)]);

    public static Log LicenseBound(UInt256 license) => Make(Contracts.Licensing, [LicensingContract.LicenseBound.Topic0, license.ToHash()], []);

    public static Log ShareMoved(Address share, Address from, Address to, ulong value) => Make(share, [ShareContract.Transfer.Topic0, Word(from), Word(to)], [Word(value)]);

    public static Log Filled(UInt256 title, Address maker, Address taker, Hash32 order, bool sells, ulong amount, ulong price) =>
        Make(Contracts.Market, [MarketContract.OrderFilled.Topic0, title.ToHash(), Word(maker), Word(taker)], [order, Word(sells ? 0ul : 1), Word(Contracts.Titles), Word(amount), Word(0), Word(price), Word(5)]);

    public static Log OrderCanceled(Address maker, ulong nonce) => Make(Contracts.Market, [MarketContract.OrderCanceled.Topic0, Word(maker)], [Word(nonce)]);

    public static Log AllOrdersCanceled(Address maker, ulong counter) => Make(Contracts.Market, [MarketContract.AllOrdersCanceled.Topic0, Word(maker)], [Word(counter)]);

    public static Log AuctionStarted(UInt256 auction, UInt256 title, Address seller, Address lot, ulong reserve) =>
        Make(Contracts.Market, [MarketContract.AuctionStarted.Topic0, auction.ToHash(), title.ToHash(), Word(seller)],
            [Word(lot), Word(Contracts.Titles), Word(1), Word(0), Word(reserve), Word(500), Word(600), Word(9_000)]);

    public static Log BidPlaced(UInt256 auction, Address bidder, Address outbid, ulong amount, ulong end) =>
        Make(Contracts.Market, [MarketContract.BidPlaced.Topic0, auction.ToHash(), Word(bidder), Word(outbid)], [Word(amount), Word(end)]);

    public static Log AuctionSold(UInt256 auction, UInt256 title, Address winner, ulong price) =>
        Make(Contracts.Market, [MarketContract.AuctionSold.Topic0, auction.ToHash(), title.ToHash(), Word(winner)], [Word(price), Word(5)]);

    public static Log AuctionVoided(UInt256 auction, UInt256 title, Address bidder, ulong refund) =>
        Make(Contracts.Market, [MarketContract.AuctionVoided.Topic0, auction.ToHash(), title.ToHash(), Word(bidder)], [Word(refund)]);

    public static Log LotReturned(UInt256 auction, Address seller) => Make(Contracts.Market, [MarketContract.LotReturned.Topic0, auction.ToHash(), Word(seller)], []);

    public static Log Described(UInt256 title, Address author, Hash32 digest, byte[] uri) =>
        Make(Contracts.Market, [MarketContract.Described.Topic0, title.ToHash(), Word(author)], [digest, Word(64), Word((ulong)uri.Length)], Padded(uri));

    public static Log Sealed(UInt256 title, Hash32 fingerprint, ulong header, byte[] sources) =>
        Make(Contracts.Packages, [PackagesContract.Published.Topic0, title.ToHash(), fingerprint], [Word(header), Word(header + 1), Word(96), Word((ulong)sources.Length)], Padded(sources));

    public static Log Unsealed(UInt256 title, Hash32 fingerprint) => Make(Contracts.Packages, [PackagesContract.Withdrawn.Topic0, title.ToHash(), fingerprint], []);

    public static Log CustodianJoined(Address account, ulong key, ulong territories, byte[] url) =>
        Make(Contracts.Custodians, [CustodiansContract.Joined.Topic0, Word(account), Word(key)], [Word(territories), Word(64), Word((ulong)url.Length)], Padded(url));

    public static Log CustodianChanged(Address account, ulong territories, byte[] url) =>
        Make(Contracts.Custodians, [CustodiansContract.Changed.Topic0, Word(account)], [Word(territories), Word(64), Word((ulong)url.Length)], Padded(url));

    public static Log KeyChanged(Address account, ulong key) => Make(Contracts.Custodians, [CustodiansContract.KeyChanged.Topic0, Word(account), Word(key)], []);

    public static Log Bonded(Address account, ulong amount, ulong bond) => Make(Contracts.Custodians, [CustodiansContract.Bonded.Topic0, Word(account)], [Word(amount), Word(bond)]);

    public static Log CustodianLeft(Address account) => Make(Contracts.Custodians, [CustodiansContract.Left.Topic0, Word(account)], []);

    public static Log BondReturned(Address account, ulong amount) => Make(Contracts.Custodians, [CustodiansContract.BondReturned.Topic0, Word(account)], [Word(account), Word(amount)]);

    public static Log Equivocated(Address account, Address reporter) => Make(Contracts.Custodians, [CustodiansContract.Equivocated.Topic0, Word(account), Word(reporter)], [Word(9), Word(5), Word(5)]);

    /// <summary>An event of ours whose data are cut.</summary>
    public static Log Broken(UInt256 title) => Make(Contracts.Titles, [TitlesContract.TitleDisputed.Topic0, title.ToHash()], [], [1, 2, 3]);

    private static Log Make(Address contract, Hash32[] topics, IEnumerable<Hash32> words, byte[]? tail = null) =>
        new() { Address = contract, Topics = new LogTopics(topics), Data = (byte[])[.. Bytes(words), .. tail ?? []] };

    private static byte[] Bytes(IEnumerable<Hash32> words) => [.. words.SelectMany(word => word.ToArray())];

    private static byte[] Padded(string text) => Padded(Encoding.UTF8.GetBytes(text));

    private static byte[] Padded(byte[] bytes)
    {
        Array.Resize(ref bytes, (bytes.Length + 31) / 32 * 32);
        return bytes;
    }
}
