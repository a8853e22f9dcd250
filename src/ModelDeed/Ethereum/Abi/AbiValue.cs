using System.Globalization;
using System.Numerics;

namespace ModelDeed.Ethereum;

/// <summary>A value of any ABI type, for callers that know the type only at run time: error arguments, tools. Equal by content.</summary>
public abstract record AbiValue
{
    private AbiValue() { }

    /// <summary>Any <c>uintN</c> or <c>intN</c>.</summary>
    /// <param name="Value">The number.</param>
    public sealed record Number(BigInteger Value) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A <c>bool</c>.</summary>
    /// <param name="Value">The truth.</param>
    public sealed record Truth(bool Value) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value ? "true" : "false";
    }

    /// <summary>An <c>address</c>.</summary>
    /// <param name="Value">The account.</param>
    public sealed record Account(Address Value) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString();
    }

    /// <summary>A <c>bytesN</c> or <c>bytes</c>.</summary>
    /// <param name="Value">The bytes.</param>
    public sealed record Data(ReadOnlyMemory<byte> Value) : AbiValue
    {
        /// <inheritdoc/>
        public bool Equals(Data? other) => other is not null && Value.Span.SequenceEqual(other.Value.Span);

        /// <inheritdoc/>
        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.AddBytes(Value.Span);
            return hash.ToHashCode();
        }

        /// <inheritdoc/>
        public override string ToString() => Hex.Encode(Value.Span);
    }

    /// <summary>A <c>string</c>.</summary>
    /// <param name="Value">The text.</param>
    public sealed record Text(string Value) : AbiValue
    {
        /// <inheritdoc/>
        public override string ToString() => $"\"{Value}\"";
    }

    /// <summary>An array or a tuple.</summary>
    /// <param name="Items">Its elements or members in order.</param>
    public sealed record List(IReadOnlyList<AbiValue> Items) : AbiValue
    {
        /// <inheritdoc/>
        public bool Equals(List? other) => other is not null && Items.SequenceEqual(other.Items);

        /// <inheritdoc/>
        public override int GetHashCode() => Items.Aggregate(Items.Count, HashCode.Combine);

        /// <inheritdoc/>
        public override string ToString() => $"[{string.Join(", ", Items)}]";
    }
}
