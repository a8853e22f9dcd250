using System.Collections.Immutable;
using System.CommandLine;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>A marketplace's server as a source of candidates. It is asked with the print alone, never with weights, and nothing that it says is believed:
/// manifests are taken by their digests, and every figure is computed here.</summary>
internal sealed class HeritageServer
{
    /// <summary>The variable that names the server where the option doesn't.</summary>
    public const string Variable = "MODELDEED_SERVER";

    private const int MostAnswer = 1 << 20, MostManifest = 16 << 20, MostCandidates = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary><c>--server URL</c>.</summary>
    public Option<string?> Option { get; } = new("--server")
    {
        Description = $"Search among all titles of this marketplace's server too: it gets the print, not the weights. Default: {Variable}.",
        HelpName = "URL",
    };

    /// <summary>Models that may be related, closest first as the server sees it; none when no server is named.</summary>
    public async Task<ImmutableArray<KnownModel>> Candidates(ParseResult parsed, Shell shell, HeritagePrint print, CancellationToken ct)
    {
        if ((parsed.GetValue(Option) ?? shell.Environment(Variable)) is not { Length: > 0 } text) return [];
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? server) || server.Scheme is not ("http" or "https"))
            throw Refusal.Usage($"--server: \"{Printable.Clean(text)}\" isn't an http or https address.");
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10) }) { BaseAddress = server, Timeout = Patience };
        try
        {
            using var body = new ByteArrayContent(print.ToBytes()) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
            using HttpResponseMessage answer = await http.PostAsync(new Uri("api/v1/heritage", UriKind.Relative), body, ct);
            if (!answer.IsSuccessStatusCode) throw Refusal.Chain("server", $"{server}: the server answered {(int)answer.StatusCode} to the search for heritage.", "Try again later, or leave --server out.");
            var candidates = ImmutableArray.CreateBuilder<KnownModel>();
            foreach (Hash32 digest in Digests(await Bounded(answer, MostAnswer, ct)))
            {
                if (await Model(http, digest, ct) is { } model) candidates.Add(model);
            }
            return candidates.DrainToImmutable();
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException or FormatException || error is TaskCanceledException && !ct.IsCancellationRequested)
        {
            throw Refusal.Chain("server", $"{server}: {error.Message}", "Try again later, or leave --server out.");
        }
    }

    private static IEnumerable<Hash32> Digests(byte[] json)
    {
        using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8 });
        return [.. document.RootElement.GetProperty("models").EnumerateArray().Take(MostCandidates).Select(model => Hash32.Parse(model.GetProperty("manifest").GetString()!))];
    }

    private static async Task<KnownModel?> Model(HttpClient http, Hash32 digest, CancellationToken ct)
    {
        using HttpResponseMessage answer = await http.GetAsync(new Uri($"api/v1/documents/{digest}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, ct);
        if (!answer.IsSuccessStatusCode) return null;
        byte[] bytes = await Bounded(answer, MostManifest, ct);
        if (new Hash32(SHA256.HashData(bytes)) != digest) return null;
        try
        {
            return KnownModel.Of(Manifest.Parse(bytes));
        }
        catch (ManifestException)
        {
            return null;
        }
    }

    private static async Task<byte[]> Bounded(HttpResponseMessage answer, int most, CancellationToken ct)
    {
        await using Stream stream = await answer.Content.ReadAsStreamAsync(ct);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0;)
        {
            if (bytes.Length + read > most) throw new IOException($"the answer has over {most:N0} bytes.");
            bytes.Write(buffer, 0, read);
        }
        return bytes.ToArray();
    }
}
