using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>Logs as the Ethereum API writes them. Indexers read millions: straight from the bytes, no text in between.</summary>
internal static class LogJson
{
    /// <summary>An array of logs.</summary>
    public static List<Log> ReadArray(ReadOnlySpan<byte> json)
    {
        var logs = new List<Log>();
        var reader = new Utf8JsonReader(json);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("expected an array of logs");
        while (reader.Read() && reader.TokenType == JsonTokenType.StartObject) logs.Add(Read(ref reader));
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("the array of logs does not end");
        return logs;
    }

    public static Log Read(JsonElement log)
    {
        var reader = new Utf8JsonReader(JsonMarshal.GetRawUtf8Value(log));
        reader.Read();
        return Read(ref reader);
    }

    private static Log Read(ref Utf8JsonReader json)
    {
        Address? address = null;
        LogTopics? topics = null;
        byte[]? data = null;
        var log = new LogPlace();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("address"u8)) address = ReadAddress(ref json);
            else if (json.ValueTextEquals("topics"u8)) topics = ReadTopics(ref json);
            else if (json.ValueTextEquals("data"u8)) data = ReadData(ref json);
            else if (!log.TryRead(ref json)) json.Skip();
        }
        return new Log
        {
            Address = address ?? throw new JsonException("a log without an address"),
            Topics = topics ?? throw new JsonException("a log without topics"),
            Data = data ?? throw new JsonException("a log without data"),
            BlockNumber = log.BlockNumber,
            BlockHash = log.BlockHash,
            TransactionHash = log.TransactionHash,
            TransactionIndex = log.TransactionIndex,
            LogIndex = log.LogIndex,
            BlockTimestamp = log.BlockTimestamp,
            Removed = log.Removed,
        };
    }

    private static Address ReadAddress(ref Utf8JsonReader json)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        json.Read();
        Fill(ref json, bytes);
        return new Address(bytes);
    }

    private static LogTopics ReadTopics(ref Utf8JsonReader json)
    {
        Span<Hash32> topics = stackalloc Hash32[LogTopics.Max];
        int count = 0;
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray) throw new JsonException("topics are no array");
        while (json.Read() && json.TokenType == JsonTokenType.String)
        {
            if (count == topics.Length) throw new JsonException("a log with more than four topics");
            topics[count++] = Hash(ref json);
        }
        if (json.TokenType != JsonTokenType.EndArray) throw new JsonException("a topic is no text");
        return new LogTopics(topics[..count]);
    }

    private static byte[] ReadData(ref Utf8JsonReader json)
    {
        json.Read();
        ReadOnlySpan<byte> digits = Digits(ref json);
        if (digits.IsEmpty) return [];
        var data = new byte[digits.Length / 2];
        Decode(digits, data);
        return data;
    }

    private static Hash32 Hash(ref Utf8JsonReader json)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        Fill(ref json, bytes);
        return new Hash32(bytes);
    }

    private static void Fill(ref Utf8JsonReader json, scoped Span<byte> bytes) => Decode(Digits(ref json), bytes);

    private static void Decode(ReadOnlySpan<byte> digits, scoped Span<byte> bytes)
    {
        if (digits.Length != bytes.Length * 2 || Convert.FromHexString(digits, bytes, out _, out _) != OperationStatus.Done)
            throw new FormatException($"a log has a field that is not {bytes.Length} bytes of hexadecimal");
    }

    private static ReadOnlySpan<byte> Digits(ref Utf8JsonReader json)
    {
        ReadOnlySpan<byte> text = json.TokenType == JsonTokenType.String && !json.ValueIsEscaped ? json.ValueSpan : default;
        return text.StartsWith("0x"u8) ? text[2..] : throw new FormatException("a log has a field that does not start with 0x");
    }

    private static ulong Quantity(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Number) return json.GetUInt64(); // anvil's blockTimestamp in receipts
        ReadOnlySpan<byte> digits = Digits(ref json);
        return digits.Length is >= 1 and <= 16 && ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value)
            ? value : throw new FormatException("a log has a field that is no 64-bit quantity");
    }

    /// <summary>Where a log stands; all null while its transaction waits.</summary>
    private struct LogPlace
    {
        public ulong BlockNumber;
        public Hash32 BlockHash;
        public Hash32 TransactionHash;
        public uint TransactionIndex;
        public uint LogIndex;
        public ulong? BlockTimestamp;
        public bool Removed;

        public bool TryRead(ref Utf8JsonReader json)
        {
            if (json.ValueTextEquals("blockNumber"u8)) BlockNumber = NextQuantity(ref json);
            else if (json.ValueTextEquals("blockHash"u8)) BlockHash = NextHash(ref json);
            else if (json.ValueTextEquals("transactionHash"u8)) TransactionHash = NextHash(ref json);
            else if (json.ValueTextEquals("transactionIndex"u8)) TransactionIndex = checked((uint)NextQuantity(ref json));
            else if (json.ValueTextEquals("logIndex"u8)) LogIndex = checked((uint)NextQuantity(ref json));
            else if (json.ValueTextEquals("blockTimestamp"u8)) BlockTimestamp = json.Read() && json.TokenType != JsonTokenType.Null ? Quantity(ref json) : null;
            else if (json.ValueTextEquals("removed"u8)) Removed = json.Read() && json.GetBoolean();
            else return false;
            return true;
        }

        private static ulong NextQuantity(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.Null ? Quantity(ref json) : 0;

        private static Hash32 NextHash(ref Utf8JsonReader json) => json.Read() && json.TokenType != JsonTokenType.Null ? Hash(ref json) : default;
    }
}
