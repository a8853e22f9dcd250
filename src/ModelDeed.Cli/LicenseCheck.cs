using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary><c>deed license check ASSET --account A …</c>: the contract's own answer, and the reason for a no.</summary>
internal sealed class LicenseCheck
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string> _asset = new("ASSET") { Description = TitleArgument.Description };
    private readonly Option<string> _account = new("--account") { Description = "Who would use it: an address or account.", Required = true, HelpName = "ACCOUNT" };
    private readonly Option<string> _territory = new("--territory") { Description = "Where: one country, as in DE.", Required = true, HelpName = "CODE" };
    private readonly Option<string> _field = new("--field") { Description = "What for: one field of use, as in medical.", Required = true, HelpName = "WORD" };
    private readonly Option<string> _data = new("--data") { Description = "On what: one type of data, as in personal.", Required = true, HelpName = "WORD" };
    private readonly Option<string?> _at = new("--at") { Description = "When. Default: now.", HelpName = "TIME" };

    private LicenseCheck(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        LicenseCheck check = new(shell);
        ExampleCommand command = new("check", "Whether an account may use an asset. Exit 0 when it may, 1 when it may not.",
            "deed license check model.onnx --account 0x70997970C51812dc3A010C7d01b50e0d17dc79C8 --territory DE --field medical --data personal --at 2027-01-01")
        {
            check._asset, check._account, check._territory, check._field, check._data, check._at,
        };
        check._content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, check.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        (int territory, int field, int data) = (Territories.IndexOf(parsed.GetValue(_territory)!), FieldsOfUse.IndexOf(parsed.GetValue(_field)!), DataTypes.IndexOf(parsed.GetValue(_data)!));
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        Hash32 asset = await TitleArgument.Fingerprint(parsed.GetValue(_asset)!, _content, parsed, ct);
        UInt256 title = await TitleArgument.Resolve(asset.ToString(), _content, session, parsed, ct);
        Address account = Signer.Resolve(_shell, parsed.GetValue(_account)!, session.Profile);
        ulong time = parsed.GetValue(_at) is { } at ? Written.Moment(at, "--at") : await session.Now(_shell.Clock, ct);
        bool licensed = await session.Licenses.Call(new LicensingContract.IsLicensedCall(UInt256.FromHash(asset), account, (byte)territory, (byte)field, (byte)data, time), ct);
        LicenseScope use = new(Territories.Of(territory), new FieldsOfUse(1ul << field), new DataTypes(1u << data));
        IReadOnlyList<string> reasons = Reasons(await session.Licenses.Of(title, account, ct), account, use, time, licensed, (await session.Reader.Read(title, ct))!.Holder == account);
        return Answer(title, account, use, time, licensed, reasons);
    }

    /// <summary>Why yes, or for each license that there is why it doesn't cover the use.</summary>
    public static IReadOnlyList<string> Reasons(IReadOnlyList<HeldLicense> held, Address account, LicenseScope use, ulong time, bool licensed, bool holder)
    {
        if (licensed) return [holder ? $"{account} holds the title" : $"license {held.First(license => license.GapFor(use, time) is null).Id.ToHash()}"];
        return held.Count == 0 ? [$"{account} holds no license of this title"]
            : [.. held.Select(license => $"license {license.Id.ToHash()} {LicenseView.Words(license.GapFor(use, time)!)}")];
    }

    private static Answer Answer(UInt256 title, Address account, LicenseScope use, ulong time, bool licensed, IReadOnlyList<string> reasons)
    {
        JsonObject json = new()
        {
            ["licensed"] = licensed,
            ["title"] = title.ToHash().ToString(),
            ["account"] = account.ToString(),
            ["territory"] = use.Territories.ToString(),
            ["field"] = use.Fields.ToString(),
            ["data"] = use.DataTypes.ToString(),
            ["time"] = time,
            ["reasons"] = new JsonArray([.. reasons.Select(reason => JsonValue.Create(reason))]),
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add(licensed ? "licensed" : "not licensed", $"{use.Fields} on {use.DataTypes} data in {use.Territories} at {Units.Moment(time)}");
            foreach (string reason in reasons) facts.Add("", reason);
            facts.Show(console);
        }, licensed ? Exit.Done : Exit.AnswerIsNo);
    }
}
