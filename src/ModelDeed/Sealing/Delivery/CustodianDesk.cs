using System.Security.Cryptography;
using ModelDeed.Ethereum;

namespace ModelDeed.Sealing;

/// <summary>What a custodian answers.</summary>
public abstract record ReleaseAnswer
{
    private ReleaseAnswer() { }

    /// <summary>The share, sealed to the request's own key.</summary>
    /// <param name="Box">Share and place, 33 bytes, sealed.</param>
    /// <param name="Receipt">The receipt, with proof that the log has it.</param>
    public sealed record Released(SealedBox Box, LogReceipt Receipt) : ReleaseAnswer;

    /// <summary>Nothing, and why.</summary>
    public sealed record Refused(ReleaseRefusal Refusal) : ReleaseAnswer;
}

/// <summary>Where requests to one custodian are judged. It keeps no secret but its key: the shares lie in the packages' headers.</summary>
public sealed class CustodianDesk
{
    /// <summary>Releases to one account within <see cref="LimitSeconds"/>, at most.</summary>
    public const int LimitPerAccount = 100;

    /// <summary>Seconds of the limit.</summary>
    public const ulong LimitSeconds = 3_600;

    /// <summary>Accounts whose releases are remembered, before those of more than an hour ago are looked for.</summary>
    internal int MostAccounts { get; init; } = 1_000;

    private readonly CustodianRole _role;
    private readonly CustodianKeys _keys;
    private readonly ReceiptLog _log;
    private readonly IReleaseChain _chain;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<Hash32, ulong> _used = [];
    private readonly Dictionary<Address, Queue<ulong>> _released = [];

    /// <summary>Opens the desk. Requests that the log shows as served are remembered: a restart lets none be shown twice.</summary>
    /// <param name="role">Who the custodian is.</param>
    /// <param name="keys">Its keys; stay the caller's.</param>
    /// <param name="log">Its log; stays the caller's.</param>
    /// <param name="chain">What it asks of the chain.</param>
    /// <param name="clock">Its clock.</param>
    /// <exception cref="FormatException">The log has something else in it than receipts.</exception>
    public CustodianDesk(CustodianRole role, CustodianKeys keys, ReceiptLog log, IReleaseChain chain, TimeProvider clock)
    {
        (_role, _keys, _log, _chain, _clock) = (role, keys, log, chain, clock);
        foreach (ReleaseReceipt receipt in log.Newest(Read, receipt => receipt.Time + ReleaseRequest.LongestLife >= Now)) _used[receipt.Digest] = receipt.Time + ReleaseRequest.LongestLife;
    }

    /// <summary>Accounts whose releases are remembered.</summary>
    internal int Accounts
    {
        get
        {
            lock (_lock) return _released.Count;
        }
    }

    private ulong Now => (ulong)_clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Answers a request.</summary>
    /// <param name="header">The package's header, as the asker sent it.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="signature">The account's, over the request's digest.</param>
    /// <param name="ct">Ends the questions to the chain; nothing is released then.</param>
    /// <exception cref="RpcException">The chain can't be asked: nothing is released.</exception>
    /// <exception cref="IOException">The receipt can't be written: nothing is released.</exception>
    /// <exception cref="SealedDataException">The share in the header, or the request's own key, is a weak one.</exception>
    public async Task<ReleaseAnswer> Answer(PackageHeader header, ReleaseRequest request, byte[] signature, CancellationToken ct)
    {
        ulong now = Now;
        if (Release.Judge(_role, header, request, now) is { } ill) return new ReleaseAnswer.Refused(ill);
        Hash32 digest = request.Digest(_role.ChainId, _role.Titles);
        if (IsUsed(digest, now)) return Replayed();
        if (!await _chain.Signed(request.Account, digest, signature, ct)) return No("bad-signature", $"The signature isn't {request.Account}'s under this request.");
        CustodianStanza custodians = header.Custodians!;
        if (Release.Judge(custodians.Terms.Binding, request, await _chain.Read(custodians.Terms.Binding, request, now, ct)) is { } no) return new ReleaseAnswer.Refused(no);
        return _keys.Of(request.Custodian) is { } key && custodians.Open(key) is ShareOutcome.Opened { Share: { } share } ? Hand(share, new ReleaseReceipt(now, custodians.Terms.Binding, request, signature))
            : No("damaged-share", "This custodian's share in the header can't be opened: the header's maker sealed it wrongly. Tell the owner, and ask the other custodians.");
    }

