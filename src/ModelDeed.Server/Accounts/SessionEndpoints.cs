using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using ModelDeed.Ethereum;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Accounts;

/// <summary>Asks for a message to sign in with.</summary>
/// <param name="Account">Who wants to sign in.</param>
internal sealed record ChallengeRequest(Address Account);

/// <summary>A message to sign with the wallet's <c>personal_sign</c>, as it is.</summary>
/// <param name="Message">EIP-4361.</param>
/// <param name="Expires">Seconds since 1970 until which it can be used, once.</param>
internal sealed record Challenge(string Message, long Expires);

/// <summary>A signed message.</summary>
/// <param name="Message">As it was signed, to the byte.</param>
/// <param name="Signature">65 bytes (or 64, EIP-2098); of a contract account whatever it takes (EIP-1271).</param>
internal sealed record SignInRequest(string Message, HexBytes Signature);

/// <summary>Who is signed in.</summary>
/// <param name="Account">The account.</param>
/// <param name="Expires">Seconds since 1970.</param>
internal sealed record SessionView(Address Account, long Expires);

/// <summary>Sign-In with Ethereum. A session proves control of an account; it moves nothing: only the wallet's signatures do.</summary>
internal static class SessionEndpoints
{
    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        RouteGroupBuilder group = api.MapGroup("/session").WithTags("Session");
        group.MapPost("/challenge", Ask).WithName("askToSignIn").WithSummary("Get a message to sign in with");
        group.MapPost("", SignIn).WithName("signIn").WithSummary("Sign in with a signed message");
        group.MapGet("", Show).WithName("showSession").WithSummary("Who is signed in");
        group.MapDelete("", SignOut).WithName("signOut").WithSummary("End the session on the server");
        group.MapDelete("/all", SignOutEverywhere).WithName("signOutEverywhere").WithSummary("End all sessions of the account");
    }

    private static async Task<Results<Ok<Challenge>, ProblemHttpResult>> Ask(
        ChallengeRequest asked, HttpRequest request, Sessions sessions, IOptions<ApiOptions> options, ChainProfile chain, TimeProvider clock, CancellationToken ct)
    {
        if (SiteOrigin.Of(request, options.Value) is not { } origin) return NoOrigin();
        DateTimeOffset now = clock.GetUtcNow();
        SignInMessage message = new()
        {
            Domain = new SignInExpectation(origin, chain.ChainId).Domain,
            Account = asked.Account,
            Statement = "Sign in to ModelDeed. This proves that you control the account; it moves nothing and costs nothing.",
            Uri = origin,
            ChainId = chain.ChainId,
            Nonce = await sessions.NewNonce(asked.Account, ct),
            IssuedAt = now,
            ExpiresAt = now + SignInExpectation.Lifetime,
        };
        return TypedResults.Ok(new Challenge(message.ToString(), message.ExpiresAt.Value.ToUnixTimeSeconds()));
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> SignIn(
        SignInRequest signed, HttpContext http, Sessions sessions, IOptions<ApiOptions> options, ChainProfile chain, EthereumNode node, TimeProvider clock, CancellationToken ct)
    {
        if (SiteOrigin.Of(http.Request, options.Value) is not { } origin) return NoOrigin();
        SignInMessage message;
        try
        {
            message = SignInReader.Read(signed.Message);
        }
        catch (MalformedDataException broken)
        {
            return Problem.Of("sign-in-malformed", broken.Message).Result();
        }
        SignInRefusal? refusal = SignInCheck.Refusal(message, new SignInExpectation(origin, chain.ChainId), clock.GetUtcNow());
        // The nonce last but one: a message that was never good uses none up. Before the signature: each try at one costs a nonce.
        refusal ??= await sessions.UseNonce(message.Nonce, message.Account, ct) ? null : SignInRefusal.UnknownNonce;
        refusal ??= await SignInSignature.IsBy(message.Account, signed.Message, signed.Signature.Value, node, ct) ? null : SignInRefusal.BadSignature;
        if (refusal is { } why) return Refused(why).Result();
        if (SessionCookie.Token(http.Request) is { } old) await sessions.Close(old, ct);
        (string token, Session session) = await sessions.Open(message.Account, ct);
        SessionCookie.Set(http.Response, token, DateTimeOffset.FromUnixTimeSeconds(session.Expires));
        http.Response.Headers.CacheControl = "no-store";
        return TypedResults.Ok(new SessionView(session.Account, session.Expires));
    }

    private static async Task<Results<Ok<SessionView>, ProblemHttpResult>> Show(HttpContext http, Sessions sessions, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        return await Of(http.Request, sessions, ct) is { } session ? TypedResults.Ok(new SessionView(session.Account, session.Expires)) : NotSignedIn();
    }

    private static async Task<NoContent> SignOut(HttpContext http, Sessions sessions, CancellationToken ct)
    {
        if (SessionCookie.Token(http.Request) is { } token) await sessions.Close(token, ct);
        SessionCookie.Clear(http.Response);
        return TypedResults.NoContent();
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SignOutEverywhere(HttpContext http, Sessions sessions, CancellationToken ct)
    {
        if (await Of(http.Request, sessions, ct) is not { } session) return NotSignedIn();
        await sessions.CloseAll(session.Account, ct);
        SessionCookie.Clear(http.Response);
        return TypedResults.NoContent();
    }

    /// <summary>The session that a request comes with; null for none.</summary>
    public static async Task<Session?> Of(HttpRequest request, Sessions sessions, CancellationToken ct) =>
        SessionCookie.Token(request) is { } token ? await sessions.Find(token, ct) : null;

    private static Problem Refused(SignInRefusal why)
    {
        string code = "sign-in-" + Problem.CodeOf(why.ToString());
        return Problem.Of(code, Problem.Own[code].Meaning + " Ask for a new message and sign that.");
    }

    private static ProblemHttpResult NotSignedIn() => Problem.Of("not-signed-in", "There is no session, or it is over.").Result();

    private static ProblemHttpResult NoOrigin() =>
        Problem.Of("no-public-origin", "This server doesn't know its public address, so no message could be bound to it: set Api:Origin, or use http://localhost.").Result();
}
