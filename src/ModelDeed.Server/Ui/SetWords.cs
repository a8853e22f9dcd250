using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>Sets of territories, fields and data in the shortest words that say all of it.</summary>
internal static class SetWords
{
    /// <summary>worldwide; European Union, Switzerland; worldwide, without Germany.</summary>
    internal static string Of(Territories territories, Texts texts)
    {
        string[] words = [.. territories.ToWords()];
        string included = string.Join(", ", words.Where(word => word[0] != '-').Select(word => Name(word, texts.Sets)));
        string excluded = string.Join(", ", words.Where(word => word[0] == '-').Select(word => Name(word[1..], texts.Sets)));
        return excluded.Length == 0 ? included : $"{included}, {Texts.Fill(texts.Sets.Without, excluded)}";
    }

    /// <summary>Names of what is in a set of fields.</summary>
    internal static IReadOnlyList<string> Of(FieldsOfUse fields, Texts texts) => [.. fields.Indices.Where(index => index < FieldsOfUse.Count).Select(texts.Sets.Field)];

    /// <summary>Names of what is in a set of types of data.</summary>
    internal static IReadOnlyList<string> Of(DataTypes data, Texts texts) => [.. data.Indices.Where(index => index < DataTypes.Count).Select(texts.Sets.Data)];

    private static string Name(string word, SetTexts texts) => word switch
    {
        "worldwide" => texts.Worldwide,
        "EU" => texts.EU,
        "EEA" => texts.EEA,
        _ => texts.Territory(Territories.IndexOf(word)),
    };
}
