namespace ModelDeed.Server.Api;

/// <summary>Values of paths and queries, each with an error that names it.</summary>
internal static class PathValue
{
    /// <summary>A hash or id.</summary>
    /// <exception cref="ProblemException">Not 0x and 64 digits.</exception>
    public static Hash32 Hash(string name, string text) => text.Length == 2 + 2 * Hash32.Size && text.StartsWith("0x", StringComparison.Ordinal) && Hash32.TryParse(text, out Hash32 hash)
        ? hash : throw Malformed(name, "expected 0x and 64 hexadecimal digits");

    /// <summary>A hash, or nothing.</summary>
    /// <exception cref="ProblemException">Not 0x and 64 digits.</exception>
    public static Hash32? HashOrNull(string name, string? text) => text is null ? null : Hash(name, text);

    /// <summary>An account.</summary>
    /// <exception cref="ProblemException">Not an address, or a digit was mistyped.</exception>
    public static Address Account(string name, string text) => Address.TryParse(text, out Address account)
        ? account : throw Malformed(name, "expected an address: 0x and 40 hexadecimal digits, in lower case or with the right EIP-55 checksum");

    /// <summary>An account, or nothing.</summary>
    /// <exception cref="ProblemException">Not an address.</exception>
    public static Address? AccountOrNull(string name, string? text) => text is null ? null : Account(name, text);

    private static ProblemException Malformed(string name, string expected) => new(Problem.Of("malformed-request", $"{name}: {expected}."));
}
