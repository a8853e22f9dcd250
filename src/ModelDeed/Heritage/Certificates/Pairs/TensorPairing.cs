using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Finds for each of the child's tensors the one of the parent by name; what is left over is for <see cref="ContentPairing"/>.</summary>
internal static class TensorPairing
{
    /// <summary>Pairs by name: equal names, equal names in GGUF's words, and stacked experts.</summary>
    /// <param name="childModel">The child.</param>
    /// <param name="parentModel">The parent.</param>
    /// <param name="left">The child's tensors that have no counterpart by name.</param>
    public static List<TensorPair> ByName(ModelContent childModel, ModelContent parentModel, out List<Tensor> left)
    {
        (IReadOnlyList<Tensor> child, IReadOnlyList<Tensor> parent) = (childModel.Tensors, parentModel.Tensors);
        bool fourNorms = parent.Any(tensor => TensorNames.TellsFourNorms(tensor.Name));
        Dictionary<string, Tensor> exact = parent.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        ILookup<string, (Tensor Tensor, CommonName Name)> common = parent.Select(tensor => (tensor, Name: TensorNames.Of(tensor.Name, fourNorms))).ToLookup(named => named.Name.Name, StringComparer.Ordinal);
        bool childFourNorms = child.Any(tensor => TensorNames.TellsFourNorms(tensor.Name));
        AffineNames affines = childModel.Affines;
        List<TensorPair> pairs = [];
        left = [];
        foreach (Tensor tensor in child)
        {
            // What the parent has too is judged by itself: it may be a weight, whatever its name.
            if (affines.IsParameter(tensor.Name) && !exact.ContainsKey(tensor.Name)) continue;
            string name = affines.Original(tensor.Name);
            CommonName wanted = TensorNames.Of(name, childFourNorms);
            ImmutableArray<Tensor> found = exact.TryGetValue(name, out Tensor? same) ? [same] : [.. common[wanted.Name].Where(one => wanted.Part == 0 || one.Name.Part == wanted.Part).OrderBy(one => one.Name.Part).Select(one => one.Tensor)];
            // Tied embeddings: the head is written out though the parent has the embedding only.
            if (found.IsEmpty && wanted.Name == "output.weight") found = [.. common["token_embd.weight"].Select(one => one.Tensor)];
            long elements = TensorPair.Count(tensor.Shape);
            if (found.IsEmpty || found.Sum(part => TensorPair.Count(part.Shape)) != elements) left.Add(tensor);
            else pairs.Add(new TensorPair(tensor, found, same is null && common[wanted.Name].Any(one => one.Name.IsHeads), affines.Of(tensor)));
        }
        return pairs;
    }
}
