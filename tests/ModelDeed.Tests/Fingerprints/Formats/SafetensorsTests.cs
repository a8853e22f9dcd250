using System.Buffers.Binary;
using System.Text;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class SafetensorsTests
{
    [Fact]
    public void Reads_names_types_shapes_and_places_in_the_order_of_the_data()
    {
        Weight[] weights = Weight.Network();
        byte[] file = SafetensorsBuilder.Build(weights);
        using ModelFolder folder = new ModelFolder().With("m.safetensors", file);
        TensorTable table = folder.Table();
        Assert.Equal("safetensors", table.Format);
        Assert.Equal("pt", table.Metadata["format"]);
        Assert.Equal(["embed.weight", "layers.0.attn.weight", "layers.0.norm.weight", "steps", "größe"], table.Tensors.Select(tensor => tensor.Name));
        ulong data = (ulong)file.Length - (ulong)weights.Sum(weight => weight.Bytes.Length);
        Assert.Equal(new TensorData.Range("m.safetensors", data + 512, 240), table.Tensors[1].Data);
        Assert.Equal<ulong>([3, 4, 5], table.Tensors[1].Shape.ToArray());
    }

    [Theory]
    [InlineData("F4", new ulong[] { 3, 2 }, 3)]
    [InlineData("F6_E2M3", new ulong[] { 8 }, 6)]
    [InlineData("F6_E3M2", new ulong[] { 4 }, 3)]
    [InlineData("F8_E4M3", new ulong[] { 2, 2 }, 4)]
    [InlineData("F8_E5M2", new ulong[] { 1 }, 1)]
    [InlineData("F8_E8M0", new ulong[] { 5 }, 5)]
    [InlineData("C64", new ulong[] { 2 }, 16)]
    [InlineData("BOOL", new ulong[] { 3 }, 3)]
    [InlineData("U16", new ulong[] { 3 }, 6)]
    [InlineData("U64", new ulong[] { }, 8)]
    [InlineData("F64", new ulong[] { 0, 4 }, 0)]
    public void Knows_every_dtype_of_the_format(string dtype, ulong[] shape, int bytes)
    {
        using ModelFolder folder = new ModelFolder().With("m.safetensors", Single(SafetensorsBuilder.Entry(dtype, shape, 0, bytes), bytes));
        Tensor tensor = Assert.Single(folder.Table().Tensors);
        Assert.Equal((dtype, bytes), (tensor.DType, folder.Bytes(tensor.Data).Length));
        Assert.Equal(shape, tensor.Shape.ToArray());
    }

    [Fact]
    public void A_file_without_tensors_is_a_model_without_tensors()
    {
        using ModelFolder folder = new ModelFolder().With("m.safetensors", SafetensorsBuilder.Raw("{}", []));
        Assert.Empty(folder.Table().Tensors);
    }

    [Theory]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    [InlineData(100_000_001UL)]
    [InlineData(0x9c78UL << 48)] // 78 9c: what an unwary reader takes for zlib
    public void A_header_length_over_the_cap_is_refused_before_anything_is_allocated(ulong length)
    {
        byte[] file = SafetensorsBuilder.Raw("{}", new byte[100]);
        BinaryPrimitives.WriteUInt64LittleEndian(file, length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Broken.File("m.safetensors", file, "the header's length is " + length);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
    }

    [Fact]
    public void A_header_length_past_the_end_is_refused()
    {
        byte[] file = SafetensorsBuilder.Raw("{}", new byte[100]);
        BinaryPrimitives.WriteUInt64LittleEndian(file, 99_999_999);
        Broken.File("m.safetensors", file, "but only 108 bytes follow");
    }

    [Fact]
    public void A_sparse_file_of_8_GiB_is_refused_at_once()
    {
        using ModelFolder folder = new ModelFolder().With("m.safetensors", SafetensorsBuilder.Raw(Header(SafetensorsBuilder.Entry("U8", [8], 0, 8)), new byte[8]));
        ModelFile file = Assert.Single(folder.Files());
        using (FileStream stream = File.OpenWrite(file.FullPath)) stream.SetLength(8L << 30);
        ModelFormatException error = Assert.Throws<ModelFormatException>(
            () => ModelFormats.Read([file with { Size = 8UL << 30 }], FormatPolicy.Refuse, CancellationToken.None));
        Assert.Contains("the tensors cover 8 of", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"a\":E,\"a\":E}", "twice")]
    [InlineData("{\"a\":E,\"\\u0061\":E}", "twice")]
    [InlineData("{\"\\u00e9\":E,\"e\\u0301\":E}", "twice")] // equal once normalised
    [InlineData("{\"__metadata__\":{\"x\":\"1\",\"\\u0078\":\"2\"}}", "\"x\" twice")]
    [InlineData("{\"__metadata__\":{},\"__metadata__\":{}}", "twice")]
    [InlineData("{\"__metadata__\":{\"x\":1}}", "a string is expected")]
    [InlineData("{\"__metadata__\":[]}", "an object is expected")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}}", "\"dtype\" twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"shape\":[0],\"data_offsets\":[0,0]}}", "\"shape\" twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0],\"data_offsets\":[0,0]}}", "\"data_offsets\" twice")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0]}}", "lacks")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0]}}", "lacks")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0,0]}}", "more than 2")]
    [InlineData("{\"a\":{\"dtype\":\"F7\",\"shape\":[0],\"data_offsets\":[0,0]}}", "unknown dtype \"F7\"")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[-0],\"data_offsets\":[0,0]}}", "whole number")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0.0],\"data_offsets\":[0,0]}}", "whole number")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[0e0],\"data_offsets\":[0,0]}}", "whole number")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[18446744073709551616],\"data_offsets\":[0,0]}}", "whole number")]
    [InlineData("{\"a\":{\"dtype\":\"U8\",\"shape\":[\"0\"],\"data_offsets\":[0,0]}}", "a number is expected")]
    [InlineData("{\"\":E}", "has no name")]
    [InlineData("{\"a\\u0000b\":E}", "control character")]
    [InlineData("{\"\\ud800\":E}", "half a surrogate pair")]
    [InlineData("{\"a\":E,}", "malformed")]
    [InlineData("{\"a\":E} x", "more follows")]
    [InlineData("{\"a\":E}{}", "more follows")]
    [InlineData("{/*c*/\"a\":E}", "malformed")]
    [InlineData("{\"a\":E", "malformed")]
    [InlineData(" {\"a\":E}", "doesn't begin with {")]
    [InlineData("[]", "doesn't begin with {")]
    public void A_header_that_two_parsers_could_read_differently_is_refused(string header, string expected) =>
        Broken.File("m.safetensors", SafetensorsBuilder.Raw(header.Replace("E", SafetensorsBuilder.Entry("U8", [0], 0, 0), StringComparison.Ordinal), []), expected);

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused() =>
        Broken.File("m.safetensors", SafetensorsBuilder.Raw([.. "{\""u8, 0xC3, 0x28, .. Encoding.UTF8.GetBytes("\":" + SafetensorsBuilder.Entry("U8", [0], 0, 0) + "}")], []), "isn't valid UTF-8");

    [Fact]
    public void A_header_nested_100_000_deep_is_refused() =>
        Broken.File("m.safetensors", SafetensorsBuilder.Raw("{\"a\":{\"dtype\":" + new string('[', 100_000) + "}}", []), "expected");

    [Fact]
    public void An_unknown_property_nested_100_000_deep_is_refused() =>
        Broken.File("m.safetensors", SafetensorsBuilder.Raw("{\"a\":{\"x\":" + new string('[', 100_000) + "}}", []), "malformed");

    [Theory]
    [InlineData(0, 8, 4, 12, "neither overlap")]
    [InlineData(0, 4, 8, 12, "nor leave holes")]
    [InlineData(4, 8, 8, 12, "nor leave holes")]
    [InlineData(4, 0, 4, 12, "before it begins")]
    [InlineData(0, 4, 4, 8, "cover 8 of 12")]
    [InlineData(0, 4, 4, 16, "ends at 16 of 12")]
    public void Tensors_must_cover_the_data_without_overlap_or_hole(int begin, int end, int nextBegin, int nextEnd, string expected)
    {
        string a = SafetensorsBuilder.Entry("U8", [(ulong)Math.Max(0, end - begin)], begin, end), b = SafetensorsBuilder.Entry("U8", [(ulong)(nextEnd - nextBegin)], nextBegin, nextEnd);
        Broken.File("m.safetensors", SafetensorsBuilder.Raw($"{{\"a\":{a},\"b\":{b}}}", new byte[12]), expected);
    }

    [Fact]
    public void Offsets_near_2_to_the_64_do_not_wrap() =>
        Broken.File("m.safetensors", SafetensorsBuilder.Raw("{\"a\":{\"dtype\":\"U8\",\"shape\":[18446744073709551615],\"data_offsets\":[0,18446744073709551615]}}", new byte[8]), "ends at 18446744073709551615 of 8");

    [Theory]
    [InlineData("F32", new ulong[] { 3 }, 8, "but its dtype and shape need 12")]
    [InlineData("F32", new ulong[] { 1UL << 62, 4 }, 0, "no whole number of bytes")]
    [InlineData("U8", new ulong[] { 1UL << 32, 1UL << 32 }, 0, "no whole number of bytes")]
    [InlineData("F64", new ulong[] { 1UL << 61 }, 0, "no whole number of bytes")]
    [InlineData("F4", new ulong[] { 3 }, 2, "no whole number of bytes")]
    public void Shape_and_dtype_must_give_the_length(string dtype, ulong[] shape, int bytes, string expected) =>
        Broken.File("m.safetensors", Single(SafetensorsBuilder.Entry(dtype, shape, 0, bytes), bytes), expected);

    [Fact]
    public void More_than_64_dimensions_are_refused() =>
        Broken.File("m.safetensors", Single(SafetensorsBuilder.Entry("U8", [.. Enumerable.Repeat(1UL, 65)], 0, 1), 1), "more than 64 numbers");

    [Fact]
    public void Metadata_is_cut_and_cleaned_for_display()
    {
        string header = "{\"__metadata__\":{\"long\":\"" + new string('x', 1000) + "\",\"evil\":\"a\\u001b[31m\\u202eb\"}}";
        using ModelFolder folder = new ModelFolder().With("m.safetensors", SafetensorsBuilder.Raw(header, []));
        TensorTable table = folder.Table();
        Assert.Equal(256, table.Metadata["long"].Length);
        Assert.Equal("a [31m b", table.Metadata["evil"]);
    }

    private static string Header(string entry) => $"{{\"a\":{entry}}}";

    private static byte[] Single(string entry, int bytes) => SafetensorsBuilder.Raw(Header(entry), new byte[bytes]);
}
