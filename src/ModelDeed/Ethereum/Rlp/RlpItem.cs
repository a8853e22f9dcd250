namespace ModelDeed.Ethereum;

/// <summary>An RLP item of unknown shape as a tree.</summary>
public abstract record RlpItem
{
    private RlpItem() { }

    /// <summary>Lists nest at most this deep: enough for anything on Ethereum, little enough for any stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>A byte string.</summary>
    /// <param name="Bytes">Its content.</param>
    public sealed record Text(ReadOnlyMemory<byte> Bytes) : RlpItem;

    /// <summary>A list.</summary>
    /// <param name="Items">Its items in order.</param>
    public sealed record List(IReadOnlyList<RlpItem> Items) : RlpItem;

    /// <summary>Decodes one canonical item that fills <paramref name="data"/>.</summary>
    /// <exception cref="MalformedDataException">Not canonical RLP, or nested over <see cref="MaxDepth"/>.</exception>
    public static RlpItem Decode(ReadOnlySpan<byte> data)
    {
        var reader = new RlpReader(data);
        RlpItem item = Read(ref reader, 0);
        reader.End();
        return item;
    }

    /// <summary>The canonical encoding.</summary>
    public byte[] Encode()
    {
        var writer = new RlpWriter();
        WriteTo(writer);
        return writer.ToArray();
    }

    private static RlpItem Read(ref RlpReader reader, int depth)
    {
        if (!reader.AtList) return new Text(reader.ReadBytes().ToArray());
        if (depth == MaxDepth) throw new MalformedDataException($"RLP: lists nest over {MaxDepth} deep.");
        RlpReader inner = reader.ReadList();
        var items = new List<RlpItem>();
        while (!inner.AtEnd) items.Add(Read(ref inner, depth + 1));
        return new List(items);
    }

    private void WriteTo(RlpWriter writer)
    {
        if (this is Text text)
        {
            writer.Write(text.Bytes.Span);
            return;
        }
        int mark = writer.BeginList();
        foreach (RlpItem item in ((List)this).Items) item.WriteTo(writer);
        writer.EndList(mark);
    }
}
