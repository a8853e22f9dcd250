using System.Globalization;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Messages for people, as wallets' <c>personal_sign</c> frames them (EIP-191, version 0x45), so that no signed text can be
/// replayed as a transaction.</summary>
public static class PersonalMessage
{
    /// <summary>Keccak-256 of <c>"\x19Ethereum Signed Message:\n"</c>, the length in decimal, and the message.</summary>
    public static Hash32 Digest(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> prefix = "\u0019Ethereum Signed Message:\n"u8; // \x19E would be one character in C#
        byte[] length = Encoding.ASCII.GetBytes(message.Length.ToString(CultureInfo.InvariantCulture));
        return Keccak256.Hash([.. prefix, .. length, .. message]);
    }

    /// <summary>The digest of a text's UTF-8.</summary>
    public static Hash32 Digest(string message) => Digest(Encoding.UTF8.GetBytes(message));
}
