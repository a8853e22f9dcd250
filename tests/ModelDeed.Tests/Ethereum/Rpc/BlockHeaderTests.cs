using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class BlockHeaderTests
{
    private static readonly JsonElement Published = Vectors.Load("ethereum-headers.json");

    private static IEnumerable<JsonElement> Headers => Published.GetProperty("headers").EnumerateArray();

    public static TheoryData<string> Names => [.. Headers.Select(header => header.GetProperty("name").GetString()!)];

    private static BlockHeader Read(string name) => BlockHeader.Read(Headers.Single(header => header.GetProperty("name").GetString() == name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_real_header_hashes_to_its_block_hash(string name)
    {
        BlockHeader header = Read(name);
        Assert.Equal(header.Hash, header.ComputeHash());
        Assert.True(header.IsAuthentic);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_header_survives_RLP(string name)
    {
        BlockHeader header = Read(name);
        BlockHeader decoded = BlockHeader.Decode(header.Encode());
        Assert.Equal(header.Encode(), decoded.Encode());
        Assert.Equal(header.Hash, decoded.Hash);
        Assert.Equal(header.Avalanche is null, decoded.Avalanche is null);
        Assert.Equal((header.Number, header.Timestamp, header.ReceiptsRoot, header.BaseFeePerGas), (decoded.Number, decoded.Timestamp, decoded.ReceiptsRoot, decoded.BaseFeePerGas));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_field_that_is_changed_missing_or_unknown_shows_in_the_hash(string name)
    {
        JsonElement json = Headers.Single(header => header.GetProperty("name").GetString() == name);
        foreach (JsonProperty field in json.EnumerateObject().Where(field => field.Name is not ("name" or "hash" or "number")))
        {
            string value = field.Value.GetString()!;
            string changed = value[..^1] + (value[^1] == '1' ? '2' : '1');
            string text = json.GetRawText().Replace($"\"{field.Name}\": \"{value}\"", $"\"{field.Name}\": \"{changed}\"", StringComparison.Ordinal);
            using JsonDocument document = JsonDocument.Parse(text);
            Assert.False(BlockHeader.Read(document.RootElement).IsAuthentic, field.Name);
        }
    }

    [Fact]
    public void Later_Avalanche_fields_are_hashed_in_their_order()
    {
        BlockHeader header = Read("avalanche, 2023");
        BlockHeader later = header with
        {
            BlobGasUsed = 0,
            ExcessBlobGas = 0,
            ParentBeaconBlockRoot = Hash32.Zero,
            Avalanche = header.Avalanche! with { Later = [1_780_000_000_123, 7] },
        };
        var reader = new RlpReader(later.Encode());
        RlpReader fields = reader.ReadList();
        for (int i = 0; i < 22; i++) fields.ReadRaw(); // 15 common, ExtDataHash, base fee, two of Apricot 4, three of Cancun
        Assert.Equal((1_780_000_000_123UL, 7UL, true), (fields.ReadUInt64(), fields.ReadUInt64(), fields.AtEnd));
        Assert.Equal(later.Encode(), BlockHeader.Decode(later.Encode()).Encode());
    }

    [Fact]
    public void Truncated_or_extended_RLP_is_refused_with_its_own_error()
    {
        byte[] rlp = Read("ethereum, amsterdam").Encode();
        for (int length = 0; length < rlp.Length; length++)
            Assert.Throws<MalformedDataException>(() => BlockHeader.Decode(rlp.AsSpan(0, length)));
        Assert.Throws<MalformedDataException>(() => BlockHeader.Decode([.. rlp, 0]));
    }
}
