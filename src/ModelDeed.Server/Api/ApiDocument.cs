using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Api;

/// <summary>The OpenAPI document at <c>/api/v1/openapi.json</c>, kept in docs/openapi.json.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";

    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo
            {
                Title = "ModelDeed",
                Version = "1",
                Description = "Titles, licenses and income of AI models, as the chain has them. Reading is public. The server holds no key: it prepares transactions, wallets sign them. See docs/api.md.",
            };
            document.Servers = [new OpenApiServer { Url = "/" }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            Type type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (Forms.TryGetValue(type, out (string Pattern, string Example) form)) Text(schema, form, nullable: type != context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, _, _) =>
        {
            ApiExamples.AddTo(operation);
            return Task.CompletedTask;
        });
    });

    public static void MapApiDocument(this WebApplication app) => app.MapOpenApi("/api/{documentName}/openapi.json");

    private static Dictionary<Type, (string Pattern, string Example)> Forms { get; } = new()
    {
        [typeof(Address)] = ("^0x[0-9a-fA-F]{40}$", "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"),
        [typeof(Hash32)] = ("^0x[0-9a-f]{64}$", "0x" + string.Concat(Enumerable.Repeat("5f", 32))),
        [typeof(UInt256)] = ("^(0|[1-9][0-9]{0,77})$", "49000000"),
        [typeof(HexBytes)] = ("^0x([0-9a-f]{2})*$", "0x"),
    };

    private static void Text(OpenApiSchema schema, (string Pattern, string Example) form, bool nullable)
    {
        schema.Type = nullable ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
        schema.Pattern = form.Pattern;
        schema.Examples = [JsonValue.Create(form.Example)];
        schema.Properties = null;
        schema.Required = null;
    }
}
