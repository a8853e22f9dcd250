using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>The element types of ggml (<c>enum ggml_type</c> of ggml.h, sizes of ggml-common.h), by number.</summary>
internal static class GgmlTypes
{
    private static readonly ImmutableArray<ElementType> ByNumber =
    [
        new("F32", 1, 4), new("F16", 1, 2), new("Q4_0", 32, 18), new("Q4_1", 32, 20), Removed("Q4_2"), Removed("Q4_3"),
        new("Q5_0", 32, 22), new("Q5_1", 32, 24), new("Q8_0", 32, 34), new("Q8_1", 32, 36),
        new("Q2_K", 256, 84), new("Q3_K", 256, 110), new("Q4_K", 256, 144), new("Q5_K", 256, 176), new("Q6_K", 256, 210), new("Q8_K", 256, 292),
        new("IQ2_XXS", 256, 66), new("IQ2_XS", 256, 74), new("IQ3_XXS", 256, 98), new("IQ1_S", 256, 50), new("IQ4_NL", 32, 18),
        new("IQ3_S", 256, 110), new("IQ2_S", 256, 82), new("IQ4_XS", 256, 136),
        new("I8", 1, 1), new("I16", 1, 2), new("I32", 1, 4), new("I64", 1, 8), new("F64", 1, 8), new("IQ1_M", 256, 56), new("BF16", 1, 2),
        Removed("Q4_0_4_4"), Removed("Q4_0_4_8"), Removed("Q4_0_8_8"), new("TQ1_0", 256, 54), new("TQ2_0", 256, 66),
        Removed("IQ4_NL_4_4"), Removed("IQ4_NL_4_8"), Removed("IQ4_NL_8_8"),
        new("MXFP4", 32, 17), new("NVFP4", 64, 36), new("Q1_0", 128, 18), new("Q2_0", 64, 18),
    ];

    public static int Count => ByNumber.Length;

    /// <summary>The type of a number; a removed one has no bytes.</summary>
    public static bool TryGet(uint number, out ElementType type)
    {
        bool known = number < (uint)ByNumber.Length;
        type = known ? ByNumber[(int)number] : default;
        return known;
    }

    private static ElementType Removed(string name) => new(name, 1, 0);
}
