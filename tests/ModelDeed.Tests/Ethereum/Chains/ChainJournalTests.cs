using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Chains;

public sealed class ChainJournalTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-journal-").FullName;

    private string File1 => Path.Combine(_folder, "journal");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Hash32 Hash(ulong number, int fork = 0) => Keccak256.HashUtf8($"{number} {fork}");

    private static JournalBlock Block(ulong number, int fork = 0) => new(number, Hash(number, fork), 1_700_000_000 + number, 7, number % 3 == 0 ? [] : [$"0x{number:x4}", "0x02"]);

    private static IEnumerable<JournalBlock> Blocks(int first, int count, int fork = 0) => Enumerable.Range(first, count).Select(n => Block((ulong)n, fork));

    private ChainJournal New()
    {
        var journal = new ChainJournal(File1);
        journal.Rebase(new JournalBase(31337, 1_700_000_000, 0, Hash(0), 1_700_000_000, null, 1, 0), keepLater: false);
        return journal;
    }

    private ChainJournal Read()
    {
        var journal = new ChainJournal(File1);
        journal.Refresh();
        return journal;
    }

    private static void AssertSame(IEnumerable<JournalBlock> expected, ChainJournal journal, ulong after = 0)
    {
        JournalBlock[] found = [.. journal.After(after)];
        Assert.Equal(expected.Select(block => System.Text.Encoding.ASCII.GetString(block.Line())), found.Select(block => System.Text.Encoding.ASCII.GetString(block.Line())));
    }

    [Fact]
    public void What_was_appended_is_read_by_another_process()
    {
        ChainJournal writer = New();
        writer.Append(Blocks(1, 10));
        ChainJournal reader = Read();
        writer.Append(Blocks(11, 5));
        reader.Refresh();
        Assert.Equal((15UL, Hash(15), 1_700_000_015UL), (reader.Tip, reader.TipHash, reader.TipTime));
        Assert.Equal(Hash(7), reader.HashAt(7));
        AssertSame(Blocks(1, 15), reader);
        AssertSame(Blocks(13, 3), reader, after: 12);
    }

    [Fact]
    public void A_journal_cut_at_any_byte_has_the_blocks_before()
    {
        New().Append(Blocks(1, 4));
        byte[] whole = [.. File.ReadLines(File1).SelectMany(line => System.Text.Encoding.ASCII.GetBytes(line + "\n"))];
        int header = Array.IndexOf(whole, (byte)'\n') + 1;
        for (int length = header; length <= whole.Length; length++)
        {
            File.WriteAllBytes(File1, whole[..length]);
            int complete = whole[header..length].Count(b => b == '\n');
            ChainJournal cut = Read();
            AssertSame(Blocks(1, complete), cut);
            cut.Append(Blocks(complete + 1, 2)); // the rest of the cut line is not in the way
            AssertSame(Blocks(1, complete + 2), Read());
        }
    }

    [Fact]
    public void A_reorganisation_replaces_blocks_for_every_reader()
    {
        ChainJournal writer = New();
        writer.Append(Blocks(1, 10));
        ChainJournal reader = Read();
        writer.Truncate(6);
        writer.Append(Blocks(7, 6, fork: 1));
        reader.Refresh();
        AssertSame(Blocks(1, 6).Concat(Blocks(7, 6, fork: 1)), reader);
    }

    [Fact]
    public void A_new_base_keeps_the_blocks_above_it()
    {
        ChainJournal journal = New();
        journal.Append(Blocks(1, 10));
        journal.Rebase(journal.Base with { Number = 6, Hash = Hash(6), State = "dump-00000001.json" }, keepLater: true);
        Assert.Equal((6UL, "dump-00000001.json", 10UL), (journal.Base.Number, journal.Base.State, journal.Tip));
        AssertSame(Blocks(7, 4), Read(), after: 6);
        journal.Rebase(journal.Base with { Number = 20, Hash = Hash(20) }, keepLater: true);
        Assert.Equal(20UL, Read().Tip);
    }

    [Theory]
    [InlineData("{\"number\":2", "line 3")]
    [InlineData("rubbish", "line 3")]
    [InlineData("{\"number\":9,\"hash\":\"0x0000000000000000000000000000000000000000000000000000000000000001\",\"time\":1,\"baseFee\":1,\"transactions\":[]}", "block 9 follows upon block 1")]
    public void A_damaged_line_in_the_middle_is_named(string line, string problem)
    {
        New().Append(Blocks(1, 1));
        File.AppendAllText(File1, line + "\n" + System.Text.Encoding.ASCII.GetString(Block(3).Line()));
        Assert.Contains(problem, Assert.Throws<EmbeddedChainException>(Read).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_larger_than_the_read_buffer_is_read()
    {
        ChainJournal journal = New();
        JournalBlock huge = Block(1) with { Transactions = [.. Enumerable.Range(0, 40).Select(i => "0x" + new string((char)('a' + i % 6), 20_000))] };
        journal.Append([huge, Block(2)]);
        AssertSame([huge, Block(2)], Read());
    }
}
