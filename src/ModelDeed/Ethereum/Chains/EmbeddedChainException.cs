namespace ModelDeed.Ethereum;

/// <summary>The embedded chain can't start or go on. The message says why and what to do.</summary>
public sealed class EmbeddedChainException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Anvil ended before it answered; it may be tried again.</summary>
internal sealed class AnvilEndedException(int status, string words) : Exception($"anvil ended at once with status {status}. {words}");
