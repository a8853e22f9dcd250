using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>JSON from outside: one document that fills the bytes, no property twice, at most 64 deep.</summary>
internal static class StrictJson
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a document and hands its root to <paramref name="read"/>.</summary>
    /// <exception cref="MalformedDataException">Not JSON, a property stands twice, or a text isn't valid Unicode.</exception>
    internal static T Read<T>(string what, ReadOnlySpan<byte> json, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.ToArray(), Options);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter for half a surrogate pair or broken UTF-8 in a text
        {
            throw new MalformedDataException($"{what}: not valid JSON: {e.Message}");
        }
    }
}
