using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed transfer TITLE TO</c>: hands a title over.</summary>
internal static class TransferCommand
{
    public static Command Build(Shell shell)
    {
        Argument<string> title = new("TITLE") { Description = TitleArgument.Description };
        Argument<string> to = new("TO") { Description = "The new holder: an address or account." };
        ContentOptions content = new(shell);
        ExampleCommand command = new("transfer", "Hand a title over to another account, for good.", "deed transfer model.onnx 0x70997970C51812dc3A010C7d01b50e0d17dc79C8") { title, to };
        content.AddTo(command);
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            UInt256 id = await TitleArgument.Resolve(parsed.GetValue(title)!, content, session, parsed, ct);
            TitleState state = (await session.Reader.Read(id, ct))!;
            Address receiver = Signer.Resolve(shell, parsed.GetValue(to)!, session.Profile);
            if (receiver.IsZero) throw Refusal.Usage("The zero address can't hold a title.");
            using SigningAccount key = await Signer.Open(shell, parsed, session.Profile, ct);
            string what = $"Transfer \"{Printable.Clean(state.Name)}\" to {receiver}";
            Spending spending = new(shell, session, key, parsed);
            // The safe form: a contract that can't handle titles refuses it instead of burying it.
            Spending.Result result = await spending.Run(what, session.Titles, new TitlesContract.SafeTransferFromCall(state.Holder, receiver, id), ct);
            return result is Spending.Result.Done(var receipt, var final) ? Answer(spending, state, receiver, receipt, final) : spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
        });
        return command;
    }

    private static Answer Answer(Spending spending, TitleState state, Address receiver, Receipt receipt, bool final)
    {
        JsonObject json = new() { ["title"] = state.Fingerprint.ToString(), ["from"] = state.Holder.ToString(), ["to"] = receiver.ToString(), ["transaction"] = Spending.Json(receipt, final) };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("title", $"{state.Fingerprint} \"{state.Name}\"");
            facts.Add("from", state.Holder.ToString());
            facts.Add("to", receiver.ToString());
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
        });
    }
}
