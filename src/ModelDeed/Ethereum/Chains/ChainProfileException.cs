namespace ModelDeed.Ethereum;

/// <summary>A chain that isn't known, or a profile that is wrong. The message names the file and the field, but no RPC URL.</summary>
public sealed class ChainProfileException(string message) : Exception(message);
