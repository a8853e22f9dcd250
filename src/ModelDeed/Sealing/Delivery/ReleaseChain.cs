using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Sealing;

/// <summary>Where a custodian learns what the chain says.</summary>
public interface IReleaseChain
{
    /// <summary>The facts that a release depends on, at the last block deemed final.</summary>
    /// <param name="package">The package.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="now">Seconds since 1970 by the custodian's clock; the block's time counts where it is later.</param>
    /// <param name="ct">Ends the questions.</param>
    /// <exception cref="RpcException">The node doesn't answer: nothing is released.</exception>
    /// <exception cref="MalformedDataException">It has no final block, or answers what isn't the contracts': nothing is released.</exception>
    Task<ReleaseFacts> Read(PackageBinding package, ReleaseRequest request, ulong now, CancellationToken ct);

    /// <summary>Whether the account signed, by its key or as a contract (EIP-1271).</summary>
    /// <exception cref="RpcException">The node doesn't answer.</exception>
    Task<bool> Signed(Address account, Hash32 digest, byte[] signature, CancellationToken ct);
}

/// <summary>The contracts that a release depends on.</summary>
/// <param name="Titles">Who holds what.</param>
/// <param name="Packages">Which package belongs to which version.</param>
/// <param name="Licensing">Who may use what.</param>
public sealed record ReleaseContracts(Address Titles, Address Packages, Address Licensing);

/// <summary>The chain by a node of the custodian's own.</summary>
/// <param name="node">The node.</param>
/// <param name="finality">When a block is final.</param>
/// <param name="contracts">The chain's contracts that it asks.</param>
public sealed class ReleaseChain(EthereumNode node, FinalityRule finality, ReleaseContracts contracts) : IReleaseChain
{
    /// <inheritdoc/>
    public async Task<ReleaseFacts> Read(PackageBinding package, ReleaseRequest request, ulong now, CancellationToken ct)
    {
        var block = BlockTag.At(await FinalBlock(ct));
        Block final = await node.Block(block, ct) ?? throw new MalformedDataException("The node doesn't have the block that it calls final.");
        now = Math.Max(now, final.Header.Timestamp); // a custodian whose clock is slow doesn't make licenses last longer
        UInt256 title = await Call(contracts.Titles, new TitlesContract.TitleOfCall(package.ContentRoot), block, ct);
        TitlesContract.VersionRecord later = await Call(contracts.Titles, new TitlesContract.VersionOfCall(package.ContentRoot), block, ct);
        Hash32 manifest = await Call(contracts.Titles, new TitlesContract.ManifestOfCall(package.ContentRoot), block, ct);
        PackagesContract.Package published = await Call(contracts.Packages, new PackagesContract.PackageOfCall(package.ContentRoot), block, ct);
        bool licensed = await Call(contracts.Licensing,
            new LicensingContract.IsLicensedCall(UInt256.FromHash(package.ContentRoot), request.Account, request.Territory, request.Field, request.DataType, now), block, ct);
        return new ReleaseFacts(published.Header, title.ToHash(), later.Number == 0 ? 0 : later.Number - 1, manifest, licensed);
    }

    /// <inheritdoc/>
    public async Task<bool> Signed(Address account, Hash32 digest, byte[] signature, CancellationToken ct) =>
        SignInSignature.IsByKey(account, digest, signature) || await SignInSignature.IsByContract(account, digest, signature, node, ct);

    private async Task<ulong> FinalBlock(CancellationToken ct)
    {
        if (finality is not FinalityRule.Confirmations(var count)) return await node.FinalizedNumber(ct) ?? throw new MalformedDataException("The node names no finalized block.");
        ulong head = await node.BlockNumber(ct);
        return head + 1 > (ulong)count ? head + 1 - (ulong)count : 0;
    }

    private async Task<T> Call<T>(Address contract, IContractCall<T> call, BlockTag block, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = contract, Data = call.Encode() }, block, ct));
}
