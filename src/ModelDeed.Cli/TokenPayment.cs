using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Cli;

/// <summary>How money gets to the vault with a call of ours: native money goes along; for a token the vault needs an allowance, given by a permit
/// (EIP-2612) where token and call take one, else by a transaction of its own for exactly the amount.</summary>
internal sealed class TokenPayment
{
    /// <summary>A permit counts for this long: seconds.</summary>
    private const ulong PermitSeconds = 3600;

    private static readonly LicensingContract.Permit NoPermit = new(UInt256.Zero, UInt256.Zero, 0, Hash32.Zero, Hash32.Zero);

    private TokenPayment(Coin coin, TokenAmount amount) => (Coin, Amount) = (coin, amount);

    public Coin Coin { get; }

    /// <summary>What is paid.</summary>
    public TokenAmount Amount { get; }

    /// <summary>Native money to send along.</summary>
    public UInt256 Value => Coin.Token.IsZero ? (UInt256)Amount.Units : UInt256.Zero;

    /// <summary>For calls that take one; all zero for none.</summary>
    public LicensingContract.Permit Permit { get; private init; } = NoPermit;

    /// <summary>The allowance that must be given first; empty where none is needed.</summary>
    public IReadOnlyList<PlannedStep> Approvals { get; private init; } = [];

    /// <summary>Finds out what a payment needs. Refuses when the account has too little of the token.</summary>
    /// <param name="takesPermit">Whether the call that will be made has room for a permit.</param>
    public static async Task<TokenPayment> Prepare(
        Shell shell, ChainSession session, SigningAccount account, Coin coin, TokenAmount amount, bool takesPermit, CancellationToken ct)
    {
        TokenPayment plain = new(coin, amount);
        if (coin.Token.IsZero || amount.Units.IsZero) return plain;
        UInt256 units = (UInt256)amount.Units;
        IReadOnlyList<PlannedStep> approvals = await TokenApproval.Steps(session, account.Address, coin.Token, session.Contracts.Royalties, amount.Units, coin.Format(amount), ct);
        if (approvals.Count == 0) return plain;
        if (takesPermit && account.HasKey && await DomainOf(session, coin, ct) is { } domain)
        {
            UInt256 nonce = await Ask(session, coin, new Erc20Contract.NoncesCall(account.Address), ct), deadline = await session.Now(shell.Clock, ct) + PermitSeconds;
            return new TokenPayment(coin, amount) { Permit = Sign(account.Key, domain, session.Contracts.Royalties, units, nonce, deadline) };
        }
        return new TokenPayment(coin, amount) { Approvals = approvals };
    }

    /// <summary>Makes the call, after the allowance where one is needed; one question names both.</summary>
    public async Task<Spending.Result> Run(Spending spending, string what, Address to, IContractCall call, CancellationToken ct)
    {
        if (!Permit.Deadline.IsZero) spending.Details = [.. spending.Details, $"with a signed permit: the vault may take exactly {Coin.Format(Amount)}"];
        if (Approvals.Count == 0) return await spending.Run(what, to, call.Encode(), Value, ct);
        await spending.RequireAcceptable(to, call, ct);
        spending.Details = [.. spending.Details, $"{(Approvals.Count == 1 ? "two" : "three")} transactions: first the allowance that lets the vault take exactly {Coin.Format(Amount)} (its gas is below), then this"];
        Spending.Result allowance = await spending.Run(what, Approvals[0].To, Approvals[0].Call.Encode(), UInt256.Zero, ct);
        if (allowance is Spending.Result.Quoted) return allowance;
        foreach (PlannedStep next in Approvals.Skip(1)) await spending.Run(next.What, next.To, next.Call.Encode(), UInt256.Zero, ct, agreed: true);
        return await spending.Run(what, to, call.Encode(), UInt256.Zero, ct, agreed: true);
    }

    /// <summary>The domain that the token's permits are signed for; null where it takes none, or of a kind that isn't known.</summary>
    private static async Task<Eip712Domain?> DomainOf(ChainSession session, Coin coin, CancellationToken ct)
    {
        try
        {
            Hash32 separator = await Ask(session, coin, new Erc20Contract.DOMAINSEPARATORCall(), ct);
            string name = await Ask(session, coin, new Erc20Contract.NameCall(), ct);
            await Ask(session, coin, new Erc20Contract.NoncesCall(Address.Zero), ct);
            string[] versions = ["1", "2"]; // OpenZeppelin's, and USDC's
            return versions.Select(version => new Eip712Domain(name, version, session.Profile.ChainId, coin.Token, null)).FirstOrDefault(domain => domain.Separator == separator);
        }
        catch (Exception missing) when (missing is MalformedDataException or RpcException { Fault: RpcFault.Application })
        {
            return null;
        }
    }

    private static LicensingContract.Permit Sign(PrivateKey key, Eip712Domain domain, Address spender, UInt256 value, UInt256 nonce, UInt256 deadline)
    {
        Hash32 message = new StructHash("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)")
            .Add(key.Address).Add(spender).Add(value).Add(nonce).Add(deadline).Compute();
        Signature signature = key.Sign(domain.Digest(message));
        return new LicensingContract.Permit(value, deadline, signature.V, signature.R, signature.S);
    }

    private static async Task<T> Ask<T>(ChainSession session, Coin coin, IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await session.Node.Call(new CallRequest { To = coin.Token, Data = call.Encode() }, BlockTag.Latest, ct));
}
