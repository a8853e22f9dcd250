using System.Security.Cryptography;

namespace ModelDeed.Heritage;

/// <summary>
/// A print under a seed that only the owner knows, bound by a digest in the title. Whoever forges or erases heritage under the public seed doesn't
/// know this one; when a dispute comes, the owner reveals it, and the suspect is printed under it too.
/// </summary>
/// <param name="Seed">32 random bytes. A secret until it is revealed; afterwards it is spent.</param>
/// <param name="Print">The model's print under it.</param>
public sealed record SeedCommitment(Hash32 Seed, HeritagePrint Print)
{
    private static ReadOnlySpan<byte> Domain => "modeldeed-heritage-1 commitment"u8;

    /// <summary>What the title holds: SHA-256 of the domain, the seed and the digest of the print.</summary>
    public Hash32 Digest()
    {
        Span<byte> input = stackalloc byte[Domain.Length + 2 * Hash32.Size];
        Domain.CopyTo(input);
        Seed.Bytes.CopyTo(input[Domain.Length..]);
        Print.Digest().Bytes.CopyTo(input[(Domain.Length + Hash32.Size)..]);
        return new Hash32(SHA256.HashData(input));
    }

    /// <summary>A new seed from the system's generator.</summary>
    public static SketchSeed NewSeed() => new(new Hash32(RandomNumberGenerator.GetBytes(Hash32.Size)));
}