    /// <summary>Seals the share, then notes the release, then hands it out: what left the house stands in the log.</summary>
    private ReleaseAnswer Hand(KeyShare share, ReleaseReceipt receipt)
    {
        using KeyShare mine = share;
        Span<byte> secret = stackalloc byte[KeyShare.Size];
        mine.CopyTo(secret);
        try
        {
            Hash32 digest = receipt.Digest;
            var box = SealedBox.Seal(new X25519Recipient(receipt.Request.Recipient.Bytes), ReleaseRequest.BoxInfo(digest), secret);
            if (Take(receipt, digest) is { } refusal) return refusal;
            return new ReleaseAnswer.Released(box, Note(receipt.ToEntry()));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Writes an entry, and vouches for the log with it.</summary>
    private LogReceipt Note(byte[] entry)
    {
        long number = _log.Append(entry);
        (Hash32 root, Hash32[] path) = _log.Proof(number, number + 1);
        return new LogReceipt((ulong)number, entry, _keys.SignHead(_role.ChainId, _role.Custodians, (ulong)number + 1, root), [.. path]);
    }

    private static ReleaseReceipt Read(byte[] entry)
    {
        try
        {
            return ReleaseReceipt.Parse(entry);
        }
        catch (FormatException other)
        {
            throw new FormatException($"The log has an entry that is no receipt: another program wrote into it. Restore it from a copy: another log would contradict heads that were signed. ({other.Message})", other);
        }
    }

    private bool IsUsed(Hash32 digest, ulong now)
    {
        lock (_lock)
        {
            if (_used.Count > 10_000)
                foreach (Hash32 old in _used.Where(one => one.Value < now).Select(one => one.Key).ToList()) _used.Remove(old);
            return _used.ContainsKey(digest);
        }
    }

    /// <summary>Marks a request as used; of several at the same moment one succeeds.</summary>
    private ReleaseAnswer.Refused? Take(ReleaseReceipt receipt, Hash32 digest)
    {
        lock (_lock)
        {
            if (!_used.TryAdd(digest, receipt.Request.Deadline)) return Replayed();
            if (_released.Count >= MostAccounts) ForgetReleases(receipt.Time);
            if (!_released.TryGetValue(receipt.Request.Account, out Queue<ulong>? times)) _released.Add(receipt.Request.Account, times = new Queue<ulong>());
            while (times.TryPeek(out ulong oldest) && oldest + LimitSeconds <= receipt.Time) times.Dequeue();
            if (times.Count >= LimitPerAccount)
                return No("too-many-releases", $"{receipt.Request.Account} got {LimitPerAccount} releases here within an hour. Try again at {DateTimeOffset.FromUnixTimeSeconds((long)(times.Peek() + LimitSeconds)):u}.");
            times.Enqueue(receipt.Time);
            return null;
        }
    }

    /// <summary>Forgets accounts whose releases don't count any more. Those that do can't be many: each has a license, and took a receipt.</summary>
    private void ForgetReleases(ulong now)
    {
        foreach (Address old in _released.Where(one => one.Value.All(time => time + LimitSeconds <= now)).Select(one => one.Key).ToList()) _released.Remove(old);
    }

    private static ReleaseAnswer.Refused Replayed() => No("replayed", "This request was served already. Sign a new one.");

    private static ReleaseAnswer.Refused No(string code, string reason) => new(new ReleaseRefusal(code, reason));
}
