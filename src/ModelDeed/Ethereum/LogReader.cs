using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>Reads the logs of a JSON array one by one, straight from the bytes of a node's answer: nothing is collected, and a log
/// without data costs no allocation.</summary>
internal ref struct LogReader
{
    private Utf8JsonReader _json;

    /// <summary>Reads <paramref name="json"/>, which is the array alone.</summary>
    /// <exception cref="JsonException">Not an array.</exception>
    public LogReader(ReadOnlySpan<byte> json)
    {
        _json = new Utf8JsonReader(json);
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartArray) throw new JsonException("expected an array of logs");
    }

    /// <summary>The next log; false behind the last one.</summary>
    /// <exception cref="JsonException">Not JSON, not a log, or the array does not end.</exception>
    /// <exception cref="FormatException">A field of a log breaks its format.</exception>
    public bool TryRead(out Log log)
    {
        if (_json.Read() && _json.TokenType == JsonTokenType.StartObject)
        {
            log = LogJson.Read(ref _json);
            return true;
        }
        log = default;
        return _json.TokenType == JsonTokenType.EndArray ? false : throw new JsonException("the array of logs does not end");
    }
}
