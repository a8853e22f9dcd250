using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Market;

/// <summary>A signed order as a file (docs/formats.md, <c>modeldeed-order-1</c>).</summary>
public static class OrderJson
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "modeldeed-order-1";

    /// <summary>The most terms that a file names.</summary>
    public const int MostTerms = 256;

    private static readonly string[] Names =
    [
        "format", "chainId", "contract", "side", "maker", "taker", "asset", "titleId", "amount", "currency", "price", "maxRoyalty", "epoch", "state", "terms", "start", "deadline",
        "nonce", "counter", "signature",
    ];

    /// <summary>Writes an order.</summary>
    public static byte[] Write(SignedOrder signed) => LicensingJson.Write(json =>
    {
        Order order = signed.Order;
        json.WriteString("format", Format);
        json.WriteNumber("chainId", signed.Domain.ChainId);
        json.WriteString("contract", signed.Domain.Contract.ToString());
        json.WriteString("side", order.Side == OrderSide.Sell ? "sell" : "buy");
        json.WriteString("maker", order.Maker.ToString());
        if (!order.Taker.IsZero) json.WriteString("taker", order.Taker.ToString());
        json.WriteString("asset", order.Asset.ToString());
        json.WriteString("titleId", order.TitleId.ToHash().ToString());
        json.Amount("amount", order.Amount);
        json.Currency(order.Currency);
        json.Amount("price", order.Price.Units);
        json.WriteNumber("maxRoyalty", order.MaxRoyalty.Value);
        json.WriteNumber("epoch", order.Epoch);
        if (!order.State.IsZero) json.WriteString("state", order.State.ToString());
        if (!order.State.IsZero) json.Words("terms", [.. signed.Terms.Select(term => term.ToString())]);
        json.WriteNumber("start", order.Start);
        json.WriteNumber("deadline", order.Deadline);
        json.Amount("nonce", order.Nonce);
        json.Amount("counter", order.Counter);
        json.WriteString("signature", Hex.Encode(signed.Signature.AsSpan()));
    });

    /// <summary>Reads an order. The signature isn't judged: see <see cref="SignedOrder.CheckSignature"/>.</summary>
    /// <exception cref="FormatException">Not an order file: names the member and what is wrong.</exception>
    public static SignedOrder Read(ReadOnlyMemory<byte> bytes) => LicensingJson.Read(bytes, Format, Names, file => new SignedOrder(
        new MarketDomain(file.Number("chainId"), file.Account("contract")),
        new Order
        {
            Side = file.Text("side") switch { "sell" => OrderSide.Sell, "buy" => OrderSide.Buy, var other => throw new FormatException($"side: expected \"sell\" or \"buy\", found \"{other}\".") },
            Maker = file.Account("maker"),
            Taker = file.Has("taker") ? Present(file.Account("taker"), "taker") : default,
            Asset = file.Account("asset"),
            TitleId = UInt256.FromHash(file.Hash("titleId")),
            Amount = file.Amount("amount", 96),
            Currency = file.Currency(),
            Price = new TokenAmount(file.Amount("price", 128)),
            MaxRoyalty = Royalty(file.Number("maxRoyalty")),
            Epoch = file.Number("epoch"),
            State = State(file),
            Start = file.Number("start", 40),
            Deadline = file.Number("deadline", 40),
            Nonce = (UInt256)file.Amount("nonce", 256),
            Counter = (UInt256)file.Amount("counter", 256),
        },
        file.Has("terms") ? [.. file.Hashes("terms", MostTerms)] : [],
        [.. file.Bytes("signature")]));

    private static Hash32 State(JsonFields file)
    {
        if (file.Has("state") != file.Has("terms")) throw new FormatException("state: goes with terms; both or neither.");
        if (!file.Has("state")) return Hash32.Zero;
        return file.Hash("state") is { IsZero: false } state ? state : throw new FormatException("state: leave it out where there is none.");
    }

    private static Address Present(Address account, string name) => account.IsZero ? throw new FormatException($"{name}: leave it out where anybody may.") : account;

    private static BasisPoints Royalty(ulong value) => value <= BasisPoints.Whole ? new BasisPoints((int)value) : throw new FormatException($"maxRoyalty: {value} is over {BasisPoints.Whole}.");
}
