using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Tests.Ethereum;

namespace ModelDeed.Tests.Market;

public sealed class OrderTests
{
    private const ulong Now = 1_800_000_000, FinalAt = 1_700_000_000;

    private static readonly JsonElement File = Vectors.Load("market-orders.json");

    private static readonly MarketDomain Domain = new(File.GetProperty("domain").GetProperty("chainId").GetUInt64(), Address.Parse(File.GetProperty("domain").Text("verifyingContract")));

    private static readonly Address Titles = Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"), Share = Address.Parse("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC");

    [Fact]
    public void Orders_are_hashed_and_signed_as_viem_does()
    {
        using PrivateKey key = PrivateKey.Parse(File.Text("privateKey"));
        JsonElement[] vectors = [.. File.GetProperty("orders").EnumerateArray()];
        foreach (JsonElement vector in vectors)
        {
            SignedOrder signed = SignedOrder.Sign(Domain, Read(vector.GetProperty("message")), [], key);
            Assert.Equal(vector.Text("structHash"), signed.Order.StructHash.ToString());
            Assert.Equal(vector.Text("digest"), signed.Digest.ToString());
            Assert.Equal(vector.Text("signature"), Hex.Encode(signed.Signature.AsSpan()));
        }
        Assert.Equal(3, vectors.Length);
    }

    [Fact]
    public void Files_read_back_to_the_same_bytes_and_hold()
    {
        foreach (JsonElement vector in File.GetProperty("orders").EnumerateArray())
        {
            byte[] bytes = OrderJson.Write(Signed(vector));
            SignedOrder read = OrderJson.Read(bytes);
            Assert.Equal(bytes, OrderJson.Write(read));
            Assert.IsType<StepOutcome.Holds>(read.CheckSignature());
        }
    }

    [Theory]
    [InlineData("\"price\": \"2500000000000000000\"", "\"price\": \"2500000000000000001\"")]
    [InlineData("\"epoch\": 0", "\"epoch\": 1")]
    [InlineData("\"side\": \"sell\"", "\"side\": \"buy\"")]
    [InlineData("\"chainId\": 31337", "\"chainId\": 1")]
    public void A_changed_file_is_found(string member, string changed)
    {
        string text = Encoding.UTF8.GetString(OrderJson.Write(Signed(File.GetProperty("orders")[0])));
        Assert.Contains(member, text, StringComparison.Ordinal);
        Assert.IsType<StepOutcome.Fails>(OrderJson.Read(Encoding.UTF8.GetBytes(text.Replace(member, changed, StringComparison.Ordinal))).CheckSignature());
    }

