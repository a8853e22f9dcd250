using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Anchors;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Shares;
using ModelDeed.Server.Titles;

namespace ModelDeed.Tests.Server;

/// <summary>What each event becomes.</summary>
public sealed class ProjectionTests
{
    private static readonly Address Ann = MarketLogs.Account(1), Bob = MarketLogs.Account(2), Token = MarketLogs.Account(50);
    private static readonly UInt256 Parent = MarketLogs.Title(1), Child = MarketLogs.Title(2);
    private static readonly LicenseTerms Terms = TermsTemplates.CommercialDerivatives(default, new TokenAmount(500));

    [Fact]
    public void A_root_keeps_its_time()
    {
        Hash32 root = MarketLogs.Word(77);
        Assert.Equal(123, new Projected(MarketLogs.Anchored(root, 123))[AnchorProjection.Anchors, root].Number("time"));
    }

    [Fact]
    public void A_registration_is_a_title_with_its_first_version_and_edges()
    {
        Projected index = new(MarketLogs.Registered(Parent, Ann, 100, "base"), MarketLogs.Moved(Child, default, Bob), MarketLogs.Registered(Child, Bob, 200, "tuned", (Parent, 250)));
        Row title = index[TitleTables.Titles, Child];
        Assert.Equal(("tuned", 200L, 260L, 3L, 3_000L), (title.Text("name"), title.Number("priority"), title.Number("final_at"), title.Number("block"), title.Number("registered")));
        Assert.Equal((Bob, 1L, 0L), (title.Address("owner"), title.Number("versions"), title.Number("transfers")));
        Assert.Equal(250, index[TitleTables.Lineage, Child, Parent].Number("royalty"));
        Assert.Equal(1, index[TitleTables.Titles, Parent].Number("children"));
        Assert.Equal(1, index[TitleTables.Versions, Child.ToHash()].Number("number"));
    }

    [Fact]
    public void A_struck_latest_version_leaves_the_first()
    {
        Hash32 second = MarketLogs.Word(999);
        Projected index = new(MarketLogs.Registered(Parent, Ann, 100, "base"), MarketLogs.Published(Parent, second, 2, "better"));
        Assert.Equal((2L, second), (index[TitleTables.Titles, Parent].Number("versions"), index[TitleTables.Titles, Parent].Hash("latest")));
        index.Enter(MarketLogs.Struck(second, Parent));
        Assert.Equal((1L, Parent), (index[TitleTables.Titles, Parent].Number("versions"), index[TitleTables.Titles, Parent].Id("latest")));
        Assert.False(index.Has(TitleTables.Versions, second));
    }

    [Fact]
    public void A_take_over_begins_an_epoch_without_the_old_edges_and_offers()
    {
        Projected index = new(MarketLogs.Registered(Parent, Ann, 100, "base"), MarketLogs.Registered(Child, Bob, 200, "stolen", (Parent, 250)),
            MarketLogs.Offered(Child, Terms, OfferState.Open), MarketLogs.Granted(new UInt256(1), Child, Ann, Terms.TermsId(), 500));
        Assert.Equal(1, index[LicensingTables.Titles, Child].Number("open_offers"));
        index.Enter(MarketLogs.Superseded(Child, Bob, Ann)).Enter(MarketLogs.Moved(Child, Bob, Ann)).Enter(MarketLogs.Registered(Child, Ann, 150, "mine"));
        Assert.Equal((1L, "mine", Ann), (index[TitleTables.Titles, Child].Number("epoch"), index[TitleTables.Titles, Child].Text("name"), index[TitleTables.Titles, Child].Address("owner")));
        Assert.False(index.Has(TitleTables.Lineage, Child, Parent));
        Assert.Equal(0, index[TitleTables.Titles, Parent].Number("children"));
        Assert.Equal((1L, 0L), (index[LicensingTables.Titles, Child].Number("epoch"), index[LicensingTables.Titles, Child].Number("open_offers")));
        Assert.Equal(0, index[LicensingTables.Licenses, new UInt256(1)].Number("epoch")); // of the epoch before: void
    }

    [Fact]
    public void Terms_are_stored_member_by_member_and_sales_counted()
    {
        Projected index = new(MarketLogs.Offered(Parent, Terms, OfferState.Open), MarketLogs.Granted(new UInt256(9), Parent, Bob, Terms.TermsId(), 500), MarketLogs.Renewed(new UInt256(9), Ann, 70));
        Row terms = index[LicensingTables.Terms, Terms.TermsId()];
        Assert.Equal((new UInt256(500), 1L, 500L), (terms.Amount("price"), terms.Number("derivatives"), terms.Number("royalty")));
        Assert.Equal(Terms.Territories.Bits, terms.Id("territories"));
        Assert.Equal(1, index[LicensingTables.Offers, Parent, Terms.TermsId()].Number("sold"));
        Row license = index[LicensingTables.Licenses, new UInt256(9)];
        Assert.Equal((Bob, new UInt256(570), 1L, 300L), (license.Address("licensee"), license.Amount("paid"), license.Number("renewals"), license.Number("expires")));
    }

