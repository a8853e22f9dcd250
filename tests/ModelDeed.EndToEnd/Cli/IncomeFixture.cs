using System.Numerics;
using System.Text.Json;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>A chain with all contracts, an ERC-20 token, and accounts that call contracts without our command line.</summary>
public abstract class IncomeFixture : DeedFixture
{
    protected const string Demo3 = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC", Ether = "1000000000000000000";

    protected static ContractSet Contracts => ContractSet.Of(KnownChains.Embedded);

    /// <summary>An ERC-20 with six decimals; demo-1 and demo-2 have 1,000,000 of it each.</summary>
    protected string Token { get; private set; } = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Done("deploy", "--yes");
        string code = Hex.Encode(TestTokenContract.Create(6));
        Token = JsonDocument.Parse(await Tools.RunAsync(Tools.Cast, ["send", "--from", Demo1, "--unlocked", "--json", "--rpc-url", Url, "--create", code])).RootElement.Text("contractAddress");
        Token = Address.Parse(Token).ToString();
        foreach (string account in (string[])[Demo1, Demo2]) await Send(Demo1, Address.Parse(Token), new TestTokenContract.MintCall(Address.Parse(account), (UInt256)new BigInteger(1_000_000_000_000)));
    }

    /// <summary>Registers a title of made-up content.</summary>
    /// <returns>Its id.</returns>
    protected async Task<string> Title(string name, string account, params string[] options) =>
        (await Done(["register", Write($"{name}.bin", $"weights of {name}"), "--name", name, "--kind", "model", "--account", account, "--yes", .. options])).Text("title");

    /// <summary>Lets the contest pass: titles are final.</summary>
    protected Task Finalize() => Pass((int)ModelDeed.Titles.TitlesDeployment.ContestPeriodOf(KnownChains.Embedded).TotalSeconds + 1);

    /// <summary>A call by another client than ours, as a demo account.</summary>
    protected Task<string> Send(string from, Address to, IContractCall call, string value = "0") =>
        Cast("send", to.ToString(), Hex.Encode(call.Encode()), "--value", value, "--from", from, "--unlocked");

    /// <summary>What the contract itself says an account of <c>Royalties</c> holds.</summary>
    protected async Task<string> Balance(string title, string payee, string currency) =>
        (await Cast("call", Contracts.Royalties.ToString(), "balanceOf(uint256,address,address)(uint256)", Id(title), payee, currency)).Split(' ')[0];

    /// <summary>What the contract itself says is kept under a key until it can be distributed.</summary>
    protected async Task<string> Kept(string title, string payee, string currency) =>
        (await Cast("call", Contracts.Royalties.ToString(), "keptOf(uint256,address,address)(uint256)", Id(title), payee, currency)).Split(' ')[0];

    /// <summary>The books, folded from the chain's logs.</summary>
    protected Task<RoyaltyBooks> Books() => Read(reader => reader.Read(CancellationToken.None));

    private async Task<RoyaltyBooks> Read(Func<IncomeReader, Task<RoyaltyBooks>> read)
    {
        using JsonRpcClient client = new([new RpcEndpoint(Url)], new RpcOptions());
        return await read(new IncomeReader(new EthereumNode(client), Contracts.Royalties, 0));
    }

    // Of one title alone, the books say what those of all say of it.
    private async Task OneTitlesBooksAreThoseOfAll(RoyaltyBooks books)
    {
        foreach (UInt256 title in books.Balances.Keys.Select(account => account.Title).Distinct())
        {
            RoyaltyBooks alone = await Read(reader => reader.Read(new HashSet<UInt256> { title }, 0, CancellationToken.None));
            Assert.Equal(books.Credits.Where(credit => credit.Title == title), alone.Credits.Where(credit => credit.Title == title));
            Assert.Equal(books.Withdrawals.Where(taken => taken.Title == title), alone.Withdrawals);
            Assert.All(books.Balances.Where(balance => balance.Key.Title == title), balance => Assert.Equal(balance.Value, alone.Balances[balance.Key]));
        }
    }

    /// <summary>The fold's balances are the contract's, account by account, and sum to what it holds.</summary>
    protected async Task BooksBalance()
    {
        RoyaltyBooks books = await Books();
        Assert.NotEmpty(books.Balances.Concat(books.Kept));
        await OneTitlesBooksAreThoseOfAll(books);
        foreach ((IncomeAccount account, BigInteger balance) in books.Balances)
            Assert.Equal($"{balance}", await Balance(account.Title.ToHash().ToString(), account.Payee.ToString(), account.Currency.ToString()));
        foreach ((IncomeAccount account, BigInteger kept) in books.Kept)
            Assert.Equal($"{kept}", await Kept(account.Title.ToHash().ToString(), account.Payee.ToString(), account.Currency.ToString()));
        foreach (IGrouping<Address, KeyValuePair<IncomeAccount, BigInteger>> currency in books.Balances.Concat(books.Kept).GroupBy(balance => balance.Key.Currency))
        {
            string held = currency.Key.IsZero ? await Cast("balance", Contracts.Royalties.ToString()) : await TokensOf(Contracts.Royalties.ToString());
            Assert.Equal(held, $"{currency.Aggregate(BigInteger.Zero, (sum, balance) => sum + balance.Value)}");
        }
    }

    protected async Task<string> TokensOf(string account) => (await Cast("call", Token, "balanceOf(address)(uint256)", account)).Split(' ')[0];

    /// <summary>The lines of a statement of one kind.</summary>
    protected static JsonElement[] Lines(JsonElement statement, string kind) => [.. statement.GetProperty("lines").EnumerateArray().Where(line => line.Text("kind") == kind)];

    /// <summary>Offers terms for a title and buys a license on them, both without our command line.</summary>
    /// <returns>The license's id.</returns>
    protected async Task<string> License(string title, string holder, string buyer, Rights rights, ushort royalty)
    {
        LicenseTerms terms = LegalText.Seal(new LicenseTerms { Payment = PaymentModel.Free, Rights = rights, Royalty = royalty, Territories = Territories.Parse("DE"), Fields = FieldsOfUse.Parse("research"), DataTypes = DataTypes.Parse("personal") });
        OffersContract.Terms tuple = new(terms.Currency, UInt256.Zero, (byte)terms.Payment, 0, 0, UInt256.Zero, terms.Unit, 0, 0, 0, 0, (byte)rights, royalty, terms.Territories.Bits, terms.Fields.Bits, terms.DataTypes.Bits, terms.Issuer, terms.Claim, terms.LegalText);
        UInt256 id = UInt256.FromHash(Hash32.Parse(title));
        await Send(holder, Contracts.Offers, new OffersContract.OfferCall(id, tuple, 1));
        LicensingContract.Order order = new(id, terms.TermsId(), Address.Parse(buyer), new LicensingContract.Scope(terms.Territories.Bits, terms.Fields.Bits, terms.DataTypes.Bits), 1, UInt256.Zero);
        await Send(buyer, Contracts.Licensing, new LicensingContract.BuyCall(order, new LicensingContract.Credential(65_535, 0, 0, Hash32.Zero, []), new LicensingContract.Permit(UInt256.Zero, UInt256.Zero, 0, Hash32.Zero, Hash32.Zero)));
        string ids = await Cast("call", Contracts.Licensing.ToString(), "licensesOf(uint256,address)(bytes32[])", Id(title), buyer);
        return ids.Trim('[', ']').Split(", ")[^1];
    }
}
