using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Royalties;

namespace ModelDeed.Tests.Server;

/// <summary>The tables of income hold what <see cref="RoyaltyBooks"/> computes.</summary>
public sealed class RoyaltyProjectionTests
{
    private const int Titles = 5;

    private static readonly Address[] Payees = [default, MarketLogs.Account(1), MarketLogs.Account(2)];

    [Fact]
    public void Kept_income_waits_and_is_credited_when_it_is_distributed()
    {
        (UInt256 parent, UInt256 child) = (MarketLogs.Title(1), MarketLogs.Title(2));
        Projected index = new(MarketLogs.Opened(parent, 1), MarketLogs.Opened(child, 2), MarketLogs.Bound(child, (1, 1_000_000_000_000)), MarketLogs.Paid(child, default, MarketLogs.Account(3), 15, 15, default, kept: true));
        Assert.Equal(new UInt256(15), index[RoyaltyTables.Kept, child, default(Address), default(Address)].Amount("amount"));
        Assert.Equal((new UInt256(15), UInt256.Zero), (index[RoyaltyTables.Income, child, default(Address)].Amount("kept"), index[RoyaltyTables.Income, child, default(Address)].Amount("credited")));
        index.Enter(MarketLogs.Bound(child, (1, 200_000_000_000))).Enter(MarketLogs.Distributed(child, default, default, 15, 12));
        Assert.False(index.Has(RoyaltyTables.Kept, child, default(Address), default(Address)));
        Assert.Equal((new UInt256(3), new UInt256(12)), (index[RoyaltyTables.Balances, parent, default(Address), default(Address)].Amount("balance"), index[RoyaltyTables.Balances, child, default(Address), default(Address)].Amount("balance")));
        Assert.Equal((UInt256.Zero, new UInt256(12)), (index[RoyaltyTables.Income, child, default(Address)].Amount("kept"), index[RoyaltyTables.Income, child, default(Address)].Amount("credited")));
    }

    [Fact]
    public void A_distribution_of_what_was_never_kept_is_skipped()
    {
        UInt256 title = MarketLogs.Title(1);
        Projected index = new(MarketLogs.Paid(title, default, MarketLogs.Account(3), 15, 15, default, kept: true), MarketLogs.Distributed(title, default, default, 16, 16));
        Assert.True(index.Has(SkippedLogs.Table, 2, 0, nameof(RoyaltyProjection)));
        Assert.Equal(new UInt256(15), index[RoyaltyTables.Kept, title, default(Address), default(Address)].Amount("amount"));
    }

