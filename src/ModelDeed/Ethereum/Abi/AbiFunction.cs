namespace ModelDeed.Ethereum;

/// <summary>A function of a contract.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">What it takes.</param>
/// <param name="Outputs">What it returns.</param>
/// <param name="StateMutability"><c>pure</c>, <c>view</c>, <c>nonpayable</c> or <c>payable</c>.</param>
public sealed record AbiFunction(string Name, IReadOnlyList<AbiParameter> Inputs, IReadOnlyList<AbiParameter> Outputs, string StateMutability)
{
    /// <summary>The canonical signature: <c>transfer(address,uint256)</c>.</summary>
    public string Signature { get; } = Name + AbiParameter.Signature(Inputs);

    /// <summary>What call data begin with.</summary>
    public Selector Selector { get; } = Selector.Of(Name + AbiParameter.Signature(Inputs));

    /// <summary>True when a call can't change the chain's state.</summary>
    public bool IsView => StateMutability is "view" or "pure";

    /// <summary>Parses <c>transfer(address to, uint256 amount)</c>; without outputs, nonpayable.</summary>
    /// <exception cref="MalformedDataException">Not a signature.</exception>
    public static AbiFunction Parse(string signature)
    {
        (string name, AbiParameter[] inputs) = AbiSignatureParser.ParseSignature(signature);
        return new AbiFunction(name, inputs, [], "nonpayable");
    }

    /// <summary>Encodes call data.</summary>
    /// <exception cref="ArgumentException">An argument doesn't suit its parameter.</exception>
    public byte[] EncodeCall(params IReadOnlyList<AbiValue> arguments) => AbiCodec.Encode(Selector.ToArray(), Inputs, arguments);

    /// <summary>Decodes call data to the arguments.</summary>
    /// <exception cref="MalformedDataException">Another function's call data, or they break the format.</exception>
    public AbiValue[] DecodeCall(ReadOnlySpan<byte> data)
    {
        if (!Selector.TryRead(data, out Selector found) || found != Selector)
            throw new MalformedDataException($"ABI: the data aren't a call of {Signature} ({Selector}).");
        return AbiCodec.Decode(Inputs, data[Selector.Size..]);
    }

    /// <summary>Decodes what a call returned.</summary>
    /// <exception cref="MalformedDataException">The data don't suit the outputs.</exception>
    public AbiValue[] DecodeResult(ReadOnlySpan<byte> data) => AbiCodec.Decode(Outputs, data);
}
