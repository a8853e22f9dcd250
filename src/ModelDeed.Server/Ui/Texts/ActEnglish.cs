namespace ModelDeed.Server.Ui;

/// <summary>English of the pages that act.</summary>
internal static class ActEnglish
{
    internal static ActTexts All => new(Wallet, Buy, Publish, Mine, MarketEnglish.All);

    private static WalletTexts Wallet => new(
        Title: "Act as", Lead: "Your wallet keeps your keys and signs; we never see them.", NoScript: "Signing needs a wallet, and talking to one needs JavaScript. Everything else on this page works without.",
        None: "This browser has no wallet. Install one that announces itself (EIP-6963), then load this page again.", Use: "Use {0}", UseDemo: "Use this account", Demo: "Demo account", DemoHint: "For trying things out on this chain of yours: everybody knows the keys of demo accounts.",
        DemoName: "Demo account {0}", Acting: "You act as {0} by {1}.", Change: "Change", WrongNetwork: "Your wallet is on another network. This one is {0}, number {1}.", Switch: "Switch network",
        NoSwitch: "The wallet didn't switch. Choose {0} (number {1}) in the wallet itself.", First: "Choose an account first.", Rejected: "You declined it in the wallet. Nothing was done, nothing was paid.",
        Confirm: "Confirm it in your wallet: {0}", Preparing: "Asking what it takes…", Step: "Step {0} of {1}.", Sent: "Sent as {0}. It waits for a block…", Mined: "It is in block {0}.", Done: "Done.",
        Reverted: "The contract refused it when it came to a block. Only the fee is lost.", Replaced: "Another transaction of yours took its place, so this one will never happen.",
        Dropped: "The network has forgotten it. Nothing was done; try again.", Undone: "The network took its block back. It waits for another block…", Refused: "Refused: {0}", Failed: "That didn't work: {0}",
        Reading: "It is in block {0}. The page is reading it…", Warning: "Before you sign: {0}", Switched: "The wallet changed the account.",
        SignOrder: "Sign the order in your wallet. Signing it costs nothing.", Posted: "The order is in the book.", BadAmount: "“{0}” isn't an amount in this currency.",
        Allow: "allow the contract to take exactly what is due", SignPermit: "Sign in your wallet that the vault may take exactly the price. Signing it costs nothing and spares you a transaction.", SignIn: "Sign the message in your wallet. It moves nothing and costs nothing.",
        SignedIn: "Signed in as {0}.", SignedOut: "Nobody is signed in.", SignInTitle: "Signing in", SignInWhy: "Proves to this server who you are. You need it for one thing only: to take orders of yours off its pages without a fee.", SignInDo: "Sign in", SignOut: "Sign out");

    private static BuyTexts Buy => new(
        Title: "License “{0}”", Lead: "Say what you need it for, see the price, then sign.", Choose: "What do you need it for?", Everything: "All that is offered", EverythingHint: "Tick nothing for all that is offered.", NotOffered: "not offered",
        Periods: "Periods", Quote: "What it costs", Ask: "Show the price", Price: "To pay", Holds: "It holds", Refused: "These terms can't be bought so", BeyondPlaces: "They aren't offered for {0}.", BeyondFields: "They aren't offered for this use: {0}.",
        BeyondData: "They aren't offered for these data: {0}.", BadPeriods: "A subscription takes 1 to 65,535 periods.", TooFar: "It would end too far in the future: take fewer periods.", SignTitle: "Sign", Credential: "Credential",
        CredentialWhy: "The terms ask for a statement of {0} about your account: a file modeldeed-credential-1 that they gave you.", Pay: "Sign and pay", PayWhy: "Fees of the network come on top; your wallet shows them.", Back: "Back to the asset",
        Legal: "What you agree to", Agreed: "What was agreed", Receipt: "License of “{0}”", ReceiptLead: "Your receipt. The license itself is a token on the chain: nobody needs this page to check it.", License: "License", Paid: "Paid in all", Payer: "Paid by", Licensee: "Licensed to", Granted: "Granted",
        Transaction: "Transaction", Print: "Print", Download: "Download the legal text", Renew: "Renew", RenewWhy: "A further period costs {0}, as agreed when it was granted.", RenewPay: "Sign and renew",
        NoLicense: "No such license here", NoLicenseWhy: "The record has none from this transaction. It may not be read yet, or the network has taken its block back: then nothing was paid.", Undone: "The network has taken the block of this license back. It counts again once another block has it.");

