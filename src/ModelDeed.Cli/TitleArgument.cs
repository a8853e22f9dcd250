using System.CommandLine;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>How a title is named on the command line: by its id, by any of its fingerprints, or by the content itself.</summary>
internal static class TitleArgument
{
    public const string Description = "A title's id, any of its fingerprints (0x…), or a path to the content.";

    /// <summary>The title, which must exist.</summary>
    public static async Task<UInt256> Resolve(string text, ContentOptions content, ChainSession session, ParseResult parsed, CancellationToken ct)
    {
        Hash32 fingerprint = await Fingerprint(text, content, parsed, ct);
        return await session.Reader.Find(fingerprint, ct)
            ?? throw new Refusal(Exit.AnswerIsNo, "not-titled", $"{fingerprint} belongs to no title on {session.Profile.Name}.", "Register it: deed register PATH --name NAME --kind KIND");
    }

    /// <summary>The text as a fingerprint: only with 0x, and only if no file has that name (blobs are often named by their digests).</summary>
    public static Hash32? AsFingerprint(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) && !Path.Exists(text) && Hash32.TryParse(text, out Hash32 hash) ? hash : null;

    public static async Task<Hash32> Fingerprint(string text, ContentOptions content, ParseResult parsed, CancellationToken ct)
    {
        if (AsFingerprint(text) is { } hash) return hash;
        if (!Path.Exists(text) && text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) return Hash32.Parse(text); // says what is wrong with it
        return (await content.Fingerprint(parsed, text, ct)).Manifest.Fingerprint;
    }
}
