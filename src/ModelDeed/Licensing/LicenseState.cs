namespace ModelDeed.Licensing;

/// <summary>Why nothing is sold or renewed.</summary>
public enum SaleRefusal
{
    /// <summary>The number of periods is 0, or over 1 where no subscription is sold.</summary>
    PeriodsImpossible,

    /// <summary>The sale hasn't started.</summary>
    NotStarted,

    /// <summary>The sale is over.</summary>
    Ended,

    /// <summary>All licenses are sold.</summary>
    SoldOut,

    /// <summary>The account has as many as the terms allow.</summary>
    AccountLimit,

    /// <summary>Only subscriptions are renewed.</summary>
    NotRenewable,

    /// <summary>The expiry would be 2^40 - 1 seconds or later.</summary>
    TooFar,
}

/// <summary>What a license would cost.</summary>
public abstract record QuoteOutcome
{
    private QuoteOutcome() { }

    /// <summary>It can be bought.</summary>
    /// <param name="Price">In all, in the currency's smallest units; exact.</param>
    /// <param name="Expiry">The first second in which it would hold no more; <see cref="Seconds.Perpetual"/> for never.</param>
    public sealed record Offered(TokenAmount Price, ulong Expiry) : QuoteOutcome;

    /// <summary>It can't.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(SaleRefusal Reason) : QuoteOutcome;
}

/// <summary>What a renewal would do.</summary>
public abstract record RenewalOutcome
{
    private RenewalOutcome() { }

    /// <summary>It can be renewed.</summary>
    /// <param name="Price">In all, in the currency's smallest units; exact.</param>
    /// <param name="Since">As before when it joins on; now when it starts anew.</param>
    /// <param name="Expiry">The first second in which it would hold no more.</param>
    public sealed record Renewed(TokenAmount Price, ulong Since, ulong Expiry) : RenewalOutcome;

    /// <summary>It can't.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(SaleRefusal Reason) : RenewalOutcome;
}

/// <summary>The contract's decisions about licenses, as pure functions. Times are seconds since 1970, at most <see cref="Seconds.Most"/>.</summary>
public static class LicenseState
{
    /// <summary>Whether a license allows a use at a time, exact to the second: from its first second up to, not including, its expiry; and in the times before it lapsed.</summary>
    /// <param name="territory">Position in <see cref="Territories"/>; one beyond the list is never covered.</param>
    /// <param name="field">Position in <see cref="FieldsOfUse"/>.</param>
    /// <param name="dataType">Position in <see cref="DataTypes"/>.</param>
    public static bool Covers(License license, int territory, int field, int dataType, ulong time) =>
        license.HoldsAt(time)
        && license.Scope.Territories.Contains(territory) && license.Scope.Fields.Contains(field) && license.Scope.DataTypes.Contains(dataType);

    /// <summary>The price of a license, or why there is none to be had.</summary>
    /// <param name="periods">1 for anything but a subscription.</param>
    /// <param name="sold">Licenses granted under the terms so far.</param>
    /// <param name="bought">Of these, by the receiving account.</param>
    public static QuoteOutcome Quote(LicenseTerms terms, ushort periods, ulong now, uint sold, uint bought)
    {
        bool subscription = terms.Payment == PaymentModel.Subscription;
        if (periods == 0 || (!subscription && periods != 1)) return new QuoteOutcome.Refused(SaleRefusal.PeriodsImpossible);
        if (now < terms.SaleStart) return new QuoteOutcome.Refused(SaleRefusal.NotStarted);
        if (terms.SaleEnd != 0 && now >= terms.SaleEnd) return new QuoteOutcome.Refused(SaleRefusal.Ended);
        if (terms.Supply != 0 && sold >= terms.Supply) return new QuoteOutcome.Refused(SaleRefusal.SoldOut);
        if (terms.PerAccount != 0 && bought >= terms.PerAccount) return new QuoteOutcome.Refused(SaleRefusal.AccountLimit);
        if (terms.Period == 0) return new QuoteOutcome.Offered(Times(terms.Price, periods), Seconds.Perpetual);
        ulong expiry = now + (ulong)periods * terms.Period;
        return expiry >= Seconds.Perpetual ? new QuoteOutcome.Refused(SaleRefusal.TooFar) : new QuoteOutcome.Offered(Times(terms.Price, periods), expiry);
    }

    /// <summary>What a renewal by <paramref name="periods"/> would do: up to the last second of grace, included, it joins on to the expiry;
    /// later it starts anew. The price is the agreed one, whatever is on offer by then.</summary>
    public static RenewalOutcome Renew(License license, LicenseTerms terms, ushort periods, ulong now)
    {
        if (terms.Payment != PaymentModel.Subscription || license.Expiry == Seconds.Perpetual) return new RenewalOutcome.Refused(SaleRefusal.NotRenewable);
        if (periods == 0) return new RenewalOutcome.Refused(SaleRefusal.PeriodsImpossible);
        bool joins = now <= license.Expiry + terms.Grace;
        ulong expiry = (joins ? license.Expiry : now) + (ulong)periods * terms.Period;
        return expiry >= Seconds.Perpetual ? new RenewalOutcome.Refused(SaleRefusal.TooFar)
            : new RenewalOutcome.Renewed(Times(license.RenewalPrice, periods), joins ? license.Since : now, expiry);
    }

    private static TokenAmount Times(TokenAmount price, ushort periods) => new(price.Units * periods);
}
