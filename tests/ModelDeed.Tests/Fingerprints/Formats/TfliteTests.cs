namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class TfliteTests
{
    private static readonly Weight W = Weight.Floats("w", [2], 1, -2);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Constant_tensors_of_every_type_are_read(bool outside)
    {
        Weight[] types = TfliteSamples.Types();
        using ModelFolder folder = new ModelFolder().With("m.tflite", TfliteBuilder.Build(outside, types));
        types[^1] = types[^1] with { Bytes = [.. TfjsSamples.Text("ab"), .. TfjsSamples.Text("")] };
        Assert.Equal(ModelFolder.Leaves(types), folder.Leaves());
        Assert.Equal("made by a test", folder.Table().Metadata["tflite.description"]);
    }

    [Fact]
    public void Names_may_repeat_and_are_told_apart_by_a_rule()
    {
        Weight second = W with { Name = "w#2" };
        using ModelFolder folder = new ModelFolder().With("m.tflite", TfliteBuilder.Build(false, [[W, second, W, W, W with { Name = "" }], [W, W]]));
        Assert.Equal(["w", "w#2", "w#3", "w#4", "tensor[4]", "subgraph[1]/w", "subgraph[1]/w#2"], folder.Table().Tensors.Select(tensor => tensor.Name));
    }

    [Fact]
    public void Sparse_tensors_say_so()
    {
        byte[] file = TfliteBuilder.Build(false, [[W with { Shape = [100] }]], (flat, tensor) => flat.To(tensor[6], flat.Table()[^1]));
        using ModelFolder folder = new ModelFolder().With("m.tflite", file);
        Assert.Equal(["w SPARSE_F32 [100] 0000803f000000c0"], folder.Leaves());
    }

    [Fact]
    public void Data_fits_type_and_shape()
    {
        Refused(W with { Shape = [3] }, "has 8 bytes, not as many as its type F32 and shape [3] need");
        Refused(W with { Shape = [uint.MaxValue] }, "has the dimension -1");
        Refused(W with { Shape = [int.MaxValue, int.MaxValue, int.MaxValue] }, "not as many as its type");
        Refused(new Weight("s", "STRING", [2], [2, 0, 0, 0, 12, 0, 0, 0]), "claims 2 strings in 8 bytes");
        Refused(new Weight("s", "STRING", [1], [255, 255, 255, 255, 12, 0, 0, 0]), "claims 4294967295 strings");
        Refused(new Weight("s", "STRING", [1], [1, 0, 0, 0, 12, 0, 0, 0, 11, 0, 0, 0]), "has its string 1 at 11");
        Refused(new Weight("s", "STRING", [1], [1, 0, 0, 0, 12, 0, 0, 0, 13, 0, 0, 0]), "has its string 1 at 13");
        Refused(new Weight("s", "STRING", [3], TfliteSamples.Strings), "has 2 strings, not as many as its shape says");
        Refused(new Weight("s", "STRING", [0], [0]), "no room for its strings' offsets");
    }

    [Theory]
    [InlineData(13)]
    [InlineData(14)]
    [InlineData(23)]
    [InlineData(255)]
    public void A_type_without_data_is_refused(byte type) =>
        Broken.File("m.tflite", TfliteBuilder.Build(false, [[W]], (flat, tensor) => flat.Set8(tensor[1], type).To(tensor[6], flat.Table()[^1])), $"has the tensor type {type}");

    [Fact]
    public void A_buffer_is_among_the_buffers() =>
        Broken.File("m.tflite", TfliteBuilder.Build(false, [[W]], (flat, tensor) => flat.Set32(tensor[2], 2).To(tensor[6], flat.Table()[^1])), "is in buffer 2 of 2");

    [Theory]
    [InlineData(ulong.MaxValue, 8UL)]
    [InlineData(100UL, ulong.MaxValue)]
    [InlineData(1UL << 40, 8UL)]
    public void A_buffer_behind_the_flatbuffer_lies_within_the_file(ulong offset, ulong size)
    {
        byte[] file = TfliteBuilder.Build(outside: true, W);
        int field = file.AsSpan().LastIndexOf(BitConverter.GetBytes((ulong)file.Length - 8));
        BitConverter.TryWriteBytes(file.AsSpan(field), offset);
        BitConverter.TryWriteBytes(file.AsSpan(field + 8), size);
        Broken.File("m.tflite", file, "past the file's end");
    }

    [Fact]
    public void Offsets_that_lead_out_or_nowhere_are_refused()
    {
        byte[] good = TfliteBuilder.Build(W);
        foreach (uint offset in (uint[])[0, 1, 3, (uint)good.Length, (uint)good.Length - 2, int.MaxValue, uint.MaxValue])
        {
            byte[] file = [.. good];
            BitConverter.TryWriteBytes(file, offset);
            Broken.File("m.tflite", file, "");
        }
    }

    [Theory]
    [InlineData(2u)]
    [InlineData(4u)]
    [InlineData(0u)]
    public void Another_version_is_refused(uint version)
    {
        var flat = new FlatWriter();
        int[] model = flat.Raw([.. "TFL3"u8]).Table(4);
        Broken.File("m.tflite", flat.To(0, model[^1]).Set32(model[0], version).Bytes, $"schema version {version} isn't known");
    }

    [Fact]
    public void Another_identifier_is_refused() => Broken.File("m.tflite", "\0\0\0\0TFL2...."u8.ToArray(), "the identifier isn't TFL3");

    [Fact]
    public void Subgraphs_that_share_one_table_of_tensors_end_at_the_limit()
    {
        // 40,000 subgraphs, all the same one of 40 tensors: 1.6 million tensors in 160 kB.
        var flat = new FlatWriter();
        int[] model = flat.Raw([.. "TFL3"u8]).Table(4, 0, 4, 0, 4);
        int[] graphs = flat.To(0, model[^1]).Set32(model[0], 3).Here(model[2]).Offsets(40_000);
        int[] graph = flat.Table(4);
        int[] tensors = flat.Here(graph[0]).Offsets(40);
        int tensor = flat.Table(4, 1, 4)[^1];
        foreach (int at in graphs) flat.To(at, graph[^1]);
        foreach (int at in tensors) flat.To(at, tensor);
        flat.Here(model[4]).Offsets(0);
        Broken.File("m.tflite", flat.Bytes, "more than 1000000 tensors");
    }

    private static void Refused(Weight weight, string expected) => Broken.File("m.tflite", TfliteBuilder.Build(weight), expected);
}
