using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>A custodian of a package, and where it answers: see <see cref="CustodianDirectory.Addresses"/>.</summary>
/// <param name="Key">Its key, as the header names it.</param>
/// <param name="Url">Its service; null when the directory has none for it.</param>
/// <param name="Account">Its account, which signs the heads of its log; zero when the directory doesn't know the key.</param>
/// <param name="Directory">The <c>Custodians</c> contract.</param>
public sealed record CustodianAddress(X25519Recipient Key, Uri? Url, Address Account, Address Directory);

/// <summary>The use for which a key is asked.</summary>
/// <param name="Account">Who asks, and signs.</param>
/// <param name="Territory">Index of the territory.</param>
/// <param name="Field">Index of the field of use.</param>
/// <param name="DataType">Index of the type of data.</param>
/// <param name="Sign">Signs a digest as that account.</param>
public sealed record ReleaseUse(Address Account, byte Territory, byte Field, byte DataType, Func<Hash32, byte[]> Sign);

/// <summary>What came of asking one custodian.</summary>
/// <param name="Custodian">Which one.</param>
/// <param name="Code">Empty when it gave its right share; else its own code, <c>unreachable</c>, <c>malformed</c> or <c>wrong-share</c>.</param>
/// <param name="Reason">In words; with a share empty, unless its receipt is wrong.</param>
public sealed record CustodianOutcome(X25519Recipient Custodian, string Code, string Reason)
{
    /// <summary>Proof that its log has this release, to be kept; null without a share, or when the receipt is wrong.</summary>
    public KeptReceipt? Receipt { get; init; }
}

/// <summary>What came of asking all of them.</summary>
/// <param name="Unlock">The key, or why there is none.</param>
/// <param name="Outcomes">One for each custodian that answered, or failed to, in the header's order.</param>
public sealed record Collected(UnlockOutcome Unlock, ImmutableArray<CustodianOutcome> Outcomes);

/// <summary>Asks a package's custodians for their shares, all at once, until enough right ones came.</summary>
/// <param name="http">Sends; must not follow redirects (<see cref="NewClient(bool)"/>).</param>
/// <param name="clock">Tells the deadline.</param>
public sealed class ShareCollector(HttpClient http, TimeProvider clock)
{
    private const ulong Life = 120;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    /// <summary>A client for the addresses in the directory, which strangers wrote: no redirects, and no name that leads into the caller's own network.</summary>
    /// <param name="allowLocal">Whether custodians may answer on this machine: on the embedded chain.</param>
    public static HttpClient NewClient(bool allowLocal) => NewClient(allowLocal, new PublicConnect(null));

