namespace ModelDeed.Ethereum;

/// <summary>An event of a contract.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Its arguments, those in topics marked as indexed.</param>
/// <param name="Anonymous">True when no topic names the event.</param>
public sealed record AbiEvent(string Name, IReadOnlyList<AbiParameter> Inputs, bool Anonymous)
{
    private readonly AbiParameter[] _inData = [.. Inputs.Where(i => !i.Indexed)];

    /// <summary>The canonical signature: <c>Transfer(address,address,uint256)</c>.</summary>
    public string Signature { get; } = Name + AbiParameter.Signature(Inputs);

    /// <summary>The hash of the signature: the first topic, unless the event is anonymous.</summary>
    public Hash32 Topic0 { get; } = Keccak256.HashUtf8(Name + AbiParameter.Signature(Inputs));

    /// <summary>Parses <c>Transfer(address indexed from, address indexed to, uint256 value)</c>.</summary>
    /// <exception cref="MalformedDataException">Not a signature.</exception>
    public static AbiEvent Parse(string signature)
    {
        (string name, AbiParameter[] inputs) = AbiSignatureParser.ParseSignature(signature);
        return new AbiEvent(name, inputs, Anonymous: false);
    }

    /// <summary>True when a log has this event's first topic and number of topics. (ERC-20 and ERC-721 share the Transfer topic and
    /// differ in the number.)</summary>
    public bool Matches(in Log log)
    {
        int named = Anonymous ? 0 : 1;
        return log.Topics.Count == named + Inputs.Count - _inData.Length && (Anonymous || log.Topics[0] == Topic0);
    }

    /// <summary>Decodes a log to the arguments in order. An indexed argument of a dynamic type, an array or a struct is its
    /// <see cref="AbiValue.Data"/> of 32 bytes: the chain keeps only its hash.</summary>
    /// <exception cref="MalformedDataException">Another event's log, or it breaks the format.</exception>
    public AbiValue[] Decode(in Log log)
    {
        if (!Matches(log)) throw new MalformedDataException($"ABI: the log isn't a {Signature} with {Inputs.Count - _inData.Length} indexed arguments.");
        AbiValue[] fromData = AbiCodec.Decode(_inData, log.Data.Span);
        var values = new AbiValue[Inputs.Count];
        int topic = Anonymous ? 0 : 1, plain = 0;
        for (int i = 0; i < values.Length; i++)
            values[i] = Inputs[i].Indexed ? AbiTopic.Decode(Inputs[i].Type, log.Topics[topic++]) : fromData[plain++];
        return values;
    }
}
