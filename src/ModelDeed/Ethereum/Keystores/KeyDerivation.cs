using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>How a keystore makes its key from the password.</summary>
internal abstract record KeyDerivation(byte[] Salt)
{
    /// <summary>Bytes of the derived key: 16 to encrypt, 16 to authenticate.</summary>
    internal const int KeySize = 32;

    /// <summary>What geth and cast write: 256 MiB, about a second.</summary>
    internal static KeyDerivation Standard(byte[] salt) => new Scrypted(salt, 1 << 18, 8, 1);

    /// <summary>Derives the 32 bytes; the caller zeroes them.</summary>
    internal byte[] Derive(string password)
    {
        byte[] secret = Encoding.UTF8.GetBytes(password);
        var key = new byte[KeySize];
        Derive(secret, key);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    private protected abstract void Derive(ReadOnlySpan<byte> password, Span<byte> key);

    /// <summary>Writes <c>kdf</c> and <c>kdfparams</c>.</summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteString("kdf", this is Scrypted ? "scrypt" : "pbkdf2");
        json.WriteStartObject("kdfparams");
        json.WriteNumber("dklen", KeySize);
        WriteCost(json);
        json.WriteString("salt", Convert.ToHexStringLower(Salt));
        json.WriteEndObject();
    }

    private protected abstract void WriteCost(Utf8JsonWriter json);

    /// <summary>Reads <c>kdf</c> and <c>kdfparams</c>, and refuses costs that would take down the machine.</summary>
    internal static KeyDerivation Read(JsonElement crypto)
    {
        string kdf = KeystoreJson.Text(crypto, "kdf");
        JsonElement parameters = KeystoreJson.Object(crypto, "kdfparams");
        byte[] salt = KeystoreJson.Bytes(parameters, "salt", 0, 1024);
        if (KeystoreJson.Number(parameters, "dklen") != KeySize) throw new MalformedDataException("Keystore: \"dklen\" isn't 32.");
        return kdf switch
        {
            "scrypt" => Scrypted.Read(parameters, salt),
            "pbkdf2" => Pbkdf2.Read(parameters, salt),
            _ => throw new MalformedDataException($"Keystore: the key derivation \"{kdf}\" isn't known; scrypt and pbkdf2 are."),
        };
    }

    /// <summary>scrypt (RFC 7914).</summary>
    internal sealed record Scrypted(byte[] Salt, int N, int R, int P) : KeyDerivation(Salt)
    {
        // Twice the memory and four times the work of the standard cost.
        private const long MaxMemory = 1L << 29;
        private const long MaxWork = 1L << 23;

        internal static Scrypted Read(JsonElement parameters, byte[] salt)
        {
            long n = KeystoreJson.Number(parameters, "n"), r = KeystoreJson.Number(parameters, "r"), p = KeystoreJson.Number(parameters, "p");
            if (Math.Max(n, Math.Max(r, p)) > 1L << 31) throw new MalformedDataException($"Keystore: scrypt with n = {n}, r = {r}, p = {p} is refused: too costly.");
            UInt128 memory = (UInt128)128 * (ulong)n * (ulong)r, work = (UInt128)(ulong)n * (ulong)r * (ulong)p; // under 2^94
            if (n < 2 || !BitOperations.IsPow2(n) || r < 1 || p < 1) throw new MalformedDataException($"Keystore: scrypt can't run with n = {n}, r = {r}, p = {p}.");
            if (memory > (ulong)MaxMemory || work > (ulong)MaxWork)
                throw new MalformedDataException($"Keystore: scrypt with n = {n}, r = {r}, p = {p} would need {memory >> 20} MiB and {work >> 21} times the usual work; refused.");
            return new Scrypted(salt, (int)n, (int)r, (int)p);
        }

        private protected override void Derive(ReadOnlySpan<byte> password, Span<byte> key) => Scrypt.DeriveKey(password, Salt, N, R, P, key);

        private protected override void WriteCost(Utf8JsonWriter json)
        {
            json.WriteNumber("n", N);
            json.WriteNumber("r", R);
            json.WriteNumber("p", P);
        }
    }

    /// <summary>PBKDF2 with HMAC-SHA-256 (RFC 8018).</summary>
    internal sealed record Pbkdf2(byte[] Salt, int Rounds) : KeyDerivation(Salt)
    {
        private const int MaxRounds = 10_000_000; // some seconds; files have 10 240 to a million

        internal static Pbkdf2 Read(JsonElement parameters, byte[] salt)
        {
            string prf = KeystoreJson.Text(parameters, "prf");
            if (prf != "hmac-sha256") throw new MalformedDataException($"Keystore: pbkdf2 with \"{prf}\" isn't known; hmac-sha256 is.");
            long rounds = KeystoreJson.Number(parameters, "c");
            return rounds is >= 1 and <= MaxRounds
                ? new Pbkdf2(salt, (int)rounds) : throw new MalformedDataException($"Keystore: pbkdf2 with {rounds} rounds is refused; 1 to {MaxRounds} are taken.");
        }

        private protected override void Derive(ReadOnlySpan<byte> password, Span<byte> key) =>
            Rfc2898DeriveBytes.Pbkdf2(password, Salt, key, Rounds, HashAlgorithmName.SHA256);

        private protected override void WriteCost(Utf8JsonWriter json)
        {
            json.WriteNumber("c", Rounds);
            json.WriteString("prf", "hmac-sha256");
        }
    }
}
