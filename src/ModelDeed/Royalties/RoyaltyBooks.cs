using System.Numerics;
using ModelDeed.Ethereum;

namespace ModelDeed.Royalties;

/// <summary>The books of <c>Royalties</c> as its logs tell them: who was credited what by whom, what was withdrawn, and what is left.
/// A function of the logs alone, fed in the chain's order.</summary>
/// <remarks>A payment's log says what arrived and what the title itself got; each ancestor's credit is floor(received * part / 10^12) by the
/// vector that was bound last (contracts/src/Royalties/IRoyalties.sol). What was kept is credited so when it is distributed.</remarks>
public sealed class RoyaltyBooks
{
    private readonly Dictionary<UInt256, UInt256> _titles = []; // by account number
    private readonly Dictionary<UInt256, UInt256> _numbers = []; // by title
    private readonly Dictionary<UInt256, VectorPart[]> _vectors = [];
    private readonly Dictionary<UInt256, Address> _payees = [];
    private readonly Dictionary<(UInt256 Title, Address Payee), Address> _owners = [];
    private readonly HashSet<(UInt256 Title, Address Payee)> _divided = [];
    private readonly Dictionary<IncomeAccount, BigInteger> _balances = [];
    private readonly Dictionary<IncomeAccount, BigInteger> _kept = [];
    private readonly Dictionary<UInt256, (UInt256 Into, Address Payee)> _joined = []; // by what was a title and became a version
    private readonly Dictionary<UInt256, List<IncomeAccount>> _accounts = []; // by title
    private readonly List<IncomeEntry> _credits = [];
    private readonly List<Withdrawal> _withdrawals = [];

    /// <summary>All credits, oldest first; of one payment, the paid title's own comes last.</summary>
    public IReadOnlyList<IncomeEntry> Credits => _credits;

    /// <summary>All withdrawals, oldest first.</summary>
    public IReadOnlyList<Withdrawal> Withdrawals => _withdrawals;

    /// <summary>What every account that was ever credited holds, in its currency's smallest units.</summary>
    public IReadOnlyDictionary<IncomeAccount, BigInteger> Balances => _balances;

    /// <summary>What is kept under a key, in its currency's smallest units, until the title and all its ancestors are final; of it the ancestors will
    /// get their parts.</summary>
    public IReadOnlyDictionary<IncomeAccount, BigInteger> Kept => _kept;

    /// <summary>What a title owes its ancestors of each payment, in parts per 10^12; empty when nothing.</summary>
    public IReadOnlyList<VectorPart> VectorOf(UInt256 title) => _vectors.GetValueOrDefault(title) ?? [];

    /// <summary>The key under which a title's income is credited now; zero until its first transfer.</summary>
    public Address PayeeOf(UInt256 title) => _payees.GetValueOrDefault(title);

    /// <summary>Whether a payee divides a title's income among share holders.</summary>
    public bool IsDivided(UInt256 title, Address payee) => _divided.Contains((title, payee));

    /// <summary>Enters the next log. Logs of other contracts change nothing.</summary>
    /// <param name="time">Of the log's block, in seconds since 1970.</param>
    /// <exception cref="MalformedDataException">A log of <c>Royalties</c> that breaks its format, or names what no log before has opened.</exception>
    public void Enter(in Log log, ulong time)
    {
        LogPlace place = new(time, log.BlockNumber, log.TransactionHash);
        if (RoyaltiesContract.Paid.TryDecode(in log, out RoyaltiesContract.Paid paid)) Pay(in paid, place);
        else if (RoyaltiesContract.Distributed.TryDecode(in log, out RoyaltiesContract.Distributed distributed)) Distribute(in distributed, place);
        else if (RoyaltiesContract.TitleJoined.TryDecode(in log, out RoyaltiesContract.TitleJoined joined)) _joined[joined.TitleId] = (joined.Into, joined.Payee);
        else if (RoyaltiesContract.IncomeJoined.TryDecode(in log, out RoyaltiesContract.IncomeJoined moved)) Join(in moved);
        else if (RoyaltiesContract.Withdrawn.TryDecode(in log, out RoyaltiesContract.Withdrawn taken)) Take(in taken, place);
        else if (RoyaltiesContract.AccountOpened.TryDecode(in log, out RoyaltiesContract.AccountOpened opened)) (_titles[opened.Number], _numbers[opened.TitleId]) = (opened.TitleId, opened.Number);
        else if (RoyaltiesContract.VectorBound.TryDecode(in log, out RoyaltiesContract.VectorBound bound)) _vectors[bound.TitleId] = Vector(in bound);
        else if (RoyaltiesContract.VectorReleased.TryDecode(in log, out RoyaltiesContract.VectorReleased released)) _vectors.Remove(released.TitleId);
        else if (RoyaltiesContract.PayeeChanged.TryDecode(in log, out RoyaltiesContract.PayeeChanged changed)) Seat(in changed);
        else if (RoyaltiesContract.PayeeReplaced.TryDecode(in log, out RoyaltiesContract.PayeeReplaced replaced)) Replace(in replaced);
        else if (RoyaltiesContract.Divided.TryDecode(in log, out RoyaltiesContract.Divided divided)) _divided.Add((divided.TitleId, divided.Payee));
    }

