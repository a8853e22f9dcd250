namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads the tensors of an ONNX model (onnx.proto3 of onnx/onnx): initializers and the values of Constant nodes, in the main graph,
/// in subgraphs, functions and training graphs. Data is left where it stands.
/// </summary>
internal sealed class OnnxReader
{
    /// <summary>Graphs within graphs.</summary>
    private const int MostDepth = 32;

    /// <summary>Graphs in all.</summary>
    private const int MostGraphs = 65_536;

    private const int TextBytes = 4 * FormatLimits.NameChars;

    private readonly FileBytes _file;
    private readonly ProtoReader _proto;
    private readonly OnnxData _data;
    private readonly OnnxScales _scales;
    private readonly TableBuilder _table;
    private readonly CancellationToken _ct;
    private int _graphs, _subgraphs, _functions, _trainings;

    private OnnxReader(FileBytes file, AssetFiles files, TableBuilder table, CancellationToken ct)
    {
        _file = file;
        _proto = new ProtoReader(new FileCursor(file));
        _data = new OnnxData(_proto, files, table, ct);
        _scales = new OnnxScales(_proto, table);
        _table = table;
        _ct = ct;
    }

    public static void Read(FileBytes file, AssetFiles files, TableBuilder table, CancellationToken ct) =>
        new OnnxReader(file, files, table, ct).ReadModel();

    private void ReadModel()
    {
        bool version = false;
        ulong end = _file.Length;
        while (_proto.Next(end))
        {
            switch (_proto.Field.Number)
            {
                case 1: version = true; _table.Fact("onnx.ir_version", _proto.Number(end).ToString()); break;
                case 2: _table.Fact("onnx.producer", _proto.Head(end)); break;
                case 3: _table.Fact("onnx.producer_version", _proto.Head(end)); break;
                case 7: _graphs++; Within(end, graph => ReadGraph(graph, "", 0)); break;
                case 8: Within(end, ReadOpset); break;
                case 20: Within(end, ReadTraining); break;
                case 25: Within(end, ReadFunction); break;
                default: _proto.Skip(end); break;
            }
        }
        if (!version || _graphs != 1) throw _file.Broken("an ONNX model has an ir_version and one graph; this has not");
    }

    /// <summary>Reads the message that the present field holds, and stands at its end afterwards.</summary>
    private void Within(ulong end, Action<ProtoSpan> read)
    {
        ProtoSpan span = _proto.Bytes(end);
        read(span);
        _proto.Cursor.Seek(span.End);
    }

    private void ReadOpset(ProtoSpan opset)
    {
        string domain = "";
        ulong version = 0;
        while (_proto.Next(opset.End))
        {
            if (_proto.Field.Number == 1) domain = _proto.Head(opset.End);
            else if (_proto.Field.Number == 2) version = _proto.Number(opset.End);
            else _proto.Skip(opset.End);
        }
        _table.Fact("onnx.opset." + (domain.Length == 0 ? "ai.onnx" : domain), version.ToString());
    }

    private void ReadTraining(ProtoSpan training)
    {
        string prefix = $"training[{_trainings++}]/";
        while (_proto.Next(training.End))
        {
            if (_proto.Field.Number == 1) Within(training.End, graph => ReadGraph(graph, prefix + "initialization/", 1));
            else if (_proto.Field.Number == 2) Within(training.End, graph => ReadGraph(graph, prefix + "algorithm/", 1));
            else _proto.Skip(training.End);
        }
    }

    /// <summary>Names and domain may stand after the nodes, so they are looked for first, passing over the nodes.</summary>
    private void ReadFunction(ProtoSpan function)
    {
        string name = "", domain = "", overload = "";
        while (_proto.Next(function.End))
        {
            if (_proto.Field.Number == 1) name = _proto.Text(function.End, TextBytes);
            else if (_proto.Field.Number == 10) domain = _proto.Text(function.End, TextBytes);
            else if (_proto.Field.Number == 13) overload = _proto.Text(function.End, TextBytes);
            else _proto.Skip(function.End);
        }
        string prefix = name.Length == 0 ? $"function[{_functions}]/" : $"function:{domain}.{name}{(overload.Length == 0 ? "" : ":" + overload)}/";
        _functions++;
        int node = 0;
        _proto.Cursor.Seek(function.Start);
        while (_proto.Next(function.End))
        {
            if (_proto.Field.Number == 7) Within(function.End, span => ReadNode(span, prefix, node++, 1));
            else _proto.Skip(function.End);
        }
    }

