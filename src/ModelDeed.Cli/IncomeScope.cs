using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>Share income that an account can claim now.</summary>
/// <param name="Division">The divided title.</param>
/// <param name="Account">Whose.</param>
/// <param name="Currency">ERC-20; zero for native.</param>
/// <param name="Due">In the currency's smallest units; not zero.</param>
internal sealed record ShareClaim(DivisionState Division, Address Account, Address Currency, BigInteger Due);

/// <summary>The income of some titles, or of one account, or of one account from some titles: read from the chain as it stands.</summary>
internal sealed record IncomeScope
{
    public required RoyaltyBooks Books { get; init; }

    /// <summary>Every title, for its name.</summary>
    public required IReadOnlyDictionary<UInt256, TitleState> Titles { get; init; }

    /// <summary>The titles asked about; null for all.</summary>
    public required IReadOnlySet<UInt256>? Chosen { get; init; }

    /// <summary>Whose income; null for everybody's.</summary>
    public required Address? Account { get; init; }

    /// <summary>What is there now.</summary>
    public IReadOnlyList<IncomeBalance> Balances { get; private set; } = [];

    /// <summary>What the account's shares have earned; empty without an account.</summary>
    public IReadOnlyList<ShareClaim> Claims { get; private set; } = [];

    /// <summary>Seconds since 1970 from which a provisional title with waiting income is final.</summary>
    public IReadOnlyDictionary<UInt256, ulong> FinalAt { get; private set; } = new Dictionary<UInt256, ulong>();

    /// <summary>What was credited, oldest first.</summary>
    public IEnumerable<IncomeEntry> Credits => Books.Credits.Where(credit => Concerns(credit.Title, credit.Payee));

    /// <summary>What was withdrawn, oldest first.</summary>
    public IEnumerable<Withdrawal> Withdrawals => Books.Withdrawals.Where(taken => Concerns(taken.Title, taken.Payee));

    public static async Task<IncomeScope> Read(ChainSession session, IReadOnlySet<UInt256>? titles, Address? account, CancellationToken ct)
    {
        IReadOnlyList<DivisionState> divisions = account is { } who ? await Held(session, titles, who, ct) : [];
        IncomeScope scope = new() { Books = new RoyaltyBooks(), Titles = await session.Reader.ReadAll(ct), Chosen = titles, Account = account };
        HashSet<UInt256> concerned = [.. titles ?? await scope.TitlesOf(session, account, ct), .. divisions.Select(division => division.Title)];
        ulong since = await session.Reader.FirstBlockOf(concerned, ct) ?? 0;
        scope = scope with { Books = await session.Income.Read(concerned, since, ct) };
        await scope.ReadBalances(session, ct);
        if (account is { } holder) scope.Claims = await scope.ReadClaims(session, divisions, holder, ct);
        return scope;
    }

    // Whose income an account's can be: what it holds, has registered (resales), or was given by a sale or an award. All where it is everybody's.
    private async Task<IEnumerable<UInt256>> TitlesOf(ChainSession session, Address? account, CancellationToken ct) => account is not { } who ? Titles.Keys
        : Titles.Values.Where(title => title.Registrant == who || HolderOf(title.Id) == who).Select(title => title.Id).Concat(await session.Income.SeatsOf(who, ct));

    // The divided titles of which an account ever held shares.
    private static async Task<IReadOnlyList<DivisionState>> Held(ChainSession session, IReadOnlySet<UInt256>? titles, Address account, CancellationToken ct)
    {
        DivisionState[] divisions = [.. (await session.Divisions.ReadAll(ct)).Where(division => titles?.Contains(division.Title) != false)];
        IReadOnlySet<Address> held = await session.Divisions.EverHeld([.. divisions.Select(division => division.Share)], account, ct);
        return [.. divisions.Where(division => held.Contains(division.Share))];
    }

    /// <summary>Whose what a payee was credited is now.</summary>
    public Address OwnerOf(UInt256 title, Address payee)
    {
        (UInt256 at, Address key) = AccountOf(title, payee);
        return Books.OwnerOf(at, key) is { IsZero: false } owner ? owner : HolderOf(at);
    }

    // Of a fingerprint that was a title, and is a version of another: where what it earned will be.
    private (UInt256 Title, Address Payee) AccountOf(UInt256 title, Address payee) =>
        payee.IsZero && Titles.TryGetValue(title, out TitleState? state) && state.DissolvedInto is not null && Books.JoinedAs(title) is { } joined ? joined : (title, payee);

    /// <summary>A title's name, and enough of its id to tell it from another of that name.</summary>
    public string NameOf(UInt256 title) => $"{(Titles.TryGetValue(title, out TitleState? state) ? state.Name : "?")} {title.ToHash().ToString()[..12]}…";

