using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

/// <summary>Short ways to what tests ask for.</summary>
internal static partial class Keys
{
    /// <summary>The shares that these custodians find in a header.</summary>
    public static List<KeyShare> Shares(CustodianStanza stanza, IEnumerable<X25519Identity> custodians) =>
        [.. custodians.Select(custodian => Assert.IsType<ShareOutcome.Opened>(stanza.Open(custodian)).Share)];

    public static byte[] Key(UnlockOutcome outcome) => Assert.IsType<UnlockOutcome.Unlocked>(outcome).Key.Bytes.ToArray();
}
