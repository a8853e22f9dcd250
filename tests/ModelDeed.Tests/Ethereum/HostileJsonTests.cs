using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using Message = ModelDeed.Ethereum.TypedData;

namespace ModelDeed.Tests.Ethereum;

/// <summary>Every byte of a valid document changed and every truncation: a value or the documented exception, and nothing else.</summary>
public sealed class HostileJsonTests
{
    private static readonly byte[] Replacements = [.. "\"9]}{,\\n"u8, 0, 0xff];

    [Fact]
    public void Typed_messages() => // the one with every kind of member
        Survives(Vectors.Load("ethereum-typed-data.json").GetProperty("cases")[2].GetProperty("typedData"), json => Message.Parse(json));

    [Fact]
    public void Contract_interfaces()
    {
        using JsonDocument artifact = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("contracts", "abi", "Anchors.json")));
        Survives(artifact.RootElement.GetProperty("abi"), json => ContractAbi.Parse(json));
    }

    private static void Survives(JsonElement document, Action<byte[]> parse)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(document);
        parse(json);
        int refused = 0;
        for (int i = 0; i < json.Length; i++)
        {
            foreach (byte replacement in Replacements)
            {
                byte[] changed = [.. json];
                changed[i] = replacement;
                if (Refuses(changed, parse)) refused++;
            }
            Assert.True(Refuses(json.AsSpan(0, i).ToArray(), parse), Encoding.UTF8.GetString(json, 0, i));
        }
        Assert.InRange(refused, json.Length, json.Length * Replacements.Length);
    }

    private static bool Refuses(byte[] json, Action<byte[]> parse)
    {
        try
        {
            parse(json);
            return false;
        }
        catch (MalformedDataException)
        {
            return true;
        }
    }
}
