using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary><c>deed certify-quant PARENT CHILD</c>: whether every weight of a release is a faithful rounding of another model's; signed into a file on request.</summary>
internal sealed class CertifyQuantCommand
{
    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string?> _parent = new("PARENT") { Description = "The model that was quantised: a file or folder.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _child = new("CHILD") { Description = "The release that claims to be its rounding.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _certificate = new("--certificate") { Description = "Sign what was found, whatever it is, and write it to this file.", HelpName = "FILE" };
    private readonly Option<string?> _check = new("--check") { Description = "Check a certificate: with both models all of it, without them its signature alone.", HelpName = "FILE" };

    private CertifyQuantCommand(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        CertifyQuantCommand certify = new(shell);
        ExampleCommand command = new("certify-quant", "Check that every weight of a release is a faithful rounding of a model's. Exit 0: all are; 1: not. --chain looks the model's title up.",
            "deed certify-quant model.safetensors model-Q4_K_M.gguf --certificate model.quant.json")
        {
            certify._parent, certify._child, certify._certificate, certify._check,
        };
        certify._content.AddTo(command);
        foreach (SharedOption option in (SharedOption[])[ChainOptions.Chain, ChainOptions.Account, Passwords.File]) command.Add(option);
        shell.On(command, certify.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        (string? parent, string? child, string? check, string? file) = (parsed.GetValue(_parent), parsed.GetValue(_child), parsed.GetValue(_check), parsed.GetValue(_certificate));
        if (parent is null != child is null || parent is null && check is null) throw Refusal.Usage("Name both the model and the release: deed certify-quant PARENT CHILD.", "Or a certificate alone: --check FILE.");
        if (parent is { Length: 0 } || child is { Length: 0 }) throw Refusal.Usage($"{(parent is { Length: 0 } ? "PARENT" : "CHILD")} is empty: name a file or folder.", "An unset variable in a script? deed certify-quant PARENT CHILD.");
        if (check is not null && file is not null) throw Refusal.Usage("--check reads a certificate and --certificate writes one: give one of them.");
        if (file is not null) Files.RequireWritable(file);
        SignedQuantCertificate? given = check is null ? null : await Read(check, ct);
        QuantCertificate? found = parent is null ? null : await _content.Run(parsed, "Comparing weights", (options, progress) => Certify(parent, child!, options, progress, ct), ct);
        if (given is not null) return Checked(given, found, check!);
        (Hash32 id, string? name) = parsed.GetValue(ChainOptions.Chain) is null ? default : await Title(parsed, found!, ct);
        if (file is null) return Found(found!, id, name, null, null);
        ChainProfile chain = Chains.Choose(_shell, parsed.GetValue(ChainOptions.Chain));
        using SigningAccount account = await Signer.Open(_shell, parsed, chain, ct);
        SignedQuantCertificate signed = SignedQuantCertificate.Sign(found!, chain.ChainId, id, account.Key);
        string full = Path.GetFullPath(file);
        await Files.WriteWhole(full, QuantCertificateJson.Write(signed), ct);
        return Found(found!, id, name, signed, full);
    }

    private static QuantCertificate Certify(string parent, string child, Fingerprints.FingerprintOptions options, IProgress<Fingerprints.FingerprintProgress> progress, CancellationToken ct)
    {
        try
        {
            return QuantCertifier.Run(parent, child, options, progress, ct);
        }
        catch (HeritageException unfit)
        {
            throw Refusal.Unreadable(unfit.Message);
        }
    }

    private static async Task<SignedQuantCertificate> Read(string path, CancellationToken ct)
    {
        byte[] bytes = await Files.ReadBounded(path, QuantCertificateJson.MostBytes, ct);
        try
        {
            return QuantCertificateJson.Read(bytes);
        }
        catch (HeritageException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-certificate", $"{path}: {broken.Message}", "It isn't a certificate as deed writes them, or it was edited.");
        }
    }

    private async Task<(Hash32 Id, string? Name)> Title(ParseResult parsed, QuantCertificate found, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        if (await session.Reader.Find(found.Parent.Fingerprint, ct) is not { } id) return (Hash32.Zero, null);
        TitleState? title = await session.Reader.Read(id, ct);
        return (id.ToHash(), title?.Name);
    }

    private static Answer Found(QuantCertificate found, Hash32 id, string? name, SignedQuantCertificate? signed, string? file)
    {
        string sentence = QuantWords.Sentence(found, id, name);
        JsonObject json = Json(found, sentence, id, signed);
        json["file"] = file;
        return new Answer(json, console =>
        {
            QuantWords.Show(console, found, sentence);
            if (signed is null) return;
            Facts facts = new();
            facts.Add("signed by", signed.Signer.ToString());
            facts.Add("written to", file!);
            facts.Add("", "Anybody can check it: deed certify-quant PARENT CHILD --check FILE");
            facts.Show(console);
        }, found.IsFaithful ? Exit.Done : Exit.AnswerIsNo);
    }

    private static Answer Checked(SignedQuantCertificate given, QuantCertificate? found, string file)
    {
        bool isSigned = given.Recovered() == given.Signer, isSame = found is null || found.Digest() == given.Certificate.Digest();
        string sentence = QuantWords.Sentence(given.Certificate, given.Title, null);
        string meaning = !isSigned ? $"The signature isn't {given.Signer}'s, or it is a contract's, which only a node of chain {given.ChainId} can ask."
            : !isSame ? "The models say otherwise: the figures computed from them are not those of the certificate."
            : found is null ? $"{given.Signer} states this. Nobody need believe it: with both models at hand, --check computes every figure again."
            : $"{given.Signer} states this, and the models given here yield the same figures, bit for bit.";
        JsonObject json = Json(given.Certificate, sentence, given.Title, given);
        (json["file"], json["signatureHolds"], json["recomputed"], json["meaning"]) = (Path.GetFullPath(file), isSigned, found is not null && isSame, meaning);
        bool holds = isSigned && isSame && given.Certificate.IsFaithful;
        return new Answer(json, console =>
        {
            QuantWords.Show(console, given.Certificate, sentence);
            Facts facts = new();
            facts.Add("signed by", given.Signer.ToString());
            facts.Add(isSigned && isSame ? "holds" : "DOESN'T HOLD", meaning);
            facts.Show(console);
        }, holds ? Exit.Done : Exit.AnswerIsNo);
    }

    private static JsonObject Json(QuantCertificate certificate, string sentence, Hash32 title, SignedQuantCertificate? signed)
    {
        JsonObject json = JsonNode.Parse(signed is null ? QuantCertificateJson.Write(certificate) : QuantCertificateJson.Write(signed))!.AsObject();
        json["faithful"] = certificate.IsFaithful;
        json["digest"] = certificate.Digest().ToString();
        json["sentence"] = sentence;
        json["title"] = title.IsZero ? null : title.ToString();
        return json;
    }
}
