using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>Registration without gas: the owner signs (<c>--sign-only</c>), anybody sends and pays (<c>--signed</c>).</summary>
internal static class SignedRegistrations
{
    /// <summary>Signs a registration and writes it to a file. Nothing is sent.</summary>
    public static async Task<Answer> Sign(
        ChainSession session, SigningAccount account, TitlesContract.Registration registration, PriorityProof priority, TimeSpan valid, string output, string saved, CancellationToken ct)
    {
        SignedRegistration signed = new SignedRegistration
        {
            ChainId = session.Profile.ChainId,
            Contract = session.Titles,
            Owner = account.Address,
            Registration = registration,
            Proof = [.. priority.Proof],
            Nonce = await session.Reader.Call(new TitlesContract.NoncesCall(account.Address), ct),
            Deadline = await Now(session, ct) + (ulong)valid.TotalSeconds,
        }.Sign(account.Key);
        string file = Path.GetFullPath(output);
        await Files.WriteWhole(file, SignedRegistrationJson.Write(signed), ct);
        JsonObject json = new()
        {
            ["file"] = file,
            ["title"] = registration.Fingerprint.ToString(),
            ["owner"] = signed.Owner.ToString(),
            ["nonce"] = signed.Nonce.ToString(),
            ["deadline"] = signed.Deadline,
            ["manifestFile"] = saved,
        };
        return new Answer(json, console =>
        {
            Facts facts = new();
            facts.Add("written to", file);
            facts.Add("title", $"{registration.Fingerprint} \"{registration.Name}\"");
            facts.Add("owner", signed.Owner.ToString());
            facts.Add("counts until", Units.Moment(signed.Deadline));
            facts.Add("manifest", saved);
            facts.Add("", "Nothing was sent. Whoever has the file can: deed register --signed FILE");
            facts.Show(console);
        });
    }

    /// <summary>Sends a registration that its owner signed.</summary>
    public static async Task<Answer> Send(Shell shell, ParseResult parsed, string file, CancellationToken ct)
    {
        SignedRegistration signed = await Read(file, ct);
        await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
        await session.RequireContracts(ct);
        await Require(signed, file, session, ct);
        using SigningAccount account = await Signer.Open(shell, parsed, session.Profile, ct);
        string what = $"{await RegisterCommand.Describe(signed.Registration, session, signed.Owner, ct)} for {signed.Owner}";
        Spending spending = new(shell, session, account, parsed);
        Spending.Result result = await spending.Run(what, session.Titles, signed.Call(), ct);
        return result is Spending.Result.Done done
            ? await RegisterCommand.Answer(spending, session, signed.Registration, null, done, ct)
            : spending.Answer(what, ((Spending.Result.Quoted)result).Offer);
    }

    private static async Task<SignedRegistration> Read(string file, CancellationToken ct)
    {
        byte[] bytes = await Files.ReadBounded(file, SignedRegistrationJson.MostBytes, ct);
        try
        {
            return SignedRegistrationJson.Read(bytes);
        }
        catch (FormatException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-registration", $"{file}: {broken.Message}", "It isn't a file of deed register --sign-only, or it was damaged.");
        }
    }

    // The contract judges the same; here it costs nothing, and the reason names the file.
    private static async Task Require(SignedRegistration signed, string file, ChainSession session, CancellationToken ct)
    {
        if (signed.ChainId != session.Profile.ChainId || signed.Contract != session.Titles)
            throw new Refusal(Exit.AnswerIsNo, "other-chain", $"{file} is for {signed.Contract} on chain {signed.ChainId}, not for {session.Titles} on {session.Profile}.", "Choose its chain with --chain.");
        if (signed.Signature.Length == Signature.Size && signed.Signer() != signed.Owner && (await session.Node.Code(signed.Owner, BlockTag.Latest, ct)).Length == 0)
            throw new Refusal(Exit.AnswerIsNo, "bad-signature", $"{file} isn't signed by {signed.Owner}, or was changed since.", "Ask the owner for the file again.");
        if (await Now(session, ct) is var now && now > signed.Deadline)
            throw new Refusal(Exit.AnswerIsNo, "expired", $"{file} counted until {Units.Moment(signed.Deadline)}.", "Ask the owner to sign anew.");
        if (await session.Reader.Call(new TitlesContract.NoncesCall(signed.Owner), ct) is var nonce && nonce != signed.Nonce)
            throw new Refusal(Exit.AnswerIsNo, "used", $"{file} has the nonce {signed.Nonce}, but {signed.Owner} is at {nonce}: it was sent already, or another message of theirs was.", "Ask the owner to sign anew.");
    }

    // The chain's clock judges the deadline, not this machine's.
    private static async Task<ulong> Now(ChainSession session, CancellationToken ct) =>
        (await session.Node.Block(BlockTag.Latest, ct) ?? throw Refusal.Chain("rpc", "The node has no latest block.", "Try again, or use another node.")).Header.Timestamp;
}
