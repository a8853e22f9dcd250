using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>Whether what a node said about some blocks belongs together.</summary>
internal static class PieceCheck
{
    private const int BloomBits = 2048;

    /// <summary>Every header names the one before as its parent.</summary>
    public static void Links(Piece piece)
    {
        for (int i = 1; i < piece.Headers.Count; i++)
        {
            BlockHeader header = piece.Headers.Values[i], before = piece.Headers.Values[i - 1];
            if (header.Number == before.Number + 1 && header.ParentHash != before.Hash)
                throw new ChainMovedException($"Block {header.Number} doesn't follow block {before.Number} as the node gave it.");
        }
    }

    /// <summary>Every log is of the block that the node's header of that height describes, and no two have the same place.</summary>
    public static void Places(Piece piece)
    {
        for (int i = 0; i < piece.Logs.Count; i++)
        {
            Log log = piece.Logs[i];
            if (piece.Headers[log.BlockNumber].Hash != log.BlockHash)
                throw new ChainMovedException($"A log of block {log.BlockNumber} is of another fork than the block.");
            if (i > 0 && log.BlockNumber == piece.Logs[i - 1].BlockNumber && log.LogIndex == piece.Logs[i - 1].LogIndex)
                throw new ChainMovedException($"Two logs of block {log.BlockNumber} have the place {log.LogIndex}.");
        }
    }

    /// <summary>Headers whose bloom has a contract of which the piece has no log in that block. Few are wrong by chance.</summary>
    public static IEnumerable<BlockHeader> Suspicious(Piece piece, IEnumerable<Address> contracts)
    {
        int[][] bits = [.. contracts.Select(contract => BitsOf(contract))];
        Address[] addresses = [.. contracts];
        HashSet<(ulong, Address)> given = [.. piece.Logs.Select(log => (log.BlockNumber, log.Address))];
        foreach (BlockHeader header in piece.Headers.Values)
        {
            if (header.LogsBloom.Span.IndexOfAnyExcept((byte)0) < 0) continue;
            for (int i = 0; i < bits.Length; i++)
            {
                if (given.Contains((header.Number, addresses[i])) || !Has(header.LogsBloom.Span, bits[i])) continue;
                yield return header;
                break;
            }
        }
    }

    /// <summary>The bits that a value sets in a bloom (Yellow Paper, 4.3.1): three, each from 11 bits of its hash.</summary>
    public static int[] BitsOf(Address address)
    {
        Hash32 hash = Keccak256.Hash(address.Bytes);
        return [.. Enumerable.Range(0, 3).Select(i => ((hash.Bytes[2 * i] << 8) | hash.Bytes[2 * i + 1]) % BloomBits)];
    }

    /// <summary>Whether a bloom has all of the bits.</summary>
    public static bool Has(ReadOnlySpan<byte> bloom, int[] bits)
    {
        foreach (int bit in bits)
            if ((bloom[bloom.Length - 1 - bit / 8] >> (bit % 8) & 1) == 0) return false;
        return true;
    }
}
