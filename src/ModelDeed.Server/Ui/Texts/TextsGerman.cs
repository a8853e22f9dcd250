namespace ModelDeed.Server.Ui;

/// <summary>German.</summary>
internal static class TextsGerman
{
    internal static Texts All { get; } = new(
        "de", "Deutsch", new Numbers(",", ".", ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."], "{0}. {1} {2}"),
        Layout, State, Discover, Asset, Proof, Offer, Lineage, Income, Account, Status, Error, Sets, ActGerman.All, SealedGerman.All, KinGerman.All);

    private static LayoutTexts Layout => new(
        Skip: "Zum Inhalt springen", Tagline: "Urkunden für KI-Modelle", Menu: "Hauptmenü", Discover: "Entdecken", Status: "Status", Publish: "Veröffentlichen", Mine: "Meines",
        Search: "Suchen", SearchHint: "Name, Aufgabe, Urheber oder Fingerabdruck", Theme: "Farben", ThemeAuto: "Wie das System", ThemeLight: "Hell", ThemeDark: "Dunkel", Language: "Sprache",
        Footer: "ModelDeed verwahrt niemandes Geld und niemandes Schlüssel. Was Sie sehen, ist aus öffentlichen Verträgen gelesen.", FooterProof: "Jeder Beweis lässt sich ohne uns prüfen, auch ohne Netz.",
        First: "Erste Seite", Previous: "Zurück", Next: "Weiter", Pages: "Seiten", Page: "Seite {0}", Copy: "Kopieren", Copied: "Kopiert", Details: "Einzelheiten", ShowPicture: "Bild bei {0} öffnen", NewTab: "öffnet in neuem Tab", Yes: "Ja", No: "Nein");

    private static StateTexts State => new(
        Pending: "Eben erst eingetragen", PendingWhy: "Es kann sich noch kurze Zeit ändern, bis das Netz es festgeschrieben hat.",
        Final: "Endgültig", FinalWhy: "Die Frist, in der andere es anfechten konnten, ist vorbei.",
        Provisional: "Noch anfechtbar", ProvisionalWhy: "Bis {0} übernimmt diesen Titel, wer beweist, denselben Inhalt früher gehabt zu haben.",
        Disputed: "Im Streit", DisputedWhy: "Der Schiedsrichter, den der Titel nennt, hat ihn gesperrt, bis ein Streit beigelegt ist.",
        Dissolved: "Beendet", DissolvedWhy: "Jemand hat bewiesen, diesen Inhalt früher gehabt zu haben; er gehört nun zu einem anderen Titel.",
        Expired: "Abgelaufen", Valid: "Gültig", ValidForever: "Unbefristet gültig", Void: "Nichtig", VoidWhy: "Ein früherer Besitzer hat den Titel übernommen und diese Lizenz nicht anerkannt.", NotYet: "Beginnt am {0}", ValidUntil: "Gültig bis {0}");

    private static DiscoverTexts Discover => new(
        Title: "Modelle finden, die Sie wirklich nutzen dürfen", Lead: "Sehen Sie vor dem Bezahlen, wer es gemacht hat und seit wann, woraus es entstand und was eine Lizenz erlaubt.",
        Found: new("{0} Treffer", "{0} Treffer"), None: "Nichts passt dazu", NoneHint: "Versuchen Sie weniger Wörter oder nehmen Sie einen Filter weg.",
        NothingYet: "Noch ist nichts eingetragen", NothingYetHint: "Sobald jemand ein Modell einträgt, steht es hier.",
        Filters: "Filter", Apply: "Ergebnisse zeigen", Clear: "Alle entfernen", Kind: "Art", Format: "Format", Payment: "Wie bezahlt wird",
        Commercial: "Gewerbliche Nutzung", Derivatives: "Ableitungen", AllowsCommercial: "Gewerbliche Nutzung erlaubt", AllowsDerivatives: "Ableitungen erlaubt",
        Territory: "Zu nutzen in", Anywhere: "Überall", Field: "Zu nutzen für", AnyField: "Jeder Zweck", Finality: "Eigentum", Any: "Alle", OnlyFinal: "Endgültig", OnlyProvisional: "Noch anfechtbar",
        Sort: "Reihenfolge", SortRelevance: "Relevanz", SortNewest: "Neueste", SortOldest: "Älteste", SortLicensed: "Meistlizenziert", SortIncome: "Höchste Einnahmen", SortName: "Name", Payments: ["Kostenlos", "Einmal", "Abonnement", "Nach Verbrauch"],
        By: "gehalten von {0}", Since: "bewiesen seit {0}", From: "ab {0}", Free: "Kostenlos", FreeOrPaid: "Kostenlos oder bezahlt", NoOffer: "Keine Lizenz angeboten", Task: "Aufgabe", Price: "Preis", PriceMost: "Höchster Preis in {0}", NoPrice: "Jeder Preis", PriceIn: "Preis in {0}", PriceLeast: "Niedrigster Preis in {0}", UpTo: "bis {0}", Currency: "Währung", Uses: "Was erlaubt ist",
        Chosen: "Gewählte Filter", Without: "Filter entfernen: {0}", ShowAll: "Alles zeigen", Close: "Filter schließen", Licensed: new("{0} Lizenz", "{0} Lizenzen"), Derived: new("{0} Ableitung", "{0} Ableitungen"));

    private static AssetTexts Asset => new(
        Kinds: ["Modell", "Datensatz", "Algorithmus", "Software", "Ergebnis"], Overview: "Überblick", Versions: "Versionen", Licenses: "Lizenzen", History: "Verlauf", Holders: "Wer verdient", Income: "Einnahmen",
        About: "Worum es geht", NoCard: "Der Eigentümer hat keine Beschreibung verfasst.", CardFrom: "Vom Eigentümer verfasst. Wir haben nicht geprüft, was darin steht.", CardCut: "Die Beschreibung ist länger; dies ist ihr Anfang.",
        Format: "Format", Size: "Größe", Files: "Dateien", Tensors: "Tensoren", Parameters: "Parameter", TensorSearch: "Tensor suchen", TensorName: "Name", TensorType: "Typ", TensorShape: "Form", TensorDigest: "Prüfsumme",
        TensorsFound: new("{0} Tensor", "{0} Tensoren"), NoTensors: "Kein Tensor heißt so.", NoManifest: "Die Beschreibung liegt hier noch nicht vor. Ihre Prüfsumme ist eingetragen: Eine Kopie von irgendwoher lässt sich prüfen.",
        Facts: "Angaben", Registrant: "Eingetragen von", Holder: "Gehalten von", Registered: "Eingetragen", Arbitrator: "Schiedsrichter", Nobody: "Niemand", ResaleRoyalty: "Beteiligung am Weiterverkauf",
        Version: "Version {0}", Latest: "neueste", Note: "Anmerkung", NoVersions: "Es gibt nur die erste Version.", Event: "Was geschah", When: "Wann", Block: "Block", NoHistory: "Noch ist nichts geschehen.",
        NotDivided: "Ein Eigentümer", NotDividedWhy: "Die Einnahmen gehen an den, der den Titel hält. Er ist nicht in Anteile geteilt.", Shares: "Anteile", Share: "Teil", SoleHolder: "Alleiniger Inhaber",
        Sale: "Der Titel selbst", NotForSale: "Der Titel steht hier nicht zum Verkauf.", ForSale: "Zu verkaufen", CardOfHolder: "Aus der Karte des Inhabers; niemand hat sie geprüft.", Auction: "Auktion", HighestBid: "höchstes Gebot", FirstBid: "erstes Gebot ab", Ends: "endet", Ended: "beendet, noch abzuwickeln:", Sales: "Verkäufe", Sold: "Verkauft", Seller: "Verkäufer", Buyer: "Käufer", WholeTitle: "der Titel", ForSaleWarning: "Wer den Titel kauft, übernimmt seine Lizenzen: {0} davon sind jetzt gültig.",
        OnThisPage: "Auf dieser Seite", File: "Datei", FileList: "Dateien und ihre Prüfsummen", Unreadable: "(der Name ist kein lesbarer Text)", TakenOverInto: "Es gehört jetzt zu", SharesTotal: "Anteile insgesamt", MoreHolders: "und {0} weitere", HeldByShares: new("Gehalten von {0} Anteilsinhaber", "Gehalten von {0} Anteilsinhabern"), Claim: "Einnahmen meiner Anteile abholen", Events: Events);

    private static Dictionary<string, string> Events => new(StringComparer.Ordinal)
    {
        ["anchored"] = "Eingetragen",
        ["registered"] = "Eingetragen von {0}",
        ["transferred"] = "Übergeben an {0}",
        ["taken-over"] = "Übernommen von {0} durch Beweis eines früheren Datums",
        ["dissolved"] = "Beendet: Es gehört zu einem anderen Titel",
        ["version"] = "Eine neue Version wurde veröffentlicht",
        ["priority"] = "Ein früheres Datum wurde bewiesen",
        ["disputed"] = "Ein Streit wurde eröffnet",
        ["settled"] = "Der Streit wurde geschlossen",
        ["awarded"] = "Vom Schiedsrichter {0} zugesprochen",
        ["struck"] = "Eine Version wurde vom Schiedsrichter gestrichen",
        ["offered"] = "Lizenzbedingungen wurden angeboten",
        ["offer-opened"] = "Ein Angebot wurde für alle geöffnet",
        ["offer-closed"] = "Ein Angebot wurde geschlossen",
        ["renewals-ended"] = "Verlängerungen wurden beendet",
        ["renewals-resumed"] = "Verlängerungen wurden wieder erlaubt",
        ["licensed"] = "Eine Lizenz wurde {0} erteilt",
        ["renewed"] = "Eine Lizenz wurde von {0} verlängert",
        ["canceled"] = "Eine Lizenz wurde von {0} aufgegeben",
        ["license-transferred"] = "Eine Lizenz wurde an {0} weitergegeben",
        ["license-bound"] = "Eine Lizenz wurde an ihren Inhaber gebunden: Eine Ableitung beruht auf ihr",
        ["honored"] = "Eine frühere Lizenz wurde anerkannt",
        ["credential-revoked"] = "Ein Nachweis wurde widerrufen",
        ["paid"] = "Bezahlt von {0}",
        ["distributed"] = "Wartende Einnahmen wurden weitergegeben",
        ["withdrawn"] = "Einnahmen wurden von {0} abgehoben",
        ["divided"] = "Der Titel wurde in Anteile geteilt",
        ["motion"] = "Die Anteilseigner wurden um eine Entscheidung gebeten",
        ["supported"] = "{0} unterstützt einen Antrag",
        ["support-lowered"] = "{0} unterstützt einen Antrag mit weniger Stimmen",
        ["motion-accepted"] = "Ein Antrag wurde angenommen",
        ["motion-withdrawn"] = "Ein Antrag wurde zurückgezogen",
        ["redeemed"] = "{0} wurde ausgezahlt",
        ["steward"] = "{0} handelt nun für die Anteilseigner",
        ["share-transferred"] = "Anteile gingen an {0}",
        ["claimed"] = "Einnahmen wurden von {0} abgerufen",
        ["described"] = "{0} hat den Titel beschrieben",
        ["undescribed"] = "Die Beschreibung wurde zurückgenommen",
        ["sold"] = "Verkauft an {0}",
        ["orders-canceled"] = "{0} hat Angebote zurückgenommen",
        ["auction"] = "{0} hat eine Auktion begonnen",
        ["bid"] = "{0} hat geboten",
        ["auction-void"] = "Die Auktion endete ohne Verkauf",
        ["lot-returned"] = "Was versteigert werden sollte, ging an {0} zurück",
        ["money-withdrawn"] = "{0} hat Geld vom Markt abgehoben",
    };

    private static ProofTexts Proof => new(
        Title: "Beweis", Fingerprint: "Fingerabdruck", FingerprintWhy: "Aus jedem Byte des Inhalts berechnet. Ein geändertes Bit ergibt einen anderen.", Manifest: "Prüfsumme der Beschreibung", ManifestWhy: "SHA-256 des Dokuments, das alle Dateien und Tensoren aufzählt.",
        Priority: "Bewiesen seit", PriorityWhy: "Der früheste Zeitpunkt, zu dem der Eigentümer genau diesen Inhalt nachweislich hatte. Es beweist nicht, wer ihn gemacht hat.",
        Anchored: "Durch einen früheren Eintrag im öffentlichen Verzeichnis bewiesen", NotAnchored: "Der Zeitpunkt der Eintragung", Anchor: "Eintrag", Block: "Block {0}", Contest: "Anfechtung", ContestOver: "Vorbei: Niemand kann es mehr beanspruchen.", ContestUntil: "Möglich bis {0}",
        Evidence: "Beweisdatei", EvidenceWhy: "Alles, was es beweist, in einer Datei. Sie lässt sich ohne uns und ohne Netz prüfen.", EvidenceHow: "deed verify DATEI --evidence prüft sie. Was dieser Server nicht wissen kann, die unterschriebene Aussage des Eigentümers, fehlt darin, und sie sagt es.", EvidenceGet: "Beweisdatei herunterladen", EvidenceNone: "Es wurde vor der Eintragung nicht verankert: Die Eintragung selbst beweist den Zeitpunkt.",
        Verify: "Ist Ihre Datei genau diese?", VerifyWhy: "Wählen Sie die Datei oder den Ordner. Gelesen wird auf Ihrem Rechner; nichts wird gesendet.", VerifyFile: "Datei wählen", VerifyFolder: "Ordner wählen", VerifyDrop: "oder hier ablegen",
        VerifyWorking: "{0} von {1} gelesen …", VerifyMatch: "Ja. Es ist Byte für Byte, was eingetragen wurde.", VerifyMatchVersion: "Ja. Es ist Byte für Byte Version {0}.", VerifyNoMatch: "Nein. Dieser Inhalt hat einen anderen Fingerabdruck:", VerifyFailed: "Es ließ sich nicht lesen:",
        VerifyNoScript: "Die Prüfung im Browser braucht JavaScript. Ohne: deed verify DATEI.", VerifyCancel: "Anhalten", TensorRoot: "Prüfsumme der Tensoren");

    private static OfferTexts Offer => new(
        Title: "Lizenzen", Lead: "Was jede Lizenz erlaubt, was nicht, und was sie kostet.", None: "Es wird keine Lizenz angeboten", NoneWhy: "Ohne Lizenz des Eigentümers dürfen Sie nur, was das Gesetz ohnehin erlaubt.",
        Free: "Kostenlos", Once: "einmal bezahlt", PerPeriod: "je {0}", Opening: "zu Beginn", PerUnit: "{0} je {1}", Forever: "unbefristet", ForPeriod: "für {0}", Days: "{0} Tage", Hours: "{0} Stunden", OneDay: "Tag",
        May: "Sie dürfen", MayNot: "Sie dürfen nicht", CommercialYes: "damit Geld verdienen", CommercialNo: "damit Geld verdienen", DerivativesFree: "Ableitungen machen und eintragen", DerivativesYes: "Ableitungen machen und eintragen; Sie schulden {0} von deren Einnahmen", DerivativesNo: "Ableitungen daraus machen (nachtrainieren, mischen, destillieren)",
        ShareAlike: "Ableitungen zu großzügigeren Bedingungen anbieten als diesen", AttributionYes: "es nutzen, sofern Sie es nennen", TransferYes: "die Lizenz weitergeben", TransferNo: "die Lizenz weitergeben",
        FieldsYes: "es hierfür nutzen: {0}", FieldsNot: "es hierfür nutzen: {0}", DataNot: "es hierauf anwenden: {0}", TerritoriesNot: "es hier nutzen: {0}", Where: "Wo", WhatFor: "Wofür", WhichData: "Mit welchen Daten", Everywhere: "überall", EverywhereBut: "überall außer {0}", AllFields: "jeder Zweck", AllData: "alle Daten",
        Needs: "Sie brauchen", NeedsCredential: "eine Aussage über Sie, unterschrieben von {0}", SupplyName: "Wie viele", SupplyOpen: "keine Grenze", SupplyLeft: "noch {0} von {1}", SoldOut: "Ausverkauft", PerAccount: "höchstens {0} je Konto",
        Window: "Erhältlich", NotYetOpen: "Erhältlich ab {0}", SaleOver: "Der Verkauf endete am {0}", Closed: "Auf Einladung", ClosedWhy: "Nur mit einem Gutschein, den der Eigentümer unterschrieben hat.", Legal: "Der Vertragstext (englisch)",
        LegalMatches: "Der Text unten ist genau der, den das öffentliche Verzeichnis nennt: Seine Prüfsumme wurde nachgerechnet.", LegalDiffers: "Die eingetragene Prüfsumme ist nicht die unseres Textes. Lassen Sie sich vom Eigentümer den Text geben und vergleichen Sie sie.",
        Map: "Gebiete", Included: "enthalten", NotIncluded: "nicht enthalten", Sold: "bisher {0} erteilt", Get: "Diese Lizenz erwerben", RenewalsEnded: "Keine Verlängerung mehr: Lizenzen enden, wenn sie ablaufen.", Grace: "{0} Zeit, um ohne Lücke zu verlängern", TermsId: "Bedingungen", Unknown: "Dieses Angebot hat Einträge, die wir nicht kennen. Verlassen Sie sich nicht auf diese Zusammenfassung.");

    private static LineageTexts Lineage => new(
        Title: "Woher es kommt", Lead: "Woraus es gemacht wurde und was daraus gemacht wurde.", None: "Es nennt keine Vorfahren, und nichts Eingetragenes wurde daraus gemacht.", Drawing: "Zeichnung der Abstammung: {0}, von den ältesten Vorfahren links bis zu den jüngsten Nachkommen rechts.",
        AsList: "Dasselbe als Liste", Parents: "Gemacht aus", Children: "Daraus gemacht", Licensed: "lizenziert", Declared: "nur erklärt", LicensedWhy: "Durchgezogene Linie: von einer Lizenz des Vorfahren gedeckt.", DeclaredWhy: "Gestrichelte Linie: nur vom Nachkommen erklärt.",
        Royalty: "schuldet {0} seiner Einnahmen", ThisOne: "dieses hier", Cut: "Nur die nächsten {0} sind gezeichnet.", Scroll: "Abstammung; seitwärts scrollen, um alles zu sehen", Nodes: new("{0} Eintrag", "{0} Einträge"));

    private static IncomeTexts Income => new(
        Kept: "noch nicht mitgezählt: gutgeschrieben bei der ersten Abhebung, nachdem der Titel und alle Vorfahren endgültig sind", Title: "Einnahmen", None: "Noch keine Einnahmen.", Chart: "Einnahmen nach Monat", ByMonth: "Nach Monat", Source: "Quelle", Direct: "Eigene Lizenzen", Descendants: "Nachkommen", OfDescendants: "davon aus Ableitungen", Licenses: "Lizenzen", Resales: "Weiterverkäufe", Tips: "Andere Zahlungen",
        Total: "Insgesamt", Month: "Monat", Table: "Dasselbe als Tabelle", Download: "Als CSV herunterladen", Paid: "Eingezahlt", Earned: "Verdient");

    private static AccountTexts Account => new(
        Title: "Konto", Lead: "Was das öffentliche Verzeichnis über dieses Konto sagt. Ein Konto ist kein Name: Jeder kann eines eröffnen.", Made: "Eingetragen", Holds: "Hält", Licenses: "Lizenzen", Income: "Einnahmen", Facts: "Tatsachen",
        NothingMade: "Es hat nichts eingetragen.", NothingHeld: "Es hält keine Titel.", NoLicenses: "Es hält keine Lizenzen.", Registered: "Eingetragene Werke", LicensesSold: "Lizenzen an dem, was es hält", LicensesHeld: "Gehaltene Lizenzen", DerivedByOthers: "Ableitungen anderer",
        FirstSeen: "Zuerst gesehen", Disputes: "Titel im Streit", Empty: "Das Verzeichnis kennt dieses Konto nicht", FactsWhy: "Aus dem Verzeichnis gezählt, nichts bewertet.", Contributions: "Beiträge", LicenseOf: "Lizenz", Until: "Bis", Superseded: "An frühere Besitzer verlorene Titel", Withdrawn: "Abgehoben");

    private static StatusTexts Status => new(
        Title: "Status", Lead: "Woraus diese Seiten gelesen sind und wie frisch sie sind.", Working: "Alles in Ordnung", Behind: "Im Rückstand", Stopped: "Liest zurzeit nicht", Chain: "Netz", ChainId: "Nummer des Netzes", Head: "Neuester Block", Indexed: "Gelesen bis Block", Lag: "Rückstand", LagBlocks: new("{0} Block zurück", "{0} Blöcke zurück"),
        Finality: "Gilt als endgültig nach", Contracts: "Verträge", Contract: "Vertrag", Address: "Adresse", Numbers: "Zahlen", Assets: "Werke", Versions: "Spätere Versionen", Offers: "Offene Angebote", LicensesSold: "Erteilte Lizenzen", Payments: "Zahlungen", Accounts: "Konten", LastBlock: "Zeit dieses Blocks", Database: "Datenbank", Fault: "Störung", UpToDate: "auf dem neuesten Stand");

    private static ErrorTexts Error => new(
        NotFound: "Hier ist nichts", NotFoundWhy: "Vielleicht ist die Adresse vertippt, oder was hier stand, ist umgezogen.", AssetNotFound: "Kein solches Werk", AssetNotFoundWhy: "Mit diesem Fingerabdruck ist nichts eingetragen, oder die Eintragung wurde noch nicht gelesen.",
        BadRequest: "Die Adresse stimmt nicht", BadRequestWhy: "Ein Teil davon hat eine Form, die wir nicht lesen können.", Broken: "Bei uns ist etwas kaputtgegangen", BrokenWhy: "Der Fehler ist festgehalten; an den Einträgen hat er nichts geändert. Versuchen Sie es in einer Minute noch einmal.", Busy: "Zu viele Anfragen", BusyWhy: "Warten Sie einen Augenblick und versuchen Sie es dann noch einmal.", Home: "Zur Startseite", Reference: "Kennzeichen");

    private static SetTexts Sets => new(
        Regions: ["Afrika", "Amerika", "Asien", "Europa", "Ozeanien"], Worldwide: "weltweit", EU: "Europäische Union", EEA: "Europäischer Wirtschaftsraum", Without: "ohne {0}",
        Territory: GermanNames.Territory, Field: GermanNames.Field, Data: GermanNames.Data, Territories: new("{0} Gebiet", "{0} Gebiete"), All: "alle", More: "und {0} weitere");
}
