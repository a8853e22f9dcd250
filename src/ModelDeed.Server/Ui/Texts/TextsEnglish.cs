using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>English.</summary>
internal static class TextsEnglish
{
    internal static Texts All { get; } = new(
        "en", "English", new Numbers(".", ",", ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], "{0} {1} {2}"),
        Layout, State, Discover, Asset, Proof, Offer, Lineage, Income, Account, Status, Error, Sets, ActEnglish.All, SealedEnglish.All, KinEnglish.All);

    private static LayoutTexts Layout => new(
        Skip: "Skip to the content", Tagline: "Deeds for AI models", Menu: "Main", Discover: "Discover", Status: "Status", Publish: "Publish", Mine: "Mine",
        Search: "Search", SearchHint: "Name, task, author or fingerprint", Theme: "Colors", ThemeAuto: "As the system", ThemeLight: "Light", ThemeDark: "Dark", Language: "Language",
        Footer: "ModelDeed holds nobody's money and nobody's keys. What you see is read from public contracts.", FooterProof: "Every proof can be checked without us, offline.",
        First: "First page", Previous: "Previous", Next: "Next", Pages: "Pages", Page: "Page {0}", Copy: "Copy", Copied: "Copied", Details: "Details", ShowPicture: "open the picture at {0}", NewTab: "opens in a new tab", Yes: "Yes", No: "No");

    private static StateTexts State => new(
        Pending: "Just recorded", PendingWhy: "It may still change for a short while, until the network has settled it.",
        Final: "Final", FinalWhy: "The time for others to contest it is over.",
        Provisional: "Open to contest", ProvisionalWhy: "Until {0} whoever proves that they had the same content earlier takes this title over.",
        Disputed: "Disputed", DisputedWhy: "The arbitrator that the title names has frozen it until a dispute is settled.",
        Dissolved: "Ended", DissolvedWhy: "Somebody proved to have had this content earlier; it now belongs to another title.",
        Expired: "Expired", Valid: "Valid", ValidForever: "Valid without end", Void: "Void", VoidWhy: "An earlier owner took the title over and hasn't honored this license.", NotYet: "Starts {0}", ValidUntil: "Valid until {0}");

    private static DiscoverTexts Discover => new(
        Title: "Find a model you may really use", Lead: "See who made it and since when, what it was made from, and what a license allows, before you pay.",
        Found: new("{0} asset", "{0} assets"), None: "Nothing matches", NoneHint: "Try fewer words or remove a filter.",
        NothingYet: "Nothing is registered yet", NothingYetHint: "As soon as somebody registers a model, it shows up here.",
        Filters: "Filters", Apply: "Show results", Clear: "Clear all", Kind: "What", Format: "Format", Payment: "How it is paid",
        Commercial: "Commercial use", Derivatives: "Derivatives", AllowsCommercial: "Commercial use allowed", AllowsDerivatives: "Derivatives allowed",
        Territory: "To use in", Anywhere: "Anywhere", Field: "To use for", AnyField: "Any purpose", Finality: "Ownership", Any: "Any", OnlyFinal: "Final", OnlyProvisional: "Open to contest",
        Sort: "Order", SortRelevance: "Best match", SortNewest: "Newest", SortOldest: "Oldest", SortLicensed: "Most licensed", SortIncome: "Most income", SortName: "Name", Payments: ["Free", "Once", "Subscription", "By use"],
        By: "held by {0}", Since: "proven since {0}", From: "from {0}", Free: "Free", FreeOrPaid: "Free or paid", NoOffer: "No license offered", Task: "Task", Price: "Price", PriceMost: "Highest price in {0}", NoPrice: "Any price", PriceIn: "Price in {0}", PriceLeast: "Lowest price in {0}", UpTo: "up to {0}", Currency: "Currency", Uses: "What is allowed",
        Chosen: "Chosen filters", Without: "Without: {0}", ShowAll: "Show everything", Close: "Close filters", Licensed: new("{0} license", "{0} licenses"), Derived: new("{0} derivative", "{0} derivatives"));

    private static AssetTexts Asset => new(
        Kinds: ["Model", "Dataset", "Algorithm", "Software", "Output"], Overview: "Overview", Versions: "Versions", Licenses: "Licenses", History: "History", Holders: "Who earns", Income: "Income",
        About: "About", NoCard: "The owner has written no description.", CardFrom: "Written by the owner. We don't check what it says.", CardCut: "The description is longer; this is its beginning.",
        Format: "Format", Size: "Size", Files: "Files", Tensors: "Tensors", Parameters: "Parameters", TensorSearch: "Find a tensor", TensorName: "Name", TensorType: "Type", TensorShape: "Shape", TensorDigest: "Digest",
        TensorsFound: new("{0} tensor", "{0} tensors"), NoTensors: "No tensor has that in its name.", NoManifest: "The description document isn't here yet. Its digest is on record, so a copy from anywhere can be checked.",
        Facts: "Facts", Registrant: "Registered by", Holder: "Held by", Registered: "Registered", Arbitrator: "Arbitrator", Nobody: "Nobody", ResaleRoyalty: "Royalty on resale",
        Version: "Version {0}", Latest: "latest", Note: "Note", NoVersions: "There is only the first version.", Event: "What happened", When: "When", Block: "Block", NoHistory: "Nothing has happened yet.",
        NotDivided: "One owner", NotDividedWhy: "The income goes to whoever holds the title. It isn't divided into shares.", Shares: "Shares", Share: "Part", SoleHolder: "Sole holder",
        Sale: "The title itself", NotForSale: "The title isn't for sale here.", ForSale: "For sale", CardOfHolder: "From the holder's card; nobody has checked it.", Auction: "Auction", HighestBid: "highest bid", FirstBid: "first bid from", Ends: "ends", Ended: "ended, to be settled:", Sales: "Sales", Sold: "Sold", Seller: "Seller", Buyer: "Buyer", WholeTitle: "the title", ForSaleWarning: "Whoever buys the title takes on its licenses: {0} of them are valid now.",
        OnThisPage: "On this page", File: "File", FileList: "Files and their digests", Unreadable: "(the name isn't readable text)", TakenOverInto: "It is now part of", SharesTotal: "Shares in all", MoreHolders: "and {0} more", HeldByShares: new("Held by {0} share holder", "Held by {0} share holders"), Claim: "Claim what my shares earned", Events: Events);

    private static Dictionary<string, string> Events => new(StringComparer.Ordinal)
    {
        ["anchored"] = "Put on record",
        ["registered"] = "Registered by {0}",
        ["transferred"] = "Handed over to {0}",
        ["taken-over"] = "Taken over by {0}, who proved an earlier date",
        ["dissolved"] = "Ended: it belongs to another title",
        ["version"] = "A new version was published",
        ["priority"] = "An earlier date was proven",
        ["disputed"] = "A dispute was opened",
        ["settled"] = "The dispute was closed",
        ["awarded"] = "Awarded to {0} by the arbitrator",
        ["struck"] = "A version was struck by the arbitrator",
        ["offered"] = "License terms were offered",
        ["offer-opened"] = "An offer was opened to everybody",
        ["offer-closed"] = "An offer was closed",
        ["renewals-ended"] = "Renewals were ended",
        ["renewals-resumed"] = "Renewals were allowed again",
        ["licensed"] = "A license was granted to {0}",
        ["renewed"] = "A license was renewed by {0}",
        ["canceled"] = "A license was given up by {0}",
        ["license-transferred"] = "A license was handed on to {0}",
        ["license-bound"] = "A license was bound to its holder: a derivative rests on it",
        ["honored"] = "An earlier license was honored",
        ["credential-revoked"] = "A credential was revoked",
        ["paid"] = "Paid by {0}",
        ["distributed"] = "Income that waited was passed on",
        ["withdrawn"] = "Income was withdrawn by {0}",
        ["divided"] = "The title was divided into shares",
        ["motion"] = "Share holders were asked to decide",
        ["supported"] = "{0} supports a motion",
        ["support-lowered"] = "{0} supports a motion with fewer votes",
        ["motion-accepted"] = "A motion was accepted",
        ["motion-withdrawn"] = "A motion was withdrawn",
        ["redeemed"] = "{0} was bought out",
        ["steward"] = "{0} now acts for the share holders",
        ["share-transferred"] = "Shares were handed to {0}",
        ["claimed"] = "Income was claimed by {0}",
        ["described"] = "{0} described the title",
        ["undescribed"] = "The description was taken back",
        ["sold"] = "Sold to {0}",
        ["orders-canceled"] = "{0} took orders back",
        ["auction"] = "An auction was started by {0}",
        ["bid"] = "{0} bid",
        ["auction-void"] = "The auction ended without a sale",
        ["lot-returned"] = "What was up for auction went back to {0}",
        ["money-withdrawn"] = "{0} withdrew money from the market",
    };

    private static ProofTexts Proof => new(
        Title: "Proof", Fingerprint: "Fingerprint", FingerprintWhy: "Computed from every byte of the content. Change one bit and it is another one.", Manifest: "Description's digest", ManifestWhy: "SHA-256 of the document that lists all files and tensors.",
        Priority: "Proven since", PriorityWhy: "The earliest time at which the owner is proven to have had exactly this content. It doesn't prove who made it.",
        Anchored: "Proven by an earlier entry in the public record", NotAnchored: "The time of registration", Anchor: "Entry", Block: "Block {0}", Contest: "Contest", ContestOver: "Over: nobody can claim it any more.", ContestUntil: "Open until {0}",
        Evidence: "Evidence file", EvidenceWhy: "Everything that proves it, in one file. It can be checked without us and without a network.", EvidenceHow: "deed verify FILE --evidence checks it. What this server can’t know, the owner’s signed statement, the file says is missing.", EvidenceGet: "Download the evidence", EvidenceNone: "It wasn’t anchored before it was registered: the registration itself proves its time.",
        Verify: "Is your file this one?", VerifyWhy: "Choose the file or folder. It is read on your own machine; nothing is sent.", VerifyFile: "Choose a file", VerifyFolder: "Choose a folder", VerifyDrop: "or drop it here",
        VerifyWorking: "Reading {0} of {1} …", VerifyMatch: "Yes. It is exactly what was registered, byte for byte.", VerifyMatchVersion: "Yes. It is version {0}, byte for byte.", VerifyNoMatch: "No. This content has another fingerprint:", VerifyFailed: "It couldn't be read:",
        VerifyNoScript: "The check in the browser needs JavaScript. Without it: deed verify FILE.", VerifyCancel: "Stop", TensorRoot: "Tensors' digest");

    private static OfferTexts Offer => new(
        Title: "Licenses", Lead: "What each license allows, what it doesn't, and what it costs.", None: "No license is offered", NoneWhy: "Without a license from the owner you may not use it beyond what the law allows anyway.",
        Free: "Free", Once: "paid once", PerPeriod: "for each {0}", Opening: "to open", PerUnit: "{0} for each {1}", Forever: "without end", ForPeriod: "for {0}", Days: "{0} days", Hours: "{0} hours", OneDay: "day",
        May: "You may", MayNot: "You may not", CommercialYes: "earn money with it", CommercialNo: "earn money with it", DerivativesFree: "make and register derivatives", DerivativesYes: "make and register derivatives; you owe {0} of their income", DerivativesNo: "make derivatives of it (fine-tune, merge, distill)",
        ShareAlike: "offer derivatives on wider terms than these", AttributionYes: "use it, as long as you name it", TransferYes: "hand the license on", TransferNo: "hand the license on",
        FieldsYes: "use it for {0}", FieldsNot: "use it for {0}", DataNot: "use it on {0}", TerritoriesNot: "use it in {0}", Where: "Where", WhatFor: "What for", WhichData: "On which data", Everywhere: "everywhere", EverywhereBut: "everywhere but {0}", AllFields: "any purpose", AllData: "any data",
        Needs: "You need", NeedsCredential: "a statement about you, signed by {0}", SupplyName: "How many", SupplyOpen: "no limit", SupplyLeft: "{0} of {1} left", SoldOut: "Sold out", PerAccount: "at most {0} for each account",
        Window: "On sale", NotYetOpen: "On sale from {0}", SaleOver: "The sale ended on {0}", Closed: "By invitation", ClosedWhy: "Only with a voucher that the owner has signed.", Legal: "The legal text",
        LegalMatches: "The text below is the very one that the public record names: its digest was recomputed.", LegalDiffers: "The digest on record isn't that of our text. Ask the owner for the text and compare its digest.",
        Map: "Territories", Included: "included", NotIncluded: "not included", Sold: "{0} licensed so far", Get: "Get this license", RenewalsEnded: "No renewals any more: licenses end when they expire.", Grace: "{0} to renew without a gap", TermsId: "Terms", Unknown: "This offer has entries that we don't know. Don't rely on this summary.");

    private static LineageTexts Lineage => new(
        Title: "Where it comes from", Lead: "What it was made from, and what was made from it.", None: "It names no ancestors, and nothing registered was made from it.", Drawing: "Drawing of the lineage: {0} assets, from the oldest ancestors on the left to the youngest descendants on the right.",
        AsList: "The same as a list", Parents: "Made from", Children: "Made from it", Licensed: "licensed", Declared: "declared", LicensedWhy: "Solid line: covered by a license of the ancestor's.", DeclaredWhy: "Dashed line: only declared by the descendant.",
        Royalty: "owes {0} of its income", ThisOne: "this asset", Cut: "Only the nearest {0} are drawn.", Scroll: "Lineage; scroll sideways to see all", Nodes: new("{0} asset", "{0} assets"));

    private static IncomeTexts Income => new(
        Title: "Income", Kept: "not counted yet: credited by the first withdrawal after the title, and all it derives from, are final", None: "No income yet.", Chart: "Income by month", ByMonth: "By month", Source: "Source", Direct: "Own licenses", Descendants: "Descendants", OfDescendants: "of that from descendants", Licenses: "Licenses", Resales: "Resales", Tips: "Other payments",
        Total: "In all", Month: "Month", Table: "The same as a table", Download: "Download as CSV", Paid: "Paid in", Earned: "Earned");

    private static AccountTexts Account => new(
        Title: "Account", Lead: "What the public record says about this account. An account is not a name: anybody can open one.", Made: "Registered", Holds: "Holds", Licenses: "Licenses", Income: "Income", Facts: "Facts",
        NothingMade: "It has registered nothing.", NothingHeld: "It holds no titles.", NoLicenses: "It holds no licenses.", Registered: "Assets registered", LicensesSold: "Licenses granted on what it holds", LicensesHeld: "Licenses held", DerivedByOthers: "Derivatives by others",
        FirstSeen: "First seen", Disputes: "Titles in dispute", Empty: "The record doesn't mention this account", FactsWhy: "Counted from the record, nothing rated.", Contributions: "Contributions", LicenseOf: "License", Until: "Until", Superseded: "Titles lost to earlier owners", Withdrawn: "Withdrawn");

    private static StatusTexts Status => new(
        Title: "Status", Lead: "What these pages are read from, and how fresh they are.", Working: "All is well", Behind: "Behind", Stopped: "Not reading", Chain: "Network", ChainId: "Network's number", Head: "Newest block", Indexed: "Read up to block", Lag: "Delay", LagBlocks: new("{0} block behind", "{0} blocks behind"),
        Finality: "Counts as final after", Contracts: "Contracts", Contract: "Contract", Address: "Address", Numbers: "Numbers", Assets: "Assets", Versions: "Later versions", Offers: "Offers open", LicensesSold: "Licenses granted", Payments: "Payments", Accounts: "Accounts", LastBlock: "Time of that block", Database: "Database", Fault: "Problem", UpToDate: "up to date");

    private static ErrorTexts Error => new(
        NotFound: "There is nothing here", NotFoundWhy: "The address may be mistyped, or what stood here has moved.", AssetNotFound: "No such asset", AssetNotFoundWhy: "Nothing with this fingerprint is registered, or the registration hasn't been read yet.",
        BadRequest: "The address isn't right", BadRequestWhy: "A part of it has a form that we can't read.", Broken: "Something broke on our side", BrokenWhy: "It was written down. Nothing on the record was changed by it. Try again in a minute.", Busy: "Too many requests", BusyWhy: "Wait a moment, then try again.", Home: "To the start page", Reference: "Reference");

    private static SetTexts Sets => new(
        Regions: ["Africa", "Americas", "Asia", "Europe", "Oceania"], Worldwide: "worldwide", EU: "European Union", EEA: "European Economic Area", Without: "without {0}",
        Territory: Territories.NameOf, Field: FieldsOfUse.NameOf, Data: DataTypes.NameOf, Territories: new("{0} territory", "{0} territories"), All: "all", More: "and {0} more");
}
