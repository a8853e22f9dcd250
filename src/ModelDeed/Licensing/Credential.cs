using System.Collections.Immutable;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>What an issuer states about an account (EIP-712).</summary>
/// <param name="Account">Whom it is about.</param>
/// <param name="Claim">What it states, see <see cref="ClaimOf"/>.</param>
/// <param name="Country">Position in <see cref="Territories"/>, or <see cref="Territories.NotStated"/>.</param>
/// <param name="Sectors">Fields in which the account works; none = not stated.</param>
/// <param name="Expiry">The second from which it no longer counts, since 1970; 40 bits.</param>
/// <param name="Serial">32 random bytes, by which the issuer can revoke it.</param>
public sealed record Credential(Address Account, Hash32 Claim, ushort Country, FieldsOfUse Sectors, ulong Expiry, Hash32 Serial)
{
    /// <summary>The EIP-712 type.</summary>
    public const string Type = "Credential(address account,bytes32 claim,uint16 country,uint48 sectors,uint40 expiry,bytes32 serial)";

    /// <summary>The EIP-712 hash of the struct.</summary>
    public Hash32 StructHash => new StructHash(Type).Add(Account).Add(Claim).Add((ulong)Country).Add(Sectors.Bits).Add(Expiry).Add(Serial).Compute();

    /// <summary>A claim as terms and credentials bear it: Keccak-256 of its name in UTF-8.</summary>
    public static Hash32 ClaimOf(string name) => Keccak256.HashUtf8(name);
}

/// <summary>A credential with its issuer's signature: what a <c>.credential.json</c> file holds.</summary>
/// <param name="Domain">Where it counts.</param>
/// <param name="Issuer">Who is said to have signed it.</param>
/// <param name="Credential">The statement.</param>
/// <param name="Signature">65 bytes (r, s, v), or what a contract account takes (EIP-1271).</param>
public sealed record SignedCredential(LicensingDomain Domain, Address Issuer, Credential Credential, ImmutableArray<byte> Signature)
{
    /// <summary>The digest that is signed.</summary>
    public Hash32 Digest => Domain.Digest(Credential.StructHash);

    /// <summary>Signs a credential; the key's account is the issuer.</summary>
    public static SignedCredential Sign(LicensingDomain domain, Credential credential, PrivateKey key) =>
        new(domain, key.Address, credential, [.. key.Sign(domain.Digest(credential.StructHash)).ToArray()]);

    /// <summary>Whether the issuer signed it.</summary>
    public StepOutcome CheckSignature() => Domain.Check(Credential.StructHash, Issuer, Signature.AsSpan());
}
