namespace ModelDeed.Sealing;

/// <summary>A header, stanza, key or payload that breaks its format or was altered. The only exception that readers of this capability throw
/// for what they read; it never carries a secret.</summary>
/// <param name="message">What was read, what was wrong with it, and what to do.</param>
/// <param name="inner">What lies behind it, if anything.</param>
public sealed class SealedDataException(string message, Exception? inner = null) : IOException(message, inner);
