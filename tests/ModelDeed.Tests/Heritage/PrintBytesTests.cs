using System.Collections.Immutable;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

public sealed class PrintBytesTests
{
    private static readonly HeritagePrint Small = Made(3, 512, 2);

    [Theory]
    [InlineData(0, 512)]
    [InlineData(1, 512)]
    [InlineData(7, 256)]
    [InlineData(20, 128)]
    public void What_is_written_is_read_again(int tensors, int buckets)
    {
        HeritagePrint print = Made(tensors, buckets, tensors);
        byte[] bytes = print.ToBytes();
        HeritagePrint read = HeritagePrint.Parse(bytes);
        Assert.Equal(bytes, read.ToBytes());
        Assert.Equal(print.Digest(), read.Digest());
        Assert.Equal(print.Tensors.Length, read.Tensors.Length);
        Assert.Equal(print.Tensors.SelectMany(tensor => tensor.Sketch), read.Tensors.SelectMany(tensor => tensor.Sketch));
    }

    [Fact]
    public void Broken_bytes_are_refused_or_are_another_print_in_its_one_form()
    {
        byte[] whole = Small.ToBytes();
        for (int at = 0; at < whole.Length; at++)
        {
            foreach (byte change in (byte[])[1, 0x80, 0xFF])
            {
                byte[] broken = [.. whole];
                broken[at] ^= change;
                Try(broken);
            }
        }
        for (int length = 0; length < whole.Length; length++) Assert.Throws<HeritageException>(() => HeritagePrint.Parse(whole.AsSpan(0, length)));
        for (ulong seed = 0; seed < 3000; seed++) Try(Mutation.Apply(new SplitMix(seed), whole));
    }

    [Fact]
    public void The_largest_model_fits_64_KiB()
    {
        // More tensors than are kept, every number at its longest: the widest of each of the three widths of sketches.
        foreach (int tensors in (int[])[140, 244, 396, 2000])
        {
            PrintPlan plan = PrintPlan.Of([.. Enumerable.Range(0, tensors).Select(i =>
                new Tensor($"model.layers.{i}.weight", "F32", [32768, 16384], new TensorData.Range("", 0, 1)))]);
            Assert.Equal(Math.Min(tensors, PrintPlan.MostTensors), plan.Tensors.Length);
            var print = new HeritagePrint(Hash32.Zero, Hash32.Zero, ulong.MaxValue, [.. plan.Tensors.Select((planned, i) => Widest(planned, plan.Buckets, int.MaxValue - i))]);
            Assert.InRange(print.ToBytes().Length, 1, HeritagePrint.MostBytes);
            Assert.Equal(print.ToBytes(), HeritagePrint.Parse(print.ToBytes()).ToBytes());
        }
    }

    [Fact]
    public void A_tensor_of_more_axes_than_a_print_can_name_is_left_out()
    {
        ulong[] axes = [.. Enumerable.Repeat(2ul, 17)];
        HeritagePrint print = new Weights([.. Weights.Squares(1).Tensors, ("many", axes, new float[1 << 17]), ("most", axes[1..], new float[1 << 16])]).Print().Print;
        Assert.Equal(4, print.Tensors.Length);
        Assert.Equal(print.ToBytes(), HeritagePrint.Parse(print.ToBytes()).ToBytes());
    }

    private static void Try(byte[] bytes)
    {
        try
        {
            Assert.Equal(bytes, HeritagePrint.Parse(bytes).ToBytes());
        }
        catch (HeritageException)
        {
            // Refused, as it should be.
        }
    }

    private static TensorPrint Widest(PlannedTensor planned, int buckets, int ordinal) => new(
        ordinal, ulong.MaxValue, "IQ4_XS", planned.Shape.Axes, float.MaxValue, float.MaxValue, float.MaxValue, ushort.MaxValue, float.MaxValue,
        [.. Enumerable.Repeat((sbyte)-7, buckets)], Slice(planned.Parts.HasFlag(SketchParts.Slices)), Slice(planned.Parts.HasFlag(SketchParts.Slices)),
        planned.Parts.HasFlag(SketchParts.Gram) ? [.. Enumerable.Repeat((byte)255, Gram.Bits / 8)] : [])
    {
        FirstProfiles = Profile(planned.Parts.HasFlag(SketchParts.Profiles)),
        LastProfiles = Profile(planned.Parts.HasFlag(SketchParts.Profiles)),
    };

    private static ImmutableArray<ulong> Slice(bool kept) => kept ? [.. Enumerable.Repeat(ulong.MaxValue, Slices.Kept)] : [];

    private static ImmutableArray<sbyte> Profile(bool kept) => kept ? [.. Enumerable.Repeat((sbyte)127, SliceProfiles.Kept * SliceProfiles.Figures)] : [];

    private static HeritagePrint Made(int tensors, int buckets, int full)
    {
        var random = new SplitMix((ulong)tensors);
        return new HeritagePrint(new Hash32(random.Bytes(32)), new Hash32(random.Bytes(32)), random.Next(), [.. Enumerable.Range(0, tensors).Select(i => new TensorPrint(
            i * 300, random.Next(), "Q4_K", [1 + 2 * (long)i + 100, 256], -0.001f * i, 0.5f, 3.1f, (ushort)random.Next(), 0.25f,
            [.. Enumerable.Range(0, buckets).Select(_ => (sbyte)(random.Below(15) - 7))], Signs(i < full), Signs(i < full), i < full ? [.. random.Bytes(Gram.Bits / 8)] : [])
            {
                FirstProfiles = Far(i < full), LastProfiles = Far(i < full),
            })]);

        ImmutableArray<sbyte> Far(bool kept) => kept
            ? [.. Enumerable.Range(0, 40).Select(_ => random.Bytes(SliceProfiles.Figures).Select(step => (sbyte)(step % 255 - 127)).ToArray()).OrderByDescending(steps => SliceProfiles.Size(steps)).SelectMany(steps => steps)] : [];

        ImmutableArray<ulong> Signs(bool kept) => kept ? [.. Enumerable.Range(0, Slices.Kept).Select(_ => random.Next()).Order()] : [];
    }
}
