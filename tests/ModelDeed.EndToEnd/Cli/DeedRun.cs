using System.Text.Json;
using ModelDeed.Cli;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>One run of <c>deed</c>: what it printed and how it ended.</summary>
internal sealed record DeedRun(int Exit, string Out, string Error)
{
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>Runs <c>deed</c> in this process.</summary>
    /// <param name="variables">Its environment.</param>
    /// <param name="reply">What a person before it types, or null where nobody is.</param>
    /// <param name="args">The command line.</param>
    public static Task<DeedRun> Of(IReadOnlyDictionary<string, string> variables, string? reply, params string[] args) => Of(variables, reply, CancellationToken.None, args);

    /// <summary>Runs <c>deed</c> in this process until it is cancelled, as by Ctrl-C.</summary>
    public static async Task<DeedRun> Of(IReadOnlyDictionary<string, string> variables, string? reply, CancellationToken ct, params string[] args)
    {
        using StringWriter output = new(), error = new();
        using StringReader input = new(reply ?? "");
        Shell shell = new()
        {
            Out = output,
            Error = error,
            In = input,
            Interactive = reply is not null,
            ErrorIsTerminal = false,
            OutIsTerminal = false,
            Clock = TimeProvider.System,
            Environment = name => variables.GetValueOrDefault(name),
        };
        int exit = await DeedCommand.Run(shell, args, ct);
        return new DeedRun(exit, output.ToString(), error.ToString());
    }
}

/// <summary>Short reading of JSON that must be there.</summary>
internal static class JsonReading
{
    public static string Text(this JsonElement json, params string[] path) => json.At(path).GetString()!;

    public static ulong Number(this JsonElement json, params string[] path) => json.At(path).GetUInt64();

    public static JsonElement At(this JsonElement json, params string[] path) => path.Aggregate(json, (at, name) => at.GetProperty(name));
}
