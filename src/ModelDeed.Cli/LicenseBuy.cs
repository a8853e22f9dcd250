using System.CommandLine;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed license buy TITLE</c>.</summary>
internal sealed class LicenseBuy
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly ScopeOptions _scope = new();
    private readonly Argument<string> _title = new("TITLE") { Description = TitleArgument.Description };
    private readonly Option<string?> _terms = new("--terms") { Description = OfferArgument.Description, HelpName = "TERMSID" };
    private readonly Option<string?> _receiver = new("--receiver") { Description = "Who gets the license. Default: who pays.", HelpName = "ACCOUNT" };
    private readonly Option<ushort> _periods = LicenseCommands.Periods();
    private readonly Option<string?> _most = new("--max-price") { Description = "The most to pay in all, in whole coins. Default: today's price.", HelpName = "AMOUNT" };

    private LicenseBuy(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        LicenseBuy buy = new(shell);
        ExampleCommand command = new("buy", "Buy a license on terms that a title offers.", "deed license buy model.onnx --territory DE --field research --data personal")
        {
            buy._title, buy._terms, buy._receiver, buy._periods, buy._most,
        };
        buy._scope.AddTo(command, credential: true);
        buy._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, buy.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        UInt256 id = await TitleArgument.Resolve(parsed.GetValue(_title)!, _content, session, parsed, ct);
        Offer offer = await OfferArgument.Find(session, id, parsed.GetValue(_terms), ct);
        LicenseScope scope = _scope.Read(parsed, offer.Terms);
        ushort periods = parsed.GetValue(_periods);
        Coin coin = await Coin.Of(session, offer.Terms.Currency, ct);
        TokenAmount price = new(offer.Terms.Price.Units * periods), most = parsed.GetValue(_most) is { } text ? coin.Amount(text) : price;
        if (most.CompareTo(price) < 0)
            throw Refusal.Chain("Licensing_TooDear", $"The price is {coin.Format(price)}, over the most that you named, {coin.Format(most)}.", "Nothing was sent. Raise --max-price, or choose other terms.");
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        Address receiver = parsed.GetValue(_receiver) is { } named ? Signer.Resolve(_shell, named, session.Profile) : account.Address;
        LicensingContract.Credential credential = await _scope.Credential(parsed, LicenseCommands.Domain(session), offer.Terms, receiver, ct);
        TokenPayment payment = await TokenPayment.Prepare(_shell, session, account, coin, price, takesPermit: true, ct);
        LicensingContract.Order order = new(id, offer.TermsId, receiver, ForContract(scope), periods, (UInt256)most.Units);
        Spending spending = new(_shell, session, account, parsed)
        {
            Details = [$"price {coin.Format(price)}{(periods > 1 ? $" for {periods:N0} periods" : "")}; terms {offer.TermsId}", .. TermsView.Scope(scope), $"for {receiver}", .. await Warning(session, id, ct)],
        };
        string what = $"Buy a license of {id.ToHash()}";
        Spending.Result result = await payment.Run(spending, what, session.Contracts.Licensing, new LicensingContract.BuyCall(order, credential, payment.Permit), ct);
        return result is Spending.Result.Done done ? await LicenseCommands.Granted(_shell, session, spending, payment, done, ct)
            : spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
    }

    // Whoever buys of a provisional title should know its holder: the contract voids such licenses when an earlier priority wins.
    private async Task<string[]> Warning(ChainSession session, UInt256 id, CancellationToken ct)
    {
        TitlesContract.FinalAtCall call = new(id.ToHash());
        ulong final = (ulong)call.DecodeResult(await session.Node.Call(new CallRequest { To = session.Titles, Data = call.Encode() }, BlockTag.Latest, ct));
        return await session.Now(_shell.Clock, ct) >= final ? []
            : [$"careful: the title is provisional until {Units.Moment(final)}. If an earlier priority takes it over before, this license is void"];
    }

    /// <summary>The sets as the contract's binding has them.</summary>
    public static LicensingContract.Scope ForContract(LicenseScope scope) => new(scope.Territories.Bits, scope.Fields.Bits, scope.DataTypes.Bits);
}
