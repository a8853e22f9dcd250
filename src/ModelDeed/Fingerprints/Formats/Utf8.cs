using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>Strict UTF-8: what isn't valid is an error, never a replacement character that makes two names one.</summary>
internal static class Utf8
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static string Decode(FileBytes file, ulong offset, ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw file.Broken(offset, "a text isn't valid UTF-8", e);
        }
    }
}