    internal static HttpClient NewClient(bool allowLocal, PublicConnect guard) =>
        new(guard.Guard(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(10), MaxResponseHeadersLength = 32 }, host => allowLocal && PublicConnect.IsLoopback(host)));

    /// <summary>Asks. Liars, the silent and the broken are named and passed over.</summary>
    /// <param name="header">The package's header; it has custodians.</param>
    /// <param name="custodians">Where each answers, in the header's order.</param>
    /// <param name="use">For which use.</param>
    /// <param name="ct">Ends the questions.</param>
    public async Task<Collected> Collect(PackageHeader header, IReadOnlyList<CustodianAddress> custodians, ReleaseUse use, CancellationToken ct)
    {
        CustodianStanza stanza = header.Custodians ?? throw new ArgumentException("The header has no custodians.", nameof(header));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var shares = new List<KeyShare>();
        try
        {
            List<Task<(CustodianOutcome? Outcome, KeyShare? Share)>> asked = [.. custodians.Select(custodian => Ask(header, custodian, use, enough.Token))];
            var outcomes = new List<CustodianOutcome>();
            await foreach (Task<(CustodianOutcome? Outcome, KeyShare? Share)> answered in Task.WhenEach(asked))
            {
                (CustodianOutcome? outcome, KeyShare? share) = await answered;
                if (outcome is not null) outcomes.Add(outcome);
                if (share is not null) shares.Add(share);
                if (shares.Count == stanza.Terms.Threshold) await enough.CancelAsync();
            }
            ct.ThrowIfCancellationRequested();
            return new Collected(header.Unlock(shares), [.. outcomes.OrderBy(outcome => stanza.Terms.Custodians.IndexOf(outcome.Custodian))]);
        }
        finally
        {
            foreach (KeyShare share in shares) share.Dispose();
        }
    }

    private async Task<(CustodianOutcome? Outcome, KeyShare? Share)> Ask(PackageHeader header, CustodianAddress custodian, ReleaseUse use, CancellationToken ct)
    {
        if (custodian.Url is null) return (new(custodian.Key, "unreachable", "The directory has no address for it."), null);
        using var recipient = X25519Identity.New();
        PackageBinding package = header.Custodians!.Terms.Binding;
        var request = new ReleaseRequest
        {
            Account = use.Account,
            Custodian = new Hash32(custodian.Key.Key),
            Header = header.Digest,
            Territory = use.Territory,
            Field = use.Field,
            DataType = use.DataType,
            Recipient = new Hash32(recipient.Recipient.Key),
            Nonce = new Hash32(RandomNumberGenerator.GetBytes(Hash32.Size)),
            Deadline = (ulong)clock.GetUtcNow().ToUnixTimeSeconds() + Life,
        };
        Hash32 digest = request.Digest(package.ChainId, package.Contract);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            var asked = new ReleaseWire.Asked(header.Bytes.ToArray(), request, use.Sign(digest));
            (bool released, byte[] answer) = await Post(custodian.Url, ReleaseWire.Write(asked), patience.Token);
            return released ? Opened(header, custodian, recipient, asked, answer) : (Refusal(custodian, answer), null);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return (null, null); // enough came, or the caller gave up
        }
        catch (Exception e) when (e is FormatException or SealedDataException or JsonException or InvalidOperationException)
        {
            return (new(custodian.Key, "malformed", e.Message), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (new(custodian.Key, "unreachable", e is OperationCanceledException ? $"No answer within {Patience.TotalSeconds:0} seconds." : e.Message), null);
        }
    }

    private async Task<(bool Released, byte[] Answer)> Post(Uri url, byte[] body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url, "release")) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = Json;
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
        byte[] answer = new byte[ReleaseWire.MaxAnswerSize + 1];
        int read = await stream.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, ct);
        return read <= ReleaseWire.MaxAnswerSize ? (response.IsSuccessStatusCode, answer[..read])
            : throw new FormatException($"The answer has more than {ReleaseWire.MaxAnswerSize} bytes.");
    }

    private static (CustodianOutcome? Outcome, KeyShare? Share) Opened(PackageHeader header, CustodianAddress custodian, X25519Identity recipient, ReleaseWire.Asked asked, byte[] answer)
    {
        PackageBinding package = header.Custodians!.Terms.Binding;
        Hash32 digest = asked.Request.Digest(package.ChainId, package.Contract);
        (SealedBox box, LogReceipt receipt) = ReleaseWire.ReadAnswer(answer);
        byte[] secret = GC.AllocateArray<byte>(KeyShare.Size, pinned: true);
        try
        {
            if (!box.TryOpen(recipient, ReleaseRequest.BoxInfo(digest), secret)) return (new(custodian.Key, "wrong-share", "What it sent isn't sealed to this request."), null);
            KeyShare share = KeyShare.Parse(secret);
            bool isOwn = share.X == header.Custodians.Terms.Custodians.IndexOf(custodian.Key) + 1;
            if (isOwn && header.Custodians.IsRight(share)) return (Outcome(custodian, package, asked, receipt), share);
            share.Dispose();
            return (new(custodian.Key, "wrong-share", "Its share doesn't fit what the header commits to: it lied, or its key was changed."), null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>A right share counts whatever the receipt is; but a custodian that gives a wrong receipt is told of.</summary>
    private static CustodianOutcome Outcome(CustodianAddress custodian, PackageBinding package, ReleaseWire.Asked asked, LogReceipt receipt) =>
        (receipt.Fault(custodian.Account, package.ChainId, custodian.Directory) ?? NotOf(asked, package, receipt.Entry.Span)) is not { } fault
            ? new(custodian.Key, "", "") { Receipt = new KeptReceipt(custodian.Account, receipt) }
            : new(custodian.Key, "", $"It gave its share, but its receipt is wrong: {fault} Tell the owner: its log may tell another story.");

    private static string? NotOf(ReleaseWire.Asked asked, PackageBinding package, ReadOnlySpan<byte> entry)
    {
        ReleaseReceipt noted;
        try
        {
            noted = ReleaseReceipt.Parse(entry);
        }
        catch (FormatException broken)
        {
            return broken.Message;
        }
        bool isTime = noted.Time <= asked.Request.Deadline && asked.Request.Deadline - noted.Time <= ReleaseRequest.LongestLife;
        return isTime && new ReleaseReceipt(noted.Time, package, asked.Request, asked.Signature).ToEntry().AsSpan().SequenceEqual(entry) ? null : "It is of another request.";
    }

    /// <summary>A refusal as problem details (RFC 9457), whose type ends with the code.</summary>
    private static CustodianOutcome Refusal(CustodianAddress custodian, byte[] answer)
    {
        using var document = JsonDocument.Parse(answer, new JsonDocumentOptions { MaxDepth = 8 });
        JsonElement root = document.RootElement;
        string Field(string name) => root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        string type = Field("type"), detail = Field("detail");
        return new(custodian.Key, type[(type.LastIndexOf('/') + 1)..] is { Length: > 0 } code ? code : "malformed", detail.Length == 0 ? "It refused without a reason." : detail);
    }
}
