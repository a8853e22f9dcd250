using ModelDeed.Heritage;

namespace ModelDeed.Server.Ui;

/// <summary>What an asset's page says of models that are related to it.</summary>
/// <param name="Verdicts">By the verdict.</param>
/// <param name="Directions">By the direction; the asset of the page is the suspect.</param>
/// <param name="Changes">By the kind of change.</param>
public sealed record KinTexts(
    string Title, string Lead, string None, string NoPrint, string Busy, string Searched, string Model, string Finding, string Share, string ShareOfOther, string Chance, string ChanceOf, string Which, string Looks, string Declared, string Undeclared, string Check,
    Dictionary<Verdict, string> Verdicts, Dictionary<Direction, string> Directions, Dictionary<Change, string> Changes);

/// <summary>In English.</summary>
internal static class KinEnglish
{
    public static KinTexts All => new(
        Title: "Look-alikes", Lead: "Models among all titles whose weights are related to these, found by measuring, whatever the lineage says.",
        None: "No other title's weights are related to these.", NoPrint: "The manifest has no heritage print, so look-alikes can't be searched.",
        Busy: "Too many searches for look-alikes are waiting here: reload the page in a moment.",
        Searched: "{0} models were searched.", Model: "Model", Finding: "Finding", Share: "Of this, inherited", ShareOfOther: "Of that, found here", Chance: "By chance", ChanceOf: "1 in 10^{0}", Which: "Which came first", Looks: "Looks",
        Declared: "in the lineage", Undeclared: "not in the lineage", Check: "Anybody can recompute it:",
        Verdicts: new()
        {
            [Verdict.Same] = "the same weights",
            [Verdict.Derived] = "derived",
            [Verdict.SharesComponents] = "shares components",
            [Verdict.Unrelated] = "unrelated",
            [Verdict.CannotTell] = "can't tell",
        },
        Directions: new()
        {
            [Direction.Unknown] = "the weights don't say",
            [Direction.SuspectIsChild] = "this is the child",
            [Direction.SuspectIsParent] = "this is the parent",
        },
        Changes: new()
        {
            [Change.Repackaged] = "re-packaged",
            [Change.Quantized] = "quantised",
            [Change.Widened] = "widened",
            [Change.FineTuned] = "fine-tuned",
            [Change.PartlyTuned] = "partly tuned",
            [Change.Pruned] = "pruned",
            [Change.Rescaled] = "rescaled",
            [Change.LayersDropped] = "layers dropped",
            [Change.LayersRepeated] = "layers repeated",
            [Change.Reordered] = "re-ordered",
            [Change.Permuted] = "permuted",
            [Change.Reshaped] = "reshaped",
            [Change.Shifted] = "shifted",
            [Change.Rotated] = "rotated",
            [Change.Merged] = "merged",
        });
}

/// <summary>In German.</summary>
internal static class KinGerman
{
    public static KinTexts All => new(
        Title: "Verwandte Modelle", Lead: "Modelle unter allen Titeln, deren Gewichte mit diesen verwandt sind – gemessen, was immer die Abstammung sagt.",
        None: "Die Gewichte keines anderen Titels sind mit diesen verwandt.", NoPrint: "Das Manifest hat keinen Herkunftsabdruck; verwandte Modelle können nicht gesucht werden.",
        Busy: "Hier warten zu viele Suchen nach verwandten Modellen: Laden Sie die Seite gleich noch einmal.",
        Searched: "{0} Modelle wurden durchsucht.", Model: "Modell", Finding: "Befund", Share: "Davon geerbt", ShareOfOther: "Von jenem hier", Chance: "Zufällig", ChanceOf: "1 zu 10^{0}", Which: "Welches zuerst", Looks: "Sieht aus wie",
        Declared: "in der Abstammung", Undeclared: "nicht in der Abstammung", Check: "Jeder kann es nachrechnen:",
        Verdicts: new()
        {
            [Verdict.Same] = "dieselben Gewichte",
            [Verdict.Derived] = "abgeleitet",
            [Verdict.SharesComponents] = "teilt Bestandteile",
            [Verdict.Unrelated] = "nicht verwandt",
            [Verdict.CannotTell] = "nicht zu sagen",
        },
        Directions: new()
        {
            [Direction.Unknown] = "sagen die Gewichte nicht",
            [Direction.SuspectIsChild] = "dieses ist das abgeleitete",
            [Direction.SuspectIsParent] = "dieses ist das ursprüngliche",
        },
        Changes: new()
        {
            [Change.Repackaged] = "umgepackt",
            [Change.Quantized] = "quantisiert",
            [Change.Widened] = "aufgeweitet",
            [Change.FineTuned] = "nachtrainiert",
            [Change.PartlyTuned] = "teilweise nachtrainiert",
            [Change.Pruned] = "ausgedünnt",
            [Change.Rescaled] = "skaliert",
            [Change.LayersDropped] = "Schichten entfernt",
            [Change.LayersRepeated] = "Schichten wiederholt",
            [Change.Reordered] = "umgestellt",
            [Change.Permuted] = "permutiert",
            [Change.Reshaped] = "umgeformt",
            [Change.Shifted] = "verschoben",
            [Change.Rotated] = "gedreht",
            [Change.Merged] = "vermischt",
        });
}