    private bool Concerns(UInt256 title, Address payee) => Chosen?.Contains(title) != false && (Account is null || OwnerOf(title, payee) == Account);

    /// <summary>Why a balance waits, and until when; empty for one that is due.</summary>
    public string WaitOf(IncomeBalance balance) => balance.Wait switch
    {
        IncomeWait.Disputed => "disputed: its arbitrator decides",
        IncomeWait.Provisional or IncomeWait.Kept when FinalAt.TryGetValue(balance.Account.Title, out ulong end) => $"provisional until {Units.Moment(end)}",
        IncomeWait.Kept => "kept until all its ancestors are final and it is distributed: deed withdraw",
        _ => "",
    };

    /// <summary>What is kept, and would bring the account something if it were distributed: its own, and its titles' descendants'.</summary>
    public IEnumerable<IncomeAccount> KeptFor() => Books.Kept.Keys.Where(kept => Concerns(kept.Title, kept.Payee) || Books.VectorOf(AccountOf(kept.Title, kept.Payee).Title).Any(part => Concerns(part.Title, Books.PayeeOf(part.Title))));

    /// <summary>What of it the account would be credited, by the vector as it is now.</summary>
    public IEnumerable<(UInt256 Title, Address Payee, BigInteger Amount)> PartsOf(IncomeAccount kept)
    {
        BigInteger amount = Books.Kept[kept];
        (UInt256 title, Address payee) = AccountOf(kept.Title, kept.Payee);
        List<(UInt256, Address, BigInteger)> parts = [.. Books.VectorOf(title).Select(part => (part.Title, Books.PayeeOf(part.Title), part.Of(amount)))];
        BigInteger own = amount - parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Item3);
        return parts.Append((title, payee, own)).Where(part => !part.Item3.IsZero && Concerns(part.Item1, part.Item2));
    }

    /// <summary>Without what isn't earned by shares.</summary>
    public IncomeScope OfSharesOnly() => this with { Balances = [] };

    // Of a dissolved title: who holds the one that took its fingerprint in.
    private Address HolderOf(UInt256 title)
    {
        HashSet<UInt256> seen = [];
        UInt256 at = title;
        while (seen.Add(at) && Titles.TryGetValue(at, out TitleState? state) && state.DissolvedInto is { } into) at = into;
        return Titles.TryGetValue(at, out TitleState? last) ? last.Holder : Address.Zero;
    }

    private async Task ReadBalances(ChainSession session, CancellationToken ct)
    {
        List<IncomeBalance> balances = [];
        Dictionary<UInt256, ulong> finalAt = [];
        foreach (UInt256 title in Books.Balances.Concat(Books.Kept).Where(balance => !balance.Value.IsZero && Concerns(balance.Key.Title, balance.Key.Payee)).Select(balance => balance.Key.Title).Distinct())
        {
            TitlesContract.StandingOfResult standing = await session.Reader.Call(new TitlesContract.StandingOfCall(title.ToHash()), ct);
            TitleStanding stands = new(standing.Holder, standing.Final, standing.Disputed);
            foreach (IncomeBalance found in Books.BalancesOf(title, stands).Concat(Books.KeptOf(title, stands)))
            {
                IncomeBalance balance = found with { Owner = OwnerOf(title, found.Account.Payee) };
                if (Account is not null && balance.Owner != Account) continue;
                balances.Add(balance);
                if (balance.Wait is IncomeWait.Provisional or IncomeWait.Kept && !stands.Final && !finalAt.ContainsKey(title)) finalAt[title] = (ulong)await session.Reader.Call(new TitlesContract.FinalAtCall(title.ToHash()), ct);
            }
        }
        (Balances, FinalAt) = (balances, finalAt);
    }

    private async Task<IReadOnlyList<ShareClaim>> ReadClaims(ChainSession session, IReadOnlyList<DivisionState> divisions, Address holder, CancellationToken ct)
    {
        List<ShareClaim> claims = [];
        foreach (DivisionState division in divisions)
        {
            foreach (Address currency in CurrenciesOf(Books, division))
                if (await session.Divisions.Call(division.Share, new ShareContract.ClaimableCall(holder, currency), ct) is { IsZero: false } due)
                    claims.Add(new ShareClaim(division, holder, currency, due));
        }
        return claims;
    }

    /// <summary>The currencies in which a divided title has earned anything.</summary>
    public static IEnumerable<Address> CurrenciesOf(RoyaltyBooks books, DivisionState division) =>
        books.Balances.Keys.Where(account => account.Title == division.Title && account.Payee == division.Share).Select(account => account.Currency);
}
