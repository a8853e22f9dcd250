namespace ModelDeed.Licensing;

/// <summary>A signed credential as a file (docs/formats.md, <c>modeldeed-credential-1</c>).</summary>
public static class CredentialJson
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "modeldeed-credential-1";

    private static readonly string[] Names = ["format", "chainId", "contract", "issuer", "account", "claim", "country", "sectors", "expiry", "serial", "signature"];

    /// <summary>Writes a credential.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Its country isn't in the list of territories.</exception>
    public static byte[] Write(SignedCredential signed) => LicensingJson.Write(json =>
    {
        Credential credential = signed.Credential;
        json.WriteString("format", Format);
        json.WriteNumber("chainId", signed.Domain.ChainId);
        json.WriteString("contract", signed.Domain.Contract.ToString());
        json.WriteString("issuer", signed.Issuer.ToString());
        json.WriteString("account", credential.Account.ToString());
        json.WriteString("claim", credential.Claim.ToString());
        if (credential.Country != Territories.NotStated) json.WriteString("country", Territories.CodeOf(credential.Country));
        if (!credential.Sectors.IsEmpty) json.Words("sectors", credential.Sectors.ToWords());
        json.WriteNumber("expiry", credential.Expiry);
        json.WriteString("serial", credential.Serial.ToString());
        json.WriteString("signature", Hex.Encode(signed.Signature.AsSpan()));
    });

    /// <summary>Reads a credential. The signature isn't judged: see <see cref="SignedCredential.CheckSignature"/>.</summary>
    /// <exception cref="FormatException">Not a credential file: names the member and what is wrong.</exception>
    public static SignedCredential Read(ReadOnlyMemory<byte> bytes) => LicensingJson.Read(bytes, Format, Names, file => new SignedCredential(
        new LicensingDomain(file.Number("chainId"), file.Account("contract")),
        file.Account("issuer"),
        new Credential(file.Account("account"), file.Hash("claim"), Country(file), Sectors(file), file.Number("expiry", 40), file.Hash("serial")),
        [.. file.Bytes("signature")]));

    private static ushort Country(JsonFields file) =>
        file.Has("country") ? LicensingJson.Named("country", () => (ushort)Territories.IndexOf(file.Text("country"))) : Territories.NotStated;

    private static FieldsOfUse Sectors(JsonFields file) => file.Has("sectors") ? new((ulong)file.Set("sectors", FieldsOfUse.Catalog)) : default;
}
