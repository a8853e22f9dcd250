using System.Globalization;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Ethereum;

/// <summary>ABI values as other programs take them.</summary>
internal static class AbiJsonText
{
    /// <summary>Numbers and bytes as texts; tuples as arrays, or as objects by member where <paramref name="named"/>.</summary>
    public static JsonNode Json(AbiType type, AbiValue value, bool named) => value switch
    {
        AbiValue.Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        AbiValue.Truth truth => truth.Value,
        AbiValue.Account account => account.Value.ToString(),
        AbiValue.Data data => Hex.Encode(data.Value.Span),
        AbiValue.Text text => text.Value,
        AbiValue.List list when type.Kind == AbiKind.Array => Array(list.Items.Select(item => Json(type.Element!, item, named))),
        AbiValue.List list when named => new JsonObject(type.Components.Zip(list.Items, (c, item) => KeyValuePair.Create(c.Name, (JsonNode?)Json(c.Type, item, named)))),
        AbiValue.List list => Array(type.Components.Zip(list.Items, (c, item) => Json(c.Type, item, named))),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>As cast takes it on its command line: <c>[(1,"text")]</c>.</summary>
    public static string Cast(AbiType type, AbiValue value) => value switch
    {
        AbiValue.Text text => $"\"{text.Value}\"",
        AbiValue.List list when type.Kind == AbiKind.Array => $"[{string.Join(',', list.Items.Select(item => Cast(type.Element!, item)))}]",
        AbiValue.List list => $"({string.Join(',', type.Components.Zip(list.Items, (c, item) => Cast(c.Type, item)))})",
        _ => value.ToString(),
    };

    public static JsonArray Array(IEnumerable<JsonNode> nodes) => new([.. nodes]);
}
