using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Server.Licensing;
using ModelDeed.Tests.Ethereum.Rpc;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Permits (EIP-2612): offered only where the token's domain is known for sure, and put into the purchase as they were signed.</summary>
public sealed class PermitApiTests
{
    private static readonly Address Token = Address.Parse("0x00000000000000000000000000000000000000a1");

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_permit_is_drafted_in_the_tokens_own_domain(string version)
    {
        Eip712Domain domain = new("T", version, KnownChains.Embedded.ChainId, Token, null);
        await using ApiSite site = await ApiSite.Open(node: Answers(domain.Separator));
        using HttpClient client = site.Client();
        JsonElement draft = await ApiSite.Json(await Draft(client));
        TypedData typed = TypedData.Parse(draft.GetProperty("typedData").GetRawText());
        Hash32 message = new StructHash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
            .Add(Samples.Key.Address).Add(ModelDeed.Deployment.ContractSet.Of(KnownChains.Embedded).Royalties).Add((UInt256)98).Add((UInt256)7).Add((UInt256)(ulong)draft.GetProperty("deadline").GetInt64()).Compute();
        Assert.Equal(domain.Digest(message), typed.Digest);
    }

    [Fact]
    public async Task No_permit_is_offered_for_a_domain_that_is_not_known()
    {
        await using ApiSite site = await ApiSite.Open(node: Answers(Samples.Id(1)));
        using HttpClient client = site.Client();
        Assert.Equal("no-permit", await ApiSite.Code(await Draft(client), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("no-permit", await ApiSite.Code(await Draft(client, Address.Zero), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_purchase_bears_the_permit_instead_of_an_allowance()
    {
        await using ApiSite site = await ApiSite.Open(node: Answers(Samples.Id(1)));
        await site.PutAsset(7);
        LicenseTerms terms = LegalText.Seal(Samples.Terms with { Currency = Token });
        await site.Put(LicensingTables.Terms, ("id", terms.TermsId().ToArray()), ("currency", Token.ToArray()), ("price", (UInt256)terms.Price.Units), ("payment", (long)terms.Payment), ("period", (long)terms.Period), ("commercial", 1L),
            ("territories", terms.Territories.Bits.ToHash().ToArray()), ("fields", Samples.Id(terms.Fields.Bits).ToArray()), ("data_types", Samples.Id(terms.DataTypes.Bits).ToArray()), ("legal_text", terms.LegalText.ToArray()));
        await site.Put(LicensingTables.Offers, ("title_id", Samples.Id(7).ToArray()), ("terms_id", terms.TermsId().ToArray()), ("state", 1L), ("epoch", 1L), ("offered", 1L));
        using HttpClient client = site.Client();
        string signature = Samples.Key.Sign(Samples.Id(5)).ToString();
        Task<HttpResponseMessage> Buy(string value, string signed) => client.PostAsJsonAsync("/api/v1/transactions/buy", new
        {
            from = Samples.Key.Address.ToString(),
            titleId = Samples.Id(7).ToString(),
            termsId = terms.TermsId().ToString(),
            scope = new { territories = new[] { "DE" }, fields = new[] { "research" }, dataTypes = new[] { "personal" } },
            periods = 2,
            permit = new { value, deadline = 1_800_000_000, signature = signed },
        });
        JsonElement step = Assert.Single((await ApiSite.Json(await Buy("98", signature))).GetProperty("steps").EnumerateArray());
        LicensingContract.Permit permit = LicensingContract.BuyCall.Decode(Hex.Decode(step.GetProperty("data").GetString()!)).Permit;
        Signature expected = Signature.Parse(Hex.Decode(signature));
        Assert.Equal(((UInt256)98, (UInt256)1_800_000_000, expected.V, expected.R, expected.S), (permit.Value, permit.Deadline, permit.V, permit.R, permit.S));
        Assert.Equal("erc20-insufficient-allowance", await ApiSite.Code(await Buy("97", signature), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("malformed-request", await ApiSite.Code(await Buy("98", "0x1234"), HttpStatusCode.BadRequest));
    }

    private static Task<HttpResponseMessage> Draft(HttpClient client, Address? token = null) =>
        client.PostAsJsonAsync("/api/v1/transactions/permit", new { from = Samples.Key.Address.ToString(), token = (token ?? Token).ToString(), amount = "98" });

    private static Func<string, JsonElement, string?> Answers(Hash32 separator) => (method, parameters) =>
    {
        if (method == "eth_getCode") return """{"result":"0x60"}""";
        if (method != "eth_call") return null;
        string data = parameters[0].GetProperty("data").GetString()!;
        bool Is(Selector selector) => data.StartsWith(Hex.Encode(selector.ToArray()), StringComparison.Ordinal);
        if (Is(Erc20Contract.DOMAINSEPARATORCall.Selector)) return $$"""{"result":"{{separator}}"}""";
        if (Is(Erc20Contract.NameCall.Selector)) return $$"""{"result":"{{FakeChain.Hash(32)}}{{FakeChain.Hash(1)[2..]}}54{{new string('0', 62)}}"}""";
        return Is(Erc20Contract.BalanceOfCall.Selector) ? $$"""{"result":"{{FakeChain.Hash(1_000)}}"}""" : $$"""{"result":"{{FakeChain.Hash(7)}}"}""";
    };
}
