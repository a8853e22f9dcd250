using System.Globalization;

namespace ModelDeed.AbiGen;

/// <summary>Turns Solidity's names into C# ones.</summary>
internal static class CSharpNames
{
    // What every record or generated type already has.
    private static readonly HashSet<string> Taken =
        ["Equals", "GetHashCode", "GetType", "ToString", "EqualityContract", "Deconstruct", "Finalize", "MemberwiseClone",
         "Encode", "Decode", "DecodeResult", "TryDecode", "Selector", "Topic0", "Read", "Write"];

    /// <summary><c>Titles_NotAnchored</c>, <c>tokenId</c> → <c>TitlesNotAnchored</c>, <c>TokenId</c>.</summary>
    internal static string Pascal(string name) =>
        string.Concat(name.Split('_', '$').Where(part => part.Length > 0).Select(part => char.ToUpper(part[0], CultureInfo.InvariantCulture) + part[1..]));

    /// <summary>Names for the members of a type, in order: none twice, none that the type has already.</summary>
    internal static string[] Members(IEnumerable<string> names, string owner)
    {
        var used = new HashSet<string>(Taken) { owner };
        return [.. names.Select((name, i) =>
        {
            string pascal = Pascal(name);
            if (pascal.Length == 0) pascal = $"Item{i + 1}";
            if (char.IsAsciiDigit(pascal[0])) pascal = "N" + pascal;
            return Unique(used, pascal, "Value");
        })];
    }

    /// <summary>The name, or with a suffix or number when it is used; the result counts as used from now on.</summary>
    internal static string Unique(HashSet<string> used, string name, string suffix)
    {
        if (used.Add(name)) return name;
        if (used.Add(name + suffix)) return name + suffix;
        for (int i = 2; ; i++)
            if (used.Add($"{name}{suffix}{i}")) return $"{name}{suffix}{i}";
    }
}
