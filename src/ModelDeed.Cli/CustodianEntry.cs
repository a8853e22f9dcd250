using System.CommandLine;
using System.Numerics;
using System.Security.Cryptography;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Cli;

/// <summary><c>deed custodian join | change</c>: a custodian's record in the directory, written by its own account.</summary>
internal sealed class CustodianEntry
{
    // A key counts only in a block after the one that it was reserved in, where no estimate looks. Measured: 148,000 with an address of 26 bytes; 256 take 180,000 more.
    private const ulong GasToJoin = 400_000, GasToChangeKey = 100_000;

    // What reserving takes at most, ten times: enough to join, and for what comes later.
    private const int Transactions = 10;

    private readonly Shell _shell;
    private readonly ParseResult _parsed;
    private readonly ChainSession _session;

    private CustodianEntry(Shell shell, ParseResult parsed, ChainSession session) => (_shell, _parsed, _session) = (shell, parsed, session);

    private Address Directory => _session.Contracts.Custodians;

    private bool IsDryRun => _parsed.GetValue(ChainOptions.DryRun);

    public static Command Join(Shell shell)
    {
        Option<string> url = new("--url") { Description = "Where others reach the service.", Required = true, HelpName = "URL" };
        Option<string> bond = new("--bond") { Description = "Native money that is lost if the log is proven to tell two stories.", DefaultValueFactory = _ => "0", HelpName = "AMOUNT" };
        ExampleCommand command = new("join", "Enter the directory of custodians. The account that signs funds the custodian's own.", "deed custodian join --url https://custodian.example/ --bond 1") { CustodianCommands.Folder, CustodianCommands.Serves, url, bond };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            return await new CustodianEntry(shell, parsed, session).Join(parsed.GetValue(url)!, parsed.GetValue(bond)!, ct);
        });
        return command;
    }

    public static Command Change(Shell shell)
    {
        Option<string?> url = new("--url") { Description = "Where others reach the service from now on.", HelpName = "URL" };
        Option<bool> newKey = new("--new-key") { Description = "Take another key for packages to come. Those before stay: the service opens both." };
        ExampleCommand command = new("change", "Change a custodian's address, territories or key in the directory. Start its service again afterwards.", "deed custodian change --territories DE,FR") { CustodianCommands.Folder, CustodianCommands.Serves, url, newKey };
        ChainOptions.AddWriting(command);
        shell.On(command, async (parsed, ct) =>
        {
            await using ChainSession session = await ChainSession.Open(shell, parsed, ct);
            await session.RequireContracts(ct);
            return await new CustodianEntry(shell, parsed, session).Change(parsed.GetValue(url), parsed.GetValue(newKey), ct);
        });
        return command;
    }

    private async Task<Answer> Join(string url, string bond, CancellationToken ct)
    {
        // All that can be wrong is looked at before anything is spent.
        RequireUsable(url);
        Territories serves = _parsed.GetValue(CustodianCommands.Serves) is { } some ? Territories.Parse(some) : Territories.Worldwide;
        var amount = (UInt256)TokenAmount.Parse(bond, _session.Profile.Currency.Decimals).Units;
        using CustodianKeys keys = CustodianCommands.FolderOf(_shell, _parsed).Keys();
        if (await _session.Custodians.Find(keys.Account.Address, ct) is { } joined)
            throw Refusal.Usage($"{joined.Account} joined {(joined.LeftAt is { } left ? $"before, and left {Units.Moment(left)}" : "already")}: an account joins once.", "Change its record: deed custodian change. Or be another custodian, in another --folder.");
        await RequireFree(keys.Newest, ct);
        byte[] call = new CustodiansContract.JoinCall(new Hash32(keys.Newest.Key), url, serves.Bits, keys.SignJoin(_session.Profile.ChainId, Directory, keys.Newest).ToArray()).Encode();
        if (await Fund(keys, amount, $"so that {keys.Account.Address} can join, with a bond of {_session.Profile.Currency.Format(new TokenAmount((BigInteger)amount))}", ct) is { } quoted) return quoted;
        await Reserve(keys, ct);
        return await Done(keys, "Join the custodians", call, amount, GasToJoin, ct);
    }

    private async Task<Answer> Change(string? url, bool newKey, CancellationToken ct)
    {
        if (url is not null) RequireUsable(url);
        string? territories = _parsed.GetValue(CustodianCommands.Serves);
        if (url is null && territories is null && !newKey) throw Refusal.Usage("Nothing is to be changed.", "Give --url, --territories or --new-key.");
        CustodianKeys keys = CustodianCommands.Keys(_shell, _parsed);
        try
        {
            Custodian record = await _session.Custodians.Find(keys.Account.Address, ct) is { LeftAt: null } serving ? serving
                : throw Refusal.Usage($"{keys.Account.Address} isn't a custodian on {_session.Profile.Name}, or left.", "See: deed custodian list");
            bool isRecord = url is not null || territories is not null;
            if (isRecord && url is null && record.Url is null) throw Refusal.Usage("The directory has an address for this custodian that no program may call.", "Give --url too.");
            byte[] change = isRecord ? new CustodiansContract.ChangeCall(url ?? record.Url!.ToString(), (territories is null ? record.Serves : Territories.Parse(territories)).Bits).Encode() : [];
            if (await Fund(keys, UInt256.Zero, $"so that {keys.Account.Address} can change its record", ct) is { } quoted) return quoted;
            if (newKey) keys = await Another(keys, record, ct);
            if (isRecord)
            {
                Answer changed = await Done(keys, "Change the custodian's record", change, UInt256.Zero, null, ct);
                if (!newKey) return changed;
            }
            await Reserve(keys, ct);
            return await Done(keys, "Change the custodian's key", new CustodiansContract.ChangeKeyCall(new Hash32(keys.Newest.Key)).Encode(), UInt256.Zero, GasToChangeKey, ct);
        }
        finally
        {
            keys.Dispose();
        }
    }

    /// <summary>The keys with one that isn't entered yet: the file's newest, when a change was interrupted, else a fresh one.</summary>
    private async Task<CustodianKeys> Another(CustodianKeys keys, Custodian record, CancellationToken ct)
    {
        if (keys.Newest.Equals(record.Key))
        {
            CustodianFolder folder = CustodianCommands.FolderOf(_shell, _parsed);
            folder.AddKey();
            keys.Dispose();
            keys = folder.Keys();
        }
        await RequireFree(keys.Newest, ct);
        return keys;
    }

    private void RequireUsable(string url)
    {
        if (CustodianDirectory.Usable(url, _session.Profile.IsEmbedded) is null)
            throw Refusal.Usage($"--url: \"{Printable.Clean(url)}\" is no address that clients would call.", _session.Profile.IsEmbedded
                ? "On the embedded chain: http on this machine, as in http://127.0.0.1:5090/, or https elsewhere."
                : "Give https and a name that others reach, as in https://custodian.example/: no name or password in it, 256 bytes at most.");
    }

    private async Task RequireFree(X25519Recipient key, CancellationToken ct)
    {
        if (await _session.Custodians.Find(key, ct) is { } other)
            throw Refusal.Usage($"{key} is entered as the key of {other.Account}.", "Nothing is sealed to it by you yet: move the folder's identity away, so that another key is made.");
    }

    /// <summary>Sends the custodian's account what it lacks, after one question about all; a command that is tried again sends nothing twice.</summary>
    /// <returns>The answer, when nothing is to be sent (<c>--dry-run</c>).</returns>
    private async Task<Answer?> Fund(CustodianKeys keys, UInt256 amount, string why, CancellationToken ct)
    {
        using SigningAccount payer = await Signer.Open(_shell, _parsed, _session.Profile, ct);
        Spending funding = new(_shell, _session, payer, _parsed) { InPassing = true, Details = [why] };
        // Anybody may reserve, with any commitment: that tells what a transaction costs here.
        TransactionQuote.Offer offer = await funding.Quote(Directory, new CustodiansContract.ReserveCall(new Hash32(RandomNumberGenerator.GetBytes(Hash32.Size))).Encode(), UInt256.Zero, ct);
        BigInteger needed = (BigInteger)amount + Transactions * offer.Most.Units, has = (await _session.Node.Balance(keys.Account.Address, BlockTag.Latest, ct)).Units;
        const string What = "Fund the custodian's account";
        if (has >= needed)
        {
            if (IsDryRun) return funding.Answer("Write into the directory of custodians", offer);
            _shell.Confirm($"Write into the directory of custodians on {_session.Profile.Name} as {keys.Account.Address}, {why}", _parsed.GetValue(ChainOptions.Yes));
            return null;
        }
        return await funding.Run(What, keys.Account.Address, [], (UInt256)(needed - has), ct) is Spending.Result.Quoted(var quoted) ? funding.Answer(What, quoted) : null;
    }

    /// <summary>Reserves the newest key, unless an earlier try did.</summary>
    private async Task Reserve(CustodianKeys keys, CancellationToken ct)
    {
        Hash32 commitment = CustodianDirectory.Commitment(keys.Account.Address, keys.Newest);
        if (await _session.Custodians.IsReserved(commitment, ct)) return;
        await Sending(keys, null, inPassing: true).Run("Reserve the custodian's key", Directory, new CustodiansContract.ReserveCall(commitment), ct);
    }

    private async Task<Answer> Done(CustodianKeys keys, string what, byte[] call, UInt256 value, ulong? gas, CancellationToken ct)
    {
        Spending sending = Sending(keys, gas, inPassing: false);
        return await sending.Run(what, Directory, call, value, ct) is Spending.Result.Done(var receipt, var final)
            ? CustodianCommands.Answer(sending, (await _session.Custodians.Find(keys.Account.Address, ct))!, receipt, final)
            : throw new InvalidOperationException("A dry run doesn't come here.");
    }

    private Spending Sending(CustodianKeys keys, ulong? gas, bool inPassing) => new(_shell, _session, new SigningAccount(keys.Account), _parsed) { Agreed = true, Gas = gas, InPassing = inPassing };
}
