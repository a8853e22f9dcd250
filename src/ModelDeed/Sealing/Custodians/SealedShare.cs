namespace ModelDeed.Sealing;

/// <summary>A custodian's share as the header bears it.</summary>
/// <param name="Custodian">Whose key it is sealed to.</param>
/// <param name="Commitment">SHA-256 over binding, x, share and blinder: tells a right share from a wrong one, and nothing of either.</param>
/// <param name="Box">Share and blinder, sealed.</param>
public sealed record SealedShare(X25519Recipient Custodian, Hash32 Commitment, SealedBox Box);
