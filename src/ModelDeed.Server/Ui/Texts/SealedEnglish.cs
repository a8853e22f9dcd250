namespace ModelDeed.Server.Ui;

/// <summary>English of sealed packages and custodians.</summary>
internal static class SealedEnglish
{
    internal static SealedTexts All => new(Download, Custodian);

    private static DownloadTexts Download => new(
        Button: "Download", Title: "Download “{0}”", Lead: "It is sealed: only who holds a license opens it.", Package: "The package", Version: "Version", Size: "Size", Key: "Key", KeyBy: "{0} of {1} custodians give it, by what the chain says",
        KeyNamed: "for named accounts only", Published: "Sealed", Address: "Address", None: "No package to download", NoneWhy: "Its holder hasn't sealed one yet, or has taken it back. Ask there, or look again later.",
        UseTitle: "What will you use it for?", UseWhy: "Each custodian asks the chain whether your license covers this use, and writes down what it released.", Choose: "choose…", Show: "Show the command",
        Here: "In this browser", HereWhy: "It is decrypted on this machine, by a part of the page that can talk to nobody, and nothing is saved before every byte is found to be what was titled. You sign a request to each of {0} custodians; that costs nothing.",
        Start: "Download", Stop: "Stop", Stopped: "Stopped. Nothing was saved.", TooLarge: "It has {0}. A browser opens up to {1}: take the command line, which goes on where it stopped.",
        NotHere: "This server doesn't keep its blocks. The command line fetches them wherever they are: name the store, --store.", NamedOnly: "It is sealed for accounts that its owner named; no license opens it. Those open it by the command line.",
        TooMany: "It names more custodians than a page may call. Take the command line.", NoScript: "Decrypting in the browser needs JavaScript. The command line does it without.",
        Command: "By the command line", CommandWhy: "The same for any size, and it goes on where it was interrupted.", Licensed: "Your license covers this use.", Unlicensed: "This account holds no license for this use: custodians will refuse.", GetLicense: "See the licenses",
        Fetching: "Fetching the header…", Sign: "Sign request {0} of {1} in your wallet. Signing it costs nothing.", Asking: "Asking custodian {0}…", Working: "{0} of {1} opened and checked, {2}/s, {3} left",
        Saved: "Done: every byte is what was titled. Saved as {0}, {1}.", Again: "Save it again", Forget: "Forget the copy in this browser", Forgotten: "This browser keeps no copy.", Receipts: "Save the receipts", ReceiptsWhy: "They prove what custodians released to you; deed custodian audit checks them.", Refused: "The key stays closed: {0} of {1} custodians gave their share.", Custodian: "Custodian {0}: {1}",
        NoRoom: "This browser has room for {0} only, {1} are needed.", Busy: "Its sources are busy; waiting…",
        Reasons: new()
        {
            ["not-licensed"] = "The account holds no license that covers this use now. Get one, or choose the use that yours is for.",
            ["territory"] = "It doesn't release for this territory.",
            ["superseded-package"] = "The owner has sealed it anew since. Load this page again.",
            ["no-package"] = "The chain names no package of this version any more.",
            ["too-many-releases"] = "It has released to this account as often as it does in a day. Try again tomorrow, or ask another.",
            ["too-many-requests"] = "It has got more requests than it takes. Try again in a minute.",
            ["expired-request"] = "The request came too late. Check this machine's clock, and try again.",
            ["far-deadline"] = "The request lasts longer than it takes. Check this machine's clock.",
            ["bad-signature"] = "The signature isn't this account's.",
            ["replayed"] = "It has answered this very request before. Try again.",
            ["node-unavailable"] = "Its node of the chain doesn't answer, so it can't tell what is right. Try again in a while.",
            ["log-unavailable"] = "It can't write its log, and without it releases nothing. Try again in a while.",
            ["damaged-share"] = "Its share in the header is damaged. Tell the owner.",
            ["busy"] = "It is answering as many as it can. Try again in a moment.",
            ["too-slow"] = "The request took too long to reach it. Try again.",
            ["wrong-chain"] = "It serves another chain.",
            ["wrong-custodian"] = "It has another key than the header names.",
            ["wrong-package"] = "The header isn't of the package that was asked for.",
            ["wrong-share"] = "What it sent isn't its share: it lied, or its key was changed.",
            ["unreachable"] = "It doesn't answer.",
            ["malformed"] = "Its answer can't be read.",
        },
        Faults: new()
        {
            ["missing"] = "A block can't be had from any source. Try again later, or take the command line with another store.",
            ["altered"] = "A source sent a block that isn't what its name says. Nothing was saved.",
            ["header"] = "The header breaks its format. Tell the owner.",
            ["nocustodians"] = "The header names no custodians: only named accounts open it.",
            ["otherheader"] = "The header isn't the one that the chain names: it was swapped, or sealed anew since. Load this page again.",
            ["otherpackage"] = "The header is another version's, though the chain names it for this one. Tell the title's holder.",
            ["wrongkey"] = "The shares give a key that isn't this header's: its maker sealed it wrongly. Tell the owner.",
            ["chunk"] = "The payload was altered. Nothing was saved. Tell the owner.",
            ["short"] = "The payload ends too early. Nothing was saved. Tell the owner.",
            ["archive"] = "What was sealed isn't what its manifest says. Nothing was saved. Tell the owner.",
            ["manifest"] = "The manifest in it isn't the one on the chain. Nothing was saved. Tell the owner.",
            ["content"] = "Its content isn't what was titled. Nothing was saved. Tell the owner.",
            ["toolarge"] = "It is larger than a browser opens. Take the command line.",
            ["full"] = "This browser's storage is full. Make room, or take the command line.",
            ["browser"] = "This browser lacks what it takes (X25519, or files of a site's own). Take the command line, or a newer browser.",
        });

    private static CustodianTexts Custodian => new(
        Title: "Custodians", Lead: "They keep shares of packages' keys, and give theirs to whoever the chain says may have it. No one of them can open anything alone.", Who: "Custodian", Url: "Answers at", NoUrl: "nowhere that a program may call", Places: "Releases for", Bond: "Bond",
        Since: "Since", State: "State", Up: "answers", Down: "doesn't answer", Unknown: "not asked", Left: "left {0}", Convicted: "told two stories", None: "No custodians yet", NoneHint: "Anybody can be one: deed custodian run.", More: "More", Key: "Key");
}
