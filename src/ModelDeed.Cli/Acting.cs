using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>How the account that signs acts for a title: as its holder; or, where shares hold it, as their steward, through <c>Shares.act</c>.</summary>
internal sealed class Acting
{
    private readonly Address _shares;
    private readonly Address? _share;

    private Acting(Address shares, Address? share) => (_shares, _share) = (shares, share);

    /// <summary>For the question and for answers: by what right; empty for a holder's own.</summary>
    public IReadOnlyList<string> Details => _share is { } share ? [$"as the steward of the shares {share}, which hold the title"] : [];

    /// <summary>Whether the account acts for share holders.</summary>
    public bool IsSteward => _share is not null;

    /// <summary>Finds out how an account acts for a title. Who is neither holder nor steward acts for himself: the contracts refuse what he may not.</summary>
    /// <exception cref="Refusal">Shares hold the title, and their steward is another.</exception>
    public static async Task<Acting> For(ChainSession session, TitleState title, Address account, CancellationToken ct)
    {
        Acting itself = new(session.Contracts.Shares, null);
        if (title.Holder == account) return itself;
        SharesContract.DivisionOfResult division = await session.Divisions.Call(new SharesContract.DivisionOfCall(title.Holder), ct);
        if (division.TitleId.IsZero || !division.BoughtOut.IsZero) return itself;
        if (division.Steward == account) return new Acting(session.Contracts.Shares, title.Holder);
        string steward = division.Steward.IsZero ? "they have no steward" : $"their steward is {division.Steward}";
        throw new Refusal(Exit.AnswerIsNo, "not-steward", $"\"{title.Name}\" is held by the shares {title.Holder}, and {steward}, not {account}.", "Only the steward acts for share holders: --account, or have another appointed: deed shares steward propose");
    }

    /// <summary>The same, for a title that must exist.</summary>
    public static async Task<Acting> For(ChainSession session, UInt256 title, Address account, CancellationToken ct) =>
        await For(session, (await session.Reader.Read(title, ct))!, account, ct);

    /// <summary>The call that has the holder make a call.</summary>
    public (Address To, IContractCall Call) Wrap(Address to, IContractCall call) =>
        _share is { } share ? (_shares, new SharesContract.ActCall(share, to, call.Encode())) : (to, call);

    /// <summary>Runs a call of the holder's.</summary>
    public Task<Spending.Result> Run(Spending spending, string what, Address to, IContractCall call, CancellationToken ct)
    {
        spending.Details = [.. spending.Details, .. Details];
        (Address target, IContractCall wrapped) = Wrap(to, call);
        return spending.Run(what, target, wrapped, ct);
    }
}
