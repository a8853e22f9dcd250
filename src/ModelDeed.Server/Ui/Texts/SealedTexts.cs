namespace ModelDeed.Server.Ui;

/// <summary>What the pages say of sealed packages and custodians. <c>wwwroot/act/download.js</c> gets <see cref="DownloadTexts"/> as JSON.</summary>
public sealed record SealedTexts(DownloadTexts Download, CustodianTexts Custodian);

/// <summary>The page of a download.</summary>
/// <param name="Reasons">Why a custodian refused, by its code (docs/formats.md); another's own words are shown.</param>
/// <param name="Faults">What went wrong in the browser, by the worker's code.</param>
public sealed record DownloadTexts(
    string Button, string Title, string Lead, string Package, string Version, string Size, string Key, string KeyBy, string KeyNamed, string Published, string Address, string None, string NoneWhy,
    string UseTitle, string UseWhy, string Choose, string Show, string Here, string HereWhy, string Start, string Stop, string Stopped, string TooLarge, string NotHere, string NamedOnly, string TooMany, string NoScript,
    string Command, string CommandWhy, string Licensed, string Unlicensed, string GetLicense, string Fetching, string Sign, string Asking, string Working, string Saved, string Again, string Forget, string Forgotten, string Receipts, string ReceiptsWhy, string Refused, string Custodian, string NoRoom, string Busy,
    Dictionary<string, string> Reasons, Dictionary<string, string> Faults);

/// <summary>The page of custodians.</summary>
public sealed record CustodianTexts(
    string Title, string Lead, string Who, string Url, string NoUrl, string Places, string Bond, string Since, string State, string Up, string Down, string Unknown, string Left, string Convicted, string None, string NoneHint, string More, string Key);
