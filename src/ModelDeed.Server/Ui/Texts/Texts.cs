using System.Globalization;

namespace ModelDeed.Server.Ui;

/// <summary>Every word that the pages say, in one language. A word that a language lacks doesn't compile.</summary>
/// <param name="Code">ISO 639-1, lower case.</param>
/// <param name="Name">The language in its own words.</param>
public sealed record Texts(
    string Code, string Name, Numbers Numbers, LayoutTexts Layout, StateTexts State, DiscoverTexts Discover, AssetTexts Asset, ProofTexts Proof,
    OfferTexts Offer, LineageTexts Lineage, IncomeTexts Income, AccountTexts Account, StatusTexts Status, ErrorTexts Error, SetTexts Sets, ActTexts Act, SealedTexts Sealed, KinTexts Kin)
{
    /// <summary>The languages, the first being what is shown to whoever asks for none of them.</summary>
    internal static IReadOnlyList<Texts> All { get; } = [TextsEnglish.All, TextsGerman.All];

    /// <summary>A text with its places filled.</summary>
    internal static string Fill(string text, params ReadOnlySpan<object> values) => string.Format(CultureInfo.InvariantCulture, text, values);
}

/// <summary>A text that depends on a number: {0}.</summary>
public sealed record Plural(string One, string Other)
{
    /// <summary>The text for a number, written as the language writes numbers.</summary>
    internal string Of(long count, Numbers numbers) => Texts.Fill(count == 1 ? One : Other, numbers.Count(count));
}

public sealed record LayoutTexts(
    string Skip, string Tagline, string Menu, string Discover, string Status, string Publish, string Mine, string Search, string SearchHint, string Theme, string ThemeAuto, string ThemeLight,
    string ThemeDark, string Language, string Footer, string FooterProof, string First, string Previous, string Next, string Pages, string Page, string Copy, string Copied, string Details, string ShowPicture, string NewTab, string Yes, string No);

public sealed record StateTexts(
    string Pending, string PendingWhy, string Final, string FinalWhy, string Provisional, string ProvisionalWhy, string Disputed, string DisputedWhy, string Dissolved, string DissolvedWhy,
    string Expired, string Valid, string ValidForever, string Void, string VoidWhy, string NotYet, string ValidUntil);

public sealed record DiscoverTexts(
    string Title, string Lead, Plural Found, string None, string NoneHint, string NothingYet, string NothingYetHint, string Filters, string Apply, string Clear, string Kind, string Format, string Payment,
    string Commercial, string Derivatives, string AllowsCommercial, string AllowsDerivatives, string Territory, string Anywhere, string Field, string AnyField, string Finality, string Any, string OnlyFinal, string OnlyProvisional,
    string Sort, string SortRelevance, string SortNewest, string SortOldest, string SortLicensed, string SortIncome, string SortName, string[] Payments, string By, string Since, string From, string Free, string FreeOrPaid, string NoOffer, string Task, string Price, string PriceMost, string NoPrice, string PriceIn, string PriceLeast, string UpTo, string Currency, string Uses, string Chosen, string Without, string ShowAll, string Close, Plural Licensed, Plural Derived);

public sealed record AssetTexts(
    string[] Kinds, string Overview, string Versions, string Licenses, string History, string Holders, string Income, string About, string NoCard, string CardFrom, string CardCut,
    string Format, string Size, string Files, string Tensors, string Parameters, string TensorSearch, string TensorName, string TensorType, string TensorShape, string TensorDigest, Plural TensorsFound, string NoTensors, string NoManifest,
    string Facts, string Registrant, string Holder, string Registered, string Arbitrator, string Nobody, string ResaleRoyalty, string Version, string Latest, string Note, string NoVersions, string Event, string When, string Block,
    string NoHistory, string NotDivided, string NotDividedWhy, string Shares, string Share, string SoleHolder, string Sale, string NotForSale, string ForSale, string CardOfHolder, string Auction, string HighestBid, string FirstBid, string Ends, string Ended, string Sales, string Sold, string Seller, string Buyer, string WholeTitle, string ForSaleWarning, string OnThisPage, string File, string FileList, string Unreadable, string TakenOverInto, string SharesTotal, string MoreHolders, Plural HeldByShares, string Claim, Dictionary<string, string> Events);

