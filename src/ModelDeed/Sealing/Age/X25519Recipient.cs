namespace ModelDeed.Sealing;

/// <summary>A public X25519 key that something is sealed to, written as age writes it (<c>age1…</c>).</summary>
/// <remarks>Source: age-encryption.org/v1, "X25519 recipient stanza"; RFC 7748.</remarks>
public sealed class X25519Recipient : IEquatable<X25519Recipient>
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    private const string Prefix = "age";

    private readonly byte[] _key;

    /// <summary>Copies a public key of 32 bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public X25519Recipient(ReadOnlySpan<byte> key) =>
        _key = key.Length == Size ? key.ToArray() : throw new ArgumentException($"A public key has {Size} bytes, not {key.Length}.", nameof(key));

    /// <summary>The public key.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>Reads <c>age1…</c>.</summary>
    /// <exception cref="FormatException">Not a recipient, or mistyped (its checksum is wrong).</exception>
    public static X25519Recipient Parse(string text) => TryParse(text, out X25519Recipient? recipient) ? recipient
        : throw new FormatException($"Expected a recipient (age1 and 58 characters), got \"{(text.Length <= 80 ? text : text[..77] + "...")}\". Copy it again.");

    /// <summary>Like <see cref="Parse"/>, without an exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out X25519Recipient? recipient)
    {
        Span<byte> key = stackalloc byte[Size];
        recipient = text is not null && Bech32.TryDecode(text, Prefix, key) ? new X25519Recipient(key) : null;
        return recipient is not null;
    }

    /// <summary>As age writes it.</summary>
    public override string ToString() => Bech32.Encode(Prefix, _key);

    /// <inheritdoc/>
    public bool Equals(X25519Recipient? other) => other is not null && Key.SequenceEqual(other.Key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as X25519Recipient);

    /// <inheritdoc/>
    public override int GetHashCode() => BitConverter.ToInt32(_key);
}