    /// <summary>Whose each account of a title is that holds something, and what of it waits: as <c>Royalties.dueTo</c> decides.</summary>
    public IEnumerable<IncomeBalance> BalancesOf(UInt256 title, TitleStanding standing)
    {
        bool moved = _payees.ContainsKey(title);
        foreach (IncomeAccount account in _accounts.GetValueOrDefault(title) ?? [])
        {
            BigInteger balance = _balances[account];
            if (balance.IsZero) continue;
            bool initial = account.Payee.IsZero;
            bool waits = moved ? !initial && account.Payee == _payees[title] && standing.Disputed : initial && (standing.Disputed || !standing.Final);
            Address owner = initial && !moved ? standing.Holder : OwnerOf(title, account.Payee);
            yield return new IncomeBalance(account, balance, owner, !waits ? IncomeWait.None : standing.Disputed ? IncomeWait.Disputed : IncomeWait.Provisional);
        }
    }

    /// <summary>What is kept for a title, and whose what remains of it will be.</summary>
    public IEnumerable<IncomeBalance> KeptOf(UInt256 title, TitleStanding standing) =>
        _kept.Where(kept => kept.Key.Title == title && !kept.Value.IsZero).Select(kept => new IncomeBalance(kept.Key, kept.Value,
            kept.Key.Payee.IsZero && !_payees.ContainsKey(title) ? standing.Holder : OwnerOf(title, kept.Key.Payee), IncomeWait.Kept));

    /// <summary>Where the income of a fingerprint that was a title, and became a version of another, belongs once that is final: the other's account, and
    /// the key that was its payee's at that moment (zero before its first transfer). Null where that never happened; it means nothing once the fingerprint is a title again.</summary>
    public (UInt256 Into, Address Payee)? JoinedAs(UInt256 title) => _joined.TryGetValue(title, out (UInt256, Address) joined) ? joined : null;

    /// <summary>Whose the income under a key is: the key's own, but for one that a sale or an award gave to another.</summary>
    /// <returns>Zero for the key zero of a title that was never transferred: that is its holder's.</returns>
    public Address OwnerOf(UInt256 title, Address payee) => _owners.TryGetValue((title, payee), out Address owner) ? owner : payee;

    private VectorPart[] Vector(in RoyaltiesContract.VectorBound bound)
    {
        if (bound.Accounts.Length != bound.Parts.Length) throw new MalformedDataException($"The vector of {bound.TitleId.ToHash()} has {bound.Accounts.Length} accounts and {bound.Parts.Length} parts.");
        VectorPart[] parts = new VectorPart[bound.Parts.Length];
        for (int i = 0; i < parts.Length; i++) parts[i] = new VectorPart(TitleOf(bound.Accounts[i]), bound.Parts[i]);
        return parts;
    }

    private UInt256 TitleOf(UInt256 number) => _titles.TryGetValue(number, out UInt256 title) ? title
        : throw new MalformedDataException($"A vector names account {number}, which was never opened: logs are missing.");

    private void Pay(in RoyaltiesContract.Paid paid, LogPlace place)
    {
        if (paid.Kept)
        {
            IncomeAccount account = new(paid.TitleId, paid.OwnPayee, paid.Currency);
            _kept[account] = _kept.GetValueOrDefault(account) + paid.Received;
            return;
        }
        PassOn(paid.TitleId, new IncomeEntry(paid.TitleId, paid.TitleId, paid.Currency, paid.OwnPayee, paid.Payer, paid.Received, paid.Own, place));
    }

