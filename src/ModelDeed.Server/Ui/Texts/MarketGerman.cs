namespace ModelDeed.Server.Ui;

/// <summary>German of the market.</summary>
internal static class MarketGerman
{
    internal static MarketTexts All => new(
        Nav: "Markt", Title: "Titel zum Verkauf", Lead: "Kaufen Sie den Titel selbst: Wer ihn hält, entscheidet über seine Lizenzen und bekommt seine Einnahmen.", Auctions: "Auktionen", Sales: "Zum Verkauf", Offers: "Kaufangebote", NoAuctions: "Zurzeit läuft keine Auktion.", NoSales: "Zurzeit steht nichts zum Verkauf.", NoOffers: "Zurzeit gibt es keine Kaufangebote.",
        Unreachable: "Der Knoten des Netzes antwortet nicht; Verkäufe und Auktionen lassen sich nicht zeigen. Versuchen Sie es in einer Minute noch einmal.", Provisional: "Er kann vor {0} nicht verkauft werden: So lange können andere noch beweisen, dass sie den Inhalt früher hatten.", Disputed: "Er kann nicht verkauft werden, solange ein Streit um ihn offen ist.",
        Price: "Preis", Highest: "Höchstes Gebot", LeastBid: "Mindestgebot", NoBids: "Noch kein Gebot", Bids: new("{0} Gebot", "{0} Gebote"), Ends: "Endet {0}", Over: "Die Zeit ist um", Days: new("noch {0} Tag", "noch {0} Tage"), Hours: new("noch {0} Stunde", "noch {0} Stunden"), Minutes: new("noch {0} Minute", "noch {0} Minuten"),
        Burden: new("Der Käufer übernimmt {0} derzeit gültige Lizenz.", "Der Käufer übernimmt {0} derzeit gültige Lizenzen."), By: "von", SoldBy: "Verkauft von", OnlyFor: "nur für", Until: "bis {0}", Waits: "ausführbar ab {0}", Shares: "{0} Anteile", Bound: "endet, sobald zu den darin genannten Bedingungen eine Lizenz verkauft oder eine Version veröffentlicht wird",
        Buy: "Titel kaufen", Accept: "Annehmen und verkaufen", Cancel: "Zurücknehmen", CancelAll: "Alle Aufträge zurücknehmen", CancelAllWhy: "Jeder Auftrag, den dieses Konto bisher unterschrieben hat, verfällt, wo immer er ist.", Bid: "Bieten", BidAmount: "Ihr Gebot in {0}", BidWhy: "Das Gebot wird verwahrt, bis jemand mehr bietet; dann liegt es unter „Meines“ für Sie bereit.",
        Settle: "Abschließen", SettleWhy: "Gibt dem Gewinner den Titel und dem Verkäufer das Geld. Das darf jeder.", CancelAuction: "Auktion abbrechen", List: "Zum Verkauf stellen", ListWhy: "Sie unterschreiben einen Preis; das kostet nichts. Einmal müssen Sie dem Markt erlauben, den Titel beim Verkauf zu übertragen.",
        PriceIn: "Preis", Currency: "Womit bezahlt wird", CurrencyHint: "Adresse eines ERC-20-Tokens. Leer für {0}.", Offer: "Ein Angebot abgeben", OfferWhy: "Sie unterschreiben, was Sie zahlen würden, in einem ERC-20-Token. Bis zum Ende der Frist kann der Inhaber annehmen; es verfällt, wenn eine Lizenz verkauft oder eine Version veröffentlicht wird.", OfferToken: "Adresse eines ERC-20-Tokens",
        Auction: "Eine Auktion starten", AuctionWhy: "Der Markt verwahrt den Titel bis zum Ende der Auktion. Abbrechen lässt sie sich nur, solange niemand geboten hat.", Reserve: "Niedrigstes erstes Gebot", Runs: "Sie dauert", Duration: "Ein Gebot in den letzten 10 Minuten verlängert sie. Jedes Gebot muss 5 % höher sein.",
        DayOne: "1 Tag", DayThree: "3 Tage", DayWeek: "7 Tage", HourOne: "1 Stunde",
        Mine: "Aufträge und Auktionen", MineNone: "Keine Aufträge im Buch und keine Auktionen.", Owed: "Liegt beim Markt bereit", OwedWhy: "Überbotene Gebote und was Auktionen eingebracht haben.", Refund: "Auszahlen", Side: "Was", StateOf: "Stand", SellSide: "Verkauf", BuySide: "Angebot", For: "für", OfferedBy: "Geboten von", BuyShares: "Anteile kaufen", HowMany: "Wie viele Anteile", Hide: "Von der Seite nehmen", HideWhy: "Kostet nichts, aber Sie müssen sich anmelden. Wer eine Kopie des Auftrags hat, kann ihn noch ausführen: Um ihn endgültig zu beenden, nehmen Sie ihn zurück.",
        ListShares: "Anteile verkaufen", ListSharesWhy: "Sie unterschreiben einen Preis für alle zusammen; das kostet nichts. Ein Käufer darf auch einen Teil davon nehmen. Einmal müssen Sie dem Markt erlauben, die Anteile beim Verkauf zu übertragen.", AuctionShares: "Anteile versteigern", OfferShares: "Ein Angebot für Anteile abgeben",
        SharesNone: "Zurzeit stehen keine Anteile zum Verkauf.", NothingWhy: "Wer einen Titel oder Anteile daran hält, kann sie auf der Seite des Werks anbieten.", States: new(StringComparer.Ordinal)
        {
            ["open"] = "offen",
            ["waiting"] = "wartet",
            ["disputed"] = "im Streit",
            ["filled"] = "ausgeführt",
            ["canceled"] = "zurückgenommen",
            ["expired"] = "abgelaufen",
            ["dead"] = "nichtig: der Titel hat sich geändert",
            ["ended"] = "abzuschließen",
            ["sold"] = "verkauft",
            ["void"] = "ohne Verkauf",
        });
}
