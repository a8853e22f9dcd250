using ModelDeed.Ethereum;

namespace ModelDeed.AbiGen;

/// <summary>A record for a function: its arguments, how they are encoded, and how its results are decoded.</summary>
internal sealed class CallEmitter(SourceText text, CSharpTypes types, AbiFunction function, string name)
{
    private readonly string[] _inputs = CSharpNames.Members(function.Inputs.Select(i => i.Name), name);

    internal void Emit()
    {
        string result = Result();
        text.Line();
        text.Summary($"<c>{function.Signature}</c>, {function.StateMutability}, selector {function.Selector}.");
        text.Block($"public sealed record {name}({Fields.List(types, function.Inputs, _inputs)}) : IContractCall{(function.Outputs.Count == 0 ? "" : $"<{result}>")}", () =>
        {
            Fields.Selector(text, function.Selector);
            text.Line();
            Encode();
            text.Line();
            Decode();
            if (function.Outputs.Count == 0) return;
            text.Line();
            DecodeResult(result);
        });
        if (function.Outputs.Count < 2) return;
        text.Line();
        text.Summary($"What <c>{function.Signature}</c> returns.");
        text.Line($"public sealed record {result}({Fields.List(types, function.Outputs, Outputs(result))});");
    }

    private string Result() => function.Outputs.Count switch
    {
        0 => "",
        1 => types.Name(function.Outputs[0].Type),
        _ => name[..^"Call".Length] + "Result",
    };

    private string[] Outputs(string result) => CSharpNames.Members(function.Outputs.Select(o => o.Name), result);

    private void Encode()
    {
        text.Line("/// <inheritdoc/>");
        text.Block("public byte[] Encode()", () =>
        {
            text.Line($"var writer = new AbiWriter(Selector.ToArray(), {AbiParameter.HeadSize(function.Inputs)});");
            foreach ((AbiParameter input, string field) in function.Inputs.Zip(_inputs)) text.Line(types.Write(input.Type, field));
            text.Line("return writer.ToArray();");
        });
    }

    private void Decode()
    {
        text.Summary("Decodes call data of this function.");
        text.Line("/// <exception cref=\"MalformedDataException\">Another function's, or they break the format.</exception>");
        text.Block($"public static {name} Decode(ReadOnlySpan<byte> data)", () =>
        {
            text.Line($"if (!ModelDeed.Ethereum.Selector.TryRead(data, out Selector selector) || selector != Selector) throw new MalformedDataException(\"The data aren't a call of {function.Signature}.\");");
            if (function.Inputs.Count > 0) text.Line("var reader = new AbiReader(data[4..]);");
            text.Line($"return new {name}({Fields.Read(types, function.Inputs)});");
        });
    }

    private void DecodeResult(string result)
    {
        text.Line("/// <inheritdoc/>");
        text.Block($"public {result} DecodeResult(ReadOnlySpan<byte> data)", () =>
        {
            text.Line("var reader = new AbiReader(data);");
            string read = Fields.Read(types, function.Outputs);
            text.Line(function.Outputs.Count == 1 ? $"return {read};" : $"return new {result}({read});");
        });
    }
}

/// <summary>A record struct for an event: no allocation for a log without texts, bytes or arrays.</summary>
internal sealed class EventEmitter(SourceText text, CSharpTypes types, AbiEvent logged, string name)
{
    // The chain keeps only the hash of an indexed argument that isn't one word.
    private readonly AbiParameter[] _inputs = [.. logged.Inputs.Select(i => i.Indexed && IsHashed(i.Type) ? i with { Type = AbiType.FixedBytes(32) } : i)];

    internal void Emit()
    {
        string[] fields = CSharpNames.Members(logged.Inputs.Select(i => i.Name), name);
        text.Line();
        text.Summary($"<c>{logged.Signature}</c>{(logged.Anonymous ? ", anonymous" : "")}.{Hashed(fields)}");
        text.Block($"public readonly record struct {name}({Fields.List(types, _inputs, fields)})", () =>
        {
            text.Summary("The hash of the signature: the first topic.");
            text.Line($"public static Hash32 Topic0 {{ get; }} = Hash32.Parse(\"{logged.Topic0}\");");
            text.Line();
            text.Summary("Decodes a log. False when it is another event's.");
            text.Line("/// <exception cref=\"MalformedDataException\">It is this event's, but breaks its format.</exception>");
            text.Block($"public static bool TryDecode(in Log log, out {name} decoded)", Body);
        });
    }

    private void Body()
    {
        int named = logged.Anonymous ? 0 : 1, indexed = logged.Inputs.Count(i => i.Indexed);
        text.Line("decoded = default;");
        text.Line("LogTopics topics = log.Topics;");
        text.Line($"if (topics.Count != {named + indexed}{(logged.Anonymous ? "" : " || topics[0] != Topic0")}) return false;");
        if (indexed > 0) text.Line($"var words = new AbiReader(topics.Bytes{(logged.Anonymous ? "" : "[32..]")});");
        if (indexed < logged.Inputs.Count) text.Line("var reader = new AbiReader(log.Data.Span);");
        text.Line($"decoded = new {name}({string.Join(", ", _inputs.Select(i => types.Read(i.Type, i.Indexed ? "words" : "reader")))});");
        text.Line("return true;");
    }

