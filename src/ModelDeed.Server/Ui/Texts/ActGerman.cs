namespace ModelDeed.Server.Ui;

/// <summary>German of the pages that act.</summary>
internal static class ActGerman
{
    internal static ActTexts All => new(Wallet, Buy, Publish, Mine, MarketGerman.All);

    private static WalletTexts Wallet => new(
        Title: "Handeln als", Lead: "Ihre Wallet verwahrt Ihre Schlüssel und unterschreibt; wir sehen sie nie.", NoScript: "Unterschreiben braucht eine Wallet, und mit ihr zu sprechen braucht JavaScript. Alles andere auf dieser Seite geht ohne.",
        None: "Dieser Browser hat keine Wallet. Installieren Sie eine, die sich meldet (EIP-6963), und laden Sie die Seite neu.", Use: "{0} benutzen", UseDemo: "Dieses Konto benutzen", Demo: "Demokonto", DemoHint: "Zum Ausprobieren auf Ihrem eigenen Netz: Die Schlüssel der Demokonten kennt jeder.",
        DemoName: "Demokonto {0}", Acting: "Sie handeln als {0} mit {1}.", Change: "Ändern", WrongNetwork: "Ihre Wallet ist mit einem anderen Netz verbunden. Dieses ist {0}, Nummer {1}.", Switch: "Netz wechseln",
        NoSwitch: "Die Wallet hat nicht gewechselt. Wählen Sie {0} (Nummer {1}) in der Wallet selbst.", First: "Wählen Sie zuerst ein Konto.", Rejected: "Sie haben es in der Wallet abgelehnt. Es ist nichts geschehen und nichts bezahlt.",
        Confirm: "Bestätigen Sie es in Ihrer Wallet: {0}", Preparing: "Wird vorbereitet…", Step: "Schritt {0} von {1}.", Sent: "Gesendet als {0}. Es wartet auf einen Block…", Mined: "Es steht in Block {0}.", Done: "Erledigt.",
        Reverted: "Der Vertrag hat es bei der Ausführung abgelehnt. Nur die Gebühr ist verloren.", Replaced: "Eine andere Transaktion von Ihnen hat ihren Platz eingenommen; diese wird nie ausgeführt.",
        Dropped: "Das Netz hat sie verworfen. Es ist nichts geschehen; versuchen Sie es noch einmal.", Undone: "Das Netz hat ihren Block zurückgenommen. Sie wartet auf einen anderen…", Refused: "Abgelehnt: {0}", Failed: "Das ging nicht: {0}",
        Reading: "Es steht in Block {0}. Die Seite wird gleich neu geladen…", Warning: "Bevor Sie unterschreiben: {0}", Switched: "Die Wallet hat das Konto gewechselt.",
        SignOrder: "Unterschreiben Sie den Auftrag in Ihrer Wallet. Das kostet nichts.", Posted: "Der Auftrag steht im Buch.", BadAmount: "„{0}“ ist kein Betrag in dieser Währung.",
        Allow: "dem Vertrag erlauben, genau das Fällige zu nehmen", SignPermit: "Unterschreiben Sie in Ihrer Wallet, dass der Tresor genau den Preis nehmen darf. Das kostet nichts und erspart Ihnen eine Transaktion.", SignIn: "Unterschreiben Sie die Nachricht in Ihrer Wallet. Das bewegt kein Geld und kostet nichts.",
        SignedIn: "Angemeldet als {0}.", SignedOut: "Niemand ist angemeldet.", SignInTitle: "Anmelden", SignInWhy: "Damit weisen Sie sich diesem Server gegenüber aus. Nötig ist es nur, um eigene Aufträge gebührenfrei von seinen Seiten zu nehmen.", SignInDo: "Anmelden", SignOut: "Abmelden");

    private static BuyTexts Buy => new(
        Title: "„{0}“ lizenzieren", Lead: "Sagen Sie, wofür Sie es brauchen; dann sehen Sie den Preis und unterschreiben.", Choose: "Wofür brauchen Sie es?", Everything: "Alles, was angeboten wird", EverythingHint: "Kreuzen Sie nichts an, gilt die Lizenz für alles, was angeboten wird.", NotOffered: "nicht angeboten",
        Periods: "Zeiträume", Quote: "Was es kostet", Ask: "Preis zeigen", Price: "Zu zahlen", Holds: "Sie gilt", Refused: "So wird diese Lizenz nicht angeboten", BeyondPlaces: "Sie wird nicht angeboten für {0}.", BeyondFields: "Sie wird für diesen Zweck nicht angeboten: {0}.",
        BeyondData: "Sie wird für diese Daten nicht angeboten: {0}.", BadPeriods: "Ein Abonnement umfasst 1 bis 65.535 Zeiträume.", TooFar: "Sie würde zu weit in der Zukunft enden: Nehmen Sie weniger Zeiträume.", SignTitle: "Unterschreiben", Credential: "Nachweis",
        CredentialWhy: "Die Bedingungen verlangen eine Aussage von {0} über Ihr Konto: eine Datei modeldeed-credential-1, die Sie dort bekommen haben.", Pay: "Unterschreiben und zahlen", PayWhy: "Gebühren des Netzes kommen dazu; Ihre Wallet zeigt sie.", Back: "Zurück zum Werk",
        Legal: "Was Sie damit vereinbaren", Agreed: "Was vereinbart wurde", Receipt: "Lizenz an „{0}“", ReceiptLead: "Ihre Quittung. Die Lizenz selbst ist eine Marke im Netz: Niemand braucht diese Seite, um sie zu prüfen.", License: "Lizenz", Paid: "Insgesamt bezahlt", Payer: "Bezahlt von", Licensee: "Lizenznehmer", Granted: "Erteilt",
        Transaction: "Transaktion", Print: "Drucken", Download: "Rechtstext herunterladen", Renew: "Verlängern", RenewWhy: "Ein weiterer Zeitraum kostet {0}, wie bei der Erteilung vereinbart.", RenewPay: "Unterschreiben und verlängern",
        NoLicense: "Hier ist keine solche Lizenz", NoLicenseWhy: "Das Verzeichnis hat keine aus dieser Transaktion. Vielleicht ist sie noch nicht gelesen, oder das Netz hat ihren Block zurückgenommen: Dann wurde nichts bezahlt.", Undone: "Das Netz hat den Block dieser Lizenz zurückgenommen. Sie zählt wieder, sobald ein anderer Block sie hat.");

