using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>A private key in a file under a password: Web3 Secret Storage, version 3, as geth and <c>cast wallet</c> write and read it.</summary>
/// <remarks>AES-128-CTR under a key from scrypt or PBKDF2, authenticated by Keccak-256 of the key's second half and the ciphertext.</remarks>
public static class Keystore
{
    /// <summary>Longer files aren't keystores.</summary>
    public const int MaxFileSize = 64 * 1024;

    private const string Cipher = "aes-128-ctr";
    private const int HalfKey = 16;

    /// <summary>Opens a file's content. Takes about a second and 256 MiB with the usual cost; costs over twice the memory or four times the work are refused.</summary>
    /// <param name="json">The file's content.</param>
    /// <param name="password">The password, taken as UTF-8 as it stands.</param>
    public static KeystoreOutcome Open(ReadOnlySpan<byte> json, string password)
    {
        if (json.Length > MaxFileSize) return new KeystoreOutcome.Unreadable($"Keystore: over {MaxFileSize} bytes.");
        try
        {
            return StrictJson.Read("Keystore", json, root => Open(root, password));
        }
        catch (MalformedDataException e)
        {
            return new KeystoreOutcome.Unreadable(e.Message);
        }
    }

    /// <summary>The content of a new file for <paramref name="key"/>: scrypt with n = 262144, r = 8, p = 1, a fresh salt, IV and id. Its address is
    /// readable in it, as in geth's.</summary>
    public static byte[] Seal(PrivateKey key, string password) =>
        Seal(key, password, KeyDerivation.Standard(RandomNumberGenerator.GetBytes(32)), RandomNumberGenerator.GetBytes(16));

    internal static byte[] Seal(PrivateKey key, string password, KeyDerivation derivation, byte[] iv)
    {
        var secret = new byte[PrivateKey.Size];
        key.CopyTo(secret);
        byte[] derived = derivation.Derive(password);
        byte[] ciphertext = Crypt(derived.AsSpan(0, HalfKey), iv, secret);
        Hash32 mac = Mac(derived, ciphertext);
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(derived);
        return Write(key.Address, derivation, iv, ciphertext, mac);
    }

    private static KeystoreOutcome Open(JsonElement root, string password)
    {
        JsonElement crypto = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("Crypto", out _)
            ? KeystoreJson.Object(root, "Crypto") : KeystoreJson.Object(root, "crypto"); // old geth wrote a capital
        if (KeystoreJson.Number(root, "version") != 3) throw new MalformedDataException("Keystore: \"version\" isn't 3.");
        string cipher = KeystoreJson.Text(crypto, "cipher");
        if (cipher != Cipher) throw new MalformedDataException($"Keystore: the cipher \"{cipher}\" isn't known; {Cipher} is.");
        byte[] iv = KeystoreJson.Bytes(KeystoreJson.Object(crypto, "cipherparams"), "iv", 16, 16);
        byte[] ciphertext = KeystoreJson.Bytes(crypto, "ciphertext", 1, PrivateKey.Size);
        byte[] mac = KeystoreJson.Bytes(crypto, "mac", 32, 32);
        byte[] derived = KeyDerivation.Read(crypto).Derive(password);
        try
        {
            return CryptographicOperations.FixedTimeEquals(Mac(derived, ciphertext).Bytes, mac)
                ? Decrypted(root, Crypt(derived.AsSpan(0, HalfKey), iv, ciphertext)) : new KeystoreOutcome.WrongPassword();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>The key in the plain bytes. Some old programs dropped its leading zeros.</summary>
    private static KeystoreOutcome Decrypted(JsonElement root, byte[] plain)
    {
        Span<byte> secret = stackalloc byte[PrivateKey.Size];
        secret.Clear();
        plain.CopyTo(secret[(secret.Length - plain.Length)..]);
        CryptographicOperations.ZeroMemory(plain);
        bool valid = Secp256k1.IsScalar(secret);
        PrivateKey? key = valid ? new PrivateKey(secret) : null;
        CryptographicOperations.ZeroMemory(secret);
        if (key is null) return new KeystoreOutcome.Unreadable("Keystore: what it holds is no private key.");
        if (!root.TryGetProperty("address", out JsonElement address) || IsAddress(address, key.Address)) return new KeystoreOutcome.Opened(key);
        key.Dispose();
        return new KeystoreOutcome.Unreadable("Keystore: \"address\" isn't the address of the key in it.");
    }

    private static bool IsAddress(JsonElement json, Address address)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        return json.ValueKind == JsonValueKind.String && Hex.TryDecode(json.GetString(), bytes) && address.Bytes.SequenceEqual(bytes);
    }

    private static Hash32 Mac(byte[] derived, byte[] ciphertext) => Keccak256.Hash([.. derived.AsSpan(HalfKey), .. ciphertext]);

    /// <summary>AES-128 in counter mode, which encrypts and decrypts alike; at most two blocks.</summary>
    private static byte[] Crypt(ReadOnlySpan<byte> key, byte[] iv, ReadOnlySpan<byte> data)
    {
        using var aes = Aes.Create();
        aes.Key = key.ToArray();
        UInt128 counter = BinaryPrimitives.ReadUInt128BigEndian(iv);
        Span<byte> counters = stackalloc byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(counters, counter);
        BinaryPrimitives.WriteUInt128BigEndian(counters[16..], unchecked(counter + 1));
        byte[] result = aes.EncryptEcb(counters, PaddingMode.None)[..data.Length];
        for (int i = 0; i < result.Length; i++) result[i] ^= data[i];
        return result;
    }

    private static byte[] Write(Address address, KeyDerivation derivation, byte[] iv, byte[] ciphertext, Hash32 mac)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("address", Convert.ToHexStringLower(address.Bytes));
            json.WriteStartObject("crypto");
            json.WriteString("cipher", Cipher);
            json.WriteStartObject("cipherparams");
            json.WriteString("iv", Convert.ToHexStringLower(iv));
            json.WriteEndObject();
            json.WriteString("ciphertext", Convert.ToHexStringLower(ciphertext));
            derivation.WriteTo(json);
            json.WriteString("mac", Convert.ToHexStringLower(mac.Bytes));
            json.WriteEndObject();
            json.WriteString("id", RandomId());
            json.WriteNumber("version", 3);
            json.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>A random UUID (RFC 9562, version 4).</summary>
    private static Guid RandomId()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(16);
        bytes[6] = (byte)(bytes[6] & 0x0f | 0x40);
        bytes[8] = (byte)(bytes[8] & 0x3f | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
