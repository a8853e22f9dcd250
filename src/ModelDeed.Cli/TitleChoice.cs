using System.CommandLine;
using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>Titles named on the command line for their income.</summary>
internal static class TitleChoice
{
    /// <summary>The titles; null where none is named. A fingerprint that was a title of its own until that was dissolved stands for both:
    /// what it earned before is still under its own id.</summary>
    public static async Task<IReadOnlySet<UInt256>?> Of(string[] texts, ContentOptions content, ChainSession session, ParseResult parsed, CancellationToken ct)
    {
        if (texts.Length == 0) return null;
        HashSet<UInt256> titles = [];
        foreach (string text in texts)
        {
            titles.Add(await TitleArgument.Resolve(text, content, session, parsed, ct));
            if (TitleArgument.AsFingerprint(text) is { } fingerprint) titles.Add(UInt256.FromHash(fingerprint));
        }
        return titles;
    }
}
