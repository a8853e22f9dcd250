using System.Globalization;
using System.Numerics;
using ModelDeed.Cli;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Shares;

namespace ModelDeed.Tests.Cli;

public sealed class RoyaltyReasonsTests
{
    public static TheoryData<string> Errors => [.. RoyaltiesContract.Errors.Concat(SharesContract.Errors).Concat(ShareContract.Errors)
        .Where(error => error.Name.Contains("Royalties_", StringComparison.Ordinal) || error.Name.StartsWith("Share", StringComparison.Ordinal)).Select(error => error.Name).Distinct()];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_of_income_and_shares_has_a_sentence(string name)
    {
        AbiError error = RoyaltiesContract.Errors.Concat(SharesContract.Errors).Concat(ShareContract.Errors).First(known => known.Name == name);
        string words = Reasons.Explain(new RevertReason.Custom(error, [.. error.Inputs.Select(input => Value($"{input.Type}"))]));
        Assert.EndsWith($" ({name})", words, StringComparison.Ordinal);
    }

    private static AbiValue Value(string type) => type switch
    {
        "address" => new AbiValue.Account(Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")),
        "bool" => new AbiValue.Truth(true),
        _ when type.StartsWith("bytes", StringComparison.Ordinal) => new AbiValue.Data(new byte[int.Parse(type[5..], CultureInfo.InvariantCulture)]),
        _ => new AbiValue.Number(BigInteger.One),
    };
}
