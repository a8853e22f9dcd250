namespace ModelDeed.Tests.Architecture;

/// <summary>The one order of capabilities: a folder may use only those before it, in C# and in Solidity alike.</summary>
internal static class Capabilities
{
    public static readonly string[] Order =
    [
        "Primitives", "Ethereum", "Fingerprints", "Heritage", "Anchors", "Titles", "Royalties", "Licensing", "Shares", "Storage",
        "Sealing", "Market", "Metering", "Federation", "Governance", "Disputes", "Deployment",
    ];

    /// <summary>True when a file of <paramref name="from"/> may name something of <paramref name="to"/>.</summary>
    public static bool MayUse(string from, string to) => Rank(to) <= Rank(from);

    private static int Rank(string capability)
    {
        int rank = Array.FindIndex(Order, name => name.Equals(capability, StringComparison.OrdinalIgnoreCase));
        return rank >= 0 ? rank : throw new InvalidOperationException($"\"{capability}\" isn't in the list of capabilities: add it where it belongs, and say why in docs/decisions/.");
    }
}
