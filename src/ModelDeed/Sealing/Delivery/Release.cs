using System.Collections.Immutable;

namespace ModelDeed.Sealing;

/// <summary>What the chain says about a request, at a block that the custodian deems final.</summary>
/// <param name="PublishedHeader">Digest of the header that stands on the chain for the version; zero for none.</param>
/// <param name="TitleId">The title that the version belongs to; zero for none.</param>
/// <param name="Version">The version's number under the title, from 0.</param>
/// <param name="ManifestDigest">The version's manifest.</param>
/// <param name="IsLicensed">Whether the account may use the version so, at the custodian's time.</param>
public sealed record ReleaseFacts(Hash32 PublishedHeader, Hash32 TitleId, uint Version, Hash32 ManifestDigest, bool IsLicensed);

/// <summary>Who a custodian is, and where it serves.</summary>
/// <param name="ChainId">EIP-155 id of its chain.</param>
/// <param name="Titles">The <c>Titles</c> contract that it heeds.</param>
/// <param name="Custodians">The <c>Custodians</c> contract, to which it answers for its log.</param>
/// <param name="Keys">Its X25519 public keys, oldest first.</param>
/// <param name="Serves">Territories that it releases for.</param>
public sealed record CustodianRole(ulong ChainId, Address Titles, Address Custodians, ImmutableArray<X25519Recipient> Keys, Licensing.Territories Serves);

/// <summary>Why a custodian keeps its share.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Reason">A sentence for people, and what to do.</param>
public sealed record ReleaseRefusal(string Code, string Reason);

/// <summary>The rules of release, without clock, network or state.</summary>
public static class Release
{
    /// <summary>What can be told of a request without the chain.</summary>
    /// <param name="role">The custodian.</param>
    /// <param name="header">The package's header, as it came with the request.</param>
    /// <param name="request">The request.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <returns>Why it is refused; null when it isn't.</returns>
    public static ReleaseRefusal? Judge(CustodianRole role, PackageHeader header, ReleaseRequest request, ulong now)
    {
        if (header.Digest != request.Header) return new("wrong-package", $"The request is for the header {request.Header}, the header sent is {header.Digest}. Send the package's own header.");
        if (header.Custodians is not { } custodians) return new("wrong-package", "The package has no custodians: only the accounts that it names open it. Ask its owner.");
        PackageBinding binding = custodians.Terms.Binding;
        if (binding.ChainId != role.ChainId || binding.Contract != role.Titles)
            return new("wrong-chain", $"The package belongs to the chain {binding.ChainId} and Titles at {binding.Contract}; here the chain is {role.ChainId}, and Titles at {role.Titles}.");
        if (role.Keys.FirstOrDefault(key => request.Custodian.Bytes.SequenceEqual(key.Key)) is not { } asked)
            return new("wrong-custodian", $"The request is to the custodian {request.Custodian}, not to {string.Join(" or ", role.Keys)}. Sign one for each custodian.");
        if (!custodians.Terms.Custodians.Contains(asked)) return new("wrong-custodian", $"The package's key is not kept by {asked}. Ask one of the custodians that its header names.");
        if (now > request.Deadline) return new("expired-request", $"The request's deadline {request.Deadline} is over, the time is {now}. Sign a new one.");
        if (request.Deadline - now > ReleaseRequest.LongestLife) return new("far-deadline", $"The request's deadline is more than {ReleaseRequest.LongestLife} seconds away. Sign a shorter one.");
        if (request.Territory >= Licensing.Territories.Count || request.Field >= Licensing.FieldsOfUse.Count || request.DataType >= Licensing.DataTypes.Count)
            return new("unknown-use", "The territory, field of use or type of data has an index that stands for none (docs/formats.md).");
        if (!role.Serves.Contains(request.Territory)) return new("territory", $"This custodian releases nothing for {Licensing.Territories.CodeOf(request.Territory)}. Ask another one.");
        return null;
    }

    /// <summary>What the chain has to say of a request that is well in itself.</summary>
    /// <param name="binding">What the header says that the package is.</param>
    /// <param name="request">The request.</param>
    /// <param name="facts">The chain's answers.</param>
    /// <returns>Why it is refused; null when it isn't.</returns>
    public static ReleaseRefusal? Judge(PackageBinding binding, ReleaseRequest request, ReleaseFacts facts)
    {
        if (facts.TitleId != binding.TitleId) return new("wrong-package", $"The package says that {binding.ContentRoot} belongs to the title {binding.TitleId}; on the chain it belongs to {(facts.TitleId == Hash32.Zero ? "none" : facts.TitleId)}.");
        if (facts.Version != binding.Version) return new("wrong-package", $"The package says that it is of version {binding.Version}; on the chain {binding.ContentRoot} is version {facts.Version} (counted from 0). Tell the owner.");
        if (facts.ManifestDigest != binding.ManifestDigest) return new("wrong-package", "The package is of another manifest than the version's on the chain. Tell the owner.");
        if (facts.PublishedHeader == Hash32.Zero) return new("no-package", "No package of this version is published on the chain yet, or not finally. Ask its owner, or try again in a while.");
        if (facts.PublishedHeader != request.Header) return new("superseded-package", $"Another header is published for this version: {facts.PublishedHeader}. Fetch the package again.");
        if (!facts.IsLicensed)
            return new("not-licensed", $"{request.Account} has no license that covers {Licensing.Territories.CodeOf(request.Territory)}, this field of use and this type of data now, or it isn't final on the chain yet. See: deed license check");
        return null;
    }
}
