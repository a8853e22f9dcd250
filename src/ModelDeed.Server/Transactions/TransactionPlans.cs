using System.Runtime.InteropServices;
using System.Text.Json;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Royalties;
using ModelDeed.Server.Api;
using ModelDeed.Server.Titles;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Server.Transactions;

/// <summary>Requests as calls of the contracts: pure functions.</summary>
internal static class TransactionPlans
{
    public static PlannedCall Register(RegisterRequest asked, ContractSet contracts)
    {
        int kind = Array.IndexOf(AssetView.Kinds, asked.Kind);
        if (kind < 0 || kind == AssetView.Kinds.Length - 1) throw new FormatException($"kind: expected {string.Join(", ", AssetView.Kinds[..^1])}.");
        ParentRequest[] parents = [.. (asked.Parents ?? []).OrderBy(parent => parent.TitleId)];
        LicenseTerms[] offers = [.. (asked.Offers ?? []).Select(Terms)];
        (Hash32 root, Hash32 salt, Hash32[] proof) = asked.Anchor is { } anchor ? (anchor.Root, anchor.Salt, anchor.Proof.ToArray()) : (Hash32.Zero, Hash32.Zero, []);
        string summary = $"Register the {asked.Kind} \"{asked.Name}\" for {asked.From}{(parents.Length > 0 ? $", derived from {parents.Length}" : "")}{(offers.Length > 0 ? $", offering {offers.Length} terms" : "")}.";
        if (offers.Length == 0 && parents.All(parent => parent.License is null))
            return new PlannedCall(contracts.Titles, new TitlesContract.RegisterCall(
                new TitlesContract.Registration(asked.Fingerprint, asked.Manifest, asked.TensorRoot ?? Hash32.Zero, (byte)kind, asked.Name,
                    [.. parents.Select(parent => new TitlesContract.Parent(UInt256.FromHash(parent.TitleId), parent.Royalty))], asked.Arbitrator ?? Address.Zero, asked.ResaleRoyalty, root, salt), proof), UInt256.Zero, summary);
        return new PlannedCall(contracts.Offers, new OffersContract.RegisterCall(
            new OffersContract.Registration(asked.Fingerprint, asked.Manifest, asked.TensorRoot ?? Hash32.Zero, (byte)kind, asked.Name,
                [.. parents.Select(parent => new OffersContract.Parent(UInt256.FromHash(parent.TitleId), parent.Royalty))], asked.Arbitrator ?? Address.Zero, asked.ResaleRoyalty, root, salt), proof,
            [.. parents.Select(parent => parent.License is { } license ? UInt256.FromHash(license) : UInt256.Zero)], [.. offers.Select(terms => terms.ForContract())]), UInt256.Zero, summary);
    }

    public static PlannedCall PublishTerms(PublishTermsRequest asked, ContractSet contracts)
    {
        LicenseTerms terms = Terms(asked.Terms);
        return new PlannedCall(contracts.Offers, new OffersContract.OfferCall(UInt256.FromHash(asked.TitleId), terms.ForContract(), (byte)OfferState.Open), UInt256.Zero,
            $"Offer licenses of {asked.TitleId} on terms {terms.TermsId()}; anybody may buy until you withdraw them.");
    }

    public static PlannedCall SetOffer(SetOfferRequest asked, ContractSet contracts) => new(
        contracts.Offers, new OffersContract.SetOfferCall(UInt256.FromHash(asked.TitleId), asked.TermsId, (byte)(asked.Open ? OfferState.Open : OfferState.Closed)), UInt256.Zero,
        asked.Open ? $"Put terms {asked.TermsId} back on sale." : $"Take terms {asked.TermsId} from sale; licenses granted on them stand.");

    public static PlannedCall Pay(PayRequest asked, ContractSet contracts, UInt256 value) => new(
        contracts.Royalties, new RoyaltiesContract.PayCall(UInt256.FromHash(asked.TitleId), asked.Currency, asked.Amount), value,
        $"Pay {asked.Amount} smallest units of {Named(asked.Currency)} to {asked.TitleId}; its ancestors get their royalties of it.");

    public static PlannedCall Withdraw(WithdrawRequest asked, ContractSet contracts) => new(
        contracts.Royalties, new RoyaltiesContract.WithdrawCall(UInt256.FromHash(asked.TitleId), asked.Currency, NotZero(asked.To ?? asked.From, "to")), UInt256.Zero,
        $"Withdraw all that {asked.TitleId} has earned for {asked.From} in {Named(asked.Currency)} to {asked.To ?? asked.From}.");

    public static PlannedCall Approve(ApproveRequest asked, ContractSet contracts) => new(
        NotZero(asked.Token, "token"), new Erc20Contract.ApproveCall(contracts.Royalties, asked.Amount), UInt256.Zero,
        $"Let the vault {contracts.Royalties} take up to {asked.Amount} smallest units of the token {asked.Token}.");

