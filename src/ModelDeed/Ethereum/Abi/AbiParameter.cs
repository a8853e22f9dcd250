namespace ModelDeed.Ethereum;

/// <summary>A parameter, a result, or a member of a struct.</summary>
/// <param name="Name">Its name; empty where it has none.</param>
/// <param name="Type">Its type.</param>
/// <param name="Indexed">True when an event puts it into a topic.</param>
public sealed record AbiParameter(string Name, AbiType Type, bool Indexed)
{
    /// <summary>The canonical list of types in brackets.</summary>
    internal static string Signature(IReadOnlyList<AbiParameter> parameters) =>
        $"({string.Join(',', parameters.Select(p => p.Type.Name))})";

    /// <summary>Bytes of the parameters' heads together.</summary>
    internal static int HeadSize(IReadOnlyList<AbiParameter> parameters)
    {
        int size = 0;
        foreach (AbiParameter parameter in parameters) size = checked(size + parameter.Type.HeadSize);
        return size;
    }
}
