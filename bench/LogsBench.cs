using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Bench;

/// <summary>ERC-721 Transfer logs from the bytes of <c>eth_getLogs</c> answers to typed events, beside what a <see cref="JsonDocument"/> with
/// text in between takes. Prints events a second and bytes allocated for each.</summary>
internal static class LogsBench
{
    private const int PerAnswer = 10_000; // what public nodes give at once
    private const int Rounds = 3;

    /// <summary>Takes the number of logs, 1 000 000 unless given.</summary>
    public static int Run(string[] args)
    {
        int answers = Math.Max(1, (args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000) / PerAnswer);
        byte[] answer = Answer();
        Console.WriteLine($"{answers * PerAnswer:N0} Transfer logs, {answer.Length / PerAnswer} bytes of JSON each, best of {Rounds} rounds");
        double streamed = Measure("read and decode, streamed", answers, answer, Streamed);
        double listed = Measure("read to a list, then decode", answers, answer, Listed);
        double documented = Measure("JsonDocument, text, hex", answers, answer, Documented);
        Console.WriteLine($"streamed is {streamed / documented:0.0} times as fast as JsonDocument, the list {listed / documented:0.0} times");
        return 0;
    }

    private static double Measure(string name, int answers, byte[] answer, Func<byte[], UInt256> decode)
    {
        UInt256 last = decode(answer); // warms up
        double best = double.MaxValue;
        long allocated = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            for (int i = 0; i < answers; i++)
                if (decode(answer) != last) throw new InvalidOperationException("The rounds differ.");
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        double count = (double)answers * PerAnswer, rate = count / best;
        Console.WriteLine($"  {name,-28} {rate,12:N0} events/s  {allocated / count,8:0.00} bytes allocated/event  {answer.Length * (double)answers / best / 1e6,6:N0} MB/s");
        return rate;
    }

    private static UInt256 Streamed(byte[] answer)
    {
        var reader = new LogReader(Result(answer));
        UInt256 last = default;
        while (reader.TryRead(out Log log)) last = TokenOf(in log);
        return last;
    }

    private static UInt256 Listed(byte[] answer)
    {
        UInt256 last = default;
        foreach (Log log in LogJson.ReadArray(Result(answer))) last = TokenOf(in log);
        return last;
    }

    private static UInt256 Documented(byte[] answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        UInt256 last = default;
        foreach (JsonElement log in document.RootElement.GetProperty("result").EnumerateArray())
        {
            Hash32[] topics = [.. log.GetProperty("topics").EnumerateArray().Select(topic => Hash32.Parse(topic.GetString()!))];
            _ = (Address.Parse(log.GetProperty("address").GetString()!), Hex.Decode(log.GetProperty("data").GetString()!),
                Hash32.Parse(log.GetProperty("blockHash").GetString()!), Hash32.Parse(log.GetProperty("transactionHash").GetString()!),
                UInt256.Parse(log.GetProperty("blockNumber").GetString()!), UInt256.Parse(log.GetProperty("logIndex").GetString()!));
            last = UInt256.FromHash(topics[3]);
        }
        return last;
    }

    private static ReadOnlySpan<byte> Result(byte[] answer)
    {
        var json = new Utf8JsonReader(answer);
        json.Read();
        return answer.AsSpan(RpcEnvelope.Read(ref json).Result!.Value);
    }

    private static UInt256 TokenOf(in Log log) => TitlesContract.Transfer.TryDecode(in log, out TitlesContract.Transfer transfer)
        ? transfer.TokenId : throw new InvalidOperationException("Not a Transfer.");

    private static byte[] Answer()
    {
        var text = new StringBuilder("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":[");
        string contract = Hex.Encode(Keccak256.HashUtf8("contract").Bytes[..20]), padding = new('0', 24);
        for (int i = 0; i < PerAnswer; i++)
        {
            Hash32 seed = Keccak256.HashUtf8($"log {i}");
            string account = Convert.ToHexStringLower(seed.Bytes[..20]);
            text.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $$"""
                {"address":"{{contract}}","topics":["{{TitlesContract.Transfer.Topic0}}","0x{{padding}}{{account}}","0x{{padding}}{{account}}","{{seed}}"],"data":"0x","blockHash":"{{seed}}","blockNumber":"0x{{20_000_000 + i / 50:x}}","blockTimestamp":"0x{{1_760_000_000 + i / 50 * 12:x}}","transactionHash":"{{seed}}","transactionIndex":"0x{{i % 50:x}}","logIndex":"0x{{i % 200:x}}","removed":false}
                """);
        }
        return Encoding.UTF8.GetBytes(text.Append("]}").ToString());
    }
}
