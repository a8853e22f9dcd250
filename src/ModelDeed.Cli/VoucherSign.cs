using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>What a title's holder grants, by signature or at once: the options of <c>deed license voucher</c> and <c>deed license grant</c>.</summary>
internal sealed class VoucherOptions
{
    private readonly ScopeOptions _scope = new();
    private readonly Option<string?> _terms = new("--terms") { Description = OfferArgument.Description, HelpName = "TERMSID" };
    private readonly Option<string?> _licensee = new("--licensee") { Description = "Who gets the license.", HelpName = "ACCOUNT" };
    private readonly Option<ushort> _periods = LicenseCommands.Periods();
    private readonly Option<string?> _renewal = new("--renewal-price") { Description = "Of one further period, in whole coins. Default: the terms' price.", HelpName = "AMOUNT" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_terms, _licensee, _periods, _renewal]) command.Add(option);
        _scope.AddTo(command, credential: false);
    }

    /// <summary>The voucher and its currency; free, to be given its price.</summary>
    public async Task<(Voucher Voucher, Offer Offer, Coin Coin)> Read(Shell shell, ParseResult parsed, ChainSession session, UInt256 id, ulong deadline, CancellationToken ct)
    {
        if (parsed.GetValue(_licensee) is not { } licensee) throw Refusal.Usage("Say who gets the license: --licensee ACCOUNT.");
        Offer offer = await Choose(parsed, session, id, ct);
        Coin coin = await Coin.Of(session, offer.Terms.Currency, ct);
        Voucher voucher = new()
        {
            TitleId = id,
            TermsId = offer.TermsId,
            Holder = (await session.Reader.Read(id, ct))!.Holder,
            Licensee = Signer.Resolve(shell, licensee, session.Profile),
            Scope = _scope.Read(parsed, offer.Terms),
            Periods = parsed.GetValue(_periods),
            Currency = offer.Terms.Currency,
            RenewalPrice = parsed.GetValue(_renewal) is { } renewal ? coin.Amount(renewal) : offer.Terms.Price,
            Nonce = new UInt256(RandomNumberGenerator.GetBytes(UInt256.Size)),
            Deadline = deadline,
        };
        return (voucher, offer, coin);
    }

    // Vouchers are for closed offers too: the only one there is need not be named.
    private async Task<Offer> Choose(ParseResult parsed, ChainSession session, UInt256 id, CancellationToken ct)
    {
        IReadOnlyList<Offer> offers = [.. (await session.Offers.Read(id, ct)).Where(offer => offer.State != OfferState.None)];
        return parsed.GetValue(_terms) is null && offers is [var only] ? only : OfferArgument.Choose(offers, id, parsed.GetValue(_terms));
    }
}

/// <summary><c>deed license voucher TITLE</c>: a license that the holder signs, for the licensee to redeem.</summary>
internal static class VoucherSign
{
    private const int Day = 86_400;

    public static Command Build(Shell shell)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description };
        Option<string> price = new("--price") { Description = "In all, in whole coins of the terms' currency.", HelpName = "AMOUNT", DefaultValueFactory = _ => "0" };
        Option<uint> days = new("--valid-days") { Description = "For how many days it can be redeemed.", HelpName = "N", DefaultValueFactory = _ => 30 };
        Option<string> output = new("--out", "-o") { Description = "The file to write.", Required = true, HelpName = "FILE" };
        VoucherOptions options = new();
        ContentOptions content = new(shell);
        ExampleCommand command = new("voucher", "Sign a negotiated license of a title you hold, or whose shares' steward you are. Sends nothing.",
            "deed license voucher model.onnx --licensee 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --price 20 --territory DE --out bob.voucher.json") { title, price, days, output };
        options.AddTo(command);
        content.AddTo(command);
        foreach (SharedOption option in (SharedOption[])[ChainOptions.Chain, ChainOptions.Account, Passwords.File]) command.Add(option);
        shell.On(command, async (parsed, ct) =>
        {
            if (parsed.GetValue(days) is 0 or > 3650) throw Refusal.Usage("--valid-days takes 1 to 3650.");
            Files.RequireWritable(parsed.GetValue(output)!);
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            UInt256 id = await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct);
            ulong deadline = await session.Now(shell.Clock, ct) + parsed.GetValue(days) * (ulong)Day;
            (Voucher voucher, _, Coin coin) = await options.Read(shell, parsed, session, id, deadline, ct);
            using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
            TitleState state = (await session.Reader.Read(id, ct))!;
            if (state.Holder != account.Address && !(await Acting.For(session, state, account.Address, ct)).IsSteward)
                throw new Refusal(Exit.AnswerIsNo, "other-owner", $"{state.Holder} holds title {id.ToHash()}, but {account.Address} signs.", "Only the holder's vouchers count: --account.");
            SignedVoucher signed = SignedVoucher.Sign(LicenseCommands.Domain(session), voucher with { Price = coin.Amount(parsed.GetValue(price)!) }, account.Key);
            string file = Path.GetFullPath(parsed.GetValue(output)!);
            await Files.WriteWhole(file, VoucherJson.Write(signed), ct);
            return Answer(signed, coin, file);
        });
        return command;
    }

    private static Answer Answer(SignedVoucher signed, Coin coin, string file)
    {
        JsonObject json = JsonNode.Parse(VoucherJson.Write(signed))!.AsObject();
        json["file"] = file;
        return new Answer(json, console =>
        {
            Voucher voucher = signed.Voucher;
            Facts facts = new();
            facts.Add("written to", file);
            facts.Add("title", voucher.TitleId.ToHash().ToString());
            facts.Add("terms", voucher.TermsId.ToString());
            facts.Add("licensee", voucher.Licensee.ToString());
            foreach (string line in TermsView.Scope(voucher.Scope)) facts.Add("", line);
            facts.Add("price", coin.Format(voucher.Price));
            facts.Add("counts until", Units.Moment((ulong)voucher.Deadline));
            facts.Add("", "Nothing was sent. Whoever has the file can: deed license grant --voucher FILE");
            facts.Show(console);
        });
    }
}
