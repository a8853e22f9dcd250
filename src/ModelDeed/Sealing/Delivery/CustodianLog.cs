using System.Globalization;
using System.Net;

namespace ModelDeed.Sealing;

/// <summary>A custodian's log as it shows it: every entry read, and held against a head that it signed.</summary>
public sealed class CustodianLog
{
    /// <summary>Entries that are read, at most.</summary>
    public const ulong MostEntries = 10_000_000;

    private const int MostHead = 4_096, MostBundle = ReceiptLog.TileWidth * (sizeof(ushort) + ushort.MaxValue), Tries = 20;

    private static readonly string[] HeadNames = ["size", "root", "account", "signature"];

    private readonly MerkleLog _tree = new();
    private readonly Dictionary<long, byte[]> _kept = [];

    private CustodianLog(SignedHead head) => Head = head;

    /// <summary>The head that all of it is under. Whose it is, its reader checks: <see cref="SignedHead.IsBy"/>.</summary>
    public SignedHead Head { get; }

    /// <summary>Reads a log.</summary>
    /// <param name="http">Sends; must not follow redirects.</param>
    /// <param name="url">The custodian's service.</param>
    /// <param name="wanted">Numbers of entries to keep, for <see cref="Receipt"/>.</param>
    /// <param name="see">Is shown each entry, in order.</param>
    /// <param name="pause">How long to wait when the service says that it was asked too much.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <exception cref="HttpRequestException">The service doesn't answer, or refuses.</exception>
    /// <exception cref="FormatException">What it shows breaks the format, or isn't what its head says.</exception>
    public static async Task<CustodianLog> Read(HttpClient http, Uri url, IReadOnlySet<long> wanted, Func<long, ReadOnlyMemory<byte>, Task> see, TimeSpan pause, CancellationToken ct)
    {
        var log = new CustodianLog(ReadHead(await Get(http, new Uri(url, "checkpoint/signed"), MostHead, pause, ct)));
        if (log.Head.Size > MostEntries) throw new FormatException($"The log has {log.Head.Size:N0} entries; {MostEntries:N0} at most are read.");
        for (long first = 0; first < (long)log.Head.Size; first += ReceiptLog.TileWidth)
        {
            int width = (int)Math.Min(ReceiptLog.TileWidth, (long)log.Head.Size - first);
            byte[] bundle = await Get(http, new Uri(url, "tile/entries/" + PathOf(first / ReceiptLog.TileWidth, width)), MostBundle, pause, ct);
            await log.Take(bundle, first, width, wanted, see);
        }
        return log._tree.Root((long)log.Head.Size) == log.Head.Root ? log
            : throw new FormatException($"The {log.Head.Size} entries that it shows don't give the root that it signed.");
    }

    /// <summary>The entry at a place, with proof; null when the log is shorter.</summary>
    /// <param name="number">One of those that were wanted.</param>
    public LogReceipt? Receipt(long number) => _kept.TryGetValue(number, out byte[]? entry)
        ? new LogReceipt((ulong)number, entry, Head, [.. _tree.Path(number, (long)Head.Size)]) : null;

    /// <summary>A tile's number in groups of three digits, all but the last with an x in front, and its width when it isn't full (C2SP tlog-tiles).</summary>
    internal static string PathOf(long index, int width)
    {
        string path = (index % 1_000).ToString("000", CultureInfo.InvariantCulture);
        for (long rest = index / 1_000; rest > 0; rest /= 1_000) path = string.Create(CultureInfo.InvariantCulture, $"x{rest % 1_000:000}/{path}");
        return width == ReceiptLog.TileWidth ? path : string.Create(CultureInfo.InvariantCulture, $"{path}.p/{width}");
    }

    private async Task Take(ReadOnlyMemory<byte> bundle, long first, int width, IReadOnlySet<long> wanted, Func<long, ReadOnlyMemory<byte>, Task> see)
    {
        for (int i = 0; i < width; i++)
        {
            int length = bundle.Length < sizeof(ushort) ? 0 : bundle.Span[0] << 8 | bundle.Span[1];
            if (length == 0 || bundle.Length - sizeof(ushort) < length) throw new FormatException($"Entry {first + i} is cut short.");
            ReadOnlyMemory<byte> entry = bundle.Slice(sizeof(ushort), length);
            _tree.Append(entry.Span);
            if (wanted.Contains(first + i)) _kept.Add(first + i, entry.ToArray());
            await see(first + i, entry);
            bundle = bundle[(sizeof(ushort) + length)..];
        }
        if (!bundle.IsEmpty) throw new FormatException($"After entry {first + width - 1} come {bundle.Length} bytes more.");
    }

    private static SignedHead ReadHead(byte[] json)
    {
        JsonFields fields = JsonFields.Parse(json, HeadNames, out System.Text.Json.JsonDocument document);
        using (document) return new SignedHead(fields.Number("size"), fields.Hash("root"), ReleaseWire.ReadSignature(fields, "signature"));
    }

    private static async Task<byte[]> Get(HttpClient http, Uri url, int most, TimeSpan pause, CancellationToken ct)
    {
        for (int tries = 1; ; tries++)
        {
            using HttpResponseMessage response = await http.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.StatusCode == HttpStatusCode.TooManyRequests && tries < Tries)
            {
                await Task.Delay(pause, ct);
                continue;
            }
            response.EnsureSuccessStatusCode();
            await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
            using var answer = new MemoryStream();
            byte[] part = new byte[64 * 1024];
            for (int read; (read = await stream.ReadAsync(part, ct)) > 0;)
            {
                if (answer.Length + read > most) throw new FormatException($"{url.PathAndQuery} has more than {most:N0} bytes.");
                answer.Write(part, 0, read);
            }
            return answer.ToArray();
        }
    }
}
