using ModelDeed.Ethereum;
using ModelDeed.Titles;

namespace ModelDeed.Server.Activity;

/// <summary>What the logs of <c>Titles</c> tell a person.</summary>
internal static class TitleActivity
{
    public static Happening? Read(in Log log)
    {
        Log mended = TitleText.Mend(in log, out _);
        if (TitlesContract.TitleRegistered.TryDecode(in mended, out TitlesContract.TitleRegistered registered))
            return new Happening("registered") { Title = registered.TitleId, Actor = registered.Owner };
        if (TitlesContract.VersionPublished.TryDecode(in mended, out TitlesContract.VersionPublished published))
            return new Happening("version") { Title = published.TitleId, Subject = published.Fingerprint };
        if (TitlesContract.Transfer.TryDecode(in log, out TitlesContract.Transfer moved)) // minted and burned tokens have an event that says more
            return moved.From.IsZero || moved.To.IsZero ? null : new Happening("transferred") { Title = moved.TokenId, Actor = moved.From, Other = moved.To };
        if (TitlesContract.PriorityProven.TryDecode(in log, out TitlesContract.PriorityProven proven))
            return new Happening("priority") { Title = proven.TitleId, Subject = proven.Fingerprint };
        return Contest(in log);
    }

    private static Happening? Contest(in Log log)
    {
        if (TitlesContract.TitleSuperseded.TryDecode(in log, out TitlesContract.TitleSuperseded superseded))
            return new Happening("taken-over") { Title = superseded.TitleId, Actor = superseded.Winner, Other = superseded.Loser };
        if (TitlesContract.VersionSuperseded.TryDecode(in log, out TitlesContract.VersionSuperseded lost))
            return new Happening("taken-over") { Title = lost.LoserTitleId, Subject = lost.Fingerprint };
        if (TitlesContract.TitleDissolved.TryDecode(in log, out TitlesContract.TitleDissolved dissolved))
            return new Happening("dissolved") { Title = dissolved.TitleId, Other = dissolved.Loser, Subject = dissolved.IntoTitleId.ToHash() };
        if (TitlesContract.TitleDisputed.TryDecode(in log, out TitlesContract.TitleDisputed disputed))
            return new Happening(disputed.Disputed ? "disputed" : "settled") { Title = disputed.TitleId };
        if (TitlesContract.TitleAwarded.TryDecode(in log, out TitlesContract.TitleAwarded awarded))
            return new Happening("awarded") { Title = awarded.TitleId, Actor = awarded.To, Other = awarded.From };
        if (TitlesContract.VersionStruck.TryDecode(in log, out TitlesContract.VersionStruck struck))
            return new Happening("struck") { Title = struck.TitleId, Subject = struck.Fingerprint };
        return null;
    }
}
