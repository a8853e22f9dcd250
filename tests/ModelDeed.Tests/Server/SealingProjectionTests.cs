using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Sealing;

namespace ModelDeed.Tests.Server;

/// <summary>What events of <c>Packages</c> and <c>Custodians</c> become.</summary>
public sealed class SealingProjectionTests
{
    private static readonly Address Ann = MarketLogs.Account(1), Bob = MarketLogs.Account(2);
    private static readonly UInt256 Title = MarketLogs.Title(1), Other = MarketLogs.Title(2);

    private static Hash32 First => Title.ToHash();

    [Fact]
    public void A_later_package_takes_the_place_of_the_earlier_and_a_withdrawn_one_is_gone()
    {
        Projected index = new(MarketLogs.Sealed(Title, First, 5, "https://a.example"u8.ToArray()), MarketLogs.Sealed(Title, First, 8, [.. "x\nhttps://"u8, 0xff]));
        Row package = index[SealingTables.Packages, First];
        Assert.Equal((MarketLogs.Word(8), MarketLogs.Word(9), "x\nhttps://\uFFFD"), (package.Hash("header"), package.Hash("root"), package.Text("sources")));
        Assert.Equal((Title, 0L, 2_000L), (package.Id("title_id"), package.Number("epoch"), package.Number("published")));
        Assert.False(index.Enter(MarketLogs.Unsealed(Title, First)).Has(SealingTables.Packages, First));
    }

    [Fact]
    public void A_package_keeps_the_epoch_that_it_was_named_in()
    {
        Projected index = new(MarketLogs.Sealed(Title, First, 5, []), MarketLogs.Superseded(Title, Ann, Bob), MarketLogs.Sealed(Other, Other.ToHash(), 5, []));
        Assert.Equal((0L, 0L), (index[SealingTables.Packages, First].Number("epoch"), index[SealingTables.Packages, Other.ToHash()].Number("epoch")));
        index.Enter(MarketLogs.Sealed(Title, First, 6, [])).Enter(MarketLogs.Dissolved(Title, Other)).Enter(MarketLogs.Sealed(Title, MarketLogs.Word(3), 7, []));
        Assert.Equal((1L, 2L), (index[SealingTables.Packages, First].Number("epoch"), index[SealingTables.Packages, MarketLogs.Word(3)].Number("epoch")));
    }

    [Fact]
    public void A_custodian_joins_bonds_changes_and_leaves()
    {
        Projected index = new(MarketLogs.CustodianJoined(Ann, 77, 3, "https://a.example/"u8.ToArray()), MarketLogs.Bonded(Ann, 5, 5), MarketLogs.Bonded(Ann, 2, 7), MarketLogs.CustodianChanged(Ann, 1, [0xff]));
        Row custodian = index[SealingTables.Custodians, Ann];
        Assert.Equal((MarketLogs.Word(77), "\uFFFD", new UInt256(7), new UInt256(1)), (custodian.Hash("public_key"), custodian.Text("url"), custodian.Amount("bond"), custodian.Id("territories")));
        Assert.Equal(1_000L, custodian.Number("joined"));
        index.Enter(MarketLogs.CustodianLeft(Ann)).Enter(MarketLogs.BondReturned(Ann, 7));
        Assert.Equal((5_000L, UInt256.Zero), (index[SealingTables.Custodians, Ann].Number("left_at"), index[SealingTables.Custodians, Ann].Amount("bond")));
    }

    [Fact]
    public void A_key_of_before_stays_the_custodians()
    {
        Projected index = new(MarketLogs.CustodianJoined(Ann, 77, 3, []), MarketLogs.KeyChanged(Ann, 78));
        Assert.Equal(MarketLogs.Word(78), index[SealingTables.Custodians, Ann].Hash("public_key"));
        Assert.Equal((Ann, Ann), (index[SealingTables.Keys, MarketLogs.Word(77)].Address("account"), index[SealingTables.Keys, MarketLogs.Word(78)].Address("account")));
    }

    [Fact]
    public void Who_told_two_stories_is_known_for_it()
    {
        Projected index = new(MarketLogs.CustodianJoined(Ann, 77, 3, []), MarketLogs.Bonded(Ann, 5, 5), MarketLogs.CustodianLeft(Ann), MarketLogs.Equivocated(Ann, Bob));
        Row custodian = index[SealingTables.Custodians, Ann];
        Assert.Equal((4_000L, UInt256.Zero), (custodian.Number("convicted"), custodian.Amount("bond")));
        Assert.NotEmpty(index.Enter(MarketLogs.Bonded(Bob, 5, 5))[SkippedLogs.Table, 5, 0, "SealingProjection"].Text("reason")!);
    }
}
