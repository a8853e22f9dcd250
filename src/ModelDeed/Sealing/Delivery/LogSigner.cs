using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace ModelDeed.Sealing;

/// <summary>Signs the heads of a custodian's log as checkpoints.</summary>
/// <remarks>C2SP tlog-checkpoint over signed-note: origin, size, root in base64, an empty line, and a line for each signature.</remarks>
public sealed class LogSigner : IDisposable
{
    private const byte Ed25519Kind = 1;

    private readonly byte[] _secret;
    private readonly byte[] _publicKey;
    private bool _isWiped;

    /// <summary>A signer whose Ed25519 key follows from the custodian's own, so that one secret is to be kept.</summary>
    /// <param name="origin">The log's name: no spaces, no plus signs.</param>
    /// <param name="custodian">The custodian's key.</param>
    public LogSigner(string origin, X25519Identity custodian)
    {
        if (origin.Length == 0 || origin.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c == '+')) throw new ArgumentException($"\"{origin}\" is no log's name: leave spaces and plus signs out.", nameof(origin));
        Origin = origin;
        _secret = custodian.Derive("modeldeed.org/log-key"u8, Ed25519.SecretKeySize);
        _publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(_secret, 0, _publicKey, 0); // a key object of BouncyCastle's would be a copy that nobody wipes
    }

    /// <summary>The log's name.</summary>
    public string Origin { get; }

    /// <summary>The key as verifiers take it: <c>NAME+ID+BASE64</c>.</summary>
    public string VerifierKey => $"{Origin}+{Convert.ToHexStringLower(Id)}+{Convert.ToBase64String([Ed25519Kind, .. _publicKey])}";

    private byte[] Id => SHA256.HashData([.. Encoding.UTF8.GetBytes(Origin), (byte)'\n', Ed25519Kind, .. _publicKey])[..4];

    /// <summary>The signed note over a head.</summary>
    public string Checkpoint(long size, Hash32 root)
    {
        string text = $"{Origin}\n{size.ToString(CultureInfo.InvariantCulture)}\n{Convert.ToBase64String(root.Bytes)}\n";
        ObjectDisposedException.ThrowIf(_isWiped, this);
        byte[] message = Encoding.UTF8.GetBytes(text), signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(_secret, 0, message, 0, message.Length, signature, 0);
        return $"{text}\n— {Origin} {Convert.ToBase64String([.. Id, .. signature])}\n";
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        _isWiped = true;
    }
}
