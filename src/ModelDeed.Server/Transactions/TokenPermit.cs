using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Royalties;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Transactions;

/// <summary>Asks for a permit to sign.</summary>
/// <param name="From">Whose tokens.</param>
/// <param name="Token">The ERC-20.</param>
/// <param name="Amount">Exactly so much the vault may take, in smallest units.</param>
internal sealed record PermitRequest(Address From, Address Token, UInt256 Amount);

/// <summary>A permit to sign (EIP-2612): in place of a transaction that approves.</summary>
/// <param name="Value">What the vault may take.</param>
/// <param name="Deadline">Seconds since 1970: the last second in which it counts.</param>
/// <param name="TypedData">For <c>eth_signTypedData_v4</c>.</param>
internal sealed record PermitDraft(UInt256 Value, long Deadline, JsonElement TypedData);

/// <summary>A signed permit.</summary>
/// <param name="Value">As drafted.</param>
/// <param name="Deadline">As drafted.</param>
/// <param name="Signature">65 bytes: r, s, v.</param>
internal sealed record SignedPermit(UInt256 Value, long Deadline, HexBytes Signature)
{
    /// <summary>As the contract takes it.</summary>
    /// <exception cref="FormatException">No signature of 65 bytes, or no deadline.</exception>
    public LicensingContract.Permit ForContract()
    {
        if (Deadline <= 0) throw new FormatException("permit.deadline: expected seconds since 1970.");
        if (Signature.Value is not { Length: Ethereum.Signature.Size }) throw new FormatException("permit.signature: expected 65 bytes, r, s and v; accounts that are contracts approve instead.");
        Signature signed = Ethereum.Signature.Parse(Signature.Value);
        return new LicensingContract.Permit(Value, new UInt256((ulong)Deadline), signed.V, signed.R, signed.S);
    }
}

/// <summary>Drafts permits, for tokens whose domain is known for sure: a wallet must never be asked to sign what no contract takes.</summary>
internal sealed class TokenPermit(Preparation preparation, ChainProfile chain, Market.OrderStanding standing)
{
    private const ulong Lasts = 3_600;

    // OpenZeppelin's, and USDC's.
    private static readonly string[] Versions = ["1", "2"];

    /// <summary>A permit for the vault, an hour from now.</summary>
    /// <exception cref="ProblemException">The token takes none.</exception>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<PermitDraft> Draft(PermitRequest asked, CancellationToken ct)
    {
        if (asked.Token.IsZero || await DomainOf(asked.Token, ct) is not { } domain)
            throw new ProblemException(Problem.Of("no-permit", $"{(asked.Token.IsZero ? "The chain's own currency" : $"The token {asked.Token}")} takes no permit (EIP-2612) of a kind known here: let the vault take it by /transactions/approve."));
        UInt256 nonce = await preparation.Ask(asked.Token, new Erc20Contract.NoncesCall(asked.From), ct);
        ulong deadline = await standing.Now(ct) + Lasts;
        return new PermitDraft(asked.Amount, (long)deadline, Typed(asked, domain, nonce, deadline));
    }

    private async Task<Eip712Domain?> DomainOf(Address token, CancellationToken ct)
    {
        try
        {
            Hash32 separator = await preparation.Ask(token, new Erc20Contract.DOMAINSEPARATORCall(), ct);
            string name = await preparation.Ask(token, new Erc20Contract.NameCall(), ct);
            await preparation.Ask(token, new Erc20Contract.NoncesCall(Address.Zero), ct);
            return Versions.Select(version => new Eip712Domain(name, version, chain.ChainId, token, null)).FirstOrDefault(domain => domain.Separator == separator);
        }
        catch (Exception missing) when (missing is MalformedDataException or RpcException { Fault: RpcFault.Application })
        {
            return null;
        }
    }

    private JsonElement Typed(PermitRequest asked, Eip712Domain domain, UInt256 nonce, ulong deadline) => JsonSerializer.SerializeToElement(new JsonObject
    {
        ["types"] = new JsonObject { ["EIP712Domain"] = Members("string name,string version,uint256 chainId,address verifyingContract"), ["Permit"] = Members("address owner,address spender,uint256 value,uint256 nonce,uint256 deadline") },
        ["primaryType"] = "Permit",
        ["domain"] = new JsonObject { ["name"] = domain.Name, ["version"] = domain.Version, ["chainId"] = $"{chain.ChainId}", ["verifyingContract"] = asked.Token.ToString() },
        ["message"] = new JsonObject { ["owner"] = asked.From.ToString(), ["spender"] = preparation.Contracts.Royalties.ToString(), ["value"] = $"{asked.Amount}", ["nonce"] = $"{nonce}", ["deadline"] = $"{deadline}" },
    });

    private static JsonArray Members(string list) => [.. list.Split(',').Select(member => (JsonNode)new JsonObject { ["name"] = member.Split(' ')[1], ["type"] = member.Split(' ')[0] })];
}