    public static PlannedCall[] Divide(DivideRequest asked, ContractSet contracts)
    {
        UInt256 title = UInt256.FromHash(asked.TitleId);
        return
        [
            new PlannedCall(contracts.Titles, new TitlesContract.ApproveCall(contracts.Shares, title), UInt256.Zero, $"Allow {contracts.Shares} to take the title {asked.TitleId}."),
            new PlannedCall(contracts.Shares, new SharesContract.DivideCall(title, asked.Name, asked.Symbol, asked.Majority, asked.Steward ?? Address.Zero, asked.Currency ?? Address.Zero,
                [.. asked.Allotments.Select(one => new SharesContract.Allotment(one.Account, one.Shares))]), UInt256.Zero,
                $"Divide the title {asked.TitleId} among {asked.Allotments.Count} holders; {asked.Majority} of 10,000 votes can sell the whole."),
        ];
    }

    public static PlannedCall Transfer(TransferRequest asked, ContractSet contracts) => new(
        contracts.Titles, new TitlesContract.SafeTransferFromCall(asked.From, NotZero(asked.To, "to"), UInt256.FromHash(asked.TitleId)), UInt256.Zero,
        $"Hand the title {asked.TitleId} over to {asked.To}, for good. What it earned before stays yours.");

    public static PlannedCall CancelSubscription(CancelSubscriptionRequest asked, ContractSet contracts) => new(
        contracts.Licensing, new LicensingContract.CancelSubscriptionCall(UInt256.FromHash(asked.LicenseId)), UInt256.Zero, $"End license {asked.LicenseId} now, without a refund.");

    public static PlannedCall Renew(RenewRequest asked, ContractSet contracts, UInt256 price, Address currency, UInt256 value) => new(
        contracts.Licensing, new LicensingContract.RenewCall(UInt256.FromHash(asked.LicenseId), asked.Periods, price, asked.Permit?.ForContract() ?? NoPermit), value,
        $"Renew license {asked.LicenseId} by {asked.Periods} for {price} smallest units of {Named(currency)}.");

    public static PlannedCall Buy(BuyRequest asked, LicenseScope scope, LicensingContract.Credential credential, ContractSet contracts, UInt256 price, Address currency, UInt256 value)
    {
        Address receiver = NotZero(asked.Receiver ?? asked.From, "receiver");
        LicensingContract.Order order = new(UInt256.FromHash(asked.TitleId), asked.TermsId, receiver, new LicensingContract.Scope(scope.Territories.Bits, scope.Fields.Bits, scope.DataTypes.Bits), asked.Periods, price);
        return new PlannedCall(contracts.Licensing, new LicensingContract.BuyCall(order, credential, asked.Permit?.ForContract() ?? NoPermit), value,
            $"Buy a license of {asked.TitleId} for {receiver}: {scope.Territories}; {scope.Fields}; {scope.DataTypes}; {asked.Periods} period{(asked.Periods == 1 ? "" : "s")}, {price} smallest units of {Named(currency)}.");
    }

    /// <summary>The credential for the contract; empty where the terms need none.</summary>
    /// <exception cref="ProblemException">None is given, or it is for another chain.</exception>
    /// <exception cref="FormatException">Not a credential.</exception>
    public static LicensingContract.Credential Credential(BuyRequest asked, LicenseTerms terms, LicensingDomain domain)
    {
        if (!terms.NeedsCredential) return new LicensingContract.Credential(Territories.NotStated, 0, 0, Hash32.Zero, []);
        if (asked.Credential is not { } json)
            throw new ProblemException(Problem.OfError("Licensing_NoCredential", 422, $"The terms need a credential of {terms.Issuer} with the claim {terms.Claim}: send its document as credential."));
        SignedCredential signed = CredentialJson.Read(Raw(json));
        if (signed.Domain != domain) throw new ProblemException(Problem.OfError("Licensing_NoCredential", 422, $"The credential counts for {signed.Domain.Contract} on chain {signed.Domain.ChainId}, not here."));
        Credential credential = signed.Credential;
        return new LicensingContract.Credential(credential.Country, credential.Sectors.Bits, credential.Expiry, credential.Serial, [.. signed.Signature]);
    }

    private static LicensingContract.Permit NoPermit { get; } = new(UInt256.Zero, UInt256.Zero, 0, Hash32.Zero, Hash32.Zero);

    private static LicenseTerms Terms(JsonElement json) => TermsJson.Read(Raw(json));

    private static byte[] Raw(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).ToArray();

    private static string Named(Address currency) => currency.IsZero ? "native money" : $"the token {currency}";

    private static Address NotZero(Address account, string name) => !account.IsZero ? account : throw new FormatException($"{name}: what goes to the zero address is lost.");
}