    [Theory]
    [InlineData("\"side\": \"sell\"", "\"side\": \"give\"", "side")]
    [InlineData("\"amount\": \"1\"", "\"amount\": \"79228162514264337593543950336\"", "amount")]
    [InlineData("\"maxRoyalty\": 500", "\"maxRoyalty\": 10001", "maxRoyalty")]
    [InlineData("\"epoch\": 0", "\"epoch\": 0,\n  \"state\": \"0x0000000000000000000000000000000000000000000000000000000000000001\"", "state")]
    [InlineData("\"epoch\": 0", "\"epoch\": 0,\n  \"fee\": 1", "fee")]
    [InlineData("\"currency\": \"native\"", "\"currency\": \"0x0000000000000000000000000000000000000000\"", "currency")]
    public void A_broken_file_is_refused_by_the_name_of_its_member(string member, string changed, string named)
    {
        string text = Encoding.UTF8.GetString(OrderJson.Write(Signed(File.GetProperty("orders")[0])));
        Assert.Contains(member, text, StringComparison.Ordinal);
        FormatException wrong = Assert.Throws<FormatException>(() => OrderJson.Read(Encoding.UTF8.GetBytes(text.Replace(member, changed, StringComparison.Ordinal))));
        Assert.StartsWith(named, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_part_costs_its_share_rounded_for_the_maker()
    {
        Order order = Sale() with { Asset = Share, Amount = 600, Price = new TokenAmount(1_000) };
        Assert.Equal((12, 11), ((int)order.PriceOf(7).Units, (int)(order with { Side = OrderSide.Buy }).PriceOf(7).Units));
        Assert.Equal(1_000, (int)order.PriceOf(600).Units);
        Assert.Throws<ArgumentOutOfRangeException>(() => order.PriceOf(601));
        Assert.Throws<ArgumentOutOfRangeException>(() => order.PriceOf(0));
    }

    [Fact]
    public void An_order_is_judged_by_the_contracts_rules()
    {
        Order sale = Sale();
        OrderFacts facts = Facts(sale);
        Assert.Equal(new OrderOutcome.Open(1), Judge(sale, facts));
        Assert.Equal(new OrderOutcome.Open(1), Judge(sale, facts, sale.Deadline));
        Assert.Equal(Dead(OrderEnd.Expired), Judge(sale, facts, sale.Deadline + 1));
        Assert.Equal(Dead(OrderEnd.Used), Judge(sale, facts with { NonceUsed = true }));
        Assert.Equal(Dead(OrderEnd.Canceled), Judge(sale, facts with { Counter = UInt256.One }));
        Assert.Equal(Dead(OrderEnd.TakenOver), Judge(sale, facts with { Epoch = 1 }));
        Assert.Equal(Dead(OrderEnd.NotHeld), Judge(sale, facts with { Holder = Share }));
        Assert.Equal(Dead(OrderEnd.BadAmount), Judge(sale with { Amount = 2 }, facts));
        Assert.Equal(Dead(OrderEnd.NativeOffer), Judge(sale with { Side = OrderSide.Buy }, facts));
        Assert.Equal(Dead(OrderEnd.StateChanged), Judge(sale with { State = Keccak256.HashUtf8("shown") }, facts));
        Assert.Equal(Dead(OrderEnd.RoyaltyTooHigh), Judge(sale, facts with { Royalty = 51 }));
        Assert.Equal(new OrderOutcome.Disputed(), Judge(sale, facts with { Disputed = true }));
        Assert.Equal(new OrderOutcome.Waits(Now + 5, Provisional: true), Judge(sale, facts with { FinalAt = Now + 5 }));
        Assert.Equal(new OrderOutcome.Waits(Now + 5, Provisional: false), Judge(sale with { Start = Now + 5 }, facts));
    }

    [Fact]
    public void Shares_are_judged_by_who_holds_their_title()
    {
        Order shares = Sale() with { Asset = Share, Amount = 600 };
        OrderFacts facts = Facts(shares) with { Holder = Share, Filled = 599, Disputed = true, Royalty = 51 };
        Assert.Equal(new OrderOutcome.Open(1), Judge(shares, facts)); // a dispute bars the title, and shares pay no royalty
        Assert.Equal(Dead(OrderEnd.NotHeld), Judge(shares, facts with { Holder = shares.Maker }));
    }

    private static OrderOutcome Judge(Order order, OrderFacts facts, ulong now = Now) => OrderOutcome.Judge(order, facts, Titles, order.Maker, now);

    private static OrderOutcome.Dead Dead(OrderEnd why) => new(why);

    private static OrderFacts Facts(Order order) => new() { NonceUsed = false, Counter = UInt256.Zero, Holder = order.Maker, Epoch = 0, FinalAt = FinalAt, Disputed = false, Royalty = 50 };

    private static Order Sale() => new()
    {
        Side = OrderSide.Sell,
        Maker = Address.Parse(File.Text("signer")),
        Asset = Titles,
        TitleId = UInt256.One,
        Amount = 1,
        Price = new TokenAmount(1_000),
        MaxRoyalty = new BasisPoints(500),
        Epoch = 0,
        Deadline = Now + 100,
        Nonce = UInt256.Zero,
        Counter = UInt256.Zero,
    };

    private static SignedOrder Signed(JsonElement vector)
    {
        using PrivateKey key = PrivateKey.Parse(File.Text("privateKey"));
        return SignedOrder.Sign(Domain, Read(vector.GetProperty("message")), [], key);
    }

    private static Order Read(JsonElement message) => new()
    {
        Side = (OrderSide)message.GetProperty("side").GetByte(),
        Maker = Address.Parse(message.Text("maker")),
        Taker = Address.Parse(message.Text("taker")),
        Asset = Address.Parse(message.Text("asset")),
        TitleId = (UInt256)Number(message, "titleId"),
        Amount = Number(message, "amount"),
        Currency = Address.Parse(message.Text("currency")),
        Price = new TokenAmount(Number(message, "price")),
        MaxRoyalty = new BasisPoints(message.GetProperty("maxRoyalty").GetInt32()),
        Epoch = (ulong)Number(message, "epoch"),
        State = Hash32.Parse(message.Text("state")),
        Start = message.GetProperty("start").GetUInt64(),
        Deadline = message.GetProperty("deadline").GetUInt64(),
        Nonce = (UInt256)Number(message, "nonce"),
        Counter = (UInt256)Number(message, "counter"),
    };

    private static BigInteger Number(JsonElement message, string name) => BigInteger.Parse(message.Text(name), CultureInfo.InvariantCulture);
}
