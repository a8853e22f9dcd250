namespace ModelDeed.Server.Ui;

/// <summary>What the pages say that act: checkout, publishing, one's own things.</summary>
public sealed record ActTexts(WalletTexts Wallet, BuyTexts Buy, PublishTexts Publish, MineTexts Mine, MarketTexts Market);

/// <summary>What <c>wwwroot/act/</c> says; it gets them as JSON.</summary>
public sealed record WalletTexts(
    string Title, string Lead, string NoScript, string None, string Use, string UseDemo, string Demo, string DemoHint, string DemoName, string Acting, string Change, string WrongNetwork, string Switch, string NoSwitch, string First,
    string Rejected, string Confirm, string Preparing, string Step, string Sent, string Mined, string Done, string Reverted, string Replaced, string Dropped, string Undone, string Refused, string Failed, string Reading, string Warning, string Switched, string SignOrder, string Posted, string BadAmount,
    string Allow, string SignPermit, string SignIn, string SignedIn, string SignedOut, string SignInTitle, string SignInWhy, string SignInDo, string SignOut);

/// <summary>Checkout, and the receipt.</summary>
public sealed record BuyTexts(
    string Title, string Lead, string Choose, string Everything, string EverythingHint, string NotOffered, string Periods, string Quote, string Ask, string Price, string Holds, string Refused, string BeyondPlaces, string BeyondFields, string BeyondData,
    string BadPeriods, string TooFar, string SignTitle, string Credential, string CredentialWhy, string Pay, string PayWhy, string Back, string Legal, string Agreed, string Receipt, string ReceiptLead, string License, string Paid, string Payer, string Licensee, string Granted, string Transaction,
    string Print, string Download, string Renew, string RenewWhy, string RenewPay, string NoLicense, string NoLicenseWhy, string Undone);

/// <summary>Publishing.</summary>
public sealed record PublishTexts(
    string Title, string Lead, string Content, string ContentWhy, string PickFile, string PickFolder, string PickManifest, string Working, string Fingerprint, string FromManifest, string Failed, string About, string Name, string Kind, string Description, string DescriptionWhy, string Summary, string SummaryWhy, string Tags, string TagsWhy, string Task, string CardStep, string CardLabel, string CardKept, string CardSkipped,
    string Preview, string Parents, string ParentsWhy, string AddParent, string Parent, string Royalty, string ParentLicense, string Remove, string Terms, string TermsWhy, string NoTerms, string Template, string[] Templates, string Price, string Territories, string Fields, string SetsHint, string LegalText,
    string Sign, string SignWhy, string Submit, string NoContent, string NoScript, string Stored, string NotStored);

/// <summary>One's own things.</summary>
public sealed record MineTexts(
    string Title, string Lead, string Waiting, string WaitingWhy, string Nothing, string Withdraw, string WithdrawAll, string Asset, string Amount, string State, string Now, string From, string Disputed, string Assets, string Licenses, string LicensesWhy, string Soon, string Income,
    string Activity, string NoActivity, string Csv, string IncomeWhy, string Account, string Nobody, string NobodyHint, string Show, string Receipt);
