using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>Collects one model's tensors and holds every format to the same limits.</summary>
/// <param name="format">The table's format.</param>
/// <param name="assetBytes">Size of the asset; bounds what shared data may add up to.</param>
internal sealed class TableBuilder(string format, ulong assetBytes)
{
    private readonly ulong _mostBytes = MostBytes(assetBytes);
    private readonly ImmutableArray<Tensor>.Builder _tensors = ImmutableArray.CreateBuilder<Tensor>();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _facts = new(StringComparer.Ordinal);
    private readonly List<string> _ordered = [];
    private readonly Dictionary<string, AffineTensors> _scaled = new(StringComparer.Ordinal);
    private ulong _bytes;
    private int _nameChars;
    private long _scaleChars;

    /// <summary>In the order in which they were added.</summary>
    public IReadOnlyList<string> Names => _ordered;

    public bool Has(string name) => _names.Contains(name);

    /// <summary>Adds a tensor whose bytes stand in <paramref name="file"/>.</summary>
    public void Add(FileBytes file, string name, string dtype, ImmutableArray<ulong> shape, ulong offset, ulong length, Affine? affine = null) =>
        Add(file, name, dtype, shape, new TensorData.Range(file.File.Path, offset, length), length, affine);

    /// <summary>Adds a tensor; <paramref name="work"/> is how many bytes must be produced to hash it.</summary>
    /// <exception cref="ModelFormatException">The name is taken or not a name, or a limit is passed.</exception>
    public void Add(FileBytes file, string name, string dtype, ImmutableArray<ulong> shape, TensorData data, ulong work, Affine? affine = null)
    {
        string clean = Name(file, name);
        if (!_names.Add(clean)) throw file.Broken($"the tensor \"{Shown(clean)}\" is there twice");
        if (shape.Length > FormatLimits.Rank) throw file.Broken($"the tensor \"{Shown(clean)}\" has {shape.Length} dimensions, more than {FormatLimits.Rank}");
        if (_tensors.Count == FormatLimits.Tensors) throw file.Broken($"there are more than {FormatLimits.Tensors} tensors");
        if (work > _mostBytes - _bytes)
            throw file.Broken($"with \"{Shown(clean)}\" the tensors share so much data that they add up to over {_mostBytes} bytes");
        _bytes += work;
        _ordered.Add(clean);
        _tensors.Add(new Tensor(clean, dtype, shape, data) { Affine = affine });
    }

    /// <summary>Notes by which tensors one's stored numbers stand for weights, whether or not they are there; the first that says so wins.</summary>
    /// <param name="prefix">What all three names begin with.</param>
    /// <param name="name">The tensor's name.</param>
    /// <param name="by">The others'.</param>
    /// <remarks>As many characters of names are kept as tensors may have, and not one is copied beyond.</remarks>
    public void Scale(string prefix, string name, AffineTensors by)
    {
        _scaleChars += 3L * prefix.Length + name.Length + by.Scale.Length + (by.Zero?.Length ?? 0);
        if (_scaleChars > FormatLimits.AllNamesChars) return;
        _scaled.TryAdd(Nfc.Normalize(prefix + name), by with { Scale = Nfc.Normalize(prefix + by.Scale), Zero = by.Zero is { } zero ? Nfc.Normalize(prefix + zero) : null });
    }

    /// <summary>Keeps a fact for display, without control characters and cut to a bounded length; the first of a name wins.</summary>
    public void Fact(string name, string value)
    {
        if (_facts.Count < FormatLimits.Facts && value.Length > 0) _facts.TryAdd(Printable(name), Printable(value));
    }

    public TensorTable Build() => new(format, [.. _tensors.Select(tensor => _scaled.TryGetValue(tensor.Name, out AffineTensors? by) ? tensor with { ScaledBy = by } : tensor)], _facts.ToImmutableSortedDictionary(StringComparer.Ordinal));

    /// <summary>Bytes that the tensors of an asset of this size may add up to.</summary>
    public static ulong MostBytes(ulong assetBytes) => assetBytes < ulong.MaxValue / 2 / FormatLimits.Amplification
        ? assetBytes * FormatLimits.Amplification + FormatLimits.FreeBytes : ulong.MaxValue;

    /// <summary>A name as errors show it.</summary>
    public static string Shown(string text) => Printable(text.Length <= 80 ? text : text[..77] + "...");

    private string Name(FileBytes file, string name)
    {
        if (name.Length == 0) throw file.Broken($"tensor {_tensors.Count} has no name");
        if (name.Length > FormatLimits.NameChars) throw file.Broken($"a tensor's name has {name.Length} characters, more than {FormatLimits.NameChars}");
        if (name.AsSpan().IndexOfAnyInRange('\0', '\x1f') >= 0) throw file.Broken($"the tensor's name \"{Shown(name)}\" has a control character");
        string clean = Nfc.Normalize(name);
        _nameChars += clean.Length;
        return _nameChars <= FormatLimits.AllNamesChars ? clean : throw file.Broken($"the tensors' names add up to over {FormatLimits.AllNamesChars} characters");
    }

    /// <summary>Without control and format characters, which could forge a terminal's output, and at most <see cref="FormatLimits.FactChars"/> long.</summary>
    public static string Printable(string text)
    {
        var clean = new StringBuilder(Math.Min(text.Length, FormatLimits.FactChars));
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > FormatLimits.FactChars) break;
            bool hidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format;
            clean.Append(hidden ? " " : rune.ToString());
        }
        return clean.ToString();
    }
}
