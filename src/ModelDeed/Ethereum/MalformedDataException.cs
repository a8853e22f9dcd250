namespace ModelDeed.Ethereum;

/// <summary>Bytes, JSON or text from outside that break their format: RLP, ABI data, a transaction, a log, typed data.
/// The only exception that the decoders of this capability throw for what they read.</summary>
/// <param name="message">What was read, and what was wrong with it.</param>
public sealed class MalformedDataException(string message) : FormatException(message);
