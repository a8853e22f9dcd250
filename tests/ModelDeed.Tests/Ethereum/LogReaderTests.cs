using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Ethereum;

public sealed class LogReaderTests
{
    private const string One = """
        {"address":"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed","topics":["0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef","0x0000000000000000000000005aaeb6053f3e94c9b9a09f33669435e7ef1beaed","0x000000000000000000000000fb6916095ca1df60bb79ce92ce3ea74c37c5d359","0x0000000000000000000000000000000000000000000000000000000000000007"],"data":"0x","blockHash":"0x1111111111111111111111111111111111111111111111111111111111111111","blockNumber":"0x10","blockTimestamp":"0x68e1a000","transactionHash":"0x2222222222222222222222222222222222222222222222222222222222222222","transactionIndex":"0x3","logIndex":"0x4","removed":false}
        """;

    [Fact]
    public void A_log_is_read_field_by_field()
    {
        var reader = new LogReader(Encoding.UTF8.GetBytes($"[{One}]"));
        Assert.True(reader.TryRead(out Log log));
        Assert.Equal((16ul, 3u, 4u, (ulong?)0x68e1a000, false), (log.BlockNumber, log.TransactionIndex, log.LogIndex, log.BlockTimestamp, log.Removed));
        Assert.True(TitlesContract.Transfer.TryDecode(in log, out TitlesContract.Transfer transfer));
        Assert.Equal("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", transfer.From.ToString());
        Assert.Equal("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", transfer.To.ToString());
        Assert.Equal(7ul, transfer.TokenId);
        Assert.False(reader.TryRead(out _));
    }

    [Fact]
    public void A_log_without_data_costs_no_allocation()
    {
        byte[] logs = Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat(One, 1000))}]");
        Assert.Equal(1000, Count(logs)); // warms up
        long before = GC.GetAllocatedBytesForCurrentThread();
        Count(logs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Every_changed_byte_and_truncation_is_a_log_or_a_refusal()
    {
        byte[] logs = Encoding.UTF8.GetBytes($"[{One}]");
        foreach (byte other in "\"0fF]}{,:x-\\\u007f"u8.ToArray())
            for (int i = 0; i < logs.Length; i++)
            {
                byte[] changed = [.. logs];
                changed[i] = other;
                Refuses(changed);
            }
        for (int length = 0; length < logs.Length; length++) Assert.True(Refuses(logs.AsSpan(0, length).ToArray()), $"{length}");
    }

    [Theory]
    [InlineData("\"removed\":false", "\"removed\":1")]
    [InlineData("\"logIndex\":\"0x4\"", "\"logIndex\":\"0x1ffffffff\"")]
    [InlineData("\"logIndex\":\"0x4\"", "\"logIndex\":-1")]
    [InlineData("\"blockNumber\":\"0x10\"", "\"blockNumber\":true")]
    [InlineData("\"data\":\"0x\"", "\"data\":\"0x0\"")]
    [InlineData("\"data\":\"0x\"", "\"data\":null")]
    [InlineData("\"address\":", "\"addresses\":")]
    [InlineData("\"topics\":[", "\"topics\":[1,")]
    [InlineData("\"topics\":[", "\"topics\":[\"0x1111111111111111111111111111111111111111111111111111111111111111\",")]
    public void Broken_fields_are_refused(string field, string broken) =>
        Assert.True(Refuses(Encoding.UTF8.GetBytes($"[{One.Replace(field, broken)}]")));

    private static int Count(byte[] logs)
    {
        var reader = new LogReader(logs);
        int count = 0;
        while (reader.TryRead(out Log log))
            if (TitlesContract.Transfer.TryDecode(in log, out _)) count++;
        return count;
    }

    private static bool Refuses(byte[] logs)
    {
        try
        {
            Count(logs);
            return false;
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            return true;
        }
    }
}
