using System.Text.Json.Nodes;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>What a command found: the same facts for a script (<c>--json</c>) and for a person.</summary>
/// <param name="Json">The stable document, described in docs/cli.md.</param>
/// <param name="Show">Writes the human form to standard output.</param>
/// <param name="Exit">0, or 1 when the answer is no.</param>
internal sealed record Answer(JsonObject Json, Action<IAnsiConsole> Show, int Exit = Cli.Exit.Done);
