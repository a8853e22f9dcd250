using System.Numerics;
using ModelDeed.Ethereum;

namespace ModelDeed.Shares;

/// <summary>Who holds how many shares, who votes with them, and what was claimed for them: a function of one token's logs, in the chain's order.</summary>
public sealed class ShareHoldings
{
    private readonly Dictionary<Address, BigInteger> _shares = [];
    private readonly Dictionary<Address, Address> _delegates = [];
    private readonly Dictionary<(Address Account, Address Currency), BigInteger> _claimed = [];

    /// <summary>The shares of everybody who has some.</summary>
    public IEnumerable<KeyValuePair<Address, BigInteger>> Holders => _shares.Where(holder => !holder.Value.IsZero);

    /// <summary>Everybody who has, or had, some: their income may still be unclaimed.</summary>
    public IEnumerable<Address> Ever => _shares.Keys;

    /// <summary>What an account holds.</summary>
    public BigInteger SharesOf(Address account) => _shares.GetValueOrDefault(account);

    /// <summary>What an account votes with: its own shares until it delegates, and those delegated to it.</summary>
    public BigInteger VotesOf(Address account) => _shares.Aggregate(BigInteger.Zero, (sum, holder) => DelegateOf(holder.Key) == account ? sum + holder.Value : sum);

    /// <summary>Who votes with an account's shares.</summary>
    public Address DelegateOf(Address account) => _delegates.TryGetValue(account, out Address chosen) && !chosen.IsZero ? chosen : account;

    /// <summary>What an account has claimed in a currency, in its smallest units.</summary>
    public BigInteger ClaimedOf(Address account, Address currency) => _claimed.GetValueOrDefault((account, currency));

    /// <summary>Enters the next log of the token.</summary>
    /// <exception cref="MalformedDataException">It breaks its format.</exception>
    public void Enter(in Log log)
    {
        if (ShareContract.Transfer.TryDecode(in log, out ShareContract.Transfer moved))
        {
            if (!moved.From.IsZero) _shares[moved.From] = SharesOf(moved.From) - moved.Value;
            if (!moved.To.IsZero) _shares[moved.To] = SharesOf(moved.To) + moved.Value;
        }
        else if (ShareContract.DelegateChanged.TryDecode(in log, out ShareContract.DelegateChanged changed)) _delegates[changed.Delegator] = changed.ToDelegate;
        else if (ShareContract.IncomeClaimed.TryDecode(in log, out ShareContract.IncomeClaimed claimed))
            _claimed[(claimed.Account, claimed.Currency)] = ClaimedOf(claimed.Account, claimed.Currency) + claimed.Amount;
    }
}
