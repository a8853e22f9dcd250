using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Accounts;

/// <summary>An open session.</summary>
/// <param name="Account">Who signed in.</param>
/// <param name="Expires">Seconds since 1970.</param>
internal sealed record Session(Address Account, long Expires);

/// <summary>Nonces and sessions. A token is 32 random bytes, kept as its SHA-256 only; ending a session takes the row away, so a copied cookie ends with it.</summary>
internal sealed class Sessions(ServerState state, TimeProvider clock, IOptions<ApiOptions> options)
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int NonceLength = 22;

    private long Now => clock.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>A new nonce for an account, to be used once within <see cref="Ethereum.SignInExpectation.Lifetime"/>.</summary>
    public async Task<string> NewNonce(Address account, CancellationToken ct)
    {
        string nonce = RandomNumberGenerator.GetString(Alphabet, NonceLength);
        await state.Database.Write("DELETE FROM sign_in_nonces WHERE expires <= @now", [("now", Now)], ct);
        await state.Database.Write("INSERT INTO sign_in_nonces (nonce, account, expires) VALUES (@nonce, @account, @expires)",
            [("nonce", nonce), ("account", account.ToArray()), ("expires", Now + (long)Ethereum.SignInExpectation.Lifetime.TotalSeconds)], ct);
        return nonce;
    }

    /// <summary>Uses a nonce up. False when it wasn't given to the account, was used, or is too old. Of two at the same time one gets true.</summary>
    public async Task<bool> UseNonce(string nonce, Address account, CancellationToken ct) =>
        await state.Database.Write("DELETE FROM sign_in_nonces WHERE nonce = @nonce AND account = @account AND expires > @now",
            [("nonce", nonce), ("account", account.ToArray()), ("now", Now)], ct) == 1;

    /// <summary>Opens a session; the token for its cookie.</summary>
    public async Task<(string Token, Session Session)> Open(Address account, CancellationToken ct)
    {
        string token = System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        Session session = new(account, Now + options.Value.SessionSeconds);
        await state.Database.Write("DELETE FROM sessions WHERE expires <= @now", [("now", Now)], ct);
        await state.Database.Write("INSERT INTO sessions (token_hash, account, created, expires) VALUES (@hash, @account, @now, @expires)",
            [("hash", HashOf(token)), ("account", account.ToArray()), ("now", Now), ("expires", session.Expires)], ct);
        return (token, session);
    }

    /// <summary>The session of a token; null for none.</summary>
    public Task<Session?> Find(string token, CancellationToken ct) => state.Database.First("SELECT account, expires FROM sessions WHERE token_hash = @hash AND expires > @now",
        [("hash", HashOf(token)), ("now", Now)], row => new Session(row.Address("account"), row.Number("expires")), ct);

    /// <summary>Ends a session.</summary>
    public Task Close(string token, CancellationToken ct) => state.Database.Write("DELETE FROM sessions WHERE token_hash = @hash", [("hash", HashOf(token))], ct);

    /// <summary>Ends all sessions of an account: a lost laptop's too.</summary>
    public Task<int> CloseAll(Address account, CancellationToken ct) => state.Database.Write("DELETE FROM sessions WHERE account = @account", [("account", account.ToArray())], ct);

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
