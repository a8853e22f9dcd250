namespace ModelDeed.Ethereum;

/// <summary>What became of a transaction.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>It did what it should, and is as final as was asked for.</summary>
    /// <param name="Receipt">What it did.</param>
    public sealed record Confirmed(Receipt Receipt) : SendOutcome;

    /// <summary>It is in a block, but reverted: nothing changed, its gas is paid.</summary>
    /// <param name="Receipt">The proof.</param>
    /// <param name="Reason">The contract's own reason, found by running the call again.</param>
    public sealed record Reverted(Receipt Receipt, RevertReason Reason) : SendOutcome;

    /// <summary>Another transaction took its nonce: it will never be in a block.</summary>
    /// <param name="Hash">The transaction that was sent.</param>
    /// <param name="Nonce">The nonce.</param>
    public sealed record Replaced(Hash32 Hash, ulong Nonce) : SendOutcome;

    /// <summary>The network forgot it and takes it no more.</summary>
    /// <param name="Hash">The transaction that was sent.</param>
    /// <param name="Problem">What the node says.</param>
    public sealed record Dropped(Hash32 Hash, string Problem) : SendOutcome;

    /// <summary>Sent, but not final within the time given. It may still get there: look its hash up, don't send anew.</summary>
    /// <param name="Hash">The transaction.</param>
    /// <param name="Nonce">Its nonce.</param>
    /// <param name="Receipt">Its receipt, when it stands in a block that isn't final yet.</param>
    public sealed record StillPending(Hash32 Hash, ulong Nonce, Receipt? Receipt) : SendOutcome;

    /// <summary>Not sent.</summary>
    /// <param name="Why">Any quote but an offer.</param>
    public sealed record NotSent(TransactionQuote Why) : SendOutcome;
}
