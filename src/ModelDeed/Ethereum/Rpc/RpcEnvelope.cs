using System.Text;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>One JSON-RPC answer, cut from the body without reading the value in it.</summary>
internal readonly record struct RpcEnvelope(long? Id, Range? Result, RpcError? Error)
{
    /// <summary>Reads the object that starts at the reader's token; leaves the reader on its end.</summary>
    /// <exception cref="JsonException">Not such an object, or a member twice: which of the two would count?</exception>
    public static RpcEnvelope Read(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("expected a JSON object");
        long? id = null;
        Range? result = null;
        RpcError? error = null;
        bool idSeen = false, errorSeen = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("id"u8))
            {
                Once(ref idSeen, "id");
                id = ReadId(ref json);
            }
            else if (json.ValueTextEquals("result"u8))
            {
                if (result is not null) throw new JsonException("\"result\" stands twice");
                result = Value(ref json);
            }
            else if (json.ValueTextEquals("error"u8))
            {
                Once(ref errorSeen, "error");
                json.Read();
                error = RpcError.Read(ref json);
            }
            else
            {
                json.Skip();
            }
        }
        if (json.TokenType != JsonTokenType.EndObject) throw new JsonException("the object does not end");
        return new RpcEnvelope(id, result, error);
    }

    private static void Once(ref bool seen, string name)
    {
        if (seen) throw new JsonException($"\"{name}\" stands twice");
        seen = true;
    }

    private static long? ReadId(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number && json.TryGetInt64(out long id)) return id;
        json.Skip();
        return null;
    }

    private static Range Value(ref Utf8JsonReader json)
    {
        json.Read();
        int start = checked((int)json.TokenStartIndex);
        json.Skip();
        return start..checked((int)json.BytesConsumed);
    }
}

/// <summary>The <c>error</c> member: code, message and the bytes in its data.</summary>
internal sealed record RpcError(long Code, string Message, byte[]? Data)
{
    // A node may send megabytes: no more of a text than this is kept.
    private const int LongestText = 8_192;

    /// <summary>Reads the value at the reader's token; null for JSON null.</summary>
    public static RpcError? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.Null) return null;
        if (json.TokenType == JsonTokenType.String) return new RpcError(0, Text(ref json), null);
        if (json.TokenType != JsonTokenType.StartObject) throw new JsonException("\"error\" is no object");
        long code = 0;
        string message = "no message";
        byte[]? data = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("code"u8) && json.Read())
            {
                if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out code)) json.Skip();
            }
            else if (json.ValueTextEquals("message"u8) && json.Read())
            {
                if (json.TokenType == JsonTokenType.String) message = Text(ref json);
                else json.Skip();
            }
            else if (json.ValueTextEquals("data"u8) && json.Read())
            {
                data = ReadData(ref json, ref message);
            }
            else
            {
                json.Skip();
            }
        }
        return new RpcError(code, message, data);
    }

    // geth and anvil: "data": "0x…". Parity and old Nethermind: "Reverted 0x…". Some wrap it: {"data": "0x…"}.
    private static byte[]? ReadData(ref Utf8JsonReader json, ref string message)
    {
        if (json.TokenType == JsonTokenType.String)
        {
            string text = Text(ref json, int.MaxValue);
            int hex = text.StartsWith("Reverted ", StringComparison.Ordinal) ? "Reverted ".Length : 0;
            if (TryHex(text[hex..]) is { } bytes) return bytes;
            if (text.Length > 0) message = $"{message} ({text[..Math.Min(text.Length, LongestText)]})";
            return null;
        }
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }
        byte[]? found = null;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            bool wanted = json.ValueTextEquals("data"u8) || json.ValueTextEquals("result"u8);
            json.Read();
            if (wanted && json.TokenType == JsonTokenType.String) found ??= TryHex(Text(ref json, int.MaxValue));
            else json.Skip();
        }
        return found;
    }

    private static byte[]? TryHex(string text)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length % 2 != 0) return null;
        var bytes = new byte[text.Length / 2 - 1];
        return Hex.TryDecode(text, bytes) ? bytes : null;
    }

    private static string Text(ref Utf8JsonReader json, int longest = LongestText)
    {
        if (json.ValueSpan.Length > longest) return Encoding.UTF8.GetString(json.ValueSpan[..longest]) + "...";
        return json.GetString()!;
    }
}
