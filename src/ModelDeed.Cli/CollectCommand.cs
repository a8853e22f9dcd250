using System.CommandLine;
using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed collect TITLE</c>: credits the resale royalties that marketplaces have left in a title's till.</summary>
internal sealed class CollectCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _title = new("TITLE") { Description = TitleArgument.Description };
    private readonly Option<string?> _currency = Currencies.Option("The currency to collect. Default: native, and every token that Royalties has ever been paid in.");

    private CollectCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        CollectCommand collect = new(shell);
        ExampleCommand command = new("collect", "Credit the resale royalties in a title's till to its lineage and registrant. Anybody may.", "deed collect model.onnx") { collect._title, collect._currency };
        collect._content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, collect.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        UInt256 id = await TitleArgument.Resolve(parsed.GetValue(_title)!, _content, session, parsed, ct);
        TitleState title = (await session.Reader.Read(id, ct))!;
        Address till = await session.Income.Call(new RoyaltiesContract.TillOfCall(id), ct);
        Currencies currencies = new(session);
        IEnumerable<Address> wanted = parsed.GetValue(_currency) is { } only ? [await Known(currencies, Currencies.Parse(only), ct)]
            : (await session.Income.Read(ct)).Credits.Select(credit => credit.Currency).Prepend(Address.Zero).Distinct();
        List<PlannedStep> steps = [];
        foreach (Address currency in wanted)
        {
            if (await Held(session, till, currency, ct) is { IsZero: false } held)
                steps.Add(new PlannedStep($"Collect {await currencies.Format(currency, held, ct)} of resale royalties of \"{Printable.Clean(title.Name)}\"", session.Contracts.Royalties, new RoyaltiesContract.CollectCall(id, currency)));
        }
        if (steps.Count == 0) throw new Refusal(Exit.AnswerIsNo, "nothing-due", $"The till of \"{title.Name}\" ({till}) is empty.", "Marketplaces pay resale royalties there. A token that was never paid here before: --currency 0x…");
        using SigningAccount account = await Signer.Open(_shell, parsed, session.Profile, ct);
        SpendingPlan plan = new(_shell, session, account, parsed);
        return await plan.Run(steps, ct, goOn: true) is { } done ? await Answer(plan, session, currencies, title, till, done, ct) : plan.Estimate!;
    }

    private static async Task<Answer> Answer(SpendingPlan plan, ChainSession session, Currencies currencies, TitleState title, Address till, IReadOnlyList<Spending.Result.Done> done, CancellationToken ct)
    {
        JsonArray collected = [];
        Action<Facts> words = _ => { };
        foreach (Spending.Result.Done one in done)
        {
            PaymentCredits credits = await PaymentCredits.Of(session, one.Receipt, ct);
            collected.Add((JsonNode)new JsonObject { ["currency"] = Currencies.Name(credits.Paid.Currency), ["received"] = $"{credits.Received}", ["kept"] = credits.Paid.Kept, ["registrant"] = credits.Paid.OwnPayee.ToString(), ["credits"] = credits.Json() });
            words += await credits.Words(session, currencies, $"the registrant, under {credits.Paid.OwnPayee}", ct);
        }
        JsonObject json = new() { ["title"] = title.Fingerprint.ToString(), ["till"] = till.ToString(), ["collected"] = collected, ["skipped"] = plan.SkippedJson(), ["failed"] = plan.FailedJson(), ["transactions"] = SpendingPlan.Json(done) };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", $"{title.Fingerprint} \"{title.Name}\"");
            words(facts);
            plan.AddTo(facts, done);
            facts.Show(console);
        }, plan.ExitCode);
    }

    private static async Task<Address> Known(Currencies currencies, Address currency, CancellationToken ct)
    {
        await currencies.Require(currency, ct);
        return currency;
    }

    // A token that doesn't answer holds nothing that could be collected.
    private static async Task<BigInteger> Held(ChainSession session, Address till, Address currency, CancellationToken ct)
    {
        if (currency.IsZero) return (await session.Node.Balance(till, BlockTag.Latest, ct)).Units;
        Erc20Contract.BalanceOfCall call = new(till);
        try
        {
            return call.DecodeResult(await session.Node.Call(new CallRequest { To = currency, Data = call.Encode() }, BlockTag.Latest, ct));
        }
        catch (Exception odd) when (odd is RpcException { Fault: RpcFault.Application } or MalformedDataException)
        {
            return BigInteger.Zero;
        }
    }
}
