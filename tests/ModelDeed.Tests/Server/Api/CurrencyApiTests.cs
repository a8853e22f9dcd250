using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Ui;
using ModelDeed.Tests.Ethereum.Rpc;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Currencies are learned when the market meets them, and what they say of themselves is no more than a name.</summary>
public sealed class CurrencyApiTests
{
    private static readonly Address Good = Address.Parse("0x00000000000000000000000000000000000000a1"), Forger = Address.Parse("0x00000000000000000000000000000000000000a2"), Silent = Address.Parse("0x00000000000000000000000000000000000000a3");

    [Fact]
    public async Task A_token_that_earned_is_learned_and_a_forger_of_its_name_is_told_apart()
    {
        await using ApiSite site = await ApiSite.Open(node: Tokens(null));
        foreach (Address token in (Address[])[Good, Forger, Silent]) await site.Put(RoyaltyTables.Income, ("title_id", Samples.Id(7).ToArray()), ("currency", token.ToArray()));
        await site.Services.GetRequiredService<CurrencyCollector>().Sweep(default);
        using HttpClient client = site.Client();
        JsonElement good = await ApiSite.Json(await client.GetAsync($"/api/v1/currencies/{Good}")), forger = await ApiSite.Json(await client.GetAsync($"/api/v1/currencies/{Forger}"));
        Assert.Equal((6, 6), (good.GetProperty("decimals").GetInt32(), forger.GetProperty("decimals").GetInt32()));
        Assert.StartsWith("USDC ", good.GetProperty("symbol").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("USDC ", forger.GetProperty("symbol").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(good.GetProperty("symbol").GetString(), forger.GetProperty("symbol").GetString());
        Assert.Equal("not-found", await ApiSite.Code(await client.GetAsync($"/api/v1/currencies/{Silent}"), HttpStatusCode.NotFound));
        JsonElement[] all = [.. (await ApiSite.Json(await client.GetAsync("/api/v1/currencies"))).EnumerateArray()];
        Assert.Equal(3, all.Length);
        Assert.Equal((Address.Zero.ToString(), KnownChains.Embedded.Currency.Symbol), (all[0].GetProperty("address").GetString(), all[0].GetProperty("symbol").GetString()));
    }

    [Fact]
    public async Task A_token_that_says_nothing_is_not_asked_again_at_once()
    {
        int asked = 0;
        await using ApiSite site = await ApiSite.Open(node: Tokens(() => asked++));
        await site.Put(RoyaltyTables.Income, ("title_id", Samples.Id(7).ToArray()), ("currency", Silent.ToArray()));
        CurrencyCollector collector = site.Services.GetRequiredService<CurrencyCollector>();
        await collector.Sweep(default);
        int first = asked;
        await collector.Sweep(default);
        Assert.Equal((true, first), (first > 0, asked));
        site.Clock.Pass(TimeSpan.FromMinutes(10));
        await collector.Sweep(default);
        Assert.True(asked > first);
    }

    [Fact]
    public void A_hostile_symbol_is_a_short_plain_word_and_never_the_chains_own()
    {
        CurrencyBook book = new(KnownChains.Embedded.Currency);
        book.Learn(Good, "<script>\u202e$$$" + new string('x', 100_000), 18);
        Assert.Equal("script$$$xxx", book.Of(Good).Symbol);
        book.Learn(Forger, KnownChains.Embedded.Currency.Symbol.ToLowerInvariant(), 18);
        Assert.Equal(KnownChains.Embedded.Currency.Symbol, book.Of(Address.Zero).Symbol);
        Assert.Contains(Ink.Short(Forger), book.Of(Forger).Symbol, StringComparison.Ordinal);
        book.Learn(Silent, "OK", 37);
        book.Learn(Silent, "\u202e", 18);
        Assert.False(book.Knows(Silent));
    }

    private static Func<string, JsonElement, string?> Tokens(Action? called) => (method, parameters) =>
    {
        if (method != "eth_call") return null;
        called?.Invoke();
        Address to = Address.Parse(parameters[0].GetProperty("to").GetString()!);
        if (to != Good && to != Forger) return """{"error":{"code":3,"message":"execution reverted","data":"0x"}}""";
        bool decimals = parameters[0].GetProperty("data").GetString()! == Hex.Encode(Erc20Contract.DecimalsCall.Selector.ToArray());
        return decimals ? $$"""{"result":"{{FakeChain.Hash(6)}}"}""" : $$"""{"result":"{{FakeChain.Hash(32)}}{{FakeChain.Hash(4)[2..]}}55534443{{new string('0', 56)}}"}""";
    };
}
