using System.Numerics;
using ModelDeed.Cli;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Cli;

public sealed class MarketReasonsTests
{
    public static TheoryData<string> Errors => [.. Known().Select(error => error.Name)];

    [Theory]
    [MemberData(nameof(Errors))]
    public void Every_error_of_the_market_has_a_sentence(string name)
    {
        AbiError error = Known().First(known => known.Name == name);
        string words = Reasons.Explain(new RevertReason.Custom(error, [.. error.Inputs.Select(input => Value($"{input.Type}"))]));
        Assert.EndsWith($" ({name})", words, StringComparison.Ordinal);
    }

    private static IEnumerable<AbiError> Known() => MarketContract.Errors.Concat(LotContract.Errors)
        .Where(error => error.Name.StartsWith("Market_", StringComparison.Ordinal) || error.Name.StartsWith("Lot_", StringComparison.Ordinal)).DistinctBy(error => error.Name);

    private static AbiValue Value(string type) => type switch
    {
        "address" => new AbiValue.Account(Address.Parse("0x70997970C51812dc3A010C7d01b50e0d17dc79C8")),
        "bytes32" => new AbiValue.Data(new byte[32]),
        _ => new AbiValue.Number(BigInteger.One),
    };
}
