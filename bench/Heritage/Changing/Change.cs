using System.Collections.Immutable;
using Kind = ModelDeed.Heritage.Change;

namespace ModelDeed.Bench.Heritage;

/// <summary>A way from a model to a release of it.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Seeds">Different draws worth trying: 1 for what draws nothing.</param>
/// <param name="Expected">Kinds of which the comparison must name one or more; empty where it needs to name none.</param>
/// <param name="Apply">Makes the release; null where the model isn't of the kind.</param>
internal sealed record ChangePlan(string Name, int Seeds, ImmutableArray<Kind> Expected, Func<Net, Dice, Release?> Apply)
{
    /// <summary>Kinds after which nothing in the weights says who was first: no direction is expected.</summary>
    public bool HasDirection { get; init; }

    /// <summary>Beyond the goal of the issue, measured all the same.</summary>
    public bool IsBeyond { get; init; }
}

/// <summary>All single changes of the evaluation.</summary>
internal static class ChangePlans
{
    private static readonly ImmutableArray<Kind> Packaging = [Kind.Repackaged], Coarser = [Kind.Quantized], Tuned = [Kind.FineTuned, Kind.PartlyTuned];

    public static readonly ImmutableArray<ChangePlan> All =
    [
        Same("as GGUF", (net, _) => Release.Of(net, Container.Gguf)),
        Same("as ONNX", (net, _) => Release.Of(net, Container.Onnx)),
        Same("three shards", (net, _) => Release.Of(net, Container.Shards)),
        Same("renamed", (net, _) => Release.Of(Transforms.Rename(net, null))),
        new("renamed, shuffled", 3, [Kind.Reordered, Kind.Repackaged], (net, dice) => Release.Of(Transforms.Rename(net, dice))),
        new("axes reversed", 1, [], (net, _) => Release.Of(Transforms.ReverseAxes(net))),
        Stored("F16", Container.Safetensors, StoredTensor.F16), Stored("BF16", Container.Safetensors, StoredTensor.BF16),
        Stored("int8", Container.Onnx, StoredTensor.I8), Stored("int8 by column", Container.Onnx, StoredTensor.I8ByColumn), Stored("uint8", Container.Onnx, StoredTensor.U8),
        .. GgmlBlock.All.Select(block => Stored(block.Name, Container.Gguf, tensor => StoredTensor.Blocks(tensor, block))),
        .. new[] { 0.1, 0.3, 1.0, 2.0 }.Select(strength => new ChangePlan($"noise {strength} σ", 3, Tuned, (net, dice) => Release.Of(Transforms.Noise(net, strength, dice))) { IsBeyond = strength >= 2 }),
        new("low rank 8, 30 % of the norm", 3, Tuned, (net, dice) => Release.Of(Transforms.LowRank(net, 8, 0.3, dice))),
        new("smallest 50 % pruned", 1, [Kind.Pruned], (net, _) => Release.Of(Transforms.PruneSmallest(net, 0.5))) { HasDirection = true },
        new("smallest 90 % pruned", 1, [Kind.Pruned], (net, _) => Release.Of(Transforms.PruneSmallest(net, 0.9))) { HasDirection = true },
        new("smallest 40 % pruned, uint8", 1, [Kind.Pruned], (net, _) => Release.Of(Transforms.PruneSmallest(net, 0.4), Container.Onnx, StoredTensor.U8)) { HasDirection = true },
        new("any 50 % pruned", 3, [Kind.Pruned], (net, dice) => Release.Of(Transforms.PruneRandom(net, 0.5, dice))) { HasDirection = true },
        new("scaled by 3", 1, [Kind.Rescaled], (net, _) => Release.Of(Transforms.Scale(net, 3))),
        new("rows rescaled", 3, [Kind.Rescaled, Kind.FineTuned], (net, dice) => Release.Of(Transforms.Rescale(net, true, dice))),
        new("columns rescaled", 3, [Kind.Rescaled, Kind.FineTuned], (net, dice) => Release.Of(Transforms.Rescale(net, false, dice))),
        new("a quarter of the layers dropped", 3, [Kind.LayersDropped], (net, dice) => Release.Of(Transforms.Drop(net, dice))),
        new("a quarter of the layers repeated", 3, [Kind.LayersRepeated], (net, dice) => Release.Of(Transforms.Repeat(net, dice))),
        new("vocabulary extended by 64", 3, [], (net, dice) => Release.Of(Transforms.Extend(net, dice))),
        new("hidden units permuted", 3, [Kind.Permuted], (net, dice) => Hidden(net, dice, false)),
        new("hidden units permuted, Q4_0", 3, [Kind.Permuted], (net, dice) => Hidden(net, dice, false, GgmlBlock.Q4_0)) { HasDirection = true },
        new("all channels permuted", 3, [Kind.Permuted], (net, dice) => Hidden(net, dice, true)),
        new("all channels permuted, Q4_0", 3, [Kind.Permuted], (net, dice) => Hidden(net, dice, true, GgmlBlock.Q4_0)) { HasDirection = true },
        new("rows permuted", 3, [Kind.Permuted], (net, dice) => Release.Of(Transforms.Permute(net, true, false, dice))),
        new("rows and columns permuted", 3, [Kind.Permuted], (net, dice) => Release.Of(Transforms.Permute(net, true, true, dice))),
        new("rows and columns permuted, Q4_0", 3, [Kind.Permuted], (net, dice) => Blocks(Transforms.Permute(net, true, true, dice), GgmlBlock.Q4_0)) { HasDirection = true },
        new("rows and columns permuted, noise 0.1 σ", 3, [Kind.Permuted], (net, dice) => Release.Of(Transforms.Noise(Transforms.Permute(net, true, true, dice), 0.1, dice))),
        new("stream permuted", 3, [Kind.Permuted, Kind.Rotated], (net, dice) => Symmetries.RotateStream(net, true, dice) is { } same ? Release.Of(same) : null),
        new("stream rotated", 3, [Kind.Rotated], (net, dice) => Symmetries.RotateStream(net, false, dice) is { } same ? Release.Of(same) : null),
        new("stream rotated, Q4_0", 3, [Kind.Rotated], (net, dice) => Symmetries.RotateStream(net, false, dice) is { } same ? Blocks(same, GgmlBlock.Q4_0) : null) { HasDirection = true },
        new("noise 0.3 σ, 50 % pruned, Q4_0", 3, [Kind.Pruned, Kind.Quantized], (net, dice) => Blocks(Transforms.PruneSmallest(Transforms.Noise(net, 0.3, dice), 0.5), GgmlBlock.Q4_0)) { HasDirection = true },
    ];

    public static Release Blocks(Net net, GgmlBlock block) => Release.Of(net, Container.Gguf, tensor => StoredTensor.Blocks(tensor, block));

    /// <summary>Decoders and word networks keep tensors that no hidden unit is in; of convolutions, every axis but colours and classes changes.</summary>
    private static Release? Hidden(Net net, Dice dice, bool convolutions, GgmlBlock? block = null)
    {
        if (net.Tensors.Any(tensor => tensor.Name.StartsWith("conv", StringComparison.Ordinal)) != convolutions || Symmetries.PermuteHidden(net, dice) is not { } same) return null;
        return block is null ? Release.Of(same) : Blocks(same, block);
    }

    private static ChangePlan Same(string name, Func<Net, Dice, Release?> apply) => new(name, 1, Packaging, apply);

    private static ChangePlan Stored(string name, Container container, Func<NetTensor, StoredTensor> store) =>
        new(name, 1, Coarser, (net, _) => Release.Of(net, container, store)) { HasDirection = true };
}