    [Fact]
    public void A_payment_credits_ancestors_by_the_vector()
    {
        Projected index = new(MarketLogs.Opened(Parent, 1), MarketLogs.Opened(Child, 2), MarketLogs.Bound(Child, (1, 25_000_000_000)),
            MarketLogs.Paid(Child, Token, Ann, 1_001, 976, default), MarketLogs.Withdrawn(Parent, Token, default, 5));
        Assert.Equal(new UInt256(25), index[RoyaltyTables.Credits, 4, 0, 1].Amount("amount")); // 1001 * 0.025, rounded down
        Row balance = index[RoyaltyTables.Balances, Parent, default(Address), Token];
        Assert.Equal((new UInt256(25), new UInt256(5), new UInt256(20)), (balance.Amount("credited"), balance.Amount("withdrawn"), balance.Amount("balance")));
        Assert.Equal((new UInt256(25), new UInt256(1_001)), (index[RoyaltyTables.Income, Parent, Token].Amount("from_descendants"), index[RoyaltyTables.Income, Child, Token].Amount("received")));
    }

    [Fact]
    public void Support_that_was_lowered_is_told_as_such()
    {
        UInt256 motion = new(3);
        Projected index = new(MarketLogs.Divided(Parent, Token, Ann, (Ann, 10)), MarketLogs.MotionOpened(motion, Token, Bob, 5), MarketLogs.Supported(motion, Ann, 10, 10), MarketLogs.Supported(motion, Ann, 4, 4));
        Assert.Equal(("supported", "support-lowered"), (index[ActivityTables.Activity, 3, 0].Text("kind"), index[ActivityTables.Activity, 4, 0].Text("kind")));
        Assert.Equal((new UInt256(4), new UInt256(4)), (index[ShareTables.Motions, motion].Amount("accepted"), index[ShareTables.Support, motion, Ann].Amount("votes")));
    }

    [Fact]
    public void A_license_under_a_derivative_is_bound()
    {
        Projected index = new(MarketLogs.Granted(new UInt256(9), Parent, Bob, Terms.TermsId(), 500), MarketLogs.LicenseBound(new UInt256(9)));
        Assert.Equal(1, index[LicensingTables.Licenses, new UInt256(9)].Number("bound"));
        Assert.Equal(("license-bound", Parent), (index[ActivityTables.Activity, 2, 0].Text("kind"), index[ActivityTables.Activity, 2, 0].Id("title_id")));
    }

    [Fact]
    public void Shares_move_between_holders_of_known_tokens_only()
    {
        Projected index = new(MarketLogs.ShareMoved(Token, default, Ann, 5), MarketLogs.Divided(Parent, Token, Ann, (Ann, 10)), MarketLogs.ShareMoved(Token, default, Ann, 10), MarketLogs.ShareMoved(Token, Ann, Bob, 10));
        Assert.Equal(new UInt256(10), index[ShareTables.Holdings, Token, Bob].Amount("shares"));
        Assert.Equal((UInt256.Zero, 1L), (index[ShareTables.Holdings, Token, Ann].Amount("shares"), index[ShareTables.Divisions, Token].Number("holders")));
    }

    [Fact]
    public void Activity_tells_who_did_what_for_how_much()
    {
        Projected index = new(MarketLogs.Registered(Parent, Ann, 100, "base"), MarketLogs.Granted(new UInt256(9), Parent, Bob, Terms.TermsId(), 500));
        Row row = index[ActivityTables.Activity, 2, 0];
        Assert.Equal(("licensed", Parent, Bob, new UInt256(500)), (row.Text("kind"), row.Id("title_id"), row.Address("other"), row.Amount("amount")));
    }

    [Fact]
    public void A_log_that_breaks_its_format_is_recorded()
    {
        Projected index = new(MarketLogs.Registered(Parent, Ann, 100, "base"), MarketLogs.Broken(Parent));
        Assert.NotEmpty(index[SkippedLogs.Table, 2, 0, "TitleProjection"].Text("reason")!);
    }

    [Fact]
    public void The_schema_for_readers_is_current()
    {
        string path = Repository.PathOf("docs", "schema.sql");
        string current = Dialects.Document([.. IndexTables.All, .. ModelDeed.Server.MarketProjections.Of(MarketLogs.Contracts, MarketLogs.Contest).Tables]);
        if (Environment.GetEnvironmentVariable("MODELDEED_WRITE_VECTORS") == "1") File.WriteAllText(path, current);
        Assert.Equal(current, File.ReadAllText(path));
    }
}
