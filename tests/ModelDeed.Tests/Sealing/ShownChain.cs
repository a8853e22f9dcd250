using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

/// <summary>A chain that says what a test wants; signatures are judged by key.</summary>
internal sealed class ShownChain : IReleaseChain
{
    public required ReleaseFacts Facts { get; set; }

    public Task<ReleaseFacts> Read(PackageBinding package, ReleaseRequest request, ulong now, CancellationToken ct) => Task.FromResult(Facts);

    public Task<bool> Signed(Address account, Hash32 digest, byte[] signature, CancellationToken ct) => Task.FromResult(SignInSignature.IsByKey(account, digest, signature));

    /// <summary>A chain on which a package of <see cref="Keys.Binding"/> is published, and everybody is licensed.</summary>
    public static ShownChain Licensing(PackageHeader header) =>
        new() { Facts = new ReleaseFacts(header.Digest, Keys.Binding.TitleId, Keys.Binding.Version, Keys.Binding.ManifestDigest, IsLicensed: true) };
}
