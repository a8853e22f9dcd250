using System.Collections.Frozen;

namespace ModelDeed.Fingerprints;

/// <summary>A canonical element type: so many elements in so many bytes (one element for all but packed and ggml block types).</summary>
internal readonly record struct ElementType(string Name, uint Elements, uint Bytes)
{
    /// <summary>Types that formats share; the ggml blocks are in <see cref="GgmlTypes"/>.</summary>
    private static readonly FrozenDictionary<string, ElementType> Known = new ElementType[]
    {
        new("F64", 1, 8), new("F32", 1, 4), new("F16", 1, 2), new("BF16", 1, 2),
        new("F8_E4M3", 1, 1), new("F8_E5M2", 1, 1), new("F8_E8M0", 1, 1), new("F8_E4M3FNUZ", 1, 1), new("F8_E5M2FNUZ", 1, 1),
        new("F6_E2M3", 4, 3), new("F6_E3M2", 4, 3), new("F4", 2, 1),
        new("I64", 1, 8), new("I32", 1, 4), new("I16", 1, 2), new("I8", 1, 1), new("I4", 2, 1), new("I2", 4, 1),
        new("U64", 1, 8), new("U32", 1, 4), new("U16", 1, 2), new("U8", 1, 1), new("U4", 2, 1), new("U2", 4, 1),
        new("BOOL", 1, 1), new("C64", 1, 8), new("C128", 1, 16), new("C32", 1, 4),
    }.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    public static bool TryGet(string name, out ElementType type) => Known.TryGetValue(name, out type);

    public static ElementType Get(string name) => Known[name];

    /// <summary>Width of what a change of byte order reverses: half an element for complex numbers.</summary>
    public int Word => Name[0] == 'C' ? (int)Bytes / 2 : (int)Bytes;

    /// <summary>Elements of a shape; false when they don't fit in 64 bits.</summary>
    public static bool TryCount(ReadOnlySpan<ulong> shape, out ulong elements)
    {
        elements = 1;
        foreach (ulong dimension in shape)
        {
            if (Math.BigMul(elements, dimension, out elements) != 0) return false;
        }
        return true;
    }

    /// <summary>Bytes of a tensor of this shape. Sub-byte types end in a padded byte where <paramref name="padded"/>, and must fit exactly elsewhere.</summary>
    public bool TryLength(ReadOnlySpan<ulong> shape, bool padded, out ulong bytes)
    {
        bytes = 0;
        if (!TryCount(shape, out ulong elements)) return false;
        (ulong blocks, ulong rest) = Math.DivRem(elements, Elements);
        if (rest != 0 && !padded) return false;
        if (Math.BigMul(blocks, Bytes, out bytes) != 0) return false;
        ulong tail = (rest * Bytes + Elements - 1) / Elements;
        bytes += tail;
        return bytes >= tail;
    }
}
