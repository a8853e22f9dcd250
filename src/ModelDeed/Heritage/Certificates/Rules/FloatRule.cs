using System.Buffers.Binary;

namespace ModelDeed.Heritage;

/// <summary>How a value is brought to a narrower type.</summary>
internal enum FloatCast
{
    /// <summary>To the nearest, ties to even.</summary>
    Nearest,

    /// <summary>The lower half of the bits is cut off: BF16 only.</summary>
    Truncated,
}

/// <summary>Judges F32, F16 and BF16 values: each must be the parent's, cast.</summary>
internal sealed class FloatRule(string type, FloatCast cast) : BlockRule(Size, Size * (type == "F32" ? 4 : 2))
{
    /// <summary>Elements that are told of together.</summary>
    public const int Size = 256;

    /// <inheritdoc/>
    public override BlockFinding Judge(ReadOnlySpan<float> parent, ReadOnlySpan<byte> child)
    {
        for (int i = 0; i < parent.Length; i++)
        {
            float value = parent[i];
            bool same = type switch
            {
                "F32" => BinaryPrimitives.ReadUInt32LittleEndian(child[(4 * i)..]) == BitConverter.SingleToUInt32Bits(value),
                "F16" => BinaryPrimitives.ReadUInt16LittleEndian(child[(2 * i)..]) == BitConverter.HalfToUInt16Bits((Half)value),
                _ => BinaryPrimitives.ReadUInt16LittleEndian(child[(2 * i)..]) == BrainFloat(value, cast),
            };
            if (!float.IsFinite(value) || type == "F16" && !Half.IsFinite((Half)value)) return new BlockFinding(BlockFault.NotFinite, BlockMaker.Any, 0, i);
            if (!same) return new BlockFinding(BlockFault.Value, BlockMaker.Any, 0, i);
        }
        return default;
    }

    /// <summary>The upper half of the bits, rounded or cut.</summary>
    public static ushort BrainFloat(float value, FloatCast cast)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((cast == FloatCast.Truncated ? bits : bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }
}
