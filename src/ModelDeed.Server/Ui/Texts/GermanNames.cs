namespace ModelDeed.Server.Ui;

/// <summary>German names of the frozen lists (docs/formats.md), in their order. For reading only: legal texts have the English ones.</summary>
internal static class GermanNames
{
    private static readonly string[] Territories =
    [
        "Andorra", "Vereinigte Arabische Emirate", "Afghanistan", "Antigua und Barbuda", "Anguilla", "Albanien", "Armenien", "Angola", "Antarktis", "Argentinien",
        "Amerikanisch-Samoa", "Österreich", "Australien", "Aruba", "Åland", "Aserbaidschan", "Bosnien und Herzegowina", "Barbados", "Bangladesch", "Belgien",
        "Burkina Faso", "Bulgarien", "Bahrain", "Burundi", "Benin", "Saint-Barthélemy", "Bermuda", "Brunei", "Bolivien", "Bonaire, Sint Eustatius und Saba",
        "Brasilien", "Bahamas", "Bhutan", "Bouvetinsel", "Botsuana", "Belarus", "Belize", "Kanada", "Kokosinseln", "Demokratische Republik Kongo",
        "Zentralafrikanische Republik", "Republik Kongo", "Schweiz", "Elfenbeinküste", "Cookinseln", "Chile", "Kamerun", "China", "Kolumbien", "Costa Rica",
        "Kuba", "Kap Verde", "Curaçao", "Weihnachtsinsel", "Zypern", "Tschechien", "Deutschland", "Dschibuti", "Dänemark", "Dominica",
        "Dominikanische Republik", "Algerien", "Ecuador", "Estland", "Ägypten", "Westsahara", "Eritrea", "Spanien", "Äthiopien", "Finnland",
        "Fidschi", "Falklandinseln", "Mikronesien", "Färöer", "Frankreich", "Gabun", "Vereinigtes Königreich", "Grenada", "Georgien", "Französisch-Guayana",
        "Guernsey", "Ghana", "Gibraltar", "Grönland", "Gambia", "Guinea", "Guadeloupe", "Äquatorialguinea", "Griechenland", "Südgeorgien und die Südlichen Sandwichinseln",
        "Guatemala", "Guam", "Guinea-Bissau", "Guyana", "Hongkong", "Heard und McDonaldinseln", "Honduras", "Kroatien", "Haiti", "Ungarn",
        "Indonesien", "Irland", "Israel", "Isle of Man", "Indien", "Britisches Territorium im Indischen Ozean", "Irak", "Iran", "Island", "Italien",
        "Jersey", "Jamaika", "Jordanien", "Japan", "Kenia", "Kirgisistan", "Kambodscha", "Kiribati", "Komoren", "St. Kitts und Nevis",
        "Nordkorea", "Südkorea", "Kuwait", "Kaimaninseln", "Kasachstan", "Laos", "Libanon", "St. Lucia", "Liechtenstein", "Sri Lanka",
        "Liberia", "Lesotho", "Litauen", "Luxemburg", "Lettland", "Libyen", "Marokko", "Monaco", "Moldau", "Montenegro",
        "Saint-Martin", "Madagaskar", "Marshallinseln", "Nordmazedonien", "Mali", "Myanmar", "Mongolei", "Macau", "Nördliche Marianen", "Martinique",
        "Mauretanien", "Montserrat", "Malta", "Mauritius", "Malediven", "Malawi", "Mexiko", "Malaysia", "Mosambik", "Namibia",
        "Neukaledonien", "Niger", "Norfolkinsel", "Nigeria", "Nicaragua", "Niederlande", "Norwegen", "Nepal", "Nauru", "Niue",
        "Neuseeland", "Oman", "Panama", "Peru", "Französisch-Polynesien", "Papua-Neuguinea", "Philippinen", "Pakistan", "Polen", "Saint-Pierre und Miquelon",
        "Pitcairninseln", "Puerto Rico", "Palästina", "Portugal", "Palau", "Paraguay", "Katar", "Réunion", "Rumänien", "Serbien",
        "Russland", "Ruanda", "Saudi-Arabien", "Salomonen", "Seychellen", "Sudan", "Schweden", "Singapur", "St. Helena, Ascension und Tristan da Cunha", "Slowenien",
        "Svalbard und Jan Mayen", "Slowakei", "Sierra Leone", "San Marino", "Senegal", "Somalia", "Suriname", "Südsudan", "São Tomé und Príncipe", "El Salvador",
        "Sint Maarten", "Syrien", "Eswatini", "Turks- und Caicosinseln", "Tschad", "Französische Süd- und Antarktisgebiete", "Togo", "Thailand", "Tadschikistan", "Tokelau",
        "Timor-Leste", "Turkmenistan", "Tunesien", "Tonga", "Türkei", "Trinidad und Tobago", "Tuvalu", "Taiwan", "Tansania", "Ukraine",
        "Uganda", "Kleinere Amerikanische Überseeinseln", "Vereinigte Staaten", "Uruguay", "Usbekistan", "Vatikanstadt", "St. Vincent und die Grenadinen", "Venezuela", "Britische Jungferninseln", "Amerikanische Jungferninseln",
        "Vietnam", "Vanuatu", "Wallis und Futuna", "Samoa", "Jemen", "Mayotte", "Südafrika", "Sambia", "Simbabwe",
    ];

    private static readonly string[] Fields =
    [
        "Forschung", "Bildung", "Erprobung", "Softwareentwicklung", "Medizin", "Pharmazie", "Fahrzeuge", "Finanzen", "Onlinehandel", "Medien",
        "Werbung", "Verteidigung", "Überwachung", "Biometrie", "kritische Infrastruktur", "Beschäftigung", "Daseinsvorsorge", "Strafverfolgung", "Migration", "Justiz",
        "Wahlen", "Versicherung", "Telekommunikation", "Energie", "Fertigung", "Robotik", "Luftfahrt", "Verkehr", "Landwirtschaft", "Umwelt",
        "Rechtsdienste", "Immobilien", "Kundendienst", "Übersetzung", "Spiele", "Cybersicherheit", "Verwaltung", "humanitäre Hilfe", "Verbrauchsgüter", "jedes Gebiet außer den anderen 39",
    ];

    private static readonly string[] DataTypes =
    [
        "Daten, die nicht von Menschen handeln", "personenbezogene Daten", "biometrische Daten", "medizinische Bilder", "Krankenakten", "Genomdaten", "Finanzdaten", "Daten über Minderjährige", "Standortdaten", "private Mitteilungen",
        "Personalakten", "Bildungsakten", "Strafregister", "Daten über politische, religiöse oder weltanschauliche Überzeugungen oder Gewerkschaften", "Daten über Sexualleben oder Orientierung",
        "Bilder von Menschen", "Stimmaufnahmen", "Werke mit Rechten Dritter", "Geschäftsgeheimnisse", "Verschlusssachen",
    ];

    /// <summary>A territory by its position, 0 to 248.</summary>
    internal static string Territory(int index) => Territories[index];

    /// <summary>A field of use by its position, 0 to 39.</summary>
    internal static string Field(int index) => Fields[index];

    /// <summary>A type of data by its position, 0 to 19.</summary>
    internal static string Data(int index) => DataTypes[index];

    /// <summary>How many names the three lists have.</summary>
    internal static (int Territories, int Fields, int Data) Counts => (Territories.Length, Fields.Length, DataTypes.Length);
}