    private static PublishTexts Publish => new(
        Title: "Veröffentlichen", Lead: "Tragen Sie ein, was Sie gemacht haben, sagen Sie, was es ist, und bieten Sie Lizenzen an.", Content: "Der Inhalt", ContentWhy: "Ihre Dateien bleiben auf diesem Gerät: Nur ihr Fingerabdruck wird hier berechnet.", PickFile: "Datei wählen", PickFolder: "Ordner wählen",
        PickManifest: "Manifest der Befehlszeile nehmen", Working: "{0} von {1} gelesen", Fingerprint: "Fingerabdruck", FromManifest: "Aus dem Manifest: {0} Dateien, {1} Tensoren.", Failed: "Das ging nicht:", About: "Was es ist", Name: "Name", Kind: "Art", Description: "Beschreibung",
        DescriptionWhy: "Markdown. Sie wird Teil des Manifests, auf das sich die Eintragung festlegt.", Summary: "In einem Satz", SummaryWhy: "Steht auf der Suchseite unter dem Namen.", Tags: "Schlagwörter", TagsWhy: "Durch Kommas getrennt, zum Beispiel speech, small, on-device.", Task: "Aufgabe",
        CardLabel: "die Karte eintragen", CardStep: "Eingetragen. Nun die Karte: Unterschreiben Sie noch einmal, um auch sie einzutragen.", CardKept: "Eingetragen und beschrieben. Einen Augenblick…", CardSkipped: "Eingetragen, aber nicht beschrieben: {0} Das geht später mit deed describe.", Preview: "Vorschau", Parents: "Woraus es gemacht ist", ParentsWhy: "Leer lassen, wenn es etwas Eigenes ist. Vorfahren bekommen ihren Teil von allem, was es einnimmt.", AddParent: "Vorfahren hinzufügen", Parent: "Fingerabdruck",
        Royalty: "Anteil an Einnahmen, %", ParentLicense: "Lizenz, die es erlaubt (darf leer sein)", Remove: "Entfernen", Terms: "Lizenzbedingungen", TermsWhy: "Aus ihnen entsteht der Rechtstext; seine Prüfsumme wird eingetragen.", NoTerms: "Noch keine anbieten", Template: "Vorlage",
        Templates: ["Forschung und Lehre; Ableitungen ebenso", "Probe von 30 Tagen", "Gewerblich, einmal bezahlt", "Gewerblich, mit Ableitungen zu 5 %", "Abonnement zu 30 Tagen"], Price: "Preis in {0}", Territories: "Wo", Fields: "Wofür", SetsHint: "Durch Kommas getrennt, zum Beispiel EU,CH oder all,-defence. Bleibt es leer, gilt, was die Vorlage sagt.",
        LegalText: "Rechtstext", Sign: "Unterschreiben", SignWhy: "Die erste Transaktion trägt das Werk ein und eröffnet das Angebot. Haben Sie einen Satz, Schlagwörter oder eine Aufgabe angegeben, hält eine zweite die Karte fest, in der das steht.", Submit: "Unterschreiben und veröffentlichen", NoContent: "Wählen Sie zuerst den Inhalt.", NoScript: "Fingerabdrücke berechnet Ihr Browser, und das braucht JavaScript. Die Befehlszeile kann es ohne: deed register.",
        Stored: "Eingetragen, und das Manifest ist verwahrt. Einen Augenblick…", NotStored: "Eingetragen. Das Manifest konnte nicht verwahrt werden: {0}");

    private static MineTexts Mine => new(
        Title: "Meines", Lead: "Was ein Konto hält, verdient und getan hat. All das ist öffentlich; handeln kann nur, wer den Schlüssel hat.", Waiting: "Zum Abheben bereit", WaitingWhy: "Einnahmen bleiben im Tresor, bis Sie sie holen.", Nothing: "Nichts liegt bereit.", Withdraw: "Abheben", WithdrawAll: "Alles abheben",
        Asset: "Werk", Amount: "Betrag", State: "Stand", Now: "jetzt", From: "ab {0}", Disputed: "wenn der Streit entschieden ist", Assets: "Werke", Licenses: "Lizenzen", LicensesWhy: "Was zuerst endet, steht oben.", Soon: "endet bald", Income: "Einnahmen",
        Activity: "Verlauf", NoActivity: "Noch nichts.", Csv: "Als CSV herunterladen", IncomeWhy: "In den letzten {0} Monaten gutgeschrieben. Was oben bereitliegt, ist darin womöglich noch nicht enthalten.", Account: "Konto", Nobody: "Wessen?", NobodyHint: "Wählen Sie, als wer Sie handeln, oder geben Sie die Adresse eines Kontos ein.", Show: "Zeigen", Receipt: "Quittung");
}
