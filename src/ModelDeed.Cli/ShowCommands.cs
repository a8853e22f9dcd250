using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed show</c> and <c>deed lineage</c>.</summary>
internal static class ShowCommands
{
    public static Command Show(Shell shell)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description };
        ContentOptions content = new(shell);
        ExampleCommand command = new("show", "Show a title: holder, priority, versions, lineage. Exit 1 when there is none.", "deed show model.onnx") { title };
        content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            UInt256 id = await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct);
            TitleState state = (await session.Reader.Read(id, ct))!;
            ulong finalAt = (ulong)await session.Reader.Call(new TitlesContract.FinalAtCall(state.Fingerprint), ct);
            TitleDues dues = await TitleDues.Read(session, id, ct);
            ulong now = (ulong)shell.Clock.GetUtcNow().ToUnixTimeSeconds();
            JsonObject json = TitleView.Json(state, finalAt, dues);
            json["final"] = now >= finalAt;
            json["chain"] = session.Profile.Name;
            return new Answer(json, console => TitleView.Show(console, state, finalAt, now, dues, session.Profile));
        });
        return command;
    }

    public static Command Lineage(Shell shell)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description };
        ContentOptions content = new(shell);
        ExampleCommand command = new("lineage", "Draw what an asset derives from, and what derives from it.", "deed lineage model.onnx") { title };
        content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            UInt256 id = await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct);
            LineageGraph graph = new(await session.Reader.ReadAll(ct));
            return new LineageDrawing(graph, await LineageBonds.Read(session, null, ct), id).Answer();
        });
        return command;
    }
}
