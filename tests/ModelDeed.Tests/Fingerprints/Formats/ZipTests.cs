using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Archives that two programs would read differently, or that grow without end.</summary>
public sealed class ZipTests
{
    private static readonly byte[] Pickle = PickleSamples.Views();
    private static readonly ZipItem Data = new("archive/data/0", PickleSamples.Storage);
    private static readonly ZipItem Code = new("archive/data.pkl", Pickle);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Plain_and_zip64_archives_are_read(bool zip64)
    {
        using ModelFolder folder = new ModelFolder().With("m.pt", new ZipBuilder().Add(Code).Add(Data).Finish(zip64, "a comment"));
        Assert.Equal(8, folder.Table().Tensors.Length);
    }

    [Fact]
    public void An_entry_is_there_once_whatever_its_case()
    {
        Refused("is there twice", Code, Data, Data);
        Refused("is there twice, or differs from another in case only", Code, Data, Code with { Name = "archive/DATA.PKL" });
    }

    [Fact]
    public void Two_pickles_are_refused() => Refused("two data.pkl", Code, Data, Code with { Name = "other/data.pkl" });

    [Fact]
    public void The_pickle_is_in_the_folder_of_the_first_entry() => Refused("the archive's first entry is in \"other/\"", new ZipItem("other/readme", [1]), Code, Data);

    [Fact]
    public void Local_headers_agree_with_the_directory()
    {
        Refused("contradicts the directory", Code with { LocalName = "archive/data.pk_" }, Data);
        byte[] file = ZipBuilder.Build(Code, Data);
        file[6] ^= 1; // the local flag says encrypted, the directory's doesn't: some scanners then skip the entry
        Broken.File("m.pt", file, "contradicts the directory");
        file = ZipBuilder.Build(Code, Data);
        file[8] = 8;
        Broken.File("m.pt", file, "contradicts the directory");
        file = ZipBuilder.Build(Code, Data);
        file[22]++;
        Broken.File("m.pt", file, "contradicts the directory");
    }

    [Fact]
    public void Encrypted_entries_are_refused() => Refused("is encrypted", Code with { Flags = 1 }, Data);

    [Fact]
    public void Other_methods_are_refused() => Refused("compressed by method 12", Code with { Method = 12 }, Data);

    [Fact]
    public void A_wrong_CRC_of_the_pickle_is_refused() => Refused("doesn't have the CRC", Code with { Crc = 1 }, Data);

    [Fact]
    public void Stored_entries_have_one_size() => Refused("but claims 97", Code, Data with { ClaimedBytes = 97 });

    [Fact]
    public void A_damaged_deflate_stream_is_refused()
    {
        byte[] file = ZipBuilder.Build(Code with { Deflate = true }, Data);
        file.AsSpan(70, 40).Fill(0xFF);
        Broken.File("m.pt", file, "");
    }

    [Fact]
    public void A_deflated_storage_shorter_than_it_claims_is_refused_when_read() =>
        Refused("unpacks to fewer bytes than it claims", new ZipItem("archive/data.pkl", new PickleWriter().View("FloatStorage", "0", 30, 0, [30], [1]).Bytes), Data with { Deflate = true, ClaimedBytes = 120 });

    [Fact]
    public void A_ratio_of_a_bomb_is_refused() => Refused("a zip bomb", Code, new ZipItem("archive/data/1", new byte[4 * 1024 * 1024]) { Deflate = true }, Data);

    [Fact]
    public void A_pickle_larger_than_its_cap_is_refused() => Refused("more than 67108864", Code with { Deflate = true, ClaimedBytes = 80 * 1024 * 1024, ClaimedPacked = 1024 * 1024, Content = new SplitMix(1).Bytes(1024 * 1024) }, Data);

    [Fact]
    public void Overlapping_entries_are_refused()
    {
        var zip = new ZipBuilder();
        zip.Add(Code).Add(Data);
        zip.Directory("archive/data/0", zip.LastLocal, 0x0800, 0, Crc32.Of(Data.Content), 96, 96);
        Broken.File("m.pt", zip.Finish(), "is there twice");
        var inner = new ZipBuilder().Add(Data);
        byte[] nested = inner.Finish();
        byte[] file = new ZipBuilder().Add(Code).Add(new ZipItem("archive/data/1", nested)).Add(Data).Finish();
        Broken.File("m.pt", Overlapping(), "overlap: a zip bomb");
        using ModelFolder folder = new ModelFolder().With("m.pt", file); // an archive within an archive is bytes
        Assert.Equal(8, folder.Table().Tensors.Length);
    }

    [Fact]
    public void An_archive_within_the_comment_is_refused() =>
        Broken.File("m.pt", [.. ZipBuilder.Build(Code, Data)[..^2], 22, 0, .. ZipBuilder.Build().AsSpan(0, 22)], "two end records");

    [Theory]
    [InlineData(3)]
    [InlineData(ushort.MaxValue - 1)]
    public void Counts_beyond_the_directory_are_refused(int count) => Broken.File("m.pt", new ZipBuilder().Add(Code).Add(Data).Finish(count: count), "");

    [Fact]
    public void Fewer_entries_than_the_directory_holds_are_refused() => Broken.File("m.pt", new ZipBuilder().Add(Code).Add(Data).Finish(count: 1), "the directory holds more than its entries");

    [Fact]
    public void A_million_entries_are_refused_at_once()
    {
        byte[] file = new ZipBuilder().Add(Code).Finish(zip64: true);
        int end64 = file.AsSpan().LastIndexOf("PK\x06\x06"u8);
        for (int field = 24; field <= 32; field += 8) BitConverter.TryWriteBytes(file.AsSpan(end64 + field), 1_000_000UL);
        Broken.File("m.pt", file, "1000000 entries are claimed");
    }

    [Fact]
    public void Several_volumes_are_refused()
    {
        byte[] file = ZipBuilder.Build(Code, Data);
        file[^18] = 1;
        Broken.File("m.pt", file, "several volumes");
    }

    [Fact]
    public void Names_have_no_zero_byte() => Refused("contains a zero byte", Code, Data with { Name = "archive/x\0y" });

    [Fact]
    public void An_archive_cut_off_is_refused() => Broken.File("m.pt", ZipBuilder.Build(Code, Data)[..^5], "no end record");

    /// <summary>Two entries of which the second lies within the data of the first.</summary>
    private static byte[] Overlapping()
    {
        byte[] storage = ZipBuilder.Build(new ZipItem("archive/data/0", PickleSamples.Storage));
        int size = storage.AsSpan().IndexOf("PK\x01\x02"u8);
        var zip = new ZipBuilder();
        zip.Add(Code).Add(new ZipItem("archive/data/1", storage[..size]));
        uint inside = zip.LastLocal + (uint)Inside(zip, storage.AsSpan(0, 8));
        return zip.Directory("archive/data/0", inside, 0x0800, 0, Crc32.Of(PickleSamples.Storage), 96, 96).Finish();
    }

    private static int Inside(ZipBuilder zip, ReadOnlySpan<byte> head)
    {
        byte[] written = zip.Finish();
        return written.AsSpan((int)zip.LastLocal + 4).IndexOf(head) + 4;
    }

    private static void Refused(string expected, params ZipItem[] items) => Broken.File("m.pt", ZipBuilder.Build(items), expected);
}
