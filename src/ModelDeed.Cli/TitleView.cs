using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Titles;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>A title as commands show it.</summary>
internal static class TitleView
{
    public static JsonObject Json(TitleState title, ulong finalAt, TitleDues dues) => new()
    {
        ["title"] = title.Fingerprint.ToString(),
        ["name"] = title.Name,
        ["nameIsUtf8"] = title.NameIsUtf8,
        ["kind"] = title.Kind.ToString().ToLowerInvariant(),
        ["holder"] = title.Holder.ToString(),
        ["registrant"] = title.Registrant.ToString(),
        ["priority"] = title.Priority,
        ["finalAt"] = finalAt,
        ["anchorRoot"] = title.AnchorRoot.ToString(),
        ["arbitrator"] = title.Arbitrator.IsZero ? null : title.Arbitrator.ToString(),
        ["disputed"] = title.Disputed,
        ["resaleRoyalty"] = title.ResaleRoyalty.Value,
        ["manifestDigest"] = title.ManifestDigest.ToString(),
        ["tensorRoot"] = title.TensorRoot.ToString(),
        ["tokenUri"] = ContentId.Uri(title.CurrentManifest),
        ["parents"] = dues.Parents(title),
        ["vector"] = dues.VectorJson(),
        ["till"] = dues.Till.ToString(),
        ["versions"] = new JsonArray([.. title.Versions.Select(Json)]),
    };

    public static JsonObject Json(TitleVersion version) => new()
    {
        ["number"] = version.Number,
        ["fingerprint"] = version.Fingerprint.ToString(),
        ["priority"] = version.Priority,
        ["manifestDigest"] = version.ManifestDigest.ToString(),
        ["tensorRoot"] = version.TensorRoot.ToString(),
        ["note"] = version.Note,
        ["noteIsUtf8"] = version.NoteIsUtf8,
    };

    public static void Show(IAnsiConsole console, TitleState title, ulong finalAt, ulong now, TitleDues dues, ChainProfile chain)
    {
        Facts facts = new();
        facts.Add("title", title.Fingerprint.ToString());
        facts.Add("name", $"{title.Name} ({title.Kind.ToString().ToLowerInvariant()})");
        if (!title.NameIsUtf8) facts.Add("", "(the name on the chain isn't valid UTF-8: \ufffd stands for what is no text)");
        facts.Add("holder", title.Holder.ToString());
        if (title.Registrant != title.Holder) facts.Add("registrant", title.Registrant.ToString());
        facts.Add("priority", Units.Moment(title.Priority) + (title.AnchorRoot.IsZero ? "" : ", anchored"));
        facts.Add("state", State(title, finalAt, now));
        if (!title.Arbitrator.IsZero) facts.Add("arbitrator", title.Arbitrator.ToString());
        dues.AddTo(facts, title);
        facts.Add("version 1", title.Fingerprint.ToString());
        foreach (TitleVersion version in title.Versions)
            facts.Add($"version {version.Number}", $"{version.Fingerprint}, {Units.Moment(version.Priority)}{(version.Note.Length > 0 ? $", \"{version.Note}\"{(version.NoteIsUtf8 ? "" : " (not valid UTF-8 on the chain)")}" : "")}");
        facts.Add("token URI", ContentId.Uri(title.CurrentManifest));
        facts.Add("chain", chain.ToString());
        facts.Show(console);
    }

    private static string State(TitleState title, ulong finalAt, ulong now) =>
        title.Disputed ? "disputed: can't be transferred"
        : now >= finalAt ? $"final since {Units.Moment(finalAt)}"
        : $"provisional until {Units.Moment(finalAt)}: an earlier proven priority could still take it; it can't be transferred";
}
