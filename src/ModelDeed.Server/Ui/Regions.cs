using System.Collections.Frozen;
using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>Where on a page the 249 territories stand: by region and subregion of the United Nations' M49, Antarctica with Oceania.</summary>
internal static class Regions
{
    /// <summary>The keys of <see cref="All"/>.</summary>
    internal const int Africa = 0, Americas = 1, Asia = 2, Europe = 3, Oceania = 4;

    /// <summary>Positions in ISO 3166-1's list, by region, neighbors near one another.</summary>
    internal static IReadOnlyList<IReadOnlyList<int>> All { get; } =
    [
        Read("""
            MA DZ TN LY EG EH SD
            MR ML SN GM GW GN SL LR CI BF GH TG BJ NE NG CV SH
            TD CM CF GQ GA CG CD ST AO
            SS ER ET DJ SO KE UG RW BI TZ MG MU RE YT KM SC IO TF MZ MW ZM ZW
            NA BW ZA LS SZ
            """),
        Read("""
            GL CA US PM BM
            MX GT BZ SV HN NI CR PA
            CU JM HT DO PR BS TC KY AI AG AW BB BL BQ CW DM GD GP KN LC MF MQ MS SX TT VC VG VI
            CO VE GY SR GF EC PE BR BO PY CL AR UY FK BV GS
            """),
        Read("""
            KZ UZ TM KG TJ
            TR GE AM AZ CY SY LB IL PS JO IQ IR KW SA BH QA AE OM YE
            AF PK IN NP BT BD LK MV
            MN CN KP KR JP TW HK MO
            MM TH LA KH VN MY SG BN PH ID TL
            """),
        Read("""
            IS FO NO SJ SE FI AX DK EE LV LT
            IE GB IM GG JE NL BE LU FR MC DE CH LI AT
            PT ES AD GI IT SM VA MT SI HR BA ME RS AL MK GR
            PL CZ SK HU RO BG MD UA BY RU
            """),
        Read("""
            AU NZ NF CC CX HM
            PG SB VU NC FJ
            PW FM MH GU MP NR KI UM
            WS AS TO TV WF TK NU CK PF PN
            AQ
            """),
    ];

    private static FrozenDictionary<int, int> ByTerritory { get; } =
        All.SelectMany((region, key) => region.Select(index => (index, key))).ToFrozenDictionary(pair => pair.index, pair => pair.key);

    /// <summary>The region of a territory.</summary>
    /// <param name="index">0 to 248.</param>
    internal static int Of(int index) => ByTerritory[index];

    private static int[] Read(string codes) => [.. codes.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Territories.IndexOf)];
}
