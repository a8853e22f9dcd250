using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace ModelDeed.Server.Api;

/// <summary>Examples of the OpenAPI document: of each operation's parameters, and of its body.</summary>
internal static class ApiExamples
{
    private const string Account = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

    private const string Native = "0x0000000000000000000000000000000000000000";

    private static string Id { get; } = "0x" + string.Concat(Enumerable.Repeat("5f", 32));

    private static string Terms { get; } = "0x" + string.Concat(Enumerable.Repeat("a1", 32));

    private static string Scope => """{"territories":["DE","FR"],"fields":["research"],"dataTypes":["personal"]}""";

    /// <summary>Adds what the operation lacks.</summary>
    public static void AddTo(OpenApiOperation operation)
    {
        foreach (OpenApiParameter parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
            parameter.Example ??= OfParameter(parameter.Name ?? "");
        if (operation.RequestBody?.Content?.TryGetValue("application/json", out OpenApiMediaType? body) == true && Body(operation.OperationId ?? "") is { } text)
            body.Example = JsonNode.Parse(text);
    }

    /// <summary>The body of an operation; null when it takes none.</summary>
    public static string? Body(string operation) => operation switch
    {
        "askToSignIn" => $$"""{"account":"{{Account}}"}""",
        "signIn" => $$"""{"message":"localhost:5000 wants you to sign in with your Ethereum account:\n{{Account}}\n\n\nURI: http://localhost:5000\nVersion: 1\nChain ID: 31337\nNonce: a1B2c3D4\nIssued At: 2026-01-31T12:00:00Z","signature":"0x"}""",
        "askForQuote" => $$"""{"titleId":"{{Id}}","termsId":"{{Terms}}","scope":{{Scope}},"periods":1}""",
        "prepareBuy" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","termsId":"{{Terms}}","scope":{{Scope}},"periods":1}""",
        "prepareRenew" => $$"""{"from":"{{Account}}","licenseId":"{{Id}}","periods":3}""",
        "prepareCancelSubscription" => $$"""{"from":"{{Account}}","licenseId":"{{Id}}"}""",
        "prepareRegister" => $$"""{"from":"{{Account}}","fingerprint":"{{Id}}","manifest":"{{Terms}}","kind":"model","name":"A small model"}""",
        "preparePublishTerms" => $$$"""{"from":"{{{Account}}}","titleId":"{{{Id}}}","terms":{"format":"modeldeed-terms-1","payment":"one-time","currency":"native","price":"49000000","period":0,"grace":0,"supply":0,"perAccount":0,"saleStart":0,"saleEnd":0,"rights":["commercial"],"royalty":0,"territories":["worldwide"],"fields":["all"],"dataTypes":["all"]}}""",
        "prepareWithdrawOffer" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","termsId":"{{Terms}}","open":false}""",
        "preparePay" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","currency":"{{Native}}","amount":"49000000"}""",
        "prepareWithdraw" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","currency":"{{Native}}"}""",
        "prepareApprove" => $$"""{"from":"{{Account}}","token":"{{Account}}","amount":"49000000"}""",
        "preparePermit" => $$"""{"from":"{{Account}}","token":"{{Account}}","amount":"49000000"}""",
        "prepareDivide" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","name":"A small model","symbol":"SMALL","majority":7500,"allotments":[{"account":"{{Account}}","shares":"1000"}]}""",
        "prepareTransfer" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","to":"{{Account}}"}""",
        _ => MarketBody(operation),
    };

    private static string? MarketBody(string operation) => operation switch
    {
        "prepareList" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","price":"49000000"}""",
        "prepareOffer" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","price":"49000000","currency":"{{Account}}"}""",
        "prepareFill" or "prepareAccept" => $$"""{"from":"{{Account}}","hash":"{{Id}}"}""",
        "prepareCancel" => $$"""{"from":"{{Account}}","nonces":["7"]}""",
        "prepareCancelAll" => $$"""{"from":"{{Account}}"}""",
        "prepareAuctionStart" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","reserve":"49000000","duration":259200}""",
        "prepareBid" => $$"""{"from":"{{Account}}","auctionId":"1","amount":"49000000"}""",
        "prepareSettle" or "prepareAuctionCancel" => $$"""{"from":"{{Account}}","auctionId":"1"}""",
        "prepareRefund" => $$"""{"from":"{{Account}}","currency":"{{Native}}"}""",
        "prepareDescribe" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","digest":"{{Terms}}"}""",
        "prepareClaim" or "prepareCollect" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","currency":"{{Native}}"}""",
        "prepareWithdrawFrom" or "prepareSettleIncome" => $$"""{"from":"{{Account}}","titleId":"{{Id}}","payee":"{{Account}}","currency":"{{Native}}"}""",
        "postOrder" => $$"""{"format":"modeldeed-order-1","chainId":31337,"contract":"{{Account}}","side":"sell","maker":"{{Account}}","asset":"{{Account}}","titleId":"{{Id}}","amount":"1","currency":"native","price":"49000000","maxRoyalty":500,"epoch":1,"start":0,"deadline":1800000000,"nonce":"7","counter":"0","signature":"0x"}""",
        "signMessageAsDemo" => """{"message":"0x68656c6c6f"}""",
        "signAsDemo" => """{"types":{"EIP712Domain":[{"name":"name","type":"string"}],"Note":[{"name":"text","type":"string"}]},"primaryType":"Note","domain":{"name":"Example"},"message":{"text":"hello"}}""",
        "sendAsDemo" => $$"""{"to":"{{Account}}","data":"0x","value":"1"}""",
        _ => null,
    };

    private static JsonNode? OfParameter(string name) => name switch
    {
        "id" or "asset" or "title" or "hash" or "sha256" => JsonValue.Create(Id),
        "account" or "owner" or "from" or "maker" => JsonValue.Create(Account),
        "kind" => JsonValue.Create("model"),
        "side" => JsonValue.Create("sell"),
        "open" => JsonValue.Create(true),
        "limit" => JsonValue.Create(50),
        "depth" => JsonValue.Create(8),
        "territory" => JsonValue.Create("DE"),
        "field" => JsonValue.Create("research"),
        "dataType" => JsonValue.Create("personal"),
        "name" => JsonValue.Create("demo-1"),
        "nonce" => JsonValue.Create(7),
        "at" => JsonValue.Create(1_800_000_000),
        _ => null,
    };
}
