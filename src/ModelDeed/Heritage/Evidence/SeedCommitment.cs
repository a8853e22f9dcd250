using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

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

    /// <summary>Bytes of a kept commitment, at most.</summary>
    public const int MostBytes = 128 << 10;

    /// <summary>The bytes in which the owner keeps it: JSON with the seed and the print.</summary>
    public byte[] ToBytes() => System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["print"] = Convert.ToBase64String(Print.ToBytes()), ["seed"] = Seed.ToString() }.ToJsonString());

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="HeritageException">It is something else.</exception>
    public static SeedCommitment Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            JsonFields file = JsonFields.Parse(bytes, ["print", "seed"], out JsonDocument document);
            using JsonDocument owned = document;
            SeedCommitment kept = new(file.Hash("seed"), HeritagePrint.Parse(file.Base64("print", HeritagePrint.MostBytes)));
            return kept.Print.Seed == HeritagePrinter.SeedDigest(new SketchSeed(kept.Seed)) ? kept : throw new HeritageException("The print is of another seed.");
        }
        catch (FormatException broken)
        {
            throw new HeritageException($"It isn't a kept seed: {broken.Message}", broken);
        }
    }

    /// <summary>A new seed from the system's generator.</summary>
    public static SketchSeed NewSeed() => new(new Hash32(RandomNumberGenerator.GetBytes(Hash32.Size)));
}
