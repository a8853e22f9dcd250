using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Transactions;

/// <summary>A demo account: on the embedded chain only, its key is public.</summary>
/// <param name="Name">demo-1 to demo-10, as the command line names them.</param>
/// <param name="Address">Its address.</param>
internal sealed record DemoAccountView(string Name, Address Address);

/// <summary>A prepared transaction for a demo account to send.</summary>
/// <param name="To">The contract.</param>
/// <param name="Data">Call data.</param>
/// <param name="Value">Wei to send along.</param>
internal sealed record DemoSendRequest(Address To, HexBytes Data, UInt256 Value);

/// <summary>What a demo account signed.</summary>
/// <param name="Signature">65 bytes: r, s, v.</param>
internal sealed record DemoSignatureView(HexBytes Signature);

/// <summary>A message to sign.</summary>
/// <param name="Message">Its bytes.</param>
internal sealed record DemoMessageRequest(HexBytes Message);

/// <summary>Demo accounts, so that a newcomer can act at once. Refused on every chain but the embedded one.</summary>
internal static class DemoEndpoints
{
    private const string Prefix = "demo-";

    public static void MapDemo(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/demo").WithTags("Demo");
        group.MapGet("", List).WithName("listDemoAccounts").WithSummary("The demo accounts of the embedded chain");
        group.MapPost("/{name}/send", Send).WithName("sendAsDemo").WithSummary("Sign and send with a demo account, on the embedded chain");
        group.MapPost("/{name}/sign", Sign).WithName("signAsDemo").WithSummary("Sign typed data (EIP-712) with a demo account, on the embedded chain");
        group.MapPost("/{name}/sign-message", SignMessage).WithName("signMessageAsDemo").WithSummary("Sign a message (EIP-191) with a demo account, on the embedded chain");
    }

    private static Ok<DemoSignatureView> Sign(string name, JsonElement typedData, ChainProfile chain)
    {
        using PrivateKey key = Key(name, chain);
        return TypedResults.Ok(new DemoSignatureView(new HexBytes(key.Sign(TypedData.Parse(typedData.GetRawText()).Digest).ToArray())));
    }

    private static Ok<DemoSignatureView> SignMessage(string name, DemoMessageRequest asked, ChainProfile chain)
    {
        using PrivateKey key = Key(name, chain);
        return TypedResults.Ok(new DemoSignatureView(new HexBytes(key.Sign(PersonalMessage.Digest(asked.Message.Value)).ToArray())));
    }

    /// <summary>The key of a demo account.</summary>
    /// <exception cref="ProblemException">Another chain than the embedded one, or no such account.</exception>
    public static PrivateKey Key(string name, ChainProfile chain)
    {
        RequireEmbedded(chain);
        return name.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(name.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= DemoAccounts.Count
            ? DemoAccounts.Key(number - 1, chain) : throw new ProblemException(Problem.Of("not-found", $"Demo accounts are demo-1 to demo-{DemoAccounts.Count}."));
    }

    private static FreshJson<List<DemoAccountView>> List(ChainProfile chain)
    {
        RequireEmbedded(chain);
        return Fresh.Json(Enumerable.Range(1, DemoAccounts.Count).Select(number =>
        {
            using PrivateKey key = DemoAccounts.Key(number - 1, chain);
            return new DemoAccountView($"{Prefix}{number}", key.Address);
        }).ToList());
    }

    private static async Task<Results<Ok<TransactionView>, ProblemHttpResult>> Send(string name, DemoSendRequest asked, EthereumNode node, ChainProfile chain, CancellationToken ct)
    {
        using PrivateKey key = Key(name, chain);
        using TransactionSender sender = new(node, chain, key, new SenderOptions { Until = new FinalityRule.Confirmations(1), Patience = TimeSpan.FromSeconds(30) });
        TransactionRequest request = new() { To = asked.To, Data = asked.Data.Value, Value = asked.Value, Errors = ContractSet.Errors };
        return await sender.Send(request, ct) switch
        {
            SendOutcome.Confirmed done => TypedResults.Ok((await TransactionStanding.Read(node, chain, done.Receipt.TransactionHash, null, null, ct))!),
            SendOutcome.Reverted { Reason: var reason } => Problem.OfRevert(reason).Result(),
            SendOutcome.NotSent { Why: TransactionQuote.WouldRevert { Reason: var reason } } => Problem.OfRevert(reason).Result(),
            SendOutcome.NotSent { Why: TransactionQuote.NotEnough } => Problem.Of("insufficient-funds", $"{name} has too little for that.").Result(),
            SendOutcome.StillPending waiting => TypedResults.Ok(new TransactionView(waiting.Hash, "waiting", null, null, 0)),
            var other => Problem.Of("node-unavailable", $"The transaction wasn't taken: {other.GetType().Name}.").Result(),
        };
    }

    private static void RequireEmbedded(ChainProfile chain)
    {
        if (!chain.IsEmbedded) throw new ProblemException(Problem.Of("demo-only", $"Demo accounts act on the embedded chain only, not on {chain.Name}: their keys are public."));
    }
}
