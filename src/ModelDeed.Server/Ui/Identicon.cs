using System.Globalization;
using System.Text;

namespace ModelDeed.Server.Ui;

/// <summary>A picture of 32 bytes that a person can tell from others: two rosettes as on a printed deed, in two hues, and a ring of sixteen ticks.
/// It is for recognition, not proof: compare the digits.</summary>
internal static class Identicon
{
    private const int Points = 72;
    private const double Middle = 32;

    /// <summary>The picture as SVG of 64 × 64 units. Decorative: hidden from screen readers, for the fingerprint stands beside it.</summary>
    internal static string Svg(Hash32 hash)
    {
        ReadOnlySpan<byte> bytes = hash.Bytes;
        double hue = ((bytes[0] << 8) | bytes[1]) * 3_600 / 65_536 / 10.0;
        double second = (hue + 40 + bytes[2] * 280 / 256) % 360;
        StringBuilder svg = new("<svg class=\"identicon\" viewBox=\"0 0 64 64\" aria-hidden=\"true\" focusable=\"false\">");
        svg.Append(CultureInfo.InvariantCulture, $"<rect width=\"64\" height=\"64\" rx=\"10\" fill=\"hsl({hue:0.#} 42% 91%)\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Rosette(bytes[3..12], 25)}\" fill=\"hsl({hue:0.#} 55% 40%)\" fill-opacity=\".28\" stroke=\"hsl({hue:0.#} 60% 32%)\" stroke-width=\".8\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Rosette(bytes[12..21], 17)}\" fill=\"hsl({second:0.#} 60% 45%)\" fill-opacity=\".45\" stroke=\"hsl({second:0.#} 65% 30%)\" stroke-width=\".8\"/>");
        svg.Append(CultureInfo.InvariantCulture, $"<path d=\"{Ticks(bytes[21..])}\" stroke=\"hsl({hue:0.#} 60% 28%)\" stroke-width=\"1.6\"/></svg>");
        return svg.ToString();
    }

    /// <summary>A closed curve whose radius swings: petals, depth and phase of two waves come from the bytes.</summary>
    private static string Rosette(ReadOnlySpan<byte> bytes, double radius)
    {
        int petals = 3 + bytes[0] % 7, ripples = 2 + bytes[1] % 11;
        double depth = 0.12 + bytes[2] / 255.0 * 0.28, ripple = bytes[3] / 255.0 * 0.16;
        double turn = bytes[4] / 256.0 * Math.Tau, phase = bytes[5] / 256.0 * Math.Tau, size = radius * (0.78 + bytes[6] / 255.0 * 0.2);
        double skew = bytes[7] / 256.0 * Math.Tau, lean = bytes[8] / 255.0 * 0.1;
        StringBuilder path = new();
        for (int i = 0; i < Points; i++)
        {
            double angle = i * Math.Tau / Points;
            double reach = size * (1 - depth - ripple + depth * Math.Cos(petals * angle + turn) + ripple * Math.Cos(ripples * angle + phase) + lean * Math.Cos(angle + skew));
            path.Append(i == 0 ? 'M' : 'L');
            Point(path, angle, reach);
        }
        return path.Append('Z').ToString();
    }

    /// <summary>Sixteen ticks at the rim, each as long as half a byte says.</summary>
    private static string Ticks(ReadOnlySpan<byte> bytes)
    {
        StringBuilder path = new();
        for (int i = 0; i < 16; i++)
        {
            double angle = i * Math.Tau / 16;
            int length = bytes[i / 2] >> (i % 2 * 4) & 15;
            path.Append('M');
            Point(path, angle, 30);
            path.Append('L');
            Point(path, angle, 29.4 - length * 0.35);
        }
        return path.ToString();
    }

    private static void Point(StringBuilder path, double angle, double reach) =>
        path.Append(CultureInfo.InvariantCulture, $"{Middle + reach * Math.Cos(angle):0.#} {Middle + reach * Math.Sin(angle):0.#}");
}