    private string Hashed(string[] fields)
    {
        string[] hashed = [.. logged.Inputs.Zip(fields).Where(p => p.First.Indexed && IsHashed(p.First.Type)).Select(p => $"<c>{p.Second}</c>")];
        return hashed.Length == 0 ? "" : $" Of {string.Join(" and ", hashed)} the chain keeps only the hash.";
    }

    private static bool IsHashed(AbiType type) => type.Kind is AbiKind.Bytes or AbiKind.String or AbiKind.Array or AbiKind.Tuple;
}

/// <summary>A record for an error.</summary>
internal sealed class ErrorEmitter(SourceText text, CSharpTypes types, AbiError error, string name)
{
    internal void Emit()
    {
        text.Line();
        text.Summary($"The error <c>{error.Signature}</c>, selector {error.Selector}.");
        text.Block($"public sealed record {name}({Fields.List(types, error.Inputs, CSharpNames.Members(error.Inputs.Select(i => i.Name), name))})", () =>
        {
            Fields.Selector(text, error.Selector);
            text.Line();
            text.Summary("Decodes revert data. False when they are another error's.");
            text.Line("/// <exception cref=\"MalformedDataException\">They are this error's, but break its format.</exception>");
            text.Block($"public static bool TryDecode(ReadOnlySpan<byte> data, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out {name}? decoded)", () =>
            {
                text.Line("decoded = null;");
                text.Line("if (!ModelDeed.Ethereum.Selector.TryRead(data, out Selector selector) || selector != Selector) return false;");
                if (error.Inputs.Count > 0) text.Line("var reader = new AbiReader(data[4..]);");
                text.Line($"decoded = new {name}({Fields.Read(types, error.Inputs)});");
                text.Line("return true;");
            });
        });
    }
}

/// <summary>A record for a struct.</summary>
internal sealed class StructEmitter(SourceText text, CSharpTypes types, AbiType type, string name)
{
    internal void Emit()
    {
        string[] fields = CSharpNames.Members(type.Components.Select(c => c.Name), name);
        text.Line();
        text.Summary($"The struct <c>{type.Name}</c>.");
        text.Block($"public sealed record {name}({Fields.List(types, type.Components, fields)})", () =>
        {
            text.Block("internal void Write(AbiWriter writer)", () =>
            {
                if (type.IsDynamic) text.Line($"AbiScope scope = writer.BeginTuple({AbiParameter.HeadSize(type.Components)});");
                foreach ((AbiParameter member, string field) in type.Components.Zip(fields)) text.Line(types.Write(member.Type, field));
                if (type.IsDynamic) text.Line("writer.End(scope);");
            });
            text.Line();
            text.Block($"internal static {name} Read(ref AbiReader reader)", () =>
            {
                if (type.IsDynamic) text.Line("AbiScope scope = reader.BeginTuple();");
                text.Line($"var value = new {name}({Fields.Read(types, type.Components)});");
                if (type.IsDynamic) text.Line("reader.End(scope);");
                text.Line("return value;");
            });
        });
    }
}

/// <summary>The pair of functions that write and read an array.</summary>
internal sealed class ArrayEmitter(SourceText text, CSharpTypes types, AbiType type, string name)
{
    internal void Emit()
    {
        AbiType element = type.Element!;
        string elementName = types.Name(element);
        bool scoped = type.Size < 0 || type.IsDynamic;
        text.Line();
        text.Block($"private static void Write{name}(AbiWriter writer, {elementName}[] values)", () =>
        {
            if (type.Size >= 0) text.Line($"AbiWriter.ExpectLength(values.Length, {type.Size});");
            if (scoped) text.Line($"AbiScope scope = writer.{(type.Size < 0 ? $"BeginArray(values.Length, {element.HeadSize})" : $"BeginTuple({32 * type.Size})")};");
            text.Line($"foreach ({elementName} value in values) {types.Write(element, "value")}");
            if (scoped) text.Line("writer.End(scope);");
        });
        text.Line();
        text.Block($"private static {elementName}[] Read{name}(ref AbiReader reader)", () =>
        {
            if (type.Size < 0) text.Line($"AbiScope scope = reader.BeginArray({element.HeadSize}, out int count);");
            else if (scoped) text.Line("AbiScope scope = reader.BeginTuple();");
            text.Line($"var values = {NewArray(elementName, type.Size < 0 ? "count" : $"{type.Size}")};");
            text.Line($"for (int i = 0; i < values.Length; i++) values[i] = {types.Read(element, "reader")};");
            if (scoped) text.Line("reader.End(scope);");
            text.Line("return values;");
        });
    }

    // An array of arrays is "new uint[3][]": the length stands in the first brackets.
    private static string NewArray(string element, string length)
    {
        int brackets = element.IndexOf('[', StringComparison.Ordinal);
        return brackets < 0 ? $"new {element}[{length}]" : $"new {element[..brackets]}[{length}]{element[brackets..]}";
    }
}

/// <summary>What calls, events, errors and structs have in common.</summary>
internal static class Fields
{
    internal static string List(CSharpTypes types, IReadOnlyList<AbiParameter> parameters, string[] names) =>
        string.Join(", ", parameters.Zip(names, (p, name) => $"{types.Name(p.Type)} {name}"));

    internal static string Read(CSharpTypes types, IReadOnlyList<AbiParameter> parameters) =>
        string.Join(", ", parameters.Select(p => types.Read(p.Type, "reader")));

    internal static void Selector(SourceText text, Selector selector)
    {
        text.Summary("The four bytes that name it.");
        text.Line($"public static Selector Selector {{ get; }} = new({selector});");
    }
}