    [Fact]
    public void What_became_a_version_of_another_gives_that_one_what_is_kept_and_what_was_credited()
    {
        (UInt256 old, UInt256 into, Address key) = (MarketLogs.Title(1), MarketLogs.Title(2), MarketLogs.Account(1));
        Projected index = new(MarketLogs.Paid(old, default, MarketLogs.Account(3), 15, 15, default, kept: true), MarketLogs.Paid(old, default, MarketLogs.Account(3), 4, 4, default));
        index.Enter(MarketLogs.Joined(old, into, default, key, 15, 5));
        Assert.True(index.Has(RoyaltyTables.Kept, old, default(Address), default(Address)), "not what is there: skipped");
        index.Enter(MarketLogs.Joined(old, into, default, key, 15, 4));
        Assert.False(index.Has(RoyaltyTables.Kept, old, default(Address), default(Address)));
        Assert.Equal((new UInt256(15), new UInt256(4)), (index[RoyaltyTables.Kept, into, key, default(Address)].Amount("amount"), index[RoyaltyTables.Balances, into, key, default(Address)].Amount("balance")));
        Assert.Equal(UInt256.Zero, index[RoyaltyTables.Balances, old, default(Address), default(Address)].Amount("balance"));
        index.Enter(MarketLogs.Distributed(into, default, key, 15, 15));
        Assert.Equal(new UInt256(19), index[RoyaltyTables.Balances, into, key, default(Address)].Amount("balance"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_tables_are_the_books(ulong seed)
    {
        SplitMix random = new(seed);
        RoyaltyBooks books = new();
        Projected index = new();
        void Enter(Log log)
        {
            books.Enter(in log, 5);
            index.Enter(log);
        }
        for (int i = 0; i < Titles; i++) Enter(MarketLogs.Opened(MarketLogs.Title(i), (ulong)i + 1));
        for (int i = 0; i < 2_000; i++) Enter(Next(random, books));
        Assert.Contains(books.Balances, balance => !balance.Value.IsZero);
        Assert.Contains(books.Kept, kept => !kept.Value.IsZero);
        Assert.Equal(books.Balances.Where(balance => !balance.Value.IsZero).ToHashSet(), Held(index, RoyaltyTables.Balances, "balance"));
        Assert.Equal(books.Kept.Where(kept => !kept.Value.IsZero).ToHashSet(), Held(index, RoyaltyTables.Kept, "amount"));
        for (int i = 0; i < Titles; i++) Assert.Equal(books.PayeeOf(MarketLogs.Title(i)), index[RoyaltyTables.Titles, MarketLogs.Title(i)].Address("payee"));
        foreach (IncomeAccount account in books.Balances.Keys)
            Assert.Equal(books.OwnerOf(account.Title, account.Payee), index.Rows.TryEdit(RoyaltyTables.Payees, out Row payee, account.Title, account.Payee) && payee.Bytes("owner") is { } owner ? new Address(owner) : account.Payee);
    }

    // What a contract could log after what it logged: only what is kept is distributed, only what is there is withdrawn.
    private static Log Next(SplitMix random, RoyaltyBooks books)
    {
        UInt256 title = MarketLogs.Title(random.Below(Titles)), other = MarketLogs.Title(random.Below(Titles));
        Address payee = Payees[random.Below(Payees.Length)], currency = random.Below(2) == 0 ? default : MarketLogs.Account(50);
        ulong amount = (ulong)random.Below(100_000);
        KeyValuePair<IncomeAccount, BigInteger>[] kept = [.. books.Kept], held = [.. books.Balances.Where(balance => !balance.Value.IsZero)];
        switch (random.Below(10))
        {
            case 0:
                return MarketLogs.Bound(title, ((ulong)random.Below(Titles) + 1, (ulong)random.Below(500_000) * 1_000_003));
            case 1:
                return MarketLogs.Released(title);
            case 2:
                return MarketLogs.Seated(title, payee, Payees[random.Below(Payees.Length)]);
            case 3:
                return MarketLogs.Replaced(title, payee, MarketLogs.Account(4));
            case 4 when kept.Length > 0:
                (IncomeAccount at, BigInteger sum) = kept[random.Below(kept.Length)];
                if (random.Below(2) == 0 || !at.Payee.IsZero || at.Title == other) return MarketLogs.Distributed(at.Title, at.Currency, at.Payee, (ulong)sum, (ulong)sum / 2);
                return MarketLogs.Joined(at.Title, other, at.Currency, payee, (ulong)sum, (ulong)books.Balances.GetValueOrDefault(at));
            case 5 when held.Length > 0:
                (IncomeAccount from, BigInteger most) = held[random.Below(held.Length)];
                return MarketLogs.Withdrawn(from.Title, from.Currency, from.Payee, (ulong)(most / (random.Below(3) + 1)));
            case 6 or 7:
                return MarketLogs.Paid(title, currency, MarketLogs.Account(3), amount, amount, payee, kept: true);
            default:
                return MarketLogs.Paid(title, currency, MarketLogs.Account(3), amount, amount - amount / 3, payee);
        }
    }

    private static HashSet<KeyValuePair<IncomeAccount, BigInteger>> Held(Projected index, Table table, string column) =>
        [.. index.All(table).Select(cells => KeyValuePair.Create(
            new IncomeAccount(new UInt256((byte[])cells[0]!), new Address((byte[])cells[1]!), new Address((byte[])cells[2]!)), (BigInteger)(UInt256)cells[table[column]]!)).Where(pair => !pair.Value.IsZero)];
}