    private static PublishTexts Publish => new(
        Title: "Publish", Lead: "Register what you made, say what it is, and offer licenses.", Content: "Its content", ContentWhy: "Your files stay on this machine: only their fingerprint is computed here.", PickFile: "Choose a file", PickFolder: "Choose a folder",
        PickManifest: "Take a manifest of the command line", Working: "{0} of {1} read", Fingerprint: "Fingerprint", FromManifest: "From the manifest: {0} files, {1} tensors.", Failed: "That didn't work:", About: "What it is", Name: "Name", Kind: "Kind", Description: "Description",
        DescriptionWhy: "Markdown. It becomes part of the manifest, which the chain commits to.", Summary: "In one sentence", SummaryWhy: "Stands on the search page under the name.", Tags: "Tags", TagsWhy: "Words with commas, like speech, small, on-device.", Task: "Task",
        CardLabel: "name the card", CardStep: "Registered. Now the card: sign once more, so that the chain names it.", CardKept: "Registered and described. One moment…", CardSkipped: "Registered, but not described: {0} You can describe it later by deed describe.", Preview: "Preview", Parents: "What it derives from", ParentsWhy: "Leave empty for something new of its own. Parents earn their share of all that it earns.", AddParent: "Add a parent", Parent: "Fingerprint",
        Royalty: "Share of income, %", ParentLicense: "License that allows it (may be empty)", Remove: "Remove", Terms: "License terms", TermsWhy: "The legal text below is made from them, and its digest goes on the chain.", NoTerms: "Offer none yet", Template: "Template",
        Templates: ["Research and teaching; derivatives alike", "Trial of 30 days", "Commercial, paid once", "Commercial, with derivatives at 5 %", "Subscription by 30 days"], Price: "Price in {0}", Territories: "Where", Fields: "What for", SetsHint: "Words with commas, like EU,CH or all,-defence. Empty for the template's.",
        LegalText: "Legal text", Sign: "Sign", SignWhy: "The first transaction registers the asset and opens the offer. Where there is a sentence, a tag or a task, a second one names the card that says so.", Submit: "Sign and publish", NoContent: "Choose the content first.", NoScript: "Fingerprints are computed in your browser, which needs JavaScript. The command line does it without: deed register.",
        Stored: "Registered, and the manifest is kept. One moment…", NotStored: "Registered. The manifest couldn't be kept: {0}");

    private static MineTexts Mine => new(
        Title: "Mine", Lead: "What an account holds, earns and has done. All of it is public; acting needs the key.", Waiting: "Waiting to be withdrawn", WaitingWhy: "Income stays in the vault until you fetch it.", Nothing: "Nothing waits.", Withdraw: "Withdraw", WithdrawAll: "Withdraw all",
        Asset: "Asset", Amount: "Amount", State: "State", Now: "now", From: "from {0}", Disputed: "when the dispute is decided", Assets: "Assets", Licenses: "Licenses", LicensesWhy: "Those that end first stand first.", Soon: "ends soon", Income: "Income",
        Activity: "Activity", NoActivity: "Nothing yet.", Csv: "Download as CSV", IncomeWhy: "Credited in the last {0} months. What waits above may not be in it yet.", Account: "Account", Nobody: "Whose?", NobodyHint: "Choose who you act as, or type the address of an account.", Show: "Show", Receipt: "receipt");
}
