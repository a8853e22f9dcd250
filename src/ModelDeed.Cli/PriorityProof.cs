using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>What an evidence file contributes to a registration: root, salt and siblings. All zero without one.</summary>
internal sealed record PriorityProof(Hash32 Root, Hash32 Salt, Hash32[] Proof)
{
    /// <summary>Reads an evidence file and checks that it is for this content, this owner and this chain, before anything is spent.</summary>
    public static async Task<PriorityProof> Of(string? path, Hash32 fingerprint, Address owner, ChainProfile chain, CancellationToken ct)
    {
        if (path is null) return new PriorityProof(Hash32.Zero, Hash32.Zero, []);
        Evidence evidence = await EvidenceFile.Read(path, ct);
        if (evidence.Leaf.Fingerprint != fingerprint)
            throw new Refusal(Exit.AnswerIsNo, "other-content", $"{path} is evidence for {evidence.Leaf.Fingerprint}, but the content is {fingerprint}.", "Did the content change since it was anchored?");
        if (evidence.Leaf.Owner != owner)
            throw new Refusal(Exit.AnswerIsNo, "other-owner", $"{path} is evidence of {evidence.Leaf.Owner}, but {owner} signs.", "Only the owner named in the leaf can use it: --account.");
        if (evidence.Statement.ChainId != chain.ChainId)
            throw new Refusal(Exit.AnswerIsNo, "other-chain", $"{path} was anchored on chain {evidence.Statement.ChainId}, not on {chain}.", "Choose its chain with --chain, or anchor here too.");
        return new PriorityProof(evidence.Root, evidence.Leaf.Salt, [.. evidence.Proof]);
    }
}

/// <summary>Evidence files on disk.</summary>
internal static class EvidenceFile
{
    public static async Task<Evidence> Read(string path, CancellationToken ct)
    {
        byte[] bytes = await Files.ReadBounded(path, EvidenceJson.MostBytes, ct);
        try
        {
            return EvidenceJson.Read(bytes);
        }
        catch (FormatException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-evidence", $"{path}: {broken.Message}", "It isn't an evidence file as deed writes them, or it was tampered with.");
        }
    }
}
