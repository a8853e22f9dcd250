using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Tests.Ethereum.Rpc;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Prepared transactions: exact call data, the contract's reasons before a wallet opens, no key but the demo's.</summary>
public sealed class TransactionApiTests
{
    private static readonly ContractSet Contracts = ContractSet.Of(KnownChains.Embedded);

    [Fact]
    public async Task A_purchase_is_what_the_quote_said()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        await site.PutOffer(7);
        JsonElement prepared = await ApiSite.Json(await Buy(site));
        JsonElement step = Assert.Single(prepared.GetProperty("steps").EnumerateArray());
        Assert.Equal((Contracts.Licensing.ToString(), "98", 125_000ul), (step.GetProperty("to").GetString(), step.GetProperty("value").GetString(), step.GetProperty("gas").GetUInt64()));
        LicensingContract.BuyCall call = LicensingContract.BuyCall.Decode(Hex.Decode(step.GetProperty("data").GetString()!));
        Assert.Equal((UInt256.FromHash(Samples.Id(7)), Samples.Terms.TermsId(), Samples.Bob, (UInt256)98), (call.Order.TitleId, call.Order.TermsId, call.Order.Receiver, call.Order.MaxPrice));
        Assert.Equal(Territories.Parse("DE").Bits, call.Order.Scope.Territories);
    }

    [Fact]
    public async Task A_price_over_the_most_is_refused_before_the_node_is_asked()
    {
        await using ApiSite site = await ApiSite.Open(node: (method, _) => method == "eth_estimateGas" ? throw new InvalidOperationException() : null);
        await site.PutAsset(7);
        await site.PutOffer(7);
        Assert.Equal("licensing-too-dear", await ApiSite.Code(await Buy(site, most: "97"), HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task What_the_contract_would_refuse_is_told_with_its_reason()
    {
        byte[] revert = [.. AbiError.Parse("Royalties_NothingToWithdraw(uint256,address,address)").Selector.ToArray(), .. new byte[96]];
        await using ApiSite site = await ApiSite.Open(node: (method, _) => method == "eth_estimateGas" ? $$$"""{"error":{"code":3,"message":"execution reverted","data":"{{{Hex.Encode(revert)}}}"}}""" : null);
        using HttpClient client = site.Client();
        HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/transactions/withdraw", new { from = Samples.Bob.ToString(), titleId = Samples.Id(7).ToString(), currency = Address.Zero.ToString() });
        Assert.Equal("royalties-nothing-to-withdraw", await ApiSite.Code(response, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task A_payment_in_a_token_comes_after_its_allowance()
    {
        await using ApiSite site = await ApiSite.Open(node: (method, parameters) => method == "eth_getCode" ? """{"result":"0x60"}""" : method != "eth_call" ? null
            : parameters[0].GetProperty("data").GetString()!.StartsWith(Hex.Encode(Erc20Contract.BalanceOfCall.Selector.ToArray()), StringComparison.Ordinal) ? $$"""{"result":"{{FakeChain.Hash(100)}}"}""" : $$"""{"result":"{{FakeChain.Hash(3)}}"}""");
        using HttpClient client = site.Client();
        JsonElement prepared = await ApiSite.Json(await client.PostAsJsonAsync("/api/v1/transactions/pay", new { from = Samples.Bob.ToString(), titleId = Samples.Id(7).ToString(), currency = Samples.Key.Address.ToString(), amount = "49" }));
        JsonElement[] steps = [.. prepared.GetProperty("steps").EnumerateArray()];
        Assert.Equal([Samples.Key.Address.ToString(), Contracts.Royalties.ToString()], steps.Select(step => step.GetProperty("to").GetString()));
        Assert.Equal((UInt256)49, Erc20Contract.ApproveCall.Decode(Hex.Decode(steps[0].GetProperty("data").GetString()!)).Value);
        Assert.Equal(JsonValueKind.Null, steps[1].GetProperty("gas").ValueKind);
        HttpResponseMessage poor = await client.PostAsJsonAsync("/api/v1/transactions/pay", new { from = Samples.Bob.ToString(), titleId = Samples.Id(7).ToString(), currency = Samples.Key.Address.ToString(), amount = "101" });
        Assert.Equal("erc20-insufficient-balance", await ApiSite.Code(poor, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Nothing_is_paid_to_where_no_contract_stands()
    {
        await using ApiSite site = await ApiSite.Open(node: (method, _) => method == "eth_getCode" ? """{"result":"0x"}""" : null);
        using HttpClient client = site.Client();
        HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/transactions/pay", new { from = Samples.Bob.ToString(), titleId = Samples.Id(7).ToString(), currency = Address.Zero.ToString(), amount = "49" });
        Assert.Equal("no-contract", await ApiSite.Code(response, HttpStatusCode.UnprocessableEntity));
    }

    [Fact]
    public async Task Nothing_is_sent_to_the_zero_address()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/transactions/transfer", new { from = Samples.Bob.ToString(), titleId = Samples.Id(7).ToString(), to = Address.Zero.ToString() });
        Assert.Equal("malformed-request", await ApiSite.Code(response, HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task A_node_that_fails_is_no_failure_of_the_users()
    {
        await using ApiSite site = await ApiSite.Open(node: (method, _) => method == "eth_chainId" ? """{"error":{"code":-32603,"message":"down"}}""" : null);
        using HttpClient client = site.Client();
        HttpResponseMessage response = await client.PostAsJsonAsync("/api/v1/transactions/approve", new { from = Samples.Bob.ToString(), token = Samples.Key.Address.ToString(), amount = "1" });
        Assert.Equal("node-unavailable", await ApiSite.Code(response, HttpStatusCode.BadGateway));
    }

    [Theory]
    [InlineData(null, "waiting")]
    [InlineData(9ul, "final")]
    [InlineData(12ul, "pending")]
    public async Task A_transaction_is_followed_to_its_end(ulong? block, string state)
    {
        string hash = FakeChain.Hash(77);
        await using ApiSite site = await ApiSite.Open(node: (method, _) => method switch
        {
            "eth_getTransactionReceipt" when block is { } at => "{\"result\":" + FakeChain.Receipt(at, 77, FakeChain.Zeros) + "}",
            "eth_getTransactionByHash" => $$$"""{"result":{"hash":"{{{hash}}}","from":"{{{Samples.Bob}}}","nonce":"0x4","blockNumber":null}}""",
            _ => null,
        });
        using HttpClient client = site.Client();
        Assert.Equal(state, (await ApiSite.Json(await client.GetAsync($"/api/v1/transactions/{hash}"))).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_replaced_transaction_is_told_from_an_unknown_one()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        string path = $"/api/v1/transactions/{FakeChain.Hash(77)}";
        Assert.Equal("transaction-unknown", await ApiSite.Code(await client.GetAsync(path), HttpStatusCode.NotFound));
        Assert.Equal("transaction-unknown", await ApiSite.Code(await client.GetAsync($"{path}?from={Samples.Bob}&nonce=5"), HttpStatusCode.NotFound));
        Assert.Equal("replaced", (await ApiSite.Json(await client.GetAsync($"{path}?from={Samples.Bob}&nonce=4"))).GetProperty("state").GetString());
    }

    [Fact]
    public async Task Demo_accounts_act_on_the_embedded_chain_only()
    {
        await using ApiSite embedded = await ApiSite.Open();
        using HttpClient client = embedded.Client();
        JsonElement accounts = await ApiSite.Json(await client.GetAsync("/api/v1/demo"));
        Assert.Equal(("demo-1", Samples.Key.Address.ToString()), (accounts[0].GetProperty("name").GetString(), accounts[0].GetProperty("address").GetString()));
        var transaction = new { to = Samples.Bob.ToString(), data = "0x", value = "1" };
        Assert.Equal("not-found", await ApiSite.Code(await client.PostAsJsonAsync("/api/v1/demo/demo-11/send", transaction), HttpStatusCode.NotFound));
        foreach (ChainProfile chain in KnownChains.All.Where(chain => !chain.IsEmbedded))
        {
            await using ApiSite real = await ApiSite.Open(chain: chain, node: (_, _) => throw new InvalidOperationException("nothing may be asked"));
            using HttpClient visitor = real.Client();
            Assert.Equal("demo-only", await ApiSite.Code(await visitor.PostAsJsonAsync("/api/v1/demo/demo-1/send", transaction), HttpStatusCode.Forbidden));
            Assert.Equal("demo-only", await ApiSite.Code(await visitor.PostAsync("/api/v1/demo/demo-1/sign", Typed()), HttpStatusCode.Forbidden));
            Assert.Equal("demo-only", await ApiSite.Code(await visitor.GetAsync("/api/v1/demo"), HttpStatusCode.Forbidden));
        }
    }

    [Fact]
    public async Task Demo_accounts_sign_typed_data_and_nothing_malformed()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        string signature = (await ApiSite.Json(await client.PostAsync("/api/v1/demo/demo-1/sign", Typed()))).GetProperty("signature").GetString()!;
        Assert.True(Signature.Parse(Hex.Decode(signature)).TryRecover(TypedData.Parse(Note).Digest, out Address signer));
        Assert.Equal(Samples.Key.Address, signer);
        Assert.Equal("malformed-request", await ApiSite.Code(await client.PostAsJsonAsync("/api/v1/demo/demo-1/sign", new { primaryType = "Note" }), HttpStatusCode.BadRequest));
    }

    private const string Note = """{"types":{"EIP712Domain":[{"name":"name","type":"string"}],"Note":[{"name":"text","type":"string"}]},"primaryType":"Note","domain":{"name":"Example"},"message":{"text":"hello"}}""";

    private static StringContent Typed() => new(Note, System.Text.Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> Buy(ApiSite site, string? most = null)
    {
        using HttpClient client = site.Client();
        return await client.PostAsJsonAsync("/api/v1/transactions/buy", new
        {
            from = Samples.Bob.ToString(),
            titleId = Samples.Id(7).ToString(),
            termsId = Samples.Terms.TermsId().ToString(),
            scope = new { territories = new[] { "DE" }, fields = new[] { "research" }, dataTypes = new[] { "personal" } },
            periods = 2,
            maxPrice = most,
        });
    }
}
