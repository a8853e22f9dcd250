using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ModelDeed.Heritage;

/// <summary>The bytes of a report: one JSON object, fields in one order, no white space, figures as decimal texts, one line feed at the end.</summary>
internal static class ReportJson
{
    private const int MostNames = 1 << 16;

    public static byte[] Write(HeritageReport report)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", HeritageReport.Format);
            json.WriteString("method", HeritagePrint.Method);
            Write(json, "suspect", report.Suspect);
            Write(json, "other", report.Other);
            json.WriteStartArray("readings");
            foreach (Reading reading in report.Readings) Write(json, reading);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a report and recomputes it.</summary>
    /// <exception cref="HeritageException">As <see cref="HeritageReport.Parse"/>.</exception>
    public static HeritageReport Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > HeritageReport.MostBytes) throw new HeritageException($"The report has {bytes.Length:N0} bytes; {HeritageReport.MostBytes:N0} are the most.");
        try
        {
            HeritageReport report = Parse(bytes);
            return Write(report).AsSpan().SequenceEqual(bytes.Span) ? report
                : throw new HeritageException("The report's figures don't follow from its prints, or it isn't written as a report is: it was edited.");
        }
        catch (Exception broken) when (broken is FormatException or InvalidOperationException)
        {
            throw new HeritageException($"The report is not valid: {broken.Message}", broken);
        }
    }

    private static HeritageReport Parse(ReadOnlyMemory<byte> bytes)
    {
        JsonFields file = JsonFields.Parse(bytes, ["format", "method", "suspect", "other", "readings"], out JsonDocument document);
        using JsonDocument owned = document;
        if (file.Text("format") != HeritageReport.Format || file.Text("method") != HeritagePrint.Method) throw new FormatException("it is of another format or method.");
        JsonFields[] readings = file.Objects("readings", HeritageReport.MostReadings, "source", "seed", "blockHash", "commitment", "suspect", "other", "result");
        HeritageReport report = new(Model(file, "suspect"), Model(file, "other"), [.. readings.Select(Reading)]);
        if (report.Readings.Count(reading => reading.Source == SeedSource.Public) != 1 || report.Readings[0].Source != SeedSource.Public) throw new FormatException("its first reading, and no other, must be of the public seed.");
        if (report.Readings.DistinctBy(reading => reading.Seed).Count() < report.Readings.Length) throw new FormatException("a seed is in it twice.");
        foreach (Reading reading in report.Readings)
        {
            if (reading.Problem(report.Suspect.Fingerprint, report.Other.Fingerprint) is { } problem) throw new FormatException($"{problem}.");
            if (!IsOf(reading.Suspect, report.Suspect, report.Readings[0].Suspect) || !IsOf(reading.Other, report.Other, report.Readings[0].Other)) throw new FormatException("its prints or names are of different tensors.");
        }
        return report;
    }

    // A model's tensors are the same under every seed.
    private static bool IsOf(HeritagePrint print, ReportedModel model, HeritagePrint first) => print.Tensors.Length == model.Names.Length && print.Parameters == first.Parameters
        && print.Tensors.Length == first.Tensors.Length && print.Tensors.Zip(first.Tensors).All(pair => (pair.First.Ordinal, pair.First.Digest) == (pair.Second.Ordinal, pair.Second.Digest));

    private static ReportedModel Model(JsonFields file, string name)
    {
        JsonFields model = file.Object(name, "fingerprint", "manifest", "tensors");
        return new ReportedModel(model.Hash("fingerprint"), model.Hash("manifest"), [.. model.Texts("tensors", MostNames)]);
    }

    private static Reading Reading(JsonFields fields) => new(
        fields.Text("source") switch
        {
            "public" => SeedSource.Public,
            "committed" => SeedSource.Committed,
            "block" => SeedSource.Block,
            _ => throw new FormatException("a reading's source is none of public, committed and block."),
        },
        fields.Hash("seed"), fields.Has("blockHash") ? fields.Hash("blockHash") : default,
        HeritagePrint.Parse(fields.Base64("suspect", HeritagePrint.MostBytes)), HeritagePrint.Parse(fields.Base64("other", HeritagePrint.MostBytes)));

    private static void Write(Utf8JsonWriter json, string name, ReportedModel model)
    {
        json.WriteStartObject(name);
        json.WriteString("fingerprint", model.Fingerprint.ToString());
        json.WriteString("manifest", model.Manifest.ToString());
        json.WriteStartArray("tensors");
        foreach (string tensor in model.Names) json.WriteStringValue(tensor);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Reading reading)
    {
        json.WriteStartObject();
        json.WriteString("source", Source(reading.Source));
        json.WriteString("seed", reading.Seed.ToString());
        if (reading.Source == SeedSource.Block) json.WriteString("blockHash", reading.BlockHash.ToString());
        if (reading.Source == SeedSource.Committed) json.WriteString("commitment", reading.Commitment.ToString());
        json.WriteString("suspect", Convert.ToBase64String(reading.Suspect.ToBytes()));
        json.WriteString("other", Convert.ToBase64String(reading.Other.ToBytes()));
        json.WritePropertyName("result");
        Write(json, reading.Comparison);
        json.WriteEndObject();
    }

    /// <summary>The figures, rounded to what every machine agrees on.</summary>
    private static void Write(Utf8JsonWriter json, HeritageComparison result)
    {
        json.WriteStartObject();
        json.WriteString("verdict", Words.Of(result.Verdict));
        json.WriteString("inheritedShare", Figure(result.InheritedShare));
        json.WriteString("comparableShare", Figure(result.ComparableShare));
        json.WriteString("shareOfOther", Figure(result.ShareOfOther));
        json.WriteString("z", Figure(result.Z));
        json.WriteString("log10P", Figure(result.Log10P));
        json.WriteString("direction", Words.Of(result.Direction));
        json.WriteStartArray("changes");
        foreach (Change change in result.Changes) json.WriteStringValue(Words.Of(change));
        json.WriteEndArray();
        json.WriteStartArray("matches");
        foreach (TensorMatch match in result.Matches)
        {
            json.WriteStartObject();
            json.WriteNumber("suspect", match.Suspect);
            json.WriteNumber("other", match.Other);
            json.WriteString("by", Words.Of(match.Kind));
            json.WriteString("similarity", Figure(match.Similarity));
            json.WriteNumber("agreeing", match.Agreeing);
            json.WriteNumber("signs", match.Signs);
            json.WriteNumber("candidates", match.Candidates);
            json.WriteString("weight", Figure(match.Weight));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Figure(double value) => Math.Round(value, 4, MidpointRounding.ToEven).ToString("0.####", CultureInfo.InvariantCulture);

    private static string Source(SeedSource source) => source switch { SeedSource.Public => "public", SeedSource.Committed => "committed", _ => "block" };
}
