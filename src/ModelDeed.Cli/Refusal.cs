namespace ModelDeed.Cli;

/// <summary>Ends a command with a message for the user: what was wrong with which thing, and what to do.</summary>
internal sealed class Refusal(int exit, string code, string message, string? hint = null) : Exception(message)
{
    /// <summary>One of <see cref="Cli.Exit"/>.</summary>
    public int Exit { get; } = exit;

    /// <summary>Stable kebab-case code, for scripts.</summary>
    public string Code { get; } = code;

    /// <summary>What to do about it, or null where the message says it.</summary>
    public string? Hint { get; } = hint;

    public static Refusal Usage(string message, string? hint = null) => new(Cli.Exit.Usage, "usage", message, hint);

    public static Refusal Unreadable(string message, string? hint = null) => new(Cli.Exit.Unreadable, "unreadable", message, hint);

    public static Refusal Chain(string code, string message, string? hint = null) => new(Cli.Exit.Chain, code, message, hint);
}
