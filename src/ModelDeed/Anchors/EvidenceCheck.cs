using System.Security.Cryptography;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;

namespace ModelDeed.Anchors;

/// <summary>Recomputes every step of an evidence file offline, from the content's fingerprint to the block's hash.</summary>
public sealed class EvidenceCheck
{
    private readonly Evidence _evidence;
    private readonly List<EvidenceStep> _steps = [];

    private EvidenceCheck(Evidence evidence) => _evidence = evidence;

    /// <summary>Runs all steps; a step that fails doesn't hide the later ones that can still be judged.</summary>
    /// <param name="evidence">The file.</param>
    /// <param name="content">The fingerprint recomputed from the content's bytes.</param>
    /// <returns>The steps in order. The claim holds, for the block hash that the file states, when every step does.</returns>
    public static IReadOnlyList<EvidenceStep> Run(Evidence evidence, Hash32 content)
    {
        EvidenceCheck check = new(evidence);
        check.CheckContent(content);
        check.CheckManifest();
        check.CheckStatement();
        check.CheckTree();
        check.CheckBlock();
        return check._steps;
    }

    private void CheckContent(Hash32 content) => Step("content", $"The content has the fingerprint {_evidence.Leaf.Fingerprint}.", () =>
    {
        if (content != _evidence.Leaf.Fingerprint) throw new FormatException($"its fingerprint is {content}");
    });

    private void CheckManifest()
    {
        if (_evidence.Manifest is not { } manifest)
        {
            if (!_evidence.Statement.ManifestDigest.IsZero)
                Add("manifest", $"The manifest has the digest {_evidence.Statement.ManifestDigest}.", new StepOutcome.Fails("the owner signed a manifest, but it isn't in the file"));
            return;
        }
        Step("manifest", $"The manifest has the digest {_evidence.Statement.ManifestDigest} and describes that content.", () =>
            CheckManifest(manifest.AsSpan()));
    }

    private void CheckManifest(ReadOnlySpan<byte> json)
    {
        Hash32 digest = new(SHA256.HashData(json));
        if (digest != _evidence.Statement.ManifestDigest) throw new FormatException($"its digest is {digest}");
        Manifest manifest = Manifest.Parse(json);
        if (manifest.Fingerprint != _evidence.Leaf.Fingerprint) throw new FormatException($"it describes {manifest.Fingerprint}");
    }

    private void CheckStatement() => Add("statement", _evidence.Statement.IsSigned ? $"{_evidence.Leaf.Owner} signed: \"{_evidence.Statement.Text}\"" : $"{_evidence.Leaf.Owner} signed a statement about it.",
        _evidence.Statement.Check(_evidence.Leaf, _evidence.Root));

    private void CheckTree() => Step("tree", $"Owner, fingerprint and salt are a leaf under the root {_evidence.Root}.", () =>
    {
        Hash32 root = MerkleTree.RootOf(_evidence.Leaf.Hash(), _evidence.Proof.AsSpan());
        if (root != _evidence.Root) throw new FormatException($"the proof leads to {root}");
    });

    private void CheckBlock()
    {
        LogProof proof = _evidence.Anchored;
        HeaderFacts? header = null;
        Step("block", $"The header is that of block {proof.BlockNumber}, {proof.BlockHash}.", () => header = proof.CheckHeader());
        if (header is null) return;
        Step("transaction", $"Transaction {proof.TransactionHash} stands at {proof.TransactionIndex} in that block.", () => proof.CheckTransaction(header));
        byte[]? receipt = null;
        Step("receipt", "Its receipt stands under the block's receipts root.", () => receipt = proof.CheckReceipt(header));
        if (receipt is null) return;
        Step("log", $"Its log {proof.LogIndex} is Anchored for that root, at the block's time, by {_evidence.Statement.Contract}.",
            () => CheckLog(proof.CheckLog(header, receipt), header));
        Step("contract", "The contract is ModelDeed's Anchors: its address commits to its code.", CheckContract);
    }

    private void CheckLog(Log log, HeaderFacts header)
    {
        if (log.Address != _evidence.Statement.Contract) throw new FormatException($"it was emitted by {log.Address}");
        if (!AnchorsContract.Anchored.TryDecode(in log, out AnchorsContract.Anchored anchored)) throw new FormatException("it is another event");
        if (anchored.Root != _evidence.Root) throw new FormatException($"it anchors the root {anchored.Root}");
        if (anchored.Time != header.Timestamp) throw new FormatException($"it says {anchored.Time}, the block {header.Timestamp}");
    }

    private void CheckContract()
    {
        if (_evidence.Statement.Contract != AnchorsDeployment.Address)
            throw new FormatException($"it isn't: ModelDeed's Anchors is at {AnchorsDeployment.Address} on every chain");
    }

    private void Step(string id, string claim, Action check)
    {
        try
        {
            check();
            Add(id, claim, new StepOutcome.Holds());
        }
        catch (Exception failed) when (failed is FormatException or ManifestException)
        {
            Add(id, claim, new StepOutcome.Fails(failed.Message));
        }
    }

    private void Add(string id, string claim, StepOutcome outcome) => _steps.Add(new EvidenceStep(id, claim, outcome));
}
