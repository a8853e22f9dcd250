using ModelDeed.Anchors;
using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>The step of a verification that needs a node: is the block on the chain, and final?</summary>
internal static class ChainStep
{
    /// <summary>The step's name.</summary>
    public const string Id = "chain";

    /// <summary>Asks a node about the evidence.</summary>
    /// <param name="shell">The surroundings.</param>
    /// <param name="rpc">An RPC URL or a chain's name.</param>
    /// <param name="evidence">The evidence.</param>
    /// <param name="offline">The steps judged without a node; one that was left open is answered here.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task<IReadOnlyList<EvidenceStep>> Check(Shell shell, string rpc, Evidence evidence, IReadOnlyList<EvidenceStep> offline, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(shell, Profile(shell, rpc, evidence.Statement.ChainId), ct);
        List<EvidenceStep> steps = [.. offline, new EvidenceStep(Id, $"Block {evidence.Anchored.BlockNumber} on {session.Profile} has that hash, says {session.Node.Client.Endpoint.Host}.", await Block(session, evidence, ct))];
        // Where there is no signature there is nothing to ask the account about: the step stays open.
        if (evidence.Statement.IsSigned && evidence.Statement.Signature.Length != Signature.Size)
            steps[steps.FindIndex(step => step.Id == "statement")] = new EvidenceStep("statement",
                $"The contract account {evidence.Leaf.Owner} accepts its signature under \"{Printable.Clean(evidence.Statement.Text)}\" (EIP-1271).", await Ask(session, evidence, ct));
        return steps;
    }

    private static ChainProfile Profile(Shell shell, string rpc, ulong chainId)
    {
        if (!rpc.Contains("://", StringComparison.Ordinal)) return Chains.Choose(shell, rpc);
        // What is known of the chain (when a block counts as final) stays; only the node is another. The embedded chain's name would start it.
        ChainProfile known = Chains.All(shell).FirstOrDefault(chain => chain.ChainId == chainId)
            ?? KnownChains.Ethereum with { Name = $"chain-{chainId}", ChainId = chainId, Finality = new FinalityRule.FinalizedTag(), Explorer = null };
        return known with { Name = known.IsEmbedded ? $"chain-{chainId}" : known.Name, Nodes = [new RpcEndpoint(rpc)] };
    }

    private static async Task<StepOutcome> Block(ChainSession session, Evidence evidence, CancellationToken ct)
    {
        if (session.Profile.ChainId != evidence.Statement.ChainId)
            return new StepOutcome.Fails($"the evidence is of chain {evidence.Statement.ChainId}, the node of chain {session.Profile.ChainId}");
        LogProof proof = evidence.Anchored;
        if (await session.Node.Block(BlockTag.At(proof.BlockNumber), ct) is not { } block)
            return new StepOutcome.Fails("the node has no block of that number");
        if (block.Header.Hash != proof.BlockHash) return new StepOutcome.Fails($"there its hash is {block.Header.Hash}: the block was reorganised away, or never was");
        Finality finality = Finality.Of(session.Profile.Finality, await session.Node.BlockNumber(ct), await session.Node.FinalizedNumber(ct), proof.BlockNumber);
        return finality is Finality.Final ? new StepOutcome.Holds() : new StepOutcome.Open("it is there, but not final yet: ask again later.");
    }

    private static async Task<StepOutcome> Ask(ChainSession session, Evidence evidence, CancellationToken ct)
    {
        AbiFunction isValid = AbiFunction.Parse("isValidSignature(bytes32,bytes)(bytes4)");
        byte[] data = isValid.EncodeCall([new AbiValue.Data(evidence.Statement.Digest(evidence.Leaf, evidence.Root).ToArray()), new AbiValue.Data(evidence.Statement.Signature.ToArray())]);
        try
        {
            byte[] answer = await session.Node.Call(new CallRequest { To = evidence.Leaf.Owner, Data = data }, BlockTag.Latest, ct);
            byte[] magic = [0x16, 0x26, 0xba, 0x7e, .. new byte[28]];
            return answer.AsSpan().SequenceEqual(magic) ? new StepOutcome.Holds() : new StepOutcome.Fails("it doesn't");
        }
        catch (RpcException refused) when (refused.Fault == RpcFault.Application)
        {
            return new StepOutcome.Fails("it has no answer: it isn't a contract account that signs");
        }
    }
}
