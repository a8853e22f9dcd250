using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>A signed voucher as a file (docs/formats.md, <c>modeldeed-voucher-1</c>).</summary>
public static class VoucherJson
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "modeldeed-voucher-1";

    private static readonly string[] Names =
    [
        "format", "chainId", "contract", "signer", "titleId", "termsId", "holder", "licensee", "territories", "fields", "dataTypes", "periods", "currency", "price",
        "renewalPrice", "nonce", "deadline", "signature",
    ];

    /// <summary>Writes a voucher.</summary>
    public static byte[] Write(SignedVoucher signed) => LicensingJson.Write(json =>
    {
        Voucher voucher = signed.Voucher;
        json.WriteString("format", Format);
        json.WriteNumber("chainId", signed.Domain.ChainId);
        json.WriteString("contract", signed.Domain.Contract.ToString());
        json.WriteString("signer", signed.Signer.ToString());
        json.WriteString("titleId", voucher.TitleId.ToHash().ToString());
        json.WriteString("termsId", voucher.TermsId.ToString());
        json.WriteString("holder", voucher.Holder.ToString());
        json.WriteString("licensee", voucher.Licensee.ToString());
        json.Scope(voucher.Scope);
        json.WriteNumber("periods", voucher.Periods);
        json.Currency(voucher.Currency);
        json.Amount("price", voucher.Price.Units);
        json.Amount("renewalPrice", voucher.RenewalPrice.Units);
        json.Amount("nonce", voucher.Nonce);
        json.Amount("deadline", voucher.Deadline);
        json.WriteString("signature", Hex.Encode(signed.Signature.AsSpan()));
    });

    /// <summary>Reads a voucher. The signature isn't judged: see <see cref="SignedVoucher.CheckSignature"/>.</summary>
    /// <exception cref="FormatException">Not a voucher file: names the member and what is wrong.</exception>
    public static SignedVoucher Read(ReadOnlyMemory<byte> bytes) => LicensingJson.Read(bytes, Format, Names, file => new SignedVoucher(
        new LicensingDomain(file.Number("chainId"), file.Account("contract")),
        file.Account("signer"),
        new Voucher
        {
            TitleId = UInt256.FromHash(file.Hash("titleId")),
            TermsId = file.Hash("termsId"),
            Holder = file.Account("holder"),
            Licensee = file.Account("licensee"),
            Scope = file.Scope(),
            Periods = (ushort)file.Number("periods", 16),
            Currency = file.Currency(),
            Price = new TokenAmount(file.Amount("price", 256)),
            RenewalPrice = new TokenAmount(file.Amount("renewalPrice", 128)),
            Nonce = (UInt256)file.Amount("nonce", 256),
            Deadline = (UInt256)file.Amount("deadline", 256),
        },
        [.. file.Bytes("signature")]));
}
