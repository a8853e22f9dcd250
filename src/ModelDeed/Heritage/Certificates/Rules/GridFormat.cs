using System.Buffers.Binary;
using System.Collections.Frozen;

namespace ModelDeed.Heritage;

/// <summary>Takes a block apart.</summary>
internal delegate void GridReader(ReadOnlySpan<byte> block, GridBlock into);

/// <summary>A block of codes taken apart: value = offset + step × code, in runs that share a step and an offset.</summary>
internal sealed class GridBlock
{
    public readonly float[] Codes = new float[256], Steps = new float[16], Offsets = new float[16];

    /// <summary>Value of one level of the stored scales, and of the stored offsets; 0 where a run has a scale of its own.</summary>
    public float Unit, OffsetUnit;
}

/// <summary>A block format of ggml whose values lie on even grids (layouts of ggml-common.h).</summary>
/// <param name="Name">Canonical element type.</param>
/// <param name="Elements">Elements of a block.</param>
/// <param name="Bytes">Bytes of a block.</param>
/// <param name="Run">Elements that share a step.</param>
/// <param name="Lowest">Lowest code.</param>
/// <param name="Highest">Highest code.</param>
/// <param name="HasOffset">Whether runs have an offset: codes then begin at 0.</param>
/// <param name="ScaleLevels">Levels of the runs' scales; 0 where a run has a scale of its own.</param>
/// <param name="IsSearched">Whether ggml's importance-weighted variant searches another scale than the reference's.</param>
/// <param name="Read">Takes a block apart.</param>
internal sealed record GridFormat(
    string Name, int Elements, int Bytes, int Run, int Lowest, int Highest, bool HasOffset, int ScaleLevels, bool IsSearched, GridReader Read)
{
    private static readonly FrozenDictionary<string, GridFormat> All = new GridFormat[]
    {
        new("Q4_0", 32, 18, 32, -8, 7, false, 0, true, Q4_0), new("Q4_1", 32, 20, 32, 0, 15, true, 0, true, Q4_1),
        new("Q5_0", 32, 22, 32, -16, 15, false, 0, true, Q5_0), new("Q5_1", 32, 24, 32, 0, 31, true, 0, true, Q5_1),
        new("Q8_0", 32, 34, 32, -127, 127, false, 0, false, Q8_0),
        new("Q4_K", 256, 144, 32, 0, 15, true, 63, true, Q4K), new("Q5_K", 256, 176, 32, 0, 31, true, 63, true, Q5K),
        new("Q6_K", 256, 210, 16, -32, 31, false, 128, true, Q6K),
    }.ToFrozenDictionary(format => format.Name, StringComparer.Ordinal);

    /// <summary>Steps from the middle or the low end of the grid to the end that the largest value takes: 8 for Q4_0, 15 for Q4_1.</summary>
    public int Reach => Math.Max(-Lowest, HasOffset ? Highest : 0);

    /// <summary>The format of an element type, or null.</summary>
    public static GridFormat? Find(string type) => All.GetValueOrDefault(type);

    private static float Half(ReadOnlySpan<byte> bytes) => (float)BinaryPrimitives.ReadHalfLittleEndian(bytes);

    private static void One(GridBlock into, float step, float offset) => (into.Steps[0], into.Offsets[0], into.Unit, into.OffsetUnit) = (step, offset, 0, 0);

    private static void Nibbles(ReadOnlySpan<byte> bytes, float[] codes, int shift)
    {
        for (int i = 0; i < 16; i++) (codes[i], codes[i + 16]) = ((bytes[i] & 0xF) + shift, (bytes[i] >> 4) + shift);
    }

    private static void Fifths(uint high, float[] codes)
    {
        for (int i = 0; i < 32; i++) codes[i] += (high >> i & 1) << 4;
    }

    private static void Q4_0(ReadOnlySpan<byte> block, GridBlock into)
    {
        One(into, Half(block), 0);
        Nibbles(block[2..], into.Codes, -8);
    }

    private static void Q4_1(ReadOnlySpan<byte> block, GridBlock into)
    {
        One(into, Half(block), Half(block[2..]));
        Nibbles(block[4..], into.Codes, 0);
    }

    private static void Q5_0(ReadOnlySpan<byte> block, GridBlock into)
    {
        One(into, Half(block), 0);
        Nibbles(block[6..], into.Codes, -16);
        Fifths(BinaryPrimitives.ReadUInt32LittleEndian(block[2..]), into.Codes);
    }

    private static void Q5_1(ReadOnlySpan<byte> block, GridBlock into)
    {
        One(into, Half(block), Half(block[2..]));
        Nibbles(block[8..], into.Codes, 0);
        Fifths(BinaryPrimitives.ReadUInt32LittleEndian(block[4..]), into.Codes);
    }

    private static void Q8_0(ReadOnlySpan<byte> block, GridBlock into)
    {
        One(into, Half(block), 0);
        for (int i = 0; i < 32; i++) into.Codes[i] = (sbyte)block[2 + i];
    }

    private static void Q4K(ReadOnlySpan<byte> block, GridBlock into)
    {
        Scales(block, into);
        for (int i = 0; i < 256; i++) into.Codes[i] = block[16 + i / 64 * 32 + i % 32] >> (4 * (i / 32 % 2)) & 0xF;
    }

    private static void Q5K(ReadOnlySpan<byte> block, GridBlock into)
    {
        Scales(block, into);
        for (int i = 0; i < 256; i++)
            into.Codes[i] = (block[48 + i / 64 * 32 + i % 32] >> (4 * (i / 32 % 2)) & 0xF) + ((block[16 + i % 32] >> (i / 32) & 1) << 4);
    }

    private static void Scales(ReadOnlySpan<byte> block, GridBlock into)
    {
        (into.Unit, into.OffsetUnit) = (Half(block), Half(block[2..]));
        for (int run = 0; run < 8; run++)
        {
            (int scale, int min) = GgmlSuperBlocks.Scale(block.Slice(4, 12), run);
            (into.Steps[run], into.Offsets[run]) = (into.Unit * scale, -(into.OffsetUnit * min));
        }
    }

    private static void Q6K(ReadOnlySpan<byte> block, GridBlock into)
    {
        (into.Unit, into.OffsetUnit) = (Half(block[208..]), 0);
        for (int run = 0; run < 16; run++) (into.Steps[run], into.Offsets[run]) = (into.Unit * (sbyte)block[192 + run], 0);
        for (int i = 0; i < 256; i++)
        {
            int half = i / 128, quarter = i / 32 % 4;
            int low = block[half * 64 + quarter % 2 * 32 + i % 32] >> (4 * (quarter / 2)) & 0xF;
            into.Codes[i] = (low | (block[128 + half * 32 + i % 32] >> (2 * quarter) & 3) << 4) - 32;
        }
    }
}