    private void Distribute(in RoyaltiesContract.Distributed distributed, LogPlace place)
    {
        IncomeAccount account = new(distributed.TitleId, distributed.Payee, distributed.Currency);
        if (_kept.GetValueOrDefault(account) != distributed.Amount) throw new MalformedDataException($"More or less was distributed than was kept of {distributed.TitleId.ToHash()}: logs are missing.");
        _kept.Remove(account);
        PassOn(distributed.TitleId, new IncomeEntry(distributed.TitleId, distributed.TitleId, distributed.Currency, distributed.Payee, Address.Zero, distributed.Amount, distributed.Own, place));
    }

    // No new income: what came to the one account is in the other's from now on.
    private void Join(in RoyaltiesContract.IncomeJoined moved)
    {
        IncomeAccount from = new(moved.TitleId, Address.Zero, moved.Currency), to = new(moved.Into, moved.Payee, moved.Currency);
        if (_kept.GetValueOrDefault(from) != moved.Kept || _balances.GetValueOrDefault(from) != moved.Credited)
            throw new MalformedDataException($"More or less of {moved.TitleId.ToHash()} went to {moved.Into.ToHash()} than was there: logs are missing.");
        if (_kept.Remove(from)) _kept[to] = _kept.GetValueOrDefault(to) + moved.Kept;
        if (moved.Credited.IsZero) return;
        _balances[from] = BigInteger.Zero;
        Add(to, moved.Credited);
    }

    // The ancestors' credits by a title's vector, then the paid title's own.
    private void PassOn(UInt256 by, IncomeEntry own)
    {
        foreach (VectorPart part in VectorOf(by)) Credit(own with { Title = part.Title, Payee = PayeeOf(part.Title), Amount = part.Of(own.Received) });
        Credit(own);
    }

    private void Credit(IncomeEntry entry)
    {
        if (entry.Amount.IsZero) return;
        Add(new IncomeAccount(entry.Title, entry.Payee, entry.Currency), entry.Amount);
        _credits.Add(entry);
    }

    private void Add(IncomeAccount account, BigInteger amount)
    {
        if (!_balances.TryGetValue(account, out BigInteger before))
        {
            if (!_accounts.TryGetValue(account.Title, out List<IncomeAccount>? accounts)) _accounts[account.Title] = accounts = [];
            accounts.Add(account);
        }
        _balances[account] = before + amount;
    }

    private void Take(in RoyaltiesContract.Withdrawn taken, LogPlace place)
    {
        IncomeAccount account = new(taken.TitleId, taken.Payee, taken.Currency);
        if (!_balances.TryGetValue(account, out BigInteger before)) throw new MalformedDataException($"A withdrawal from an account of {taken.TitleId.ToHash()} that was never credited: logs are missing.");
        _balances[account] = before - taken.Amount;
        _withdrawals.Add(new Withdrawal(taken.TitleId, taken.Currency, taken.Payee, taken.To, taken.Amount, place));
    }

    private void Seat(in RoyaltiesContract.PayeeChanged changed)
    {
        _payees[changed.TitleId] = changed.Payee;
        if (changed.Payee != changed.Holder) _owners[(changed.TitleId, changed.Payee)] = changed.Holder;
    }

    private void Replace(in RoyaltiesContract.PayeeReplaced replaced)
    {
        (UInt256 title, Address payee) = (replaced.TitleId, replaced.Payee);
        // Whoever lost a key is credited under a new one from then on (Royalties._keyOf), which no log need name.
        if (!payee.IsZero && replaced.Heir != payee) _owners.TryAdd((title, NextKey(title, payee)), OwnerOf(title, payee));
        _owners[(title, payee)] = replaced.Heir;
    }

    private Address NextKey(UInt256 title, Address payee)
    {
        byte[] words = new byte[64];
        _numbers[title].WriteBigEndian(words);
        payee.Bytes.CopyTo(words.AsSpan(44));
        return new Address(Keccak256.Hash(words).Bytes[12..]);
    }
}

/// <summary>An entry of a title's vector.</summary>
/// <param name="Title">The ancestor.</param>
/// <param name="Part">What it gets of every payment, in parts per 10^12.</param>
public readonly record struct VectorPart(UInt256 Title, UInt256 Part)
{
    private static readonly BigInteger Whole = BigInteger.Pow(10, 12);

    /// <summary>The ancestor's part of a payment, rounded down to the currency's smallest unit.</summary>
    public BigInteger Of(BigInteger received) => received * Part / Whole;

    /// <summary>Percent with all places that it has, e.g. <c>2.5 %</c>.</summary>
    public override string ToString() => $"{new TokenAmount(Part).Format(10)} %";
}
