using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Tests.Ethereum.Abi;

namespace ModelDeed.EndToEnd.Ethereum;

/// <summary>Random typed messages: a random list of parameters as the members of a struct, its tuples as further structs.</summary>
internal static class TypedMessages
{
    public static JsonObject From(AbiCase c)
    {
        var types = new JsonObject { ["EIP712Domain"] = Members([("name", "string"), ("chainId", "uint256"), ("verifyingContract", "address")]) };
        types["Root"] = Members(c.Parameters.Select(p => (p.Name, Name(p.Type, types))));
        return new JsonObject
        {
            ["types"] = types,
            ["primaryType"] = "Root",
            ["domain"] = new JsonObject { ["name"] = "ModelDeed", ["chainId"] = 31337, ["verifyingContract"] = Address.Zero.ToString() },
            ["message"] = new JsonObject(c.Parameters.Zip(c.Values, (p, v) => KeyValuePair.Create(p.Name, (JsonNode?)AbiJsonText.Json(p.Type, v, named: true)))),
        };
    }

    private static string Name(AbiType type, JsonObject types)
    {
        if (type.Kind == AbiKind.Array) return $"{Name(type.Element!, types)}[{(type.Size < 0 ? "" : type.Size)}]";
        if (type.Kind != AbiKind.Tuple) return type.Name;
        JsonArray members = Members(type.Components.Select(m => (m.Name, Name(m.Type, types))));
        string name = $"Struct{types.Count}";
        types[name] = members;
        return name;
    }

    private static JsonArray Members(IEnumerable<(string Name, string Type)> members) =>
        AbiJsonText.Array(members.Select(m => (JsonNode)new JsonObject { ["name"] = m.Name, ["type"] = m.Type }));
}
