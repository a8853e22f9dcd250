using System.Numerics;

namespace ModelDeed.Ethereum;

/// <summary>Why a contract refused, read from its revert data.</summary>
public abstract record RevertReason
{
    private static readonly AbiError ErrorOfText = AbiError.Parse("Error(string)");
    private static readonly AbiError PanicOfCode = AbiError.Parse("Panic(uint256)");

    private RevertReason() { }

    /// <summary>No data: a plain <c>revert()</c>, a failed call without a message, or out of gas.</summary>
    public sealed record Nothing : RevertReason
    {
        /// <inheritdoc/>
        public override string ToString() => "reverted without a reason";
    }

    /// <summary><c>require(condition, text)</c>: Solidity's <c>Error(string)</c>.</summary>
    /// <param name="Text">What the contract says.</param>
    public sealed record Message(string Text) : RevertReason
    {
        /// <inheritdoc/>
        public override string ToString() => Text;
    }

    /// <summary>A failed assertion of the compiler: Solidity's <c>Panic(uint256)</c>.</summary>
    /// <param name="Code">The number.</param>
    /// <param name="Meaning">What it stands for.</param>
    public sealed record Panic(BigInteger Code, string Meaning) : RevertReason
    {
        /// <inheritdoc/>
        public override string ToString() => $"Panic(0x{Code:x2}): {Meaning}";
    }

    /// <summary>A custom error.</summary>
    /// <param name="Error">Which.</param>
    /// <param name="Arguments">Its arguments in order.</param>
    public sealed record Custom(AbiError Error, IReadOnlyList<AbiValue> Arguments) : RevertReason
    {
        /// <inheritdoc/>
        public override string ToString() => $"{Error.Name}({string.Join(", ", Arguments.Select((a, i) =>
            Error.Inputs[i].Name.Length == 0 ? $"{a}" : $"{Error.Inputs[i].Name}: {a}"))})";
    }

    /// <summary>Data that none of the known errors explains.</summary>
    /// <param name="Data">The raw data.</param>
    public sealed record Unknown(ReadOnlyMemory<byte> Data) : RevertReason
    {
        /// <inheritdoc/>
        public override string ToString() => $"unknown error {Hex.Encode(Data.Span[..Math.Min(Data.Length, 68)])}{(Data.Length > 68 ? "..." : "")}";
    }

    /// <summary>Reads revert data with the errors that may be in them; two errors of one selector are told apart by order.</summary>
    /// <remarks>Never throws: data that break the format are <see cref="Unknown"/>.</remarks>
    public static RevertReason Decode(ReadOnlySpan<byte> data, IEnumerable<AbiError> errors)
    {
        if (data.IsEmpty) return new Nothing();
        if (Selector.TryRead(data, out Selector selector))
            foreach (AbiError error in errors.Prepend(PanicOfCode).Prepend(ErrorOfText))
                if (error.Selector == selector && TryDecode(error, data[Selector.Size..]) is { } arguments)
                    return Named(error, arguments);
        return new Unknown(data.ToArray());
    }

    private static RevertReason Named(AbiError error, AbiValue[] arguments) =>
        error == ErrorOfText ? new Message(((AbiValue.Text)arguments[0]).Value)
        : error == PanicOfCode ? new Panic(((AbiValue.Number)arguments[0]).Value, MeaningOf(((AbiValue.Number)arguments[0]).Value))
        : new Custom(error, arguments);

    private static AbiValue[]? TryDecode(AbiError error, ReadOnlySpan<byte> data)
    {
        try
        {
            return AbiCodec.Decode(error.Inputs, data);
        }
        catch (MalformedDataException)
        {
            return null;
        }
    }

    // Solidity documentation, "Panic via assert and Error via require".
    private static string MeaningOf(BigInteger code) => code > 0xff ? "a code that Solidity doesn't define" : (int)code switch
    {
        0x00 => "a generic panic of the compiler",
        0x01 => "an assertion failed",
        0x11 => "an arithmetic operation overflowed",
        0x12 => "a division by zero",
        0x21 => "a number is no value of its enum",
        0x22 => "a byte array in storage is encoded wrongly",
        0x31 => "pop() on an empty array",
        0x32 => "an array index is out of bounds",
        0x41 => "too much memory was asked for",
        0x51 => "a call of an internal function that was never set",
        _ => "a code that Solidity doesn't define",
    };
}
