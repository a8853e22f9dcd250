using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary><c>deed license show ID | --title T | --account A</c>.</summary>
internal static class LicenseShow
{
    public static Command Build(Shell shell)
    {
        Argument<string?> license = new("ID") { Description = "The license's id. Not with --title or --account.", Arity = ArgumentArity.ZeroOrOne };
        Option<string?> title = new("--title") { Description = "All licenses of a title.", HelpName = "TITLE" };
        Option<string?> holder = new("--account") { Description = "All licenses that an account holds: an address or account.", HelpName = "ACCOUNT" };
        ContentOptions content = new(shell);
        ExampleCommand command = new("show", "Show a license, or those of a title or an account.", "deed license show --account 0x70997970C51812dc3A010C7d01b50e0d17dc79C8") { license, title, holder };
        content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            string? id = parsed.GetValue(license), of = parsed.GetValue(title), by = parsed.GetValue(holder);
            if (id is null == (of is null && by is null)) throw Refusal.Usage("Say which licenses: ID, or --title, --account or both.", "See: deed license show --help");
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            ulong now = await session.Now(shell.Clock, ct);
            if (id is not null) return One((await LicenseCommands.Find(session, id, ct)).License, await session.Licenses.Call(new LicensingContract.CanRenewCall(LicenseView.Id(id)), ct), now);
            IReadOnlyList<HeldLicense> found = (of, by) switch
            {
                ({ }, null) => await session.Licenses.OfTitle(await TitleArgument.Resolve(of, content, session, parsed, ct), ct),
                (null, { }) => await session.Licenses.OfAccount(Signer.Resolve(shell, by, session.Profile), ct),
                _ => await session.Licenses.Of(await TitleArgument.Resolve(of!, content, session, parsed, ct), Signer.Resolve(shell, by!, session.Profile), ct),
            };
            return Many(found, now);
        });
        return command;
    }

    private static Answer One(HeldLicense license, LicensingContract.CanRenewResult renewable, ulong now)
    {
        JsonObject json = LicenseView.Json(license, now);
        json["renewable"] = renewable.Can;
        json["notRenewable"] = renewable.Can ? null : renewable.Reason;
        return new Answer(json, console =>
        {
            Facts facts = new();
            LicenseView.AddTo(facts, license, now);
            facts.Add("renewable", renewable.Can ? "yes" : $"no: {renewable.Reason}");
            facts.Show(console);
        });
    }

    private static Answer Many(IReadOnlyList<HeldLicense> licenses, ulong now) => new(
        new JsonObject { ["licenses"] = new JsonArray([.. licenses.Select(license => LicenseView.Json(license, now))]) }, console =>
        {
            Facts facts = new();
            foreach (HeldLicense license in licenses) LicenseView.AddTo(facts, license, now);
            if (licenses.Count == 0) facts.Add("no licenses", "none was granted, or they were handed on");
            facts.Show(console);
        });
}
