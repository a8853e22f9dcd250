namespace ModelDeed.Server.Ui;

/// <summary>German of sealed packages and custodians.</summary>
internal static class SealedGerman
{
    internal static SealedTexts All => new(Download, Custodian);

    private static DownloadTexts Download => new(
        Button: "Herunterladen", Title: "„{0}“ herunterladen", Lead: "Es ist versiegelt: Nur wer eine Lizenz hat, öffnet es.", Package: "Das Paket", Version: "Fassung", Size: "Größe", Key: "Schlüssel", KeyBy: "{0} von {1} Verwahrern geben ihn heraus, nach dem, was das Netz sagt",
        KeyNamed: "nur für benannte Konten", Published: "Versiegelt", Address: "Adresse", None: "Kein Paket zum Herunterladen", NoneWhy: "Der Inhaber hat noch keines versiegelt oder es zurückgenommen. Fragen Sie dort, oder sehen Sie später wieder nach.",
        UseTitle: "Wofür brauchen Sie es?", UseWhy: "Jeder Verwahrer fragt das Netz, ob Ihre Lizenz diese Nutzung deckt, und schreibt auf, was er herausgegeben hat.", Choose: "wählen…", Show: "Befehl zeigen",
        Here: "In diesem Browser", HereWhy: "Entschlüsselt wird auf diesem Gerät, in einem Teil der Seite, der mit niemandem sprechen kann; gespeichert wird erst, wenn jedes Byte als das eingetragene erkannt ist. Sie unterschreiben je eine Anfrage an {0} Verwahrer; das kostet nichts.",
        Start: "Herunterladen", Stop: "Anhalten", Stopped: "Angehalten. Nichts wurde gespeichert.", TooLarge: "Es hat {0}. Ein Browser öffnet bis zu {1}: Nehmen Sie die Befehlszeile; sie macht weiter, wo sie aufgehört hat.",
        NotHere: "Dieser Server verwahrt seine Blöcke nicht. Die Befehlszeile holt sie, wo sie sind: Nennen Sie den Speicher, --store.", NamedOnly: "Es ist für Konten versiegelt, die der Inhaber benannt hat; keine Lizenz öffnet es. Diese öffnen es mit der Befehlszeile.",
        TooMany: "Es nennt mehr Verwahrer, als eine Seite ansprechen darf. Nehmen Sie die Befehlszeile.", NoScript: "Im Browser zu entschlüsseln braucht JavaScript. Die Befehlszeile kann es ohne.",
        Command: "Mit der Befehlszeile", CommandWhy: "Dasselbe in jeder Größe, und es geht weiter, wo es unterbrochen wurde.", Licensed: "Ihre Lizenz deckt diese Nutzung.", Unlicensed: "Dieses Konto hat für diese Nutzung keine Lizenz: Die Verwahrer werden ablehnen.", GetLicense: "Zu den Lizenzen",
        Fetching: "Der Kopf wird geholt…", Sign: "Unterschreiben Sie Anfrage {0} von {1} in Ihrer Wallet. Das kostet nichts.", Asking: "Verwahrer {0} wird gefragt…", Working: "{0} von {1} geöffnet und geprüft, {2}/s, noch {3}",
        Saved: "Fertig: Jedes Byte ist das eingetragene. Gespeichert als {0}, {1}.", Again: "Noch einmal speichern", Forget: "Kopie in diesem Browser löschen", Forgotten: "Dieser Browser behält keine Kopie.", Receipts: "Quittungen speichern", ReceiptsWhy: "Sie beweisen, was Verwahrer Ihnen herausgegeben haben; deed custodian audit prüft sie.", Refused: "Der Schlüssel bleibt verschlossen: {0} von {1} Verwahrern gaben ihren Teil heraus.", Custodian: "Verwahrer {0}: {1}",
        NoRoom: "Dieser Browser hat nur Platz für {0}; gebraucht werden {1}.", Busy: "Die Quellen sind ausgelastet; einen Augenblick…",
        Reasons: new()
        {
            ["not-licensed"] = "Das Konto hat jetzt keine Lizenz, die diese Nutzung deckt. Erwerben Sie eine, oder wählen Sie die Nutzung, für die Ihre gilt.",
            ["territory"] = "Für dieses Gebiet gibt er nichts heraus.",
            ["superseded-package"] = "Der Inhaber hat es inzwischen neu versiegelt. Laden Sie diese Seite neu.",
            ["no-package"] = "Das Netz nennt kein Paket dieser Fassung mehr.",
            ["too-many-releases"] = "Er hat diesem Konto so oft herausgegeben, wie er es an einem Tag tut. Versuchen Sie es morgen, oder fragen Sie einen anderen.",
            ["too-many-requests"] = "Er bekam mehr Anfragen, als er annimmt. Versuchen Sie es in einer Minute.",
            ["expired-request"] = "Die Anfrage kam zu spät. Prüfen Sie die Uhr dieses Geräts, und versuchen Sie es noch einmal.",
            ["far-deadline"] = "Die Anfrage gilt länger, als er annimmt. Prüfen Sie die Uhr dieses Geräts.",
            ["bad-signature"] = "Die Unterschrift ist nicht die dieses Kontos.",
            ["replayed"] = "Genau diese Anfrage hat er schon beantwortet. Versuchen Sie es noch einmal.",
            ["node-unavailable"] = "Sein Knoten des Netzes antwortet nicht; so kann er nicht sagen, was gilt. Versuchen Sie es bald wieder.",
            ["log-unavailable"] = "Er kann sein Protokoll nicht schreiben und gibt ohne es nichts heraus. Versuchen Sie es bald wieder.",
            ["damaged-share"] = "Sein Teil im Kopf ist beschädigt. Sagen Sie es dem Inhaber.",
            ["busy"] = "Er beantwortet gerade so viele, wie er kann. Versuchen Sie es gleich noch einmal.",
            ["too-slow"] = "Die Anfrage brauchte zu lange zu ihm. Versuchen Sie es noch einmal.",
            ["wrong-chain"] = "Er dient einem anderen Netz.",
            ["wrong-custodian"] = "Er hat einen anderen Schlüssel, als der Kopf nennt.",
            ["wrong-package"] = "Der Kopf ist nicht der des angefragten Pakets.",
            ["wrong-share"] = "Was er sandte, ist nicht sein Teil: Er hat gelogen, oder sein Schlüssel wurde geändert.",
            ["unreachable"] = "Er antwortet nicht.",
            ["malformed"] = "Seine Antwort ist nicht lesbar.",
        },
        Faults: new()
        {
            ["missing"] = "Ein Block ist aus keiner Quelle zu bekommen. Versuchen Sie es später, oder nehmen Sie die Befehlszeile mit einem anderen Speicher.",
            ["altered"] = "Eine Quelle sandte einen Block, der nicht ist, was sein Name sagt. Nichts wurde gespeichert.",
            ["header"] = "Der Kopf hat nicht das richtige Format. Sagen Sie es dem Inhaber.",
            ["nocustodians"] = "Der Kopf nennt keine Verwahrer: Nur benannte Konten öffnen es.",
            ["otherheader"] = "Der Kopf ist nicht der, den das Netz nennt: Er wurde vertauscht oder inzwischen neu versiegelt. Laden Sie diese Seite neu.",
            ["otherpackage"] = "Der Kopf gehört zu einer anderen Fassung, obwohl das Netz ihn für diese nennt. Sagen Sie es dem Inhaber des Titels.",
            ["wrongkey"] = "Die Teile ergeben einen Schlüssel, der nicht der dieses Kopfs ist: Er wurde falsch versiegelt. Sagen Sie es dem Inhaber.",
            ["chunk"] = "Der Inhalt wurde verändert. Nichts wurde gespeichert. Sagen Sie es dem Inhaber.",
            ["short"] = "Der Inhalt endet zu früh. Nichts wurde gespeichert. Sagen Sie es dem Inhaber.",
            ["archive"] = "Was versiegelt wurde, ist nicht, was das Manifest sagt. Nichts wurde gespeichert. Sagen Sie es dem Inhaber.",
            ["manifest"] = "Das Manifest darin ist nicht das im Netz. Nichts wurde gespeichert. Sagen Sie es dem Inhaber.",
            ["content"] = "Der Inhalt ist nicht der eingetragene. Nichts wurde gespeichert. Sagen Sie es dem Inhaber.",
            ["toolarge"] = "Es ist größer, als ein Browser öffnet. Nehmen Sie die Befehlszeile.",
            ["full"] = "Der Speicher dieses Browsers ist voll. Schaffen Sie Platz, oder nehmen Sie die Befehlszeile.",
            ["browser"] = "Diesem Browser fehlt, was es braucht (X25519, oder eigene Dateien einer Seite). Nehmen Sie die Befehlszeile oder einen neueren Browser.",
        });

    private static CustodianTexts Custodian => new(
        Title: "Verwahrer", Lead: "Sie verwahren Teile der Schlüssel von Paketen und geben den ihren dem heraus, der ihn nach dem Netz haben darf. Keiner allein kann etwas öffnen.", Who: "Verwahrer", Url: "Antwortet bei", NoUrl: "nirgends, wo ein Programm fragen dürfte", Places: "Gibt heraus für", Bond: "Pfand",
        Since: "Seit", State: "Stand", Up: "antwortet", Down: "antwortet nicht", Unknown: "nicht gefragt", Left: "ausgeschieden {0}", Convicted: "hat zwei Geschichten erzählt", None: "Noch keine Verwahrer", NoneHint: "Jeder kann einer sein: deed custodian run.", More: "Mehr", Key: "Schlüssel");
}
