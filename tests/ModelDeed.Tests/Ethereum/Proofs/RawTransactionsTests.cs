using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Proofs;

public sealed class RawTransactionsTests
{
    private static readonly Address Receiver = Address.Parse("0x00000000000000000000000000000000000000aa");
    private static readonly AccessListEntry[] Announced = [new AccessListEntry(Receiver, [Keccak256.HashUtf8("slot")])];

    public static TheoryData<Transaction> Kinds =>
    [
        new LegacyTransaction(1, 0, 7, 21_000, Receiver, 0, new byte[] { 0, 1 }),
        new LegacyTransaction(31337, 300, 7, 21_000, null, 5, new byte[] { 0x7f }),
        new Eip2930Transaction(137, 1, 7, 21_000, Receiver, 5, ReadOnlyMemory<byte>.Empty, Announced),
        new Eip1559Transaction(43114, 1, 1, 7, 21_000, Receiver, 5, new byte[70], Announced),
        new Eip1559Transaction(1, 1, 1, 7, 21_000, null, 0, new byte[] { 1 }, []),
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_fields_that_a_node_tells_give_the_bytes_that_were_sent(Transaction body)
    {
        using PrivateKey key = PrivateKey.Parse("0x" + new string('0', 62) + "2a");
        SignedTransaction signed = body.Sign(key);
        using JsonDocument told = JsonDocument.Parse(Json(signed));
        Assert.Equal(Hex.Encode(signed.Raw), Hex.Encode(RawTransactions.Encode(told.RootElement)));
    }

    [Fact]
    public void A_type_that_is_not_known_is_refused_by_its_number()
    {
        using JsonDocument told = JsonDocument.Parse("""{"type":"0x7e"}""");
        Assert.Contains("126", Assert.Throws<FormatException>(() => RawTransactions.Encode(told.RootElement)).Message, StringComparison.Ordinal);
    }

    private static string Json(SignedTransaction signed)
    {
        Transaction body = signed.Body;
        Dictionary<string, object?> fields = new()
        {
            ["type"] = $"0x{body.Type:x}",
            ["chainId"] = $"0x{body.ChainId:x}",
            ["nonce"] = $"0x{body.Nonce:x}",
            ["gas"] = $"0x{body.GasLimit:x}",
            ["to"] = body.To?.ToString().ToLowerInvariant(),
            ["value"] = body.Value.ToHash().ToString(),
            ["input"] = Hex.Encode(body.Data.Span),
            ["r"] = signed.Signature.R.ToString(),
            ["s"] = signed.Signature.S.ToString(),
            ["gasPrice"] = "0x7",
            ["maxFeePerGas"] = "0x7",
            ["maxPriorityFeePerGas"] = "0x1",
            ["v"] = body.Type == 0 ? $"0x{body.ChainId * 2 + 35 + signed.Signature.YParity:x}" : $"0x{signed.Signature.YParity:x}",
        };
        IReadOnlyList<AccessListEntry>? list = body switch { Eip2930Transaction one => one.AccessList, Eip1559Transaction two => two.AccessList, _ => null };
        if (list is not null) fields["accessList"] = list.Select(entry => new { address = entry.Account.ToString(), storageKeys = entry.StorageKeys.Select(slot => slot.ToString()) });
        return JsonSerializer.Serialize(fields);
    }
}
