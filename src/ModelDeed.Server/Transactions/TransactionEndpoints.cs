using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Transactions;

/// <summary>Transactions prepared for the user's own wallet to sign.</summary>
internal static class TransactionEndpoints
{
    public static void MapTransactions(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/transactions").WithTags("Transactions").ProducesProblem(422).ProducesProblem(502);
        group.MapPost("/buy", Buy).WithName("prepareBuy").WithSummary("Buy a license");
        group.MapPost("/renew", Renew).WithName("prepareRenew").WithSummary("Renew a subscription");
        group.MapPost("/cancel-subscription", CancelSubscription).WithName("prepareCancelSubscription").WithSummary("End a subscription early");
        group.MapPost("/register", Register).WithName("prepareRegister").WithSummary("Register an asset");
        group.MapPost("/publish-terms", PublishTerms).WithName("preparePublishTerms").WithSummary("Offer terms");
        group.MapPost("/withdraw-offer", SetOffer).WithName("prepareWithdrawOffer").WithSummary("Take terms from sale, or put them back");
        group.MapPost("/pay", Pay).WithName("preparePay").WithSummary("Pay a title and its lineage");
        group.MapPost("/withdraw", Withdraw).WithName("prepareWithdraw").WithSummary("Withdraw income");
        group.MapPost("/approve", Approve).WithName("prepareApprove").WithSummary("Let the vault take tokens");
        group.MapPost("/permit", Permit).WithName("preparePermit").WithSummary("A permit to sign instead of approving, where the token takes one");
        group.MapPost("/divide", Divide).WithName("prepareDivide").WithSummary("Divide a title into shares");
        group.MapPost("/transfer", Transfer).WithName("prepareTransfer").WithSummary("Hand a title over");
        group.MapGet("/{hash}", Show).WithName("showTransaction").WithSummary("What became of a transaction");
        api.MapDemo();
    }

    private static async Task<Ok<PreparedView>> Buy(BuyRequest asked, AssetRecords assets, LicensingRecords licensing, Preparation preparation, ChainProfile chain, TimeProvider clock, CancellationToken ct)
    {
        LicenseScope scope = asked.Scope.Read();
        AssetView asset = await AssetEndpoints.Require(assets, asked.TitleId, ct);
        if (await licensing.Offer(asset.Id, asked.TermsId, ct) is not { } offer) throw new ProblemException(Problem.OfError("Offers_NoOffer", 422, ErrorWords.Of("Offers_NoOffer")!));
        (QuoteView? quote, Problem? refused) = Quote.Decide(new QuoteRequest(asset.Id, asked.TermsId, asked.Scope, asked.Periods), scope, offer.View, offer.Terms, asset.FinalAt, clock.GetUtcNow());
        if (refused is not null) throw new ProblemException(refused);
        if (asked.MaxPrice is { } most && quote!.Price > most) throw new ProblemException(Problem.OfError("Licensing_TooDear", 422, $"The price is {quote.Price} smallest units, over the most that was named, {most}."));
        LicensingContract.Credential credential = TransactionPlans.Credential(asked, offer.Terms, new LicensingDomain(chain.ChainId, preparation.Contracts.Licensing));
        IReadOnlyList<PlannedCall> calls = await preparation.Paid(asked.From, offer.Terms.Currency, quote!.Price, asked.Permit,
            value => TransactionPlans.Buy(asked with { TitleId = asset.Id }, scope, credential, preparation.Contracts, quote.Price, offer.Terms.Currency, value), ct);
        return TypedResults.Ok(await preparation.Prepare(asked.From, calls, quote.Warnings, ct));
    }

    private static async Task<Ok<PreparedView>> Renew(RenewRequest asked, Preparation preparation, LicensingRecords licensing, TimeProvider clock, CancellationToken ct)
    {
        if (await licensing.License(asked.LicenseId, ct) is not { } license || await licensing.Terms(license.TermsId, ct) is not { } terms)
            throw new ProblemException(Problem.OfError("Licensing_NoLicense", 404, $"There is no license {asked.LicenseId} up to the indexed block."));
        ModelDeed.Licensing.License held = new(license.Scope.Read(), (ulong)license.Since, (ulong?)license.Expires ?? Seconds.Perpetual, new TokenAmount(license.RenewalPrice));
        if (LicenseState.Renew(held, terms, asked.Periods, (ulong)clock.GetUtcNow().ToUnixTimeSeconds()) is not RenewalOutcome.Renewed renewed)
            throw new ProblemException(Problem.OfError("Licensing_NotRenewable", 422, "Only subscriptions are renewed, by 1 to 65,535 periods."));
        UInt256 price = (UInt256)renewed.Price.Units;
        IReadOnlyList<PlannedCall> calls = await preparation.Paid(asked.From, license.Currency, price, asked.Permit, value => TransactionPlans.Renew(asked, preparation.Contracts, price, license.Currency, value), ct);
        return TypedResults.Ok(await preparation.Prepare(asked.From, calls, [], ct));
    }

    private static async Task<Ok<PermitDraft>> Permit(PermitRequest asked, TokenPermit permits, CancellationToken ct) => TypedResults.Ok(await permits.Draft(asked, ct));

    private static async Task<Ok<PreparedView>> Pay(PayRequest asked, Preparation preparation, CancellationToken ct)
    {
        IReadOnlyList<PlannedCall> calls = await preparation.Paid(asked.From, asked.Currency, asked.Amount, value => TransactionPlans.Pay(asked, preparation.Contracts, value), ct);
        return TypedResults.Ok(await preparation.Prepare(asked.From, calls, [], ct));
    }

    private static Task<Ok<PreparedView>> CancelSubscription(CancelSubscriptionRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, TransactionPlans.CancelSubscription(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> Register(RegisterRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, TransactionPlans.Register(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> PublishTerms(PublishTermsRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, TransactionPlans.PublishTerms(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> SetOffer(SetOfferRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, TransactionPlans.SetOffer(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> Withdraw(WithdrawRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, TransactionPlans.Withdraw(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> Approve(ApproveRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, TransactionPlans.Approve(asked, preparation.Contracts), ct);

    private static Task<Ok<PreparedView>> Transfer(TransferRequest asked, Preparation preparation, CancellationToken ct) =>
        One(preparation, asked.From, TransactionPlans.Transfer(asked, preparation.Contracts), ct);

    private static async Task<Ok<PreparedView>> Divide(DivideRequest asked, Preparation preparation, CancellationToken ct) =>
        TypedResults.Ok(await preparation.Prepare(asked.From, TransactionPlans.Divide(asked, preparation.Contracts), ["The second transaction can be tried only when the first is in a block."], ct));

    private static async Task<Ok<PreparedView>> One(Preparation preparation, Address from, PlannedCall call, CancellationToken ct) =>
        TypedResults.Ok(await preparation.Prepare(from, [call], [], ct));

    private static async Task<Results<Ok<TransactionView>, ProblemHttpResult>> Show(
        EthereumNode node, ChainProfile chain, string hash,
        [Description("Who sent it: with nonce it tells replaced from unknown.")] string? from,
        [Description("Its nonce.")] long? nonce,
        CancellationToken ct)
    {
        Hash32 id = PathValue.Hash("hash", hash);
        Address? sender = PathValue.AccountOrNull("from", from);
        return await TransactionStanding.Read(node, chain, id, sender, nonce is >= 0 ? (ulong)nonce : null, ct) is { } standing ? TypedResults.Ok(standing)
            : Problem.Of("transaction-unknown", $"The node knows no transaction {hash}. Say from and nonce to learn whether another has replaced it.").Result();
    }
}
