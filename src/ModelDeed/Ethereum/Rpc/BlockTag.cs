namespace ModelDeed.Ethereum;

/// <summary>A block by height or by name, as the Ethereum API takes it.</summary>
public readonly record struct BlockTag
{
    private readonly string? _text;

    private BlockTag(string text) => _text = text;

    /// <summary>The head of the chain; also the default value.</summary>
    public static BlockTag Latest => default;

    /// <summary>The head and the transactions that wait.</summary>
    public static BlockTag Pending { get; } = new("pending");

    /// <summary>The last block that can't be undone; some chains have none.</summary>
    public static BlockTag Finalized { get; } = new("finalized");

    /// <summary>The last block that is unlikely to be undone; some chains have none.</summary>
    public static BlockTag Safe { get; } = new("safe");

    /// <summary>The genesis block.</summary>
    public static BlockTag Earliest { get; } = new("earliest");

    /// <summary>The block at a height.</summary>
    public static BlockTag At(ulong number) => new($"0x{number:x}");

    /// <summary>The text on the wire: <c>latest</c>, <c>0x10</c>.</summary>
    public override string ToString() => _text ?? "latest";
}
