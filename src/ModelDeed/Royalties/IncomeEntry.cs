using System.Numerics;
using ModelDeed.Ethereum;

namespace ModelDeed.Royalties;

/// <summary>What one payment credited to one title: to the paid title itself, or to an ancestor of it.</summary>
/// <param name="Title">The title credited.</param>
/// <param name="Source">The title paid.</param>
/// <param name="Currency">ERC-20; zero for native.</param>
/// <param name="Payee">The key under which it is credited: zero until the title's first transfer (but for resale royalties).</param>
/// <param name="Payer">Whose money it was; the source's till for a resale royalty; zero for what was kept before, of any number of payers.</param>
/// <param name="Received">What the payment brought in all, or what was kept, in the currency's smallest units.</param>
/// <param name="Amount">What of it was credited here, in the currency's smallest units; not zero.</param>
/// <param name="Place">Where in the chain.</param>
public sealed record IncomeEntry(UInt256 Title, UInt256 Source, Address Currency, Address Payee, Address Payer, BigInteger Received, BigInteger Amount, LogPlace Place);

/// <summary>What left an account.</summary>
/// <param name="Title">The title whose account it was.</param>
/// <param name="Currency">ERC-20; zero for native.</param>
/// <param name="Payee">The account's key.</param>
/// <param name="To">Who received it.</param>
/// <param name="Amount">In the currency's smallest units.</param>
/// <param name="Place">Where in the chain.</param>
public sealed record Withdrawal(UInt256 Title, Address Currency, Address Payee, Address To, BigInteger Amount, LogPlace Place);

/// <summary>Where a log stands.</summary>
/// <param name="Time">Of its block, in seconds since 1970.</param>
/// <param name="Block">Its height.</param>
/// <param name="Transaction">Its hash.</param>
public readonly record struct LogPlace(ulong Time, ulong Block, Hash32 Transaction);

/// <summary>An account of <c>Royalties</c>.</summary>
/// <param name="Title">The title.</param>
/// <param name="Payee">The key under which it is credited.</param>
/// <param name="Currency">ERC-20; zero for native.</param>
public readonly record struct IncomeAccount(UInt256 Title, Address Payee, Address Currency);

/// <summary>What an account has to do with its owner now.</summary>
/// <param name="Account">The account.</param>
/// <param name="Balance">What it holds, in the currency's smallest units; not zero.</param>
/// <param name="Owner">Whose it is.</param>
/// <param name="Wait">Why it can't be withdrawn yet.</param>
public sealed record IncomeBalance(IncomeAccount Account, BigInteger Balance, Address Owner, IncomeWait Wait);

/// <summary>Why income waits.</summary>
public enum IncomeWait
{
    /// <summary>It doesn't: it is due now.</summary>
    None,

    /// <summary>The title is provisional.</summary>
    Provisional,

    /// <summary>The title's arbitrator holds it disputed.</summary>
    Disputed,

    /// <summary>It is kept: the title or one of its ancestors was not final when it came, and nobody has distributed it since.</summary>
    Kept,
}

/// <summary>How a title stands, as <c>Titles.standingOf</c> says.</summary>
/// <param name="Holder">Who holds it; of a dissolved title, who holds the one that took its fingerprint in.</param>
/// <param name="Final">Whether it is final.</param>
/// <param name="Disputed">Whether its arbitrator holds it disputed.</param>
public readonly record struct TitleStanding(Address Holder, bool Final, bool Disputed);
