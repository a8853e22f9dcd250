using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>age's own stanza for a public key: <c>-> X25519 EPHEMERAL</c> and the wrapped file key.</summary>
internal static class X25519Stanza
{
    public const string Type = "X25519";

    private const string Label = "age-encryption.org/v1/X25519";

    public static Stanza Wrap(FileKey key, X25519Recipient to) => Of(SealedBox.Seal(to, SealedBox.Info(Label), key.Bytes));

    public static Stanza Wrap(FileKey key, X25519Recipient to, X25519Identity ephemeral) => Of(SealedBox.Seal(to, SealedBox.Info(Label), key.Bytes, ephemeral));

    /// <summary>The file key, or null when the stanza is for somebody else.</summary>
    /// <exception cref="SealedDataException">The stanza breaks its format.</exception>
    public static FileKey? Unwrap(Stanza stanza, X25519Identity identity)
    {
        if (stanza.Arguments.Length != 1 || AgeBase64.Decode(stanza.Arguments[0]) is not { Length: X25519Recipient.Size } ephemeral)
            throw new SealedDataException("The header's X25519 stanza has no ephemeral share of 32 bytes. Fetch the header again.");
        if (stanza.Body.Length != FileKey.Size + SealedBox.Overhead)
            throw new SealedDataException("The header's X25519 stanza doesn't hold a file key of 16 bytes. Fetch the header again.");
        Span<byte> secret = stackalloc byte[FileKey.Size];
        bool opened = new SealedBox(ephemeral, stanza.Body).TryOpen(identity, SealedBox.Info(Label), secret);
        FileKey? key = opened ? new FileKey(secret) : null;
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    private static Stanza Of(SealedBox box) => new(Type, [AgeBase64.Encode(box.Ephemeral.Span)], box.Ciphertext);
}
