using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>Notes which tensors the nodes of an ONNX graph read as whole numbers with scale and zero point: weights of DequantizeLinear, QLinearConv and QLinearMatMul (onnx/docs/Operators.md).
/// What can't be read as such is passed over: it changes no fingerprint.</summary>
internal sealed class OnnxScales(ProtoReader proto, TableBuilder table)
{
    private const int MostInputs = 6, NameBytes = 4 * FormatLimits.NameChars;

    /// <summary>Notes what a node says; the reader stands anywhere within it afterwards.</summary>
    /// <param name="node">The node.</param>
    /// <param name="type">Its operator's name.</param>
    /// <param name="prefix">Of the names of its graph.</param>
    public void Note(ProtoSpan node, string type, string prefix)
    {
        if (type is not ("DequantizeLinear" or "QLinearConv" or "QLinearMatMul")) return;
        List<string> inputs = [];
        (long? axis, bool byBlocks) = (null, false);
        proto.Cursor.Seek(node.Start);
        while (proto.Next(node.End))
        {
            if (proto.Field is (1, WireType.Bytes) && inputs.Count < MostInputs) inputs.Add(Name(node.End));
            else if (proto.Field is (5, WireType.Bytes))
            {
                ProtoSpan span = proto.Bytes(node.End);
                (string name, long value) = Attribute(span);
                proto.Cursor.Seek(span.End);
                if (name == "axis") axis = value;
                if (name == "block_size" && value != 0) byBlocks = true;
            }
            else proto.Skip(node.End);
        }
        if (byBlocks || axis is < -FormatLimits.Rank or > FormatLimits.Rank) return;
        switch (type)
        {
            case "DequantizeLinear": Add(inputs, 0, (int)(axis ?? 1), prefix); break;
            case "QLinearConv": Add(inputs, 3, 0, prefix); break;
            // Either may be the weight: rows of the left and columns of the right have scales of their own.
            default: Add(inputs, 0, -2, prefix); Add(inputs, 3, -1, prefix); break;
        }
    }

    private void Add(List<string> inputs, int first, int axis, string prefix)
    {
        if (inputs.Count <= first + 1 || inputs[first].Length == 0 || inputs[first + 1].Length == 0) return;
        string? zero = inputs.Count > first + 2 && inputs[first + 2].Length > 0 ? inputs[first + 2] : null;
        table.Scale(prefix, inputs[first], new AffineTensors(inputs[first + 1], zero, axis));
    }

    private (string Name, long Value) Attribute(ProtoSpan attribute)
    {
        (string name, long value) = ("", 0);
        while (proto.Next(attribute.End))
        {
            if (proto.Field is (1, WireType.Bytes)) name = Name(attribute.End);
            else if (proto.Field is (3, WireType.Varint)) value = (long)proto.Number(attribute.End);
            else proto.Skip(attribute.End);
        }
        return (name, value);
    }

    /// <summary>A text; empty where no name can be so long. What isn't UTF-8 names nothing.</summary>
    private string Name(ulong end)
    {
        ProtoSpan span = proto.Bytes(end);
        if (span.Length > NameBytes)
        {
            proto.Cursor.Seek(span.End);
            return "";
        }
        var utf8 = new byte[(int)span.Length];
        proto.Cursor.Read(utf8);
        return Encoding.UTF8.GetString(utf8);
    }
}
