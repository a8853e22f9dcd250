using System.Buffers;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>A block's logs in few bytes, exactly: what the tables can be made again from.</summary>
/// <remarks>Version 1 (one byte), then each log: the contract (20), transaction (32, or one byte 0 for that of the log before, preceded by 1
/// otherwise), numbers as LEB128: transaction index, log index, count of topics, bytes of data; then topics and data in words of 32 bytes, each
/// as the count of its leading zeros (one byte) and the rest; a last word of fewer bytes as it is.</remarks>
internal static class LogPack
{
    private const byte Version = 1;
    private const int Word = 32;

    public static byte[] Pack(IReadOnlyList<Log> logs)
    {
        var pack = new ArrayBufferWriter<byte>(64 + logs.Count * 160);
        pack.Write<byte>([Version]);
        Hash32 transaction = default;
        for (int i = 0; i < logs.Count; i++)
        {
            Log log = logs[i];
            pack.Write(log.Address.Bytes);
            bool same = i > 0 && log.TransactionHash == transaction;
            pack.Write<byte>([same ? (byte)0 : (byte)1]);
            if (!same) pack.Write(log.TransactionHash.Bytes);
            transaction = log.TransactionHash;
            WriteNumber(pack, log.TransactionIndex);
            WriteNumber(pack, log.LogIndex);
            WriteNumber(pack, (uint)log.Topics.Count);
            WriteNumber(pack, (uint)log.Data.Length);
            WriteWords(pack, log.Topics.Bytes);
            WriteWords(pack, log.Data.Span);
        }
        return pack.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="Pack"/> wrote.</summary>
    /// <param name="block">Height of the block.</param>
    /// <param name="hash">Its hash.</param>
    /// <exception cref="MalformedDataException">Not such bytes: the database was changed by another.</exception>
    public static List<Log> Unpack(ReadOnlySpan<byte> pack, ulong block, Hash32 hash)
    {
        var logs = new List<Log>();
        try
        {
            if (pack[0] != Version) throw new MalformedDataException($"The logs of block {block} have version {pack[0]}, not {Version}.");
            pack = pack[1..];
            Hash32 transaction = default;
            while (!pack.IsEmpty) logs.Add(ReadLog(ref pack, ref transaction, block, hash));
            return logs;
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            throw new MalformedDataException($"The stored logs of block {block} are broken: deed reindex --from-chain fetches them again.");
        }
    }

    private static Log ReadLog(ref ReadOnlySpan<byte> pack, ref Hash32 transaction, ulong block, Hash32 hash)
    {
        var address = new Address(Take(ref pack, Address.Size));
        if (Take(ref pack, 1)[0] == 1) transaction = new Hash32(Take(ref pack, Hash32.Size));
        uint transactionIndex = ReadNumber(ref pack), index = ReadNumber(ref pack), topics = ReadNumber(ref pack), length = ReadNumber(ref pack);
        Span<byte> words = stackalloc byte[LogTopics.Max * Word];
        ReadWords(ref pack, words[..(int)(topics * Word)]);
        Span<Hash32> hashes = stackalloc Hash32[(int)topics];
        for (int i = 0; i < hashes.Length; i++) hashes[i] = new Hash32(words.Slice(i * Word, Word));
        byte[] data = length == 0 ? [] : new byte[length];
        ReadWords(ref pack, data);
        return new Log
        {
            Address = address,
            Topics = new LogTopics(hashes),
            Data = data,
            BlockNumber = block,
            BlockHash = hash,
            TransactionHash = transaction,
            TransactionIndex = transactionIndex,
            LogIndex = index,
        };
    }

    private static void WriteWords(ArrayBufferWriter<byte> pack, ReadOnlySpan<byte> words)
    {
        for (; words.Length >= Word; words = words[Word..])
        {
            ReadOnlySpan<byte> word = words[..Word];
            int zeros = word.IndexOfAnyExcept((byte)0);
            if (zeros < 0) zeros = Word;
            pack.Write<byte>([(byte)zeros]);
            pack.Write(word[zeros..]);
        }
        pack.Write(words);
    }

    private static void ReadWords(ref ReadOnlySpan<byte> pack, scoped Span<byte> words)
    {
        for (; words.Length >= Word; words = words[Word..])
        {
            int zeros = Take(ref pack, 1)[0];
            words[..zeros].Clear();
            Take(ref pack, Word - zeros).CopyTo(words[zeros..]);
        }
        Take(ref pack, words.Length).CopyTo(words);
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> pack, int count)
    {
        ReadOnlySpan<byte> taken = pack[..count];
        pack = pack[count..];
        return taken;
    }

    private static void WriteNumber(ArrayBufferWriter<byte> pack, uint value)
    {
        for (; value >= 0x80; value >>= 7) pack.Write<byte>([(byte)(value | 0x80)]);
        pack.Write<byte>([(byte)value]);
    }

    private static uint ReadNumber(ref ReadOnlySpan<byte> pack)
    {
        uint value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Take(ref pack, 1)[0];
            value |= (uint)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
