using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Tests.Royalties;

public sealed class RoyaltyBooksTests
{
    private static readonly UInt256 Base = 1000, Child = 2000;
    private static readonly Address Alice = Account(0xa), Bob = Account(0xb);

    private readonly RoyaltyBooks _books = new();

    [Fact]
    public void Ancestors_get_their_part_rounded_down_and_the_title_the_dust()
    {
        Bind(part: 333_333_333_333);
        Pay(received: 10, own: 7);
        Assert.Equal((3, 7), (Balance(Base, default), Balance(Child, default)));
        Assert.Equal([(Base, Child, 3), (Child, Child, 7)], _books.Credits.Select(credit => (credit.Title, credit.Source, (int)credit.Amount)));
        Pay(received: 2, own: 2); // a part below one unit is no credit
        Assert.Equal(3, _books.Credits.Count);
        Assert.All(_books.Credits, credit => Assert.Equal(5ul, credit.Place.Time));
    }

    [Fact]
    public void The_vector_counts_as_it_was_bound_last_and_not_once_it_is_released()
    {
        Bind(part: 500_000_000_000);
        Pay(received: 10, own: 5);
        Enter(RoyaltiesContract.VectorReleased.Topic0, [Child], []);
        Pay(received: 10, own: 10);
        Assert.Equal((5, 15), (Balance(Base, default), Balance(Child, default)));
        Bind(part: 100_000_000_000);
        Pay(received: 10, own: 9);
        Assert.Equal((6, 24), (Balance(Base, default), Balance(Child, default)));
        Assert.Equal("10 %", $"{Assert.Single(_books.VectorOf(Child))}");
    }

    [Fact]
    public void Income_goes_to_the_payee_of_its_time_and_waits_as_the_title_stands()
    {
        Pay(received: 10, own: 10);
        Assert.Equal((Alice, IncomeWait.Provisional), Owed(new TitleStanding(Alice, Final: false, Disputed: false), default));
        Assert.Equal((Alice, IncomeWait.Disputed), Owed(new TitleStanding(Alice, Final: true, Disputed: true), default));
        Enter(RoyaltiesContract.PayeeReplaced.Topic0, [Child, Number(default), Number(Alice)], []);
        Enter(RoyaltiesContract.PayeeChanged.Topic0, [Child, Number(Bob), Number(Bob)], []);
        Pay(received: 7, own: 7, payee: Bob);
        TitleStanding disputed = new(Bob, Final: true, Disputed: true);
        Assert.Equal((Alice, IncomeWait.None), Owed(disputed, default)); // what the seller earned doesn't wait
        Assert.Equal((Bob, IncomeWait.Disputed), Owed(disputed, Bob));
        Enter(RoyaltiesContract.Withdrawn.Topic0, [Child, UInt256.Zero, Number(Bob)], [Number(Alice), 7]);
        Assert.Equal(0, Balance(Child, Bob));
        Assert.Equal(Alice, Assert.Single(_books.Withdrawals).To);
    }

    [Fact]
    public void What_is_kept_is_credited_when_it_is_distributed_by_the_vector_of_then()
    {
        Bind(part: 1_000_000_000_000); // a thief's, to a title of his own
        Pay(received: 10, own: 10, kept: true);
        Pay(received: 5, own: 5, kept: true);
        Assert.Empty(_books.Credits);
        IncomeBalance kept = Assert.Single(_books.KeptOf(Child, new TitleStanding(Alice, Final: false, Disputed: false)));
        Assert.Equal((15, Alice, IncomeWait.Kept), ((int)kept.Balance, kept.Owner, kept.Wait));
        Enter(RoyaltiesContract.VectorReleased.Topic0, [Child], []);
        Bind(part: 200_000_000_000);
        Distribute(Child, amount: 15, own: 12);
        Assert.Equal((3, 12), (Balance(Base, default), Balance(Child, default)));
        Assert.Empty(_books.Kept);
        Assert.All(_books.Credits, credit => Assert.Equal((Child, 15), (credit.Source, (int)credit.Received)));
    }

    [Fact]
    public void What_a_dissolved_title_kept_is_the_title_s_that_took_it_in_and_goes_by_its_vector()
    {
        UInt256 other = 3000;
        Enter(RoyaltiesContract.AccountOpened.Topic0, [Base, UInt256.One], []);
        Enter(RoyaltiesContract.VectorBound.Topic0, [other], [64, 128, 1, 1, 1, 500_000_000_000]);
        Pay(received: 10, own: 10, kept: true);
        Enter(RoyaltiesContract.TitleJoined.Topic0, [Child, other, Number(Alice)], []);
        Assert.Equal((other, Alice), _books.JoinedAs(Child));
        Assert.Throws<MalformedDataException>(() => Join(other, kept: 9));
        Join(other, kept: 10);
        Assert.Empty(_books.KeptOf(Child, new TitleStanding(Bob, Final: true, Disputed: false)));
        Assert.Equal(Alice, Assert.Single(_books.KeptOf(other, new TitleStanding(Bob, Final: true, Disputed: false))).Owner);
        Distribute(other, amount: 10, own: 5, Alice);
        Assert.Equal((5, 5), (Balance(Base, default), Balance(other, Alice)));
    }

    [Fact]
    public void A_distribution_of_what_was_never_kept_is_refused()
    {
        Pay(received: 10, own: 10, kept: true);
        Assert.Throws<MalformedDataException>(() => Distribute(Child, amount: 11, own: 11));
    }

    [Fact]
    public void A_vector_of_accounts_that_no_log_opened_is_refused() => Assert.Throws<MalformedDataException>(() => Bind(part: 1, account: 9));

    private (Address, IncomeWait) Owed(TitleStanding standing, Address payee)
    {
        IncomeBalance balance = _books.BalancesOf(Child, standing).Single(found => found.Account.Payee == payee);
        return (balance.Owner, balance.Wait);
    }

    private int Balance(UInt256 title, Address payee) => (int)_books.Balances[new IncomeAccount(title, payee, default)];

    private void Bind(ulong part, ulong account = 1)
    {
        Enter(RoyaltiesContract.AccountOpened.Topic0, [Base, UInt256.One], []);
        Enter(RoyaltiesContract.VectorBound.Topic0, [Child], [64, 128, 1, account, 1, part]);
    }

    private void Pay(ulong received, ulong own, Address payee = default, bool kept = false) =>
        Enter(RoyaltiesContract.Paid.Topic0, [Child, UInt256.Zero, Number(Bob)], [received, own, Number(payee), kept ? UInt256.One : UInt256.Zero]);

    private void Distribute(UInt256 title, ulong amount, ulong own, Address payee = default) =>
        Enter(RoyaltiesContract.Distributed.Topic0, [title, UInt256.Zero, Number(payee)], [amount, own]);

    private void Join(UInt256 into, ulong kept) =>
        Enter(RoyaltiesContract.IncomeJoined.Topic0, [Child, into, UInt256.Zero], [Number(Alice), kept, UInt256.Zero]);

    private void Enter(Hash32 topic, UInt256[] indexed, UInt256[] words)
    {
        Log log = new() { Address = default, Topics = new LogTopics([topic, .. indexed.Select(word => word.ToHash())]), Data = (byte[])[.. words.SelectMany(word => word.ToHash().ToArray())] };
        _books.Enter(in log, 5);
    }

    private static UInt256 Number(Address account) => (UInt256)new BigInteger(account.Bytes, isUnsigned: true, isBigEndian: true);

    private static Address Account(byte last) => new([.. new byte[19], last]);
}
