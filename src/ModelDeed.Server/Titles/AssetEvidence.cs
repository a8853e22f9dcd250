using System.Security.Cryptography;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Metadata;

namespace ModelDeed.Server.Titles;

/// <summary>Collects the evidence file of an anchored fingerprint from what the chain shows: the proof from the transaction that used it, the block's part from a node.</summary>
/// <remarks>The owner's signed statement never reaches the chain. The file says so in its place, and <c>deed verify</c> tells that step as open, the whole as undecided.</remarks>
internal sealed class AssetEvidence(Database index, EthereumNode node, ChainProfile chain, DocumentStore documents)
{
    /// <summary>What stands where the owner's words would.</summary>
    public const string Unsigned = "Not signed: this file was collected from the chain by a server, which doesn't have the owner's signed statement. Ask the owner for the file that deed anchor wrote.";

    /// <summary>The evidence for a title's id, or a version's fingerprint.</summary>
    /// <exception cref="ProblemException">It wasn't anchored, or can't be collected; says why.</exception>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<Evidence> Of(Hash32 fingerprint, CancellationToken ct)
    {
        Anchored anchored = await Find(fingerprint, ct);
        (AnchorLeaf leaf, AnchorProof proof) = await Leaf(anchored, ct);
        byte[]? manifest = await Manifest(anchored.Manifest, leaf.Fingerprint, ct);
        Evidence evidence = new()
        {
            Leaf = leaf,
            Root = proof.Root,
            Proof = [.. proof.Proof],
            Statement = new OwnerStatement { ChainId = chain.ChainId, Contract = AnchorsDeployment.Address, ManifestDigest = manifest is null ? Hash32.Zero : anchored.Manifest, Text = Unsigned },
            Anchored = await Log(anchored, ct),
            Manifest = manifest is null ? null : [.. manifest],
        };
        // Nothing is given out that its reader would refuse.
        if (EvidenceCheck.Run(evidence, leaf.Fingerprint).FirstOrDefault(step => step.Outcome is StepOutcome.Fails) is { Outcome: StepOutcome.Fails failed } step)
            throw new ProblemException(Problem.Of("node-unavailable", $"What the node gave doesn't prove the step {step.Id}: {failed.Reason}. Try again later."));
        return evidence;
    }

    private async Task<Anchored> Find(Hash32 fingerprint, CancellationToken ct)
    {
        const string sql = """
            SELECT v.anchor_root AS root, v.manifest_digest AS manifest, v.tx_hash AS used, t.registrant AS registrant, t.owner AS owner, a.tx_hash AS anchored,
                (SELECT p.tx_hash FROM activity p WHERE p.kind = 'priority' AND p.title_id = v.title_id AND p.subject = v.fingerprint ORDER BY p.block DESC, p.log_index DESC LIMIT 1) AS proven
            FROM versions v JOIN titles t ON t.id = v.title_id AND t.epoch = v.epoch LEFT JOIN anchors a ON a.root = v.anchor_root
            WHERE v.fingerprint = @id AND t.dissolved_into IS NULL
            """;
        Anchored? found = await index.First(sql, [("id", fingerprint.ToArray())], row => new Anchored(row.HashOrNull("root"), row.Hash("manifest"), row.Hash("used"), row.HashOrNull("proven"),
            row.HashOrNull("anchored"), row.Address("registrant"), row.Address("owner")), ct);
        if (found is null) throw new ProblemException(Problem.OfError("Titles_Unregistered", StatusCodes.Status404NotFound, $"The fingerprint {fingerprint} belongs to no title up to the indexed block."));
        if (found.Root is null || found.Transaction is null)
            throw new ProblemException(Problem.Of("no-evidence", $"{fingerprint} wasn't anchored before it was registered: its registration's block is all that proves its time. deed show says which."));
        return found;
    }

    private async Task<(AnchorLeaf Leaf, AnchorProof Proof)> Leaf(Anchored anchored, CancellationToken ct)
    {
        foreach (Hash32 used in (Hash32[])[anchored.Proven ?? anchored.Used, anchored.Used])
        {
            if (await node.Transaction(used, ct) is not { } transaction || AnchorProof.Of(transaction.Data.Span) is not { } proof || proof.Root != anchored.Root) continue;
            if (proof.LeafOf([anchored.Registrant, anchored.Owner, transaction.From]) is { } leaf) return (leaf, proof);
        }
        throw new ProblemException(Problem.Of("evidence-elsewhere", $"The transaction {anchored.Used} doesn't show the proof in a form that is read here, or the node has forgotten it: ask the owner for the evidence file."));
    }

    private async Task<LogProof> Log(Anchored anchored, CancellationToken ct)
    {
        Receipt receipt = await node.Receipt(anchored.Transaction!.Value, ct)
            ?? throw new ProblemException(Problem.Of("node-unavailable", $"The node has forgotten the transaction {anchored.Transaction}: another, with the chain's whole history, is needed."));
        int log = receipt.Logs.ToList().FindIndex(one => AnchorsContract.Anchored.TryDecode(in one, out AnchorsContract.Anchored logged) && logged.Root == anchored.Root);
        if (log < 0) throw new ProblemException(Problem.Of("node-unavailable", $"The node's receipt of {anchored.Transaction} doesn't bear the root: the chain was reorganized. Try again."));
        try
        {
            return await LogProofs.Collect(node, receipt, (uint)log, ct);
        }
        catch (MalformedDataException unfit)
        {
            throw new ProblemException(Problem.Of("node-unavailable", $"The node doesn't give what evidence needs: {unfit.Message}"));
        }
    }

    // Only where it is here, is a manifest, and fits: evidence without one is whole too.
    private async Task<byte[]?> Manifest(Hash32 digest, Hash32 fingerprint, CancellationToken ct)
    {
        await using FileStream? file = documents.Open(digest);
        if (file is null || file.Length > EvidenceJson.MostManifestBytes) return null;
        byte[] json = new byte[file.Length];
        await file.ReadExactlyAsync(json, ct);
        try
        {
            return new Hash32(SHA256.HashData(json)) == digest && ModelDeed.Fingerprints.Manifest.Parse(json).Fingerprint == fingerprint ? json : null;
        }
        catch (ModelDeed.Fingerprints.ManifestException)
        {
            // The digest is all that the chain checks.
            return null;
        }
    }

    private sealed record Anchored(Hash32? Root, Hash32 Manifest, Hash32 Used, Hash32? Proven, Hash32? Transaction, Address Registrant, Address Owner);
}
