using System.Buffers.Binary;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class GgufTests
{
    /// <summary>Number, name, elements and bytes of a block: written out from ggml-common.h, apart from the table under test.</summary>
    public static TheoryData<uint, string, int, int> Types => new()
    {
        { 0, "F32", 1, 4 }, { 1, "F16", 1, 2 }, { 2, "Q4_0", 32, 2 + 16 }, { 3, "Q4_1", 32, 4 + 16 }, { 6, "Q5_0", 32, 2 + 4 + 16 }, { 7, "Q5_1", 32, 4 + 4 + 16 },
        { 8, "Q8_0", 32, 2 + 32 }, { 9, "Q8_1", 32, 4 + 32 }, { 10, "Q2_K", 256, 16 + 64 + 4 }, { 11, "Q3_K", 256, 32 + 64 + 12 + 2 }, { 12, "Q4_K", 256, 4 + 12 + 128 },
        { 13, "Q5_K", 256, 4 + 12 + 32 + 128 }, { 14, "Q6_K", 256, 128 + 64 + 16 + 2 }, { 15, "Q8_K", 256, 4 + 256 + 32 }, { 16, "IQ2_XXS", 256, 2 + 64 }, { 17, "IQ2_XS", 256, 2 + 64 + 8 },
        { 18, "IQ3_XXS", 256, 2 + 96 }, { 19, "IQ1_S", 256, 2 + 32 + 16 }, { 20, "IQ4_NL", 32, 2 + 16 }, { 21, "IQ3_S", 256, 2 + 64 + 8 + 32 + 4 }, { 22, "IQ2_S", 256, 2 + 64 + 16 },
        { 23, "IQ4_XS", 256, 2 + 2 + 4 + 128 }, { 24, "I8", 1, 1 }, { 25, "I16", 1, 2 }, { 26, "I32", 1, 4 }, { 27, "I64", 1, 8 }, { 28, "F64", 1, 8 }, { 29, "IQ1_M", 256, 32 + 16 + 8 },
        { 30, "BF16", 1, 2 }, { 34, "TQ1_0", 256, 2 + 4 * 13 }, { 35, "TQ2_0", 256, 2 + 64 }, { 39, "MXFP4", 32, 1 + 16 }, { 40, "NVFP4", 64, 4 + 32 }, { 41, "Q1_0", 128, 2 + 16 }, { 42, "Q2_0", 64, 2 + 16 },
    };

    [Theory, MemberData(nameof(Types))]
    public void Blocks_stay_raw_under_a_logical_shape(uint number, string name, int elements, int bytes)
    {
        byte[] blocks = new SplitMix(number).Bytes(3 * 2 * bytes);
        using ModelFolder folder = new ModelFolder().With("m.gguf", new GgufBuilder().Tensor("w", number, [3, 2 * (ulong)elements], blocks).Build());
        Tensor tensor = Assert.Single(folder.Table().Tensors);
        Assert.Equal(name, tensor.DType);
        Assert.Equal<ulong>([3, 2 * (ulong)elements], tensor.Shape.ToArray());
        Assert.Equal(blocks, folder.Bytes(tensor.Data));
    }

    [Fact]
    public void No_number_is_left_out() => Assert.Equal(43, GgmlTypes.Count);

    [Theory]
    [InlineData(4u, "Q4_2")]
    [InlineData(5u, "Q4_3")]
    [InlineData(31u, "Q4_0_4_4")]
    [InlineData(38u, "IQ4_NL_8_8")]
    public void A_removed_type_is_refused_by_name(uint number, string name) =>
        Broken.File("m.gguf", new GgufBuilder().Tensor("w", number, [32], new byte[18]).Build(), $"the type {name}, which ggml has removed");

    [Theory]
    [InlineData(43u)]
    [InlineData(uint.MaxValue)]
    public void An_unknown_type_is_refused_by_number(uint number) =>
        Broken.File("m.gguf", new GgufBuilder().Tensor("w", number, [32], new byte[18]).Build(), $"has ggml type {number}, unknown to this version");

    [Fact]
    public void Metadata_for_display_is_general_only()
    {
        byte[] file = new GgufBuilder().Text("general.architecture", "llama").U32("general.quantization_version", 2).Pair("general.flag", 7, [1]).Pair("general.real", 6, [0, 0, 0xC0, 0x3F])
            .Pair("general.negative", 11, BitConverter.GetBytes(-5L)).Text("tokenizer.chat_template", "{{}}").U32("llama.block_count", 3)
            .Text("general.description", new string('ä', 1000)).Build();
        using ModelFolder folder = new ModelFolder().With("m.gguf", file);
        TensorTable table = folder.Table();
        Assert.Equal(["general.architecture", "general.description", "general.flag", "general.negative", "general.quantization_version", "general.real", "gguf.version"], table.Metadata.Keys);
        Assert.Equal(("llama", "2", "true", "1.5", "-5"), (table.Metadata["general.architecture"], table.Metadata["general.quantization_version"], table.Metadata["general.flag"], table.Metadata["general.real"], table.Metadata["general.negative"]));
        Assert.Equal(new string('ä', 128), table.Metadata["general.description"]);
    }

    [Fact]
    public void Alignment_moves_the_data()
    {
        byte[] file = new GgufBuilder(alignment: 256).U32("general.alignment", 256).Tensor(Weight.Network()[0]).Tensor(Weight.Network()[1]).Build();
        using ModelFolder folder = new ModelFolder().With("m.gguf", file);
        Assert.Equal(ModelFolder.Leaves(Weight.Network()[..2]), folder.Leaves());
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(24u)]
    [InlineData(1u << 21)]
    public void An_alignment_that_is_no_power_of_two_is_refused(uint alignment) =>
        Broken.File("m.gguf", new GgufBuilder().U32("general.alignment", alignment).Build(), "general.alignment must be");

    [Fact]
    public void An_alignment_of_another_type_is_refused() => Broken.File("m.gguf", new GgufBuilder().U16("general.alignment", 32).Build(), "general.alignment must be");

    [Theory]
    [InlineData(1u, "GGUF version 1 has 32-bit counts")]
    [InlineData(0u, "GGUF version 0 isn't known")]
    [InlineData(4u, "GGUF version 4 isn't known")]
    [InlineData(0x04000000u, "GGUF version 67108864 isn't known")]
    public void Other_versions_are_refused(uint version, string expected) => Broken.File("m.gguf", new GgufBuilder(version).Build(), expected);

    [Fact]
    public void Big_endian_blocks_are_refused_with_advice() =>
        Broken.File("m.gguf", new GgufBuilder(big: true).Tensor("w", 8, [32], new byte[34]).Build(), "big-endian blocks of type Q8_0 aren't read. Convert");

    [Theory]
    [InlineData(ulong.MaxValue, 0UL, "tensors are claimed")]
    [InlineData(1UL << 63, 0UL, "tensors are claimed")]
    [InlineData(1_000UL, 0UL, "tensors are claimed")]
    [InlineData(0UL, ulong.MaxValue, "metadata pairs are claimed")]
    [InlineData(0UL, 1UL << 62, "metadata pairs are claimed")]
    [InlineData(0UL, 1_000UL, "metadata pairs are claimed")]
    public void Counts_beyond_the_file_are_refused(ulong tensors, ulong pairs, string expected)
    {
        var gguf = new GgufBuilder { Tensors = tensors, Pairs = pairs };
        Broken.File("m.gguf", gguf.Build(), expected);
    }

    [Theory]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 40)]
    [InlineData(1UL << 63)]
    public void A_string_beyond_the_file_is_refused(ulong length) =>
        Broken.File("m.gguf", new GgufBuilder().Pair("general.name", 8, [.. BitConverter.GetBytes(length), 65]).Build(), "bytes are needed");

    [Theory]
    [InlineData(8u, ulong.MaxValue)]
    [InlineData(8u, 1UL << 61)]
    [InlineData(4u, 1UL << 62)]
    [InlineData(12u, ulong.MaxValue / 8 + 2)]
    [InlineData(9u, ulong.MaxValue)]
    public void An_array_beyond_the_file_is_refused(uint kind, ulong count) =>
        Broken.File("m.gguf", new GgufBuilder().Pair("x", 9, [.. BitConverter.GetBytes(kind), .. BitConverter.GetBytes(count)]).Build(), "is longer than the file");

    [Fact]
    public void Arrays_nested_too_deep_are_refused()
    {
        byte[] nested = [.. Enumerable.Repeat<byte[]>([9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0], 1000).SelectMany(array => array)];
        Broken.File("m.gguf", new GgufBuilder().Pair("x", 9, nested).Build(), "nested deeper than 4");
    }

    [Fact]
    public void Nested_arrays_are_passed_over()
    {
        byte[] inner = [8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 65];
        using ModelFolder folder = new ModelFolder().With("m.gguf", new GgufBuilder().Pair("x", 9, [9, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, .. inner, .. inner]).Tensor(Weight.Network()[1]).Build());
        Assert.Equal(ModelFolder.Leaves([Weight.Network()[1]]), folder.Leaves());
    }

    [Fact]
    public void Keys_and_names_are_there_once()
    {
        Broken.File("m.gguf", new GgufBuilder().U32("a", 1).U32("a", 1).Build(), "the key \"a\" is there twice");
        Broken.File("m.gguf", new GgufBuilder().Tensor("w", 0, [1], new byte[4]).Tensor("w", 0, [1], new byte[4]).Build(), "\"w\" is there twice");
    }

    [Fact]
    public void Texts_are_UTF8()
    {
        Broken.File("m.gguf", new GgufBuilder().Pair("general.name", 8, [.. BitConverter.GetBytes(2UL), 0xC3, 0x28]).Build(), "isn't valid UTF-8");
        byte[] file = new GgufBuilder().Tensor("ww", 0, [1], new byte[4]).Build();
        file[file.AsSpan().IndexOf("ww"u8)] = 0xFF;
        Broken.File("m.gguf", file, "isn't valid UTF-8");
    }

    [Theory]
    [InlineData(0UL, "overlaps one that ends at 64")]
    [InlineData(32UL, "overlaps one that ends at 64")]
    [InlineData(65UL, "no multiple of the alignment 32")]
    [InlineData(96UL, "past the")]
    [InlineData(ulong.MaxValue - 31, "ends past 2^64")]
    [InlineData(1UL << 63, "past the")]
    public void Tensors_lie_apart_aligned_and_within_the_file(ulong offset, string expected) =>
        Broken.File("m.gguf", new GgufBuilder().Tensor("a", 0, [16], new byte[64]).Tensor("b", 0, [16], new byte[64], offset).Build(), expected);

    [Theory]
    [InlineData(new ulong[] { ulong.MaxValue, 2 })]
    [InlineData(new ulong[] { 1UL << 32, 1UL << 32 })]
    [InlineData(new ulong[] { 1UL << 62 })]
    public void A_shape_beyond_2_to_the_64_is_refused(ulong[] shape) => Broken.File("m.gguf", new GgufBuilder().Tensor("a", 0, shape, []).Build(), "under 2^64 bytes");

    [Fact]
    public void Rows_are_whole_blocks() =>
        Broken.File("m.gguf", new GgufBuilder().Tensor("a", 2, [32, 16], new byte[18 * 16]).Build(), "no whole number of Q4_0 blocks of 32");

    [Fact]
    public void Dimensions_are_bounded() => Broken.File("m.gguf", new GgufBuilder().Tensor("a", 0, [.. Enumerable.Repeat(1UL, 9)], new byte[4]).Build(), "has 9 dimensions");

    [Fact]
    public void A_bool_is_0_or_1() => Broken.File("m.gguf", new GgufBuilder().Pair("general.x", 7, [2]).Build(), "a bool is 2");

    [Fact]
    public void A_value_type_is_known() => Broken.File("m.gguf", new GgufBuilder().Pair("general.x", 13, [2]).Build(), "the value type 13 isn't known");

    [Fact]
    public void A_scalar_without_dimensions_is_one_element()
    {
        using ModelFolder folder = new ModelFolder().With("m.gguf", new GgufBuilder().Tensor("a", 0, [], [1, 2, 3, 4]).Build());
        Assert.Equal(["a F32 [] 01020304"], folder.Leaves());
    }

    [Fact]
    public void A_large_vocabulary_of_empty_strings_is_passed_over_in_small_memory()
    {
        byte[] array = new byte[12 + 8 * 1_000_000];
        array[0] = 8;
        BinaryPrimitives.WriteUInt64LittleEndian(array.AsSpan(4), 1_000_000);
        using ModelFolder folder = new ModelFolder().With("m.gguf", new GgufBuilder().Pair("tokenizer.ggml.tokens", 9, array).Build());
        folder.Read();
        long before = GC.GetAllocatedBytesForCurrentThread();
        folder.Read();
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1024 * 1024);
    }
}
