using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>How one tensor fares between two assets.</summary>
public abstract record TensorChange
{
    private TensorChange() { }

    /// <summary>Same name, dtype, shape and bytes.</summary>
    public sealed record Equal(ManifestTensor Tensor) : TensorChange;

    /// <summary>Same name; dtype, shape or bytes differ.</summary>
    public sealed record Changed(ManifestTensor Left, ManifestTensor Right) : TensorChange
    {
        /// <summary>The element type differs.</summary>
        public bool DType => Left.DType != Right.DType;

        /// <summary>The shape differs.</summary>
        public bool Shape => !Left.Shape.AsSpan().SequenceEqual(Right.Shape.AsSpan());

        /// <summary>The bytes differ.</summary>
        public bool Content => Left.Blake3 != Right.Blake3;
    }

    /// <summary>Same dtype, shape and bytes under another name.</summary>
    public sealed record Renamed(ManifestTensor Left, ManifestTensor Right) : TensorChange;

    /// <summary>Only in the first asset.</summary>
    public sealed record OnlyLeft(ManifestTensor Tensor) : TensorChange;

    /// <summary>Only in the second asset.</summary>
    public sealed record OnlyRight(ManifestTensor Tensor) : TensorChange;
}

/// <summary>How one file fares between two assets.</summary>
public abstract record FileChange
{
    private FileChange() { }

    /// <summary>Same path and bytes.</summary>
    public sealed record Equal(ManifestFile File) : FileChange;

    /// <summary>Same path, other bytes.</summary>
    public sealed record Changed(ManifestFile Left, ManifestFile Right) : FileChange;

    /// <summary>Same bytes under another path.</summary>
    public sealed record Renamed(ManifestFile Left, ManifestFile Right) : FileChange;

    /// <summary>Only in the first asset.</summary>
    public sealed record OnlyLeft(ManifestFile File) : FileChange;

    /// <summary>Only in the second asset.</summary>
    public sealed record OnlyRight(ManifestFile File) : FileChange;
}

/// <summary>Two assets compared: every file and every tensor of either appears once, in the order of the first's lists and then of the second's.</summary>
/// <param name="Files">Every file's fate.</param>
/// <param name="Tensors">Every tensor's fate.</param>
public sealed record ManifestDiff(ImmutableArray<FileChange> Files, ImmutableArray<TensorChange> Tensors)
{
    /// <summary>True when both assets have the same files.</summary>
    public bool SameFiles => Files.All(change => change is FileChange.Equal);

    /// <summary>True when both assets have the same tensors under the same names.</summary>
    public bool SameTensors => Tensors.All(change => change is TensorChange.Equal);

    /// <summary>Compares by name first; what is left without a partner of its name, by content, each partner once.</summary>
    public static ManifestDiff Of(Manifest left, Manifest right)
    {
        Pairs<ManifestFile> files = Pairs<ManifestFile>.Of(left.Files, right.Files, file => file.Path, file => (file.Size, file.Blake3));
        Pairs<ManifestTensor> tensors = Pairs<ManifestTensor>.Of(left.Tensors, right.Tensors, tensor => tensor.Name,
            tensor => (tensor.DType, string.Join('x', tensor.Shape), tensor.Blake3));
        return new ManifestDiff(
        [
            .. files.Named.Select(pair => pair.Left == pair.Right ? (FileChange)new FileChange.Equal(pair.Left) : new FileChange.Changed(pair.Left, pair.Right)),
            .. files.Alike.Select(pair => new FileChange.Renamed(pair.Left, pair.Right)),
            .. files.OnlyLeft.Select(file => new FileChange.OnlyLeft(file)),
            .. files.OnlyRight.Select(file => new FileChange.OnlyRight(file)),
        ],
        [
            .. tensors.Named.Select(pair => pair.Left == pair.Right ? (TensorChange)new TensorChange.Equal(pair.Left) : new TensorChange.Changed(pair.Left, pair.Right)),
            .. tensors.Alike.Select(pair => new TensorChange.Renamed(pair.Left, pair.Right)),
            .. tensors.OnlyLeft.Select(tensor => new TensorChange.OnlyLeft(tensor)),
            .. tensors.OnlyRight.Select(tensor => new TensorChange.OnlyRight(tensor)),
        ]);
    }

    /// <summary>Partners found in two lists.</summary>
    private sealed record Pairs<T>(List<(T Left, T Right)> Named, List<(T Left, T Right)> Alike, List<T> OnlyLeft, List<T> OnlyRight)
    {
        public static Pairs<T> Of<TContent>(IEnumerable<T> left, IEnumerable<T> right, Func<T, string> name, Func<T, TContent> content)
            where TContent : notnull
        {
            var pairs = new Pairs<T>([], [], [], []);
            Dictionary<string, T> unpaired = right.ToDictionary(name, StringComparer.Ordinal);
            var unnamed = new List<T>();
            foreach (T item in left)
            {
                if (unpaired.Remove(name(item), out T? partner)) pairs.Named.Add((item, partner));
                else unnamed.Add(item);
            }
            pairs.PairByContent(unnamed, [.. right.Where(item => unpaired.ContainsKey(name(item)))], content);
            return pairs;
        }

        private void PairByContent<TContent>(List<T> left, List<T> right, Func<T, TContent> content) where TContent : notnull
        {
            Dictionary<TContent, Queue<T>> byContent = right.GroupBy(content).ToDictionary(group => group.Key, group => new Queue<T>(group));
            var paired = new HashSet<T>();
            foreach (T item in left)
            {
                if (byContent.TryGetValue(content(item), out Queue<T>? partners) && partners.TryDequeue(out T? partner))
                {
                    Alike.Add((item, partner));
                    paired.Add(partner);
                }
                else
                {
                    OnlyLeft.Add(item);
                }
            }
            OnlyRight.AddRange(right.Where(item => !paired.Contains(item)));
        }
    }
}
