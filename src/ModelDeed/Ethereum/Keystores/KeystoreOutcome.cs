namespace ModelDeed.Ethereum;

/// <summary>What opening a keystore came to.</summary>
public abstract record KeystoreOutcome
{
    private KeystoreOutcome() { }

    /// <summary>The key; the receiver disposes it.</summary>
    /// <param name="Key">The key.</param>
    public sealed record Opened(PrivateKey Key) : KeystoreOutcome;

    /// <summary>Another password was used to seal it (or the file was changed: its check can't tell the two apart).</summary>
    public sealed record WrongPassword : KeystoreOutcome;

    /// <summary>The file isn't a keystore that this program can or will read.</summary>
    /// <param name="Reason">What is wrong, without any secret.</param>
    public sealed record Unreadable(string Reason) : KeystoreOutcome;
}
