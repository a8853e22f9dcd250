using System.Globalization;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>A block as the journal keeps it: enough to mine it again, with the same hash.</summary>
/// <param name="Number">Height.</param>
/// <param name="Hash">Its hash, to compare with.</param>
/// <param name="Time">Its timestamp, seconds since 1970.</param>
/// <param name="BaseFee">Its base fee in wei. Anvil computes it from the block before, but not after a reorganisation.</param>
/// <param name="Transactions">The signed bytes of its transactions as <c>0x…</c>, in order.</param>
internal sealed record JournalBlock(ulong Number, Hash32 Hash, ulong Time, ulong BaseFee, IReadOnlyList<string> Transactions)
{
    public byte[] Line() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{{\"number\":{Number},\"hash\":\"{Hash}\",\"time\":{Time},\"baseFee\":{BaseFee},\"transactions\":[{string.Join(',', Transactions.Select(raw => $"\"{raw}\""))}]}}\n"));

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">Not such a line.</exception>
    public static JournalBlock Parse(ReadOnlySpan<byte> line) => NodeJson.Read(line, json => new JournalBlock(
        json.GetProperty("number").GetUInt64(), json.GetProperty("hash").Hash(), json.GetProperty("time").GetUInt64(), json.GetProperty("baseFee").GetUInt64(),
        [.. json.GetProperty("transactions").EnumerateArray().Select(raw => raw.GetString()!)]));
}

/// <summary>The state that the journal's blocks follow upon; the journal's first line.</summary>
/// <param name="ChainId">The chain's id.</param>
/// <param name="Genesis">Timestamp of the genesis block. Anvil makes that block anew at each start, and a second one, with another time, would stand beside the true one.</param>
/// <param name="Number">Height of the state's last block; 0 for the genesis block.</param>
/// <param name="Hash">Hash of that block.</param>
/// <param name="Time">Timestamp of that block.</param>
/// <param name="State">The file of the state; null for a new chain, which anvil makes from <paramref name="Genesis"/>.</param>
/// <param name="Run">States of this run of anvil and later ones may be newer than this base.</param>
/// <param name="Edition">Rises whenever lines were taken back or replaced, so that other processes read anew.</param>
internal sealed record JournalBase(
    ulong ChainId, ulong Genesis, ulong Number, Hash32 Hash, ulong Time, string? State, int Run, int Edition)
{
    private const int Version = 1;

    public byte[] Line() => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture,
        $"{{\"version\":{Version},\"chainId\":{ChainId},\"genesis\":{Genesis},\"number\":{Number},\"hash\":\"{Hash}\",\"time\":{Time},\"state\":{(State is null ? "null" : $"\"{State}\"")},\"run\":{Run},\"edition\":{Edition}}}\n"));

    /// <summary>Reads a line.</summary>
    /// <exception cref="FormatException">Not such a line.</exception>
    public static JournalBase Parse(ReadOnlySpan<byte> line) => NodeJson.Read(line, json =>
        json.GetProperty("version").GetInt32() == Version
            ? new JournalBase(
                json.GetProperty("chainId").GetUInt64(), json.GetProperty("genesis").GetUInt64(), json.GetProperty("number").GetUInt64(), json.GetProperty("hash").Hash(),
                json.GetProperty("time").GetUInt64(), json.Optional("state")?.GetString(), json.GetProperty("run").GetInt32(), json.GetProperty("edition").GetInt32())
            : throw new FormatException($"version {json.GetProperty("version")} was written by a newer ModelDeed"));
}
