using System.Runtime.InteropServices;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.AbiGen;

/// <summary>One line of bindings.json: which artifact becomes which class in which file.</summary>
internal sealed record Binding(string Artifact, string Namespace, string Class, string File)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    internal static Binding[] ReadAll(string root)
    {
        string path = Path.Combine(root, "tools", "AbiGen", "bindings.json");
        try
        {
            return JsonSerializer.Deserialize<Binding[]>(System.IO.File.ReadAllText(path), Options) ?? [];
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path}: {e.Message}", e);
        }
    }

    internal CompiledContract ReadArtifact(string root)
    {
        string path = Path.Combine(root, Artifact);
        if (!System.IO.File.Exists(path)) throw new FileNotFoundException($"{Artifact} is missing: compile the contracts (contracts/gen), or correct tools/AbiGen/bindings.json.");
        return CompiledContract.Parse(System.IO.File.ReadAllText(path), Artifact);
    }
}

/// <summary>A compiled contract: its name, interface and creation code in hexadecimal digits.</summary>
internal sealed record CompiledContract(string Name, ContractAbi Abi, string CreationCode)
{
    internal static CompiledContract Parse(string json, string file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            string code = root.GetProperty("bytecode").GetString()!;
            return new CompiledContract(root.GetProperty("contractName").GetString()!, ContractAbi.Parse(JsonMarshal.GetRawUtf8Value(root.GetProperty("abi"))), Convert.ToHexStringLower(Primitives.Hex.Decode(code)));
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException($"{file}: expected {{contractName, abi, bytecode}}: {e.Message}", e);
        }
    }
}