    private void ReadGraph(ProtoSpan graph, string prefix, int depth)
    {
        if (depth > MostDepth) throw _proto.Broken($"graphs are nested deeper than {MostDepth}");
        if (++_subgraphs > MostGraphs) throw _proto.Broken($"there are more than {MostGraphs} graphs");
        CheckPrefix(prefix);
        int node = 0;
        while (_proto.Next(graph.End))
        {
            _ct.ThrowIfCancellationRequested();
            switch (_proto.Field.Number)
            {
                case 1: Within(graph.End, span => ReadNode(span, prefix, node++, depth)); break;
                case 5: Within(graph.End, span => _data.Add(OnnxTensor.Read(_proto, span), prefix, null)); break;
                case 15: Within(graph.End, span => _data.AddSparse(span, prefix, null)); break;
                default: _proto.Skip(graph.End); break;
            }
        }
    }

    /// <summary>A node's outputs and type decide what its attributes mean, and may stand after them: two passes, the first of which descends nowhere.</summary>
    private void ReadNode(ProtoSpan node, string prefix, int index, int depth)
    {
        string output = "", type = "", domain = "";
        bool attributes = false;
        while (_proto.Next(node.End))
        {
            switch (_proto.Field.Number)
            {
                case 2: { string name = _proto.Text(node.End, TextBytes); if (output.Length == 0) output = name; break; }
                case 4: type = _proto.Text(node.End, TextBytes); break;
                case 5: attributes = true; _proto.Skip(node.End); break;
                case 7: domain = _proto.Text(node.End, TextBytes); break;
                default: _proto.Skip(node.End); break;
            }
        }
        _scales.Note(node, type, prefix);
        if (!attributes) return;
        bool constant = type == "Constant" && domain is "" or "ai.onnx";
        string label = output.Length == 0 ? $"node[{index}]" : output;
        _proto.Cursor.Seek(node.Start);
        while (_proto.Next(node.End))
        {
            if (_proto.Field.Number == 5) Within(node.End, span => ReadAttribute(span, prefix, label, constant, depth));
            else _proto.Skip(node.End);
        }
    }

    private void ReadAttribute(ProtoSpan attribute, string prefix, string label, bool constant, int depth)
    {
        string name = AttributeName(attribute);
        int graph = 0;
        _proto.Cursor.Seek(attribute.Start);
        while (_proto.Next(attribute.End))
        {
            switch (_proto.Field.Number)
            {
                case 5 when constant && name == "value": Within(attribute.End, span => _data.Add(OnnxTensor.Read(_proto, span), prefix, label)); break;
                case 22 when constant && name == "sparse_value": Within(attribute.End, span => _data.AddSparse(span, prefix, label)); break;
                case 6: Within(attribute.End, span => ReadGraph(span, $"{prefix}{label}.{name}/", depth + 1)); break;
                case 11: Within(attribute.End, span => ReadGraph(span, $"{prefix}{label}.{name}[{graph++}]/", depth + 1)); break;
                default: _proto.Skip(attribute.End); break;
            }
        }
    }

    private string AttributeName(ProtoSpan attribute)
    {
        string name = "";
        while (_proto.Next(attribute.End))
        {
            if (_proto.Field.Number == 1) name = _proto.Text(attribute.End, TextBytes);
            else _proto.Skip(attribute.End);
        }
        return name;
    }

    /// <summary>Nested labels add up: bounded here, or a deep nest would cost its depth squared.</summary>
    private void CheckPrefix(string prefix)
    {
        if (prefix.Length > FormatLimits.NameChars) throw _proto.Broken($"the names of nested graphs add up to {prefix.Length} characters, more than {FormatLimits.NameChars}");
    }
}
