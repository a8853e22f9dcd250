using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>The evidence files of an anchor: whether they can be made is found out before it is paid for; afterwards nothing that goes
/// wrong loses it, and every error says so.</summary>
internal sealed class AnchorEvidence(Shell shell, ChainSession session)
{
    private const string Resume = "Nothing is lost: deed anchor --resume writes the evidence (--out FILE puts it elsewhere). Don't anchor again.";

    /// <summary>Refuses a node that couldn't give what evidence needs.</summary>
    public async Task Rehearse(CancellationToken ct)
    {
        try
        {
            await LogProofs.Rehearse(session.Node, ct);
        }
        catch (Exception lacking) when (lacking is RpcException or MalformedDataException)
        {
            throw Refusal.Chain("no-evidence", $"{session.Node.Client.Endpoint.Host} doesn't give what evidence needs (header, receipts and transactions of a block): {lacking.Message}",
                "Nothing was sent. Use another node of this chain (chains.json), or try again if it was only out of reach.");
        }
    }

    /// <summary>Writes the evidence of an anchor that was just paid for. Whatever fails says that the anchor stands.</summary>
    public async Task WriteAfterPaying(AnchorBatch batch, IReadOnlyList<AnchorItem> items, Receipt receipt, PrivateKey key, bool replace, CancellationToken ct)
    {
        string stands = $"The anchor is on the chain (transaction {receipt.TransactionHash}, block {receipt.BlockNumber}), but its evidence isn't written yet: ";
        try
        {
            await Write(batch, items, receipt, key, replace, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            throw new Refusal(Exit.Cancelled, "cancelled", stands + "cancelled.", Resume);
        }
        catch (MalformedDataException unfit)
        {
            throw Refusal.Chain("no-evidence", stands + unfit.Message, Resume);
        }
        catch (Exception failed) when (Refusals.Of(failed) is { } refusal)
        {
            throw new Refusal(refusal.Exit, refusal.Code, stands + refusal.Message, refusal.Code is "in-the-way" ? refusal.Hint : Resume);
        }
    }

    /// <summary>Writes the evidence of an anchor that stands in a block.</summary>
    public async Task Write(AnchorBatch batch, IReadOnlyList<AnchorItem> items, Receipt receipt, PrivateKey key, bool replace, CancellationToken ct)
    {
        int log = receipt.Logs.ToList().FindIndex(log => AnchorsContract.Anchored.TryDecode(in log, out AnchorsContract.Anchored anchored) && anchored.Root == batch.Root);
        if (log < 0) throw Refusal.Chain("no-log", $"Transaction {receipt.TransactionHash} didn't log the root {batch.Root}.", "deed anchor --resume looks for it again.");
        LogProof proof = await LogProofs.Collect(session.Node, receipt, (uint)log, ct);
        using Progress progress = shell.Progress("Writing evidence");
        for (int i = 0; i < items.Count; i++)
        {
            await WriteOne(items[i].Evidence, batch.Root, replace, EvidenceJson.Write(batch.EvidenceOf(i, session.Profile.ChainId, proof, items[i].Manifest, key)), ct);
            progress.ReportItems(i + 1, items.Count);
        }
    }

    private static async Task WriteOne(string path, Hash32 root, bool replace, byte[] evidence, CancellationToken ct)
    {
        if (!replace && File.Exists(path) && await RootOf(path, ct) != root)
            throw new Refusal(Exit.Unreadable, "in-the-way", $"{path} is other evidence, or something else.", "Nothing is lost. Move that file away, or choose another --out, then run: deed anchor --resume");
        try
        {
            await Files.WriteWhole(path, evidence, ct);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw Refusal.Unreadable($"{path} can't be written: {denied.Message}", Resume);
        }
    }

    private static async Task<Hash32?> RootOf(string path, CancellationToken ct)
    {
        try
        {
            return EvidenceJson.Read(await Files.ReadBounded(path, EvidenceJson.MostBytes, ct)).Root;
        }
        catch (Exception other) when (other is FormatException or Refusal)
        {
            return null;
        }
    }
}
