using System.Globalization;
using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Sealing;

/// <summary>What a custodian writes into its log of a release: who got the key of what, for which use, and by which signature, so that it can't invent one.
/// Nothing in it is secret.</summary>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Package">What the key belongs to.</param>
/// <param name="Request">The request.</param>
/// <param name="Signature">The account's under the request, 1 to 4,096 bytes.</param>
public sealed record ReleaseReceipt(ulong Time, PackageBinding Package, ReleaseRequest Request, ReadOnlyMemory<byte> Signature)
{
    private const string Kind = "modeldeed.org/receipt-2";

    private static readonly string[] Words =
        ["time", "chain", "titles", "title", "version", "fingerprint", "manifest", "header", "custodian", "account", "territory", "field", "data", "recipient", "nonce", "deadline", "signature"];

    /// <summary>What the account signed.</summary>
    public Hash32 Digest => Request.Digest(Package.ChainId, Package.Contract);

    /// <summary>True when the account's own key signed the request. A contract account (EIP-1271) is to be asked on the chain.</summary>
    public bool IsSignedByKey => SignInSignature.IsByKey(Request.Account, Digest, Signature.Span);

    /// <summary>The entry: lines of a word and a value.</summary>
    public byte[] ToEntry()
    {
        string[] values =
        [
            Text(Time), Text(Package.ChainId), Package.Contract.ToString(), Package.TitleId.ToString(), Text(Package.Version), Package.ContentRoot.ToString(), Package.ManifestDigest.ToString(), Request.Header.ToString(),
            Request.Custodian.ToString(), Request.Account.ToString(), Territories.CodeOf(Request.Territory), FieldsOfUse.WordOf(Request.Field), DataTypes.WordOf(Request.DataType), Request.Recipient.ToString(),
            Request.Nonce.ToString(), Text(Request.Deadline), Hex.Encode(Signature.Span),
        ];
        return Encoding.ASCII.GetBytes(string.Join('\n', [Kind, .. Words.Zip(values, (word, value) => $"{word} {value}"), ""]));
    }

    /// <summary>Reads an entry. There is one form for each.</summary>
    /// <exception cref="FormatException">Not an entry of this kind; the text says what is wrong.</exception>
    public static ReleaseReceipt Parse(ReadOnlySpan<byte> entry)
    {
        string[] lines = Encoding.ASCII.GetString(entry).Split('\n');
        if (lines.Length != Words.Length + 2 || lines[0] != Kind || lines[^1].Length > 0) throw new FormatException($"It isn't {Words.Length + 1} lines that begin with {Kind}.");
        for (int i = 0; i < Words.Length; i++)
            if (!lines[i + 1].StartsWith(Words[i] + " ", StringComparison.Ordinal)) throw new FormatException($"Line {i + 2} isn't \"{Words[i]}\" and a value.");
        ReleaseReceipt receipt = Read(word => lines[Array.IndexOf(Words, word) + 1][(word.Length + 1)..]);
        return receipt.ToEntry().AsSpan().SequenceEqual(entry) ? receipt : throw new FormatException("A value isn't in its one form: numbers without leading zeros, addresses with their checksum, hexadecimal in small letters.");
    }

    private static ReleaseReceipt Read(Func<string, string> value)
    {
        var package = new PackageBinding
        {
            ChainId = Number(value("chain")),
            Contract = Account(value("titles")),
            TitleId = Hash32.Parse(value("title")),
            Version = uint.TryParse(value("version"), NumberStyles.None, CultureInfo.InvariantCulture, out uint version) ? version : throw new FormatException($"There is no version \"{value("version")}\"."),
            ContentRoot = Hash32.Parse(value("fingerprint")),
            ManifestDigest = Hash32.Parse(value("manifest")),
        };
        var request = new ReleaseRequest
        {
            Header = Hash32.Parse(value("header")),
            Custodian = Hash32.Parse(value("custodian")),
            Account = Account(value("account")),
            Territory = (byte)Territories.IndexOf(value("territory")),
            Field = (byte)FieldsOfUse.IndexOf(value("field")),
            DataType = (byte)DataTypes.IndexOf(value("data")),
            Recipient = Hash32.Parse(value("recipient")),
            Nonce = Hash32.Parse(value("nonce")),
            Deadline = Number(value("deadline")),
        };
        return new ReleaseReceipt(Number(value("time")), package, request, Hex.Decode(value("signature")));
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static ulong Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number : throw new FormatException($"\"{text}\" is no whole number below 2^64.");

    private static Address Account(string text) => Address.TryParse(text, out Address account) ? account : throw new FormatException($"\"{text}\" is no address.");
}
