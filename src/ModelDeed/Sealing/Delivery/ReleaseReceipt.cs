using System.Globalization;
using System.Text;
using ModelDeed.Licensing;

namespace ModelDeed.Sealing;

/// <summary>What a custodian writes into its log of a release: who got the key of what, for which use. Nothing in it is secret.</summary>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Package">What the key belongs to.</param>
/// <param name="Request">The request; its ephemeral key and nonce are told by the digest alone.</param>
/// <param name="Digest">What the account signed.</param>
public sealed record ReleaseReceipt(ulong Time, PackageBinding Package, ReleaseRequest Request, Hash32 Digest)
{
    private const string Kind = "modeldeed.org/receipt-1", RequestLine = "request ";

    /// <summary>The entry: lines of a word and a value.</summary>
    public byte[] ToEntry() => Encoding.ASCII.GetBytes(string.Join('\n',
    [
        Kind, string.Create(CultureInfo.InvariantCulture, $"time {Time}"), $"account {Request.Account}", $"title {Package.TitleId}", $"fingerprint {Package.ContentRoot}", $"header {Request.Header}",
        $"territory {Territories.CodeOf(Request.Territory)}", $"field {FieldsOfUse.WordOf(Request.Field)}", $"data {DataTypes.WordOf(Request.DataType)}", RequestLine + Digest, "",
    ]));

    /// <summary>Which request an entry is the receipt of, and when it was given.</summary>
    /// <exception cref="FormatException">Not an entry of this kind.</exception>
    public static (ulong Time, Hash32 Digest) Read(ReadOnlySpan<byte> entry)
    {
        string[] lines = Encoding.ASCII.GetString(entry).Split('\n');
        if (lines.Length != 11 || lines[0] != Kind || !lines[1].StartsWith("time ", StringComparison.Ordinal) || !lines[9].StartsWith(RequestLine, StringComparison.Ordinal))
            throw new FormatException("The log has an entry that is no receipt: another program wrote into it. Restore it from a copy: another log would contradict heads that were signed.");
        return (ulong.Parse(lines[1]["time ".Length..], NumberStyles.None, CultureInfo.InvariantCulture), Hash32.Parse(lines[9][RequestLine.Length..]));
    }
}
