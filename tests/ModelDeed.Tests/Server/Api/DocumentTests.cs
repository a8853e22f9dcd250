using System.Net;
using System.Security.Cryptography;
using ModelDeed.Primitives;
using ModelDeed.Server.Titles;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Documents by their digest.</summary>
public sealed class DocumentTests
{
    private static readonly byte[] Manifest = "{\"name\":\"<script>\"}"u8.ToArray();

    [Fact]
    public async Task Only_documents_that_the_chain_commits_to_are_kept()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:MostDocument"] = "2000" });
        using HttpClient client = site.Client();
        Hash32 digest = new(SHA256.HashData(Manifest));
        string path = $"/api/v1/documents/{digest}";
        Assert.Equal("document-not-on-chain", await ApiSite.Code(await Put(client, path, Manifest), HttpStatusCode.UnprocessableEntity));
        await site.Put(TitleTables.Titles, ("id", Samples.Id(7).ToArray()), ("name", "A"), ("current_manifest", digest.ToArray()));
        Assert.Equal("document-unknown", await ApiSite.Code(await client.GetAsync(path), HttpStatusCode.NotFound));
        Assert.Equal("document-wrong-digest", await ApiSite.Code(await Put(client, path, [1, 2, 3]), HttpStatusCode.UnprocessableEntity));
        Assert.Equal("too-large", await ApiSite.Code(await Put(client, path, new byte[2001]), HttpStatusCode.RequestEntityTooLarge));
        Assert.Equal("document-unknown", await ApiSite.Code(await client.GetAsync(path), HttpStatusCode.NotFound));
        Assert.Equal(HttpStatusCode.NoContent, (await Put(client, path, Manifest)).StatusCode);
        foreach (string at in new[] { path, $"/api/v1/assets/{Samples.Id(7)}/manifest" })
        {
            HttpResponseMessage got = await client.GetAsync(at);
            Assert.Equal(Manifest, await got.Content.ReadAsByteArrayAsync());
            Assert.Equal("attachment", got.Content.Headers.ContentDisposition!.DispositionType);
            Assert.DoesNotContain("html", got.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
        }
    }

    private static Task<HttpResponseMessage> Put(HttpClient client, string path, byte[] bytes) => client.PutAsync(path, new ByteArrayContent(bytes));
}
