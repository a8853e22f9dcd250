using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Server.Licensing;

namespace ModelDeed.Server.Transactions;

/// <summary>Buys a license.</summary>
/// <param name="From">Who pays and signs.</param>
/// <param name="TitleId">The title.</param>
/// <param name="TermsId">Terms that it offers.</param>
/// <param name="Scope">What for.</param>
/// <param name="Periods">1 to 65,535 for a subscription, else 1.</param>
/// <param name="Receiver">Who gets the license; null for who pays.</param>
/// <param name="MaxPrice">The most to pay, in smallest units; null for today's price.</param>
/// <param name="Credential">The document <c>modeldeed-credential-1</c>, where the terms need one.</param>
/// <param name="Permit">A signed permit for the price or more, in place of an allowance; null for none.</param>
internal sealed record BuyRequest(Address From, Hash32 TitleId, Hash32 TermsId, ScopeView Scope, ushort Periods, Address? Receiver = null, UInt256? MaxPrice = null, JsonElement? Credential = null, SignedPermit? Permit = null);

/// <summary>Renews a subscription.</summary>
/// <param name="From">Who pays and signs.</param>
/// <param name="LicenseId">The license.</param>
/// <param name="Periods">1 to 65,535.</param>
/// <param name="Permit">A signed permit for the price or more, in place of an allowance; null for none.</param>
internal sealed record RenewRequest(Address From, Hash32 LicenseId, ushort Periods, SignedPermit? Permit = null);

/// <summary>Offers terms.</summary>
/// <param name="From">The title's holder.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Terms">The document <c>modeldeed-terms-1</c>.</param>
internal sealed record PublishTermsRequest(Address From, Hash32 TitleId, JsonElement Terms);

/// <summary>Takes terms from sale, or puts them back.</summary>
/// <param name="From">The title's holder.</param>
/// <param name="TitleId">The title.</param>
/// <param name="TermsId">The terms.</param>
/// <param name="Open">True to put them back on sale.</param>
internal sealed record SetOfferRequest(Address From, Hash32 TitleId, Hash32 TermsId, bool Open = false);

/// <summary>Pays a title, and with it its lineage.</summary>
/// <param name="From">Who pays and signs.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Currency">ERC-20; zero for the chain's own.</param>
/// <param name="Amount">In smallest units.</param>
internal sealed record PayRequest(Address From, Hash32 TitleId, Address Currency, UInt256 Amount);

/// <summary>Withdraws what a title earned for an account.</summary>
/// <param name="From">Whose it is.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Currency">ERC-20; zero for the chain's own.</param>
/// <param name="To">Where it goes; null for the account itself.</param>
internal sealed record WithdrawRequest(Address From, Hash32 TitleId, Address Currency, Address? To = null);

/// <summary>Lets the vault take tokens.</summary>
/// <param name="From">Whose tokens.</param>
/// <param name="Token">The ERC-20.</param>
/// <param name="Amount">The most, in smallest units; 0 to take the right back.</param>
internal sealed record ApproveRequest(Address From, Address Token, UInt256 Amount);

/// <summary>A parent of a new asset.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="Royalty">Of the child's income, in parts per 10,000.</param>
/// <param name="License">The registrant's license that allows it; null to only declare it.</param>
internal sealed record ParentRequest(Hash32 TitleId, ushort Royalty, Hash32? License = null);

/// <summary>The proof of an earlier time, from an evidence file.</summary>
/// <param name="Root">The anchored root.</param>
/// <param name="Salt">The leaf's.</param>
/// <param name="Proof">Sibling hashes, at most 64.</param>
internal sealed record AnchorRequest(Hash32 Root, Hash32 Salt, IReadOnlyList<Hash32> Proof);

/// <summary>Registers an asset.</summary>
/// <param name="From">Who will hold the title.</param>
/// <param name="Fingerprint">Of its content.</param>
/// <param name="Manifest">SHA-256 of its manifest.</param>
/// <param name="Kind">model, dataset, algorithm, software or output.</param>
/// <param name="Name">1 to 128 bytes.</param>
/// <param name="TensorRoot">Of the manifest; null for none.</param>
/// <param name="Parents">What it derives from, at most 16.</param>
/// <param name="Arbitrator">Who may decide disputes; null for nobody.</param>
/// <param name="ResaleRoyalty">In parts per 10,000, at most 1,000.</param>
/// <param name="Anchor">The proof of an earlier time; null for none.</param>
/// <param name="Offers">Documents <c>modeldeed-terms-1</c> to offer at once.</param>
internal sealed record RegisterRequest(
    Address From, Hash32 Fingerprint, Hash32 Manifest, string Kind, string Name, Hash32? TensorRoot = null, IReadOnlyList<ParentRequest>? Parents = null,
    Address? Arbitrator = null, ushort ResaleRoyalty = 0, AnchorRequest? Anchor = null, IReadOnlyList<JsonElement>? Offers = null);

/// <summary>So many shares for somebody.</summary>
/// <param name="Account">Who gets them.</param>
/// <param name="Shares">How many.</param>
internal sealed record AllotmentRequest(Address Account, UInt256 Shares);

/// <summary>Divides a title into shares.</summary>
/// <param name="From">The title's holder.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Name">The token's, 1 to 64 bytes.</param>
/// <param name="Symbol">The token's, 1 to 64 bytes.</param>
/// <param name="Majority">Of all votes, in parts per 10,000, above 5,000.</param>
/// <param name="Allotments">1 to 200.</param>
/// <param name="Steward">Who acts for the holders; null for nobody.</param>
/// <param name="Currency">A token in which offers for the whole may be made besides native money; left out: none.</param>
internal sealed record DivideRequest(Address From, Hash32 TitleId, string Name, string Symbol, ushort Majority, IReadOnlyList<AllotmentRequest> Allotments, Address? Steward = null, Address? Currency = null);

/// <summary>Hands a title over.</summary>
/// <param name="From">Its holder.</param>
/// <param name="TitleId">The title.</param>
/// <param name="To">Who gets it.</param>
internal sealed record TransferRequest(Address From, Hash32 TitleId, Address To);

/// <summary>Ends a subscription early, without a refund.</summary>
/// <param name="From">Its holder.</param>
/// <param name="LicenseId">The license.</param>
internal sealed record CancelSubscriptionRequest(Address From, Hash32 LicenseId);

/// <summary>A transaction to sign.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">Call data.</param>
/// <param name="Value">Wei to send along.</param>
/// <param name="Gas">A limit: the estimate and a quarter more; null where it can't be tried before the steps ahead of it are done.</param>
/// <param name="Summary">What it does, in plain words.</param>
internal sealed record StepView(Address To, Api.HexBytes Data, UInt256 Value, ulong? Gas, string Summary);

/// <summary>Transactions to sign one after the other, each when the one ahead of it is in a block.</summary>
/// <param name="ChainId">Of the chain they are for.</param>
/// <param name="From">Who signs.</param>
/// <param name="Steps">One, or two where a token's allowance or an approval comes first.</param>
/// <param name="Warnings">What the signer should know first.</param>
internal sealed record PreparedView(ulong ChainId, Address From, IReadOnlyList<StepView> Steps, IReadOnlyList<string> Warnings);
