using System.CommandLine;
using System.Globalization;
using System.Numerics;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>What the market commands share: order files, numbers of auctions, what is sold, what its buyer takes on.</summary>
internal static class MarketArguments
{
    private const int MostBytes = 1 << 20;

    public static Argument<string> Order() => new("ORDER") { Description = "The file of a signed order (.order.json)." };

    public static Argument<string> Auction() => new("AUCTION") { Description = "The auction's number." };

    public static Option<string?> Shares() => new("--shares") { Description = "How many shares of a divided title. Default: the title itself.", HelpName = "N" };

    public static MarketDomain Domain(ChainSession session) => new(session.Profile.ChainId, session.Contracts.Market);

    /// <summary>An order file for this chain, whose signature isn't broken.</summary>
    public static async Task<SignedOrder> Read(string file, ChainSession session, CancellationToken ct)
    {
        SignedOrder signed = Parse(file, await Files.ReadBounded(file, MostBytes, ct));
        if (signed.Domain != Domain(session))
            throw new Refusal(Exit.AnswerIsNo, "other-chain", $"{file} is for {signed.Domain.Contract} on chain {signed.Domain.ChainId}, not for {session.Contracts.Market} on {session.Profile}.", "Choose its chain with --chain.");
        if (signed.CheckSignature() is StepOutcome.Fails(var reason))
            throw new Refusal(Exit.AnswerIsNo, "bad-signature", $"{file}: {reason}.", "It was changed since it was signed: ask its maker for the file again.");
        return signed;
    }

    /// <summary>The number of an auction, and the auction.</summary>
    public static async Task<AuctionState> Find(ChainSession session, string text, CancellationToken ct)
    {
        if (!UInt256.TryParse(text, out UInt256 id)) throw Refusal.Usage($"AUCTION: \"{Printable.Clean(text)}\" is no number.", "deed market show TITLE lists the auctions of a title.");
        return (await session.Market.Auctions(null, ct)).FirstOrDefault(auction => auction.Id == id)
            ?? throw new Refusal(Exit.AnswerIsNo, "no-auction", $"There is no auction {id} on {session.Profile.Name}.", "deed market show TITLE lists the auctions of a title.");
    }

    /// <summary>What is sold: the title itself, or so many of its shares.</summary>
    public static async Task<(Address Asset, BigInteger Amount)> Asset(ChainSession session, TitleState title, string? shares, CancellationToken ct)
    {
        if (shares is null) return (session.Titles, BigInteger.One);
        DivisionState division = (await SharesArguments.Divisions(session, title, ct))[^1];
        return (division.Share, SharesArguments.Shares(shares, "--shares"));
    }

    /// <summary>A title with all that it ever offered, and what was sold of it.</summary>
    public static async Task<TitleBurden> Standing(ChainSession session, UInt256 id, CancellationToken ct) =>
        await session.Market.Standing(id, await session.Offers.Read(id, ct), ct);

    /// <summary>What its buyer takes on, a line each.</summary>
    public static IReadOnlyList<string> Burdens(TitleState title, TitleBurden standing) =>
    [
        .. standing.Offers.Where(offer => offer.Sold > 0).Select(offer => $"{offer.Sold:N0} licenses were sold on the terms {offer.TermsId}, and stand"),
        standing.Licenses == 0 ? "no licenses are outstanding" : $"{standing.Licenses:N0} licenses in all may be outstanding",
        title.Arbitrator.IsZero ? "no arbitrator" : $"its arbitrator {title.Arbitrator} can award it to anybody",
    ];

    /// <summary>The share of a price, as <c>5%</c>.</summary>
    public static BasisPoints Percent(string text, string option)
    {
        string digits = text.EndsWith('%') ? text[..^1] : "";
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent) && percent is >= 0 and <= 100 && percent * 100 == decimal.Truncate(percent * 100)
            ? new BasisPoints((int)(percent * 100)) : throw Refusal.Usage($"{option}: \"{Printable.Clean(text)}\" is no part.", "Write a percentage with two places at most: 5% or 2.5%.");
    }

    /// <summary>The approval that lets the market take what is sold; none where it may already.</summary>
    public static async Task<IReadOnlyList<PlannedStep>> Approvals(ChainSession session, TitleState title, Address asset, BigInteger amount, Address seller, CancellationToken ct)
    {
        Address market = session.Contracts.Market;
        if (asset != session.Titles) return await TokenApproval.Steps(session, seller, asset, market, amount, $"{amount:N0} shares", ct);
        bool all = await session.Reader.Call(new TitlesContract.IsApprovedForAllCall(seller, market), ct);
        if (all || await session.Reader.Call(new TitlesContract.GetApprovedCall(title.Id), ct) == market) return [];
        return [new PlannedStep($"Allow {market} to take the title \"{Printable.Clean(title.Name)}\" from you when an order of yours is filled", session.Titles, new TitlesContract.ApproveCall(market, title.Id))];
    }

    private static SignedOrder Parse(string file, byte[] bytes)
    {
        try
        {
            return OrderJson.Read(bytes);
        }
        catch (FormatException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-order", $"{file}: {broken.Message}", "It isn't a file of deed market sell or offer, or it was damaged.");
        }
    }
}
