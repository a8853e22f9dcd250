using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelDeed.Ethereum;

/// <summary>One event that a contract emitted, as <c>eth_getLogs</c> and receipts give it. A struct without references
/// besides <see cref="Data"/>, so that an indexer reads millions without garbage; pass it by <c>in</c>.</summary>
public readonly record struct Log
{
    /// <summary>The contract that emitted it.</summary>
    public required Address Address { get; init; }

    /// <summary>The event's signature hash and the indexed arguments.</summary>
    public required LogTopics Topics { get; init; }

    /// <summary>The ABI-encoded arguments that aren't indexed.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Height of the block.</summary>
    public ulong BlockNumber { get; init; }

    /// <summary>Hash of the block.</summary>
    public Hash32 BlockHash { get; init; }

    /// <summary>Hash of the transaction.</summary>
    public Hash32 TransactionHash { get; init; }

    /// <summary>Position of the transaction in its block.</summary>
    public uint TransactionIndex { get; init; }

    /// <summary>Position of the log in its block.</summary>
    public uint LogIndex { get; init; }

    /// <summary>Time of the block in seconds since 1970, where the node tells it (geth since 1.16, anvil).</summary>
    public ulong? BlockTimestamp { get; init; }

    /// <summary>True when a reorganisation took the log out of the chain (only in subscriptions and filters).</summary>
    public bool Removed { get; init; }

    /// <summary>Equal in every field, the data by content.</summary>
    public bool Equals(Log other) =>
        LogIndex == other.LogIndex && BlockNumber == other.BlockNumber && BlockHash == other.BlockHash
        && TransactionHash == other.TransactionHash && TransactionIndex == other.TransactionIndex && Address == other.Address
        && Topics == other.Topics && BlockTimestamp == other.BlockTimestamp && Removed == other.Removed
        && Data.Span.SequenceEqual(other.Data.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(BlockHash, LogIndex, Address);
}

/// <summary>The zero to four topics of a log, held in place.</summary>
public readonly struct LogTopics : IEquatable<LogTopics>
{
    /// <summary>The most that the EVM has (<c>LOG4</c>).</summary>
    public const int Max = 4;

    private readonly Slots _slots;
    private readonly byte _count;

    /// <summary>Copies at most four topics.</summary>
    /// <exception cref="ArgumentException">Over four.</exception>
    public LogTopics(params ReadOnlySpan<Hash32> topics)
    {
        if (topics.Length > Max) throw new ArgumentException($"A log has at most 4 topics, not {topics.Length}.", nameof(topics));
        topics.CopyTo(_slots);
        _count = (byte)topics.Length;
    }

    /// <summary>How many, 0 to 4.</summary>
    public int Count => _count;

    /// <summary>The topic at <paramref name="index"/>; 0 is the event's signature hash, except in anonymous events.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such topic.</exception>
    public Hash32 this[int index] => (uint)index < _count
        ? _slots[index] : throw new ArgumentOutOfRangeException(nameof(index), index, $"The log has {_count} topics.");

    /// <summary>The topics, without a copy, valid while the value lives.</summary>
    [UnscopedRef]
    public ReadOnlySpan<Hash32> Span => ((ReadOnlySpan<Hash32>)_slots)[.._count];

    /// <summary>The topics' bytes one behind the other, 32 each: the words that an <see cref="AbiReader"/> reads indexed arguments from.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes(Span);

    /// <inheritdoc/>
    public bool Equals(LogTopics other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is LogTopics other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _count == 0 ? 0 : _slots[0].GetHashCode();

    /// <summary>The same topics in the same order.</summary>
    public static bool operator ==(LogTopics left, LogTopics right) => left.Equals(right);

    /// <summary>Other topics, or another order.</summary>
    public static bool operator !=(LogTopics left, LogTopics right) => !left.Equals(right);

    [InlineArray(Max)]
    private struct Slots
    {
        private Hash32 _first;
    }
}
