using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.Market;

namespace ModelDeed.Server.Market;

/// <summary>An order as wallets take it: the JSON of <c>eth_signTypedData_v4</c> (EIP-712).</summary>
internal static class OrderTypedData
{
    /// <summary>The typed data; the digest of it is the one that the contract recovers from.</summary>
    public static JsonElement Of(Order order, MarketDomain domain)
    {
        JsonObject json = new()
        {
            ["types"] = new JsonObject { ["EIP712Domain"] = Members("string name,string version,uint256 chainId,address verifyingContract"), ["Order"] = Members(Order.Type["Order(".Length..^1]) },
            ["primaryType"] = "Order",
            ["domain"] = new JsonObject { ["name"] = "ModelDeed Market", ["version"] = "1", ["chainId"] = $"{domain.ChainId}", ["verifyingContract"] = domain.Contract.ToString() },
            ["message"] = new JsonObject
            {
                ["side"] = $"{(int)order.Side}",
                ["maker"] = order.Maker.ToString(),
                ["taker"] = order.Taker.ToString(),
                ["asset"] = order.Asset.ToString(),
                ["titleId"] = $"{order.TitleId}",
                ["amount"] = $"{order.Amount}",
                ["currency"] = order.Currency.ToString(),
                ["price"] = $"{order.Price.Units}",
                ["maxRoyalty"] = $"{order.MaxRoyalty.Value}",
                ["epoch"] = $"{order.Epoch}",
                ["state"] = order.State.ToString(),
                ["start"] = $"{order.Start}",
                ["deadline"] = $"{order.Deadline}",
                ["nonce"] = $"{order.Nonce}",
                ["counter"] = $"{order.Counter}",
            },
        };
        return JsonSerializer.SerializeToElement(json);
    }

    /// <summary>The document of an order without its signature.</summary>
    public static JsonElement Unsigned(SignedOrder order)
    {
        JsonObject document = JsonNode.Parse(OrderJson.Write(order))!.AsObject();
        document.Remove("signature");
        return JsonSerializer.SerializeToElement(document);
    }

    private static JsonArray Members(string list) => [.. list.Split(',').Select(member => (JsonNode)new JsonObject { ["name"] = member.Split(' ')[1], ["type"] = member.Split(' ')[0] })];
}