public sealed record ProofTexts(
    string Title, string Fingerprint, string FingerprintWhy, string Manifest, string ManifestWhy, string Priority, string PriorityWhy, string Anchored, string NotAnchored, string Anchor, string Block, string Contest, string ContestOver, string ContestUntil,
    string Evidence, string EvidenceWhy, string EvidenceHow, string EvidenceGet, string EvidenceNone, string Verify, string VerifyWhy, string VerifyFile, string VerifyFolder, string VerifyDrop, string VerifyWorking, string VerifyMatch, string VerifyMatchVersion, string VerifyNoMatch, string VerifyFailed, string VerifyNoScript, string VerifyCancel, string TensorRoot);

public sealed record OfferTexts(
    string Title, string Lead, string None, string NoneWhy, string Free, string Once, string PerPeriod, string Opening, string PerUnit, string Forever, string ForPeriod, string Days, string Hours, string OneDay,
    string May, string MayNot, string CommercialYes, string CommercialNo, string DerivativesFree, string DerivativesYes, string DerivativesNo, string ShareAlike, string AttributionYes, string TransferYes, string TransferNo, string FieldsYes, string FieldsNot, string DataNot, string TerritoriesNot,
    string Where, string WhatFor, string WhichData, string Everywhere, string EverywhereBut, string AllFields, string AllData, string Needs, string NeedsCredential, string SupplyName, string SupplyOpen, string SupplyLeft, string SoldOut, string PerAccount,
    string Window, string NotYetOpen, string SaleOver, string Closed, string ClosedWhy, string Legal, string LegalMatches, string LegalDiffers, string Map, string Included, string NotIncluded, string Sold, string Get, string RenewalsEnded, string Grace, string TermsId, string Unknown);

public sealed record LineageTexts(
    string Title, string Lead, string None, string Drawing, string AsList, string Parents, string Children, string Licensed, string Declared, string LicensedWhy, string DeclaredWhy, string Royalty, string ThisOne, string Cut, string Scroll, Plural Nodes);

public sealed record IncomeTexts(
    string Kept, string Title, string None, string Chart, string ByMonth, string Source, string Direct, string Descendants, string OfDescendants, string Licenses, string Resales, string Tips, string Total, string Month, string Table, string Download, string Paid, string Earned);

public sealed record AccountTexts(
    string Title, string Lead, string Made, string Holds, string Licenses, string Income, string Facts, string NothingMade, string NothingHeld, string NoLicenses, string Registered, string LicensesSold, string LicensesHeld, string DerivedByOthers,
    string FirstSeen, string Disputes, string Empty, string FactsWhy, string Contributions, string LicenseOf, string Until, string Superseded, string Withdrawn);

public sealed record StatusTexts(
    string Title, string Lead, string Working, string Behind, string Stopped, string Chain, string ChainId, string Head, string Indexed, string Lag, Plural LagBlocks, string Finality, string Contracts, string Contract, string Address, string Numbers,
    string Assets, string Versions, string Offers, string LicensesSold, string Payments, string Accounts, string LastBlock, string Database, string Fault, string UpToDate);

public sealed record ErrorTexts(
    string NotFound, string NotFoundWhy, string AssetNotFound, string AssetNotFoundWhy, string BadRequest, string BadRequestWhy, string Broken, string BrokenWhy, string Busy, string BusyWhy, string Home, string Reference);

public sealed record SetTexts(
    string[] Regions, string Worldwide, string EU, string EEA, string Without, Func<int, string> Territory, Func<int, string> Field, Func<int, string> Data, Plural Territories, string All, string More);
