using System.Numerics;

namespace ModelDeed.Ethereum;

/// <summary>What a transaction would cost, or why it can't be sent.</summary>
public abstract record TransactionQuote
{
    private TransactionQuote() { }

    /// <summary>It can be sent.</summary>
    /// <param name="Gas">The gas limit: the estimate and a quarter more.</param>
    /// <param name="Fee">What it offers for a unit of gas.</param>
    /// <param name="Value">What it sends along.</param>
    /// <param name="Currency">What all is counted in.</param>
    public sealed record Offer(ulong Gas, GasFee Fee, TokenAmount Value, Currency Currency) : TransactionQuote
    {
        /// <summary>The most that gas can cost.</summary>
        public TokenAmount MostForGas => new((BigInteger)Fee.Most * Gas);

        /// <summary>What gas costs at today's price, if all of it is used.</summary>
        public TokenAmount LikelyForGas => new((BigInteger)Fee.Likely * Gas);

        /// <summary>The most that leaves the account, the value included.</summary>
        public TokenAmount Most => new(MostForGas.Units + Value.Units);
    }

    /// <summary>It would revert.</summary>
    /// <param name="Reason">The contract's own reason.</param>
    public sealed record WouldRevert(RevertReason Reason) : TransactionQuote;

    /// <summary>The account has too little.</summary>
    /// <param name="Balance">What it has.</param>
    /// <param name="Needed">What it needs at most.</param>
    public sealed record NotEnough(TokenAmount Balance, TokenAmount Needed) : TransactionQuote;

    /// <summary>Gas costs more than the profile allows.</summary>
    /// <param name="Cap">The most for a unit of gas, in wei (<see cref="ChainProfile.FeeCap"/>).</param>
    public sealed record FeeOverCap(UInt256 Cap) : TransactionQuote;
}
