namespace ModelDeed.Ethereum;

/// <summary>Where an <see cref="AbiReader"/> or <see cref="AbiWriter"/> goes on after an array or a tuple; pass it to its <c>End</c>.</summary>
public readonly record struct AbiScope
{
    internal AbiScope(int start, int cursor) => (Start, Cursor) = (start, cursor);

    /// <summary>Where the enclosing frame starts: its offsets count from here.</summary>
    internal int Start { get; }

    /// <summary>Where the enclosing frame's next head stands.</summary>
    internal int Cursor { get; }
}
