namespace ModelDeed.Ethereum;

/// <summary>A custom error of a contract.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Inputs">Its arguments.</param>
public sealed record AbiError(string Name, IReadOnlyList<AbiParameter> Inputs)
{
    /// <summary>The canonical signature: <c>Titles_Unknown(uint256)</c>.</summary>
    public string Signature { get; } = Name + AbiParameter.Signature(Inputs);

    /// <summary>What the revert data begin with.</summary>
    public Selector Selector { get; } = Selector.Of(Name + AbiParameter.Signature(Inputs));

    /// <summary>Parses <c>Titles_Unknown(uint256 title)</c>.</summary>
    /// <exception cref="MalformedDataException">Not a signature.</exception>
    public static AbiError Parse(string signature)
    {
        (string name, AbiParameter[] inputs) = AbiSignatureParser.ParseSignature(signature);
        return new AbiError(name, inputs);
    }
}
