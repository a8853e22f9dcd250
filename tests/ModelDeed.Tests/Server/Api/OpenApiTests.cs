using System.Text.Json;

namespace ModelDeed.Tests.Server.Api;

/// <summary>docs/openapi.json is what the server says of itself. MODELDEED_WRITE_VECTORS=1 writes it.</summary>
public sealed class OpenApiTests
{
    private static readonly string Kept = Repository.PathOf("docs", "openapi.json");

    [Fact]
    public async Task The_kept_document_is_the_servers()
    {
        string said = await Document();
        if (Environment.GetEnvironmentVariable("MODELDEED_WRITE_VECTORS") == "1") await File.WriteAllTextAsync(Kept, said);
        Assert.Equal(await File.ReadAllTextAsync(Kept), said);
    }

    [Fact]
    public async Task Every_operation_has_a_name_a_summary_and_an_example_of_its_body()
    {
        JsonElement paths = JsonDocument.Parse(await Document()).RootElement.GetProperty("paths");
        foreach (JsonProperty path in paths.EnumerateObject())
            foreach (JsonProperty operation in path.Value.EnumerateObject())
            {
                Assert.NotEmpty(operation.Value.GetProperty("operationId").GetString()!);
                Assert.NotEmpty(operation.Value.GetProperty("summary").GetString()!);
                Assert.True(!operation.Value.TryGetProperty("requestBody", out JsonElement body) || body.GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _), operation.Value.GetProperty("operationId").GetString());
            }
    }

    [Fact]
    public async Task The_guide_names_every_operation()
    {
        JsonElement paths = JsonDocument.Parse(await Document()).RootElement.GetProperty("paths");
        string guide = await File.ReadAllTextAsync(Repository.PathOf("docs", "api.md"));
        Assert.All(paths.EnumerateObject(), path => Assert.Contains($"`{path.Name["/api/v1".Length..]}`", guide, StringComparison.Ordinal));
    }

    private static async Task<string> Document()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        return (await client.GetStringAsync("/api/v1/openapi.json")).ReplaceLineEndings("\n").TrimEnd() + "\n";
    }
}
