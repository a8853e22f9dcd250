using System.CommandLine;
using System.CommandLine.Parsing;

namespace ModelDeed.Cli;

/// <summary>
/// One option of many commands. Each command gets an instance of its own: an <see cref="Option"/> keeps every command it was ever added to,
/// so a shared one slows each command line of a long-lived process.
/// </summary>
internal abstract record SharedOption(string Name)
{
    public abstract Option New();
}

/// <inheritdoc cref="SharedOption"/>
internal sealed record SharedOption<T>(string Name, params string[] Aliases) : SharedOption(Name)
{
    public required string Description { get; init; }

    public string? HelpName { get; init; }

    public bool Recursive { get; init; }

    public override Option New() => new Option<T>(Name, Aliases) { Description = Description, HelpName = HelpName, Recursive = Recursive };
}

/// <summary>Adds and reads a <see cref="SharedOption"/> as any other option.</summary>
internal static class SharedOptions
{
    public static void Add(this Command command, SharedOption option) => command.Add(option.New());

    /// <summary>What the command line says of the option.</summary>
    /// <returns>The option's value, or the type's default where it isn't given or the command has no such option.</returns>
    public static T? GetValue<T>(this ParseResult parsed, SharedOption<T> option)
    {
        for (SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
            if (at is CommandResult { Command: { } command } && command.Options.FirstOrDefault(one => one.Name == option.Name) is Option<T> own)
                return parsed.GetValue(own);
        return default;
    }
}
