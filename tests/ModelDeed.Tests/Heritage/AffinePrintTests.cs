using System.Collections.Immutable;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>Whole numbers with scale and zero point are printed as the weights that they stand for.</summary>
public sealed class AffinePrintTests
{
    [Theory]
    [InlineData("U8", 1, 0)]
    [InlineData("I8", 1, 0)]
    [InlineData("I16", 1, 0)]
    [InlineData("I8", (int)Quantised.Rows, 0)]
    [InlineData("I8", (int)Quantised.Columns, 1)]
    [InlineData("U8", (int)Quantised.Columns, 1)]
    public void Tflite_weights_have_the_print_of_what_they_stand_for(string type, int channels, int axis)
    {
        Quantised weight = Quantised.Of(type, channels, axis);
        AssertStandsFor(weight, Quantised.Print("model.tflite", weight.Tflite()));
    }

    [Theory]
    [InlineData("U8")]
    [InlineData("U16")]
    public void TensorFlow_js_weights_have_the_print_of_what_they_stand_for(string type)
    {
        using TempFolder folder = new();
        Quantised weight = Quantised.Of(type, 1, 0);
        weight.Tfjs(folder, "model", weight.Scales[0], -(double)weight.Scales[0] * weight.Zeros[0]);
        AssertStandsFor(weight, Quantised.Print(folder["model"]));
    }

    [Fact]
    public void A_least_value_between_two_steps_takes_the_nearest_number_for_zero()
    {
        using TempFolder folder = new();
        Quantised weight = Quantised.Of("U8", 1, 0);
        weight.Tfjs(folder, "model", weight.Scales[0], -(double)weight.Scales[0] * (weight.Zeros[0] + 0.4));
        AssertStandsFor(weight, Quantised.Print(folder["model"]));
    }

    [Fact]
    public void Onnx_weights_are_found_by_onnxruntimes_names()
    {
        foreach ((int channels, int axis) in ((int, int)[])[(1, 0), ((int)Quantised.Rows, 0), ((int)Quantised.Columns, 1)])
        {
            Quantised weight = Quantised.Of("U8", channels, axis);
            AssertStandsFor(weight, Quantised.Print("model.onnx", weight.Onnx("w_quantized", "w_scale", "w_zero_point")));
        }
    }

    [Theory]
    [InlineData("DequantizeLinear", 0, 1, 0)]
    [InlineData("DequantizeLinear", 0, (int)Quantised.Columns, 1)]
    [InlineData("QLinearConv", 3, (int)Quantised.Rows, 0)]
    [InlineData("QLinearMatMul", 3, (int)Quantised.Columns, 1)]
    [InlineData("QLinearMatMul", 0, (int)Quantised.Rows, 0)]
    public void Onnx_weights_are_found_by_the_node_that_reads_them(string type, int place, int channels, int axis)
    {
        Quantised weight = Quantised.Of("I8", channels, axis);
        string[] inputs = [.. Enumerable.Repeat("x", place), "a", "b", "c"];
        AssertStandsFor(weight, Quantised.Print("model.onnx", weight.Onnx("a", "b", "c", Quantised.Node(type, inputs))));
    }

    [Fact]
    public void Of_several_models_in_a_folder_each_has_its_own_scales()
    {
        using TempFolder folder = new();
        Quantised[] weights = [Quantised.Of("I8", (int)Quantised.Rows, 0), Quantised.Of("I8", (int)Quantised.Rows, 0, 2)];
        weights[1] = weights[1] with { Scales = [.. weights[1].Scales.Reverse()] };
        ProtoWriter node = Quantised.Node("DequantizeLinear", ["a", "b", "c"], ("axis", 0));
        folder.With("models/one.onnx", weights[0].Onnx("a", "b", "c", node)).With("models/two.onnx", weights[1].Onnx("a", "b", "c", node));
        ImmutableArray<TensorPrint> found = Quantised.Print(folder["models"]).Tensors;
        Assert.Equal(weights.Select(weight => Figures(Quantised.Print("model.safetensors", weight.Floats()).Tensors[0])), found.Select(Figures));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-2)]
    public void A_node_may_name_the_axis(int axis)
    {
        Quantised weight = Quantised.Of("I8", (int)Quantised.Rows, 0);
        AssertStandsFor(weight, Quantised.Print("model.onnx", weight.Onnx("a", "b", "c", Quantised.Node("DequantizeLinear", ["a", "b", "c"], ("axis", axis)))));
    }

    [Fact]
    public void What_does_not_fit_leaves_the_numbers_as_they_are()
    {
        Quantised weight = Quantised.Of("I8", (int)Quantised.Rows, 0);
        string raw = Figures(Quantised.Print("model.safetensors", SafetensorsBuilder.Build(weight.Weight("w"))));
        ProtoWriter Node(params (string, long)[] attributes) => Quantised.Node("DequantizeLinear", ["a", "b", "c"], attributes);
        foreach (byte[] model in (byte[][])[
            weight.Onnx("a", "b", "c"),
            weight.Onnx("a", "b", "c", Node(("axis", 1))), weight.Onnx("a", "b", "c", Node(("axis", -3))), weight.Onnx("a", "b", "c", Node(("axis", long.MaxValue))),
            weight.Onnx("a", "b", "c", Node(("axis", 0), ("block_size", 32))),
            weight.Onnx("a", "b", "c", Node(("axis", 0)), weight.Scales[1..]), weight.Onnx("a", "b", "c", Node(("axis", 0)), []), weight.Onnx("a", "b", "c", Node(("axis", 0)), [.. weight.Scales, 1]),
            weight.Onnx("a", "b", "c", Quantised.Node("DequantizeLinear", ["a", "nowhere", "c"], ("axis", 0))), weight.Onnx("a", "b", "c", Quantised.Node("DequantizeLinear", ["a", "b", "nowhere"], ("axis", 0))),
            weight.Onnx("a", "b", "c", Quantised.Node("DequantizeLinear", ["a"])), weight.Onnx("a", "b", "c", Quantised.Node("DequantizeLinear", [])),
            weight.Onnx("a", "b", "c", Quantised.Node("Conv", ["a", "b", "c"])),
            weight.Onnx("w_quantized", "w_scale", "w_zero_point", scales: weight.Scales[1..]),
        ]) Assert.Equal(raw, Figures(Quantised.Print("model.onnx", model)));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0f)]
    [InlineData(1e38f)]
    [InlineData(1e-45f)]
    [InlineData(1e-38f)]
    public void A_hostile_scale_does_not_blind_a_print(float hostile)
    {
        Quantised weight = Quantised.Of("I8", 1, 0);
        HeritagePrint honest = Quantised.Print("model.safetensors", weight.Floats());
        AssertRelated(Quantised.Print("model.tflite", (weight with { Scales = [hostile] }).Tflite()), honest);
        // In one channel, and in all of them.
        Quantised channels = Quantised.Of("I8", (int)Quantised.Columns, 1);
        honest = Quantised.Print("model.safetensors", channels.Floats());
        AssertRelated(Quantised.Print("model.tflite", (channels with { Scales = [.. channels.Scales[..^1], hostile] }).Tflite()), honest);
        AssertRelated(Quantised.Print("model.tflite", (channels with { Scales = [.. channels.Scales.Select(_ => hostile)] }).Tflite()), honest);

        static void AssertRelated(HeritagePrint found, HeritagePrint honest)
        {
            Assert.All(found.Tensors, tensor => Assert.False(tensor.IsBlank));
            // The form is the one that readers take.
            Assert.Equal(found.ToBytes(), HeritagePrint.Parse(found.ToBytes()).ToBytes());
            HeritageComparison comparison = HeritageComparison.Of(found, honest);
            Assert.True(comparison.Verdict is Verdict.Derived or Verdict.Same, $"{comparison.Verdict}");
        }
    }

    [Fact]
    public void Scales_far_out_count_by_what_they_are_to_each_other()
    {
        Quantised weight = Quantised.Of("I8", (int)Quantised.Columns, 1);
        Quantised far = weight with { Scales = [.. weight.Scales.Select(scale => scale * MathF.Pow(2, 60))] };
        (TensorPrint near, TensorPrint found) = (Quantised.Print("model.safetensors", weight.Floats()).Tensors[0], Quantised.Print("model.tflite", far.Tflite()).Tensors[0]);
        Assert.Equal(string.Join(',', near.Sketch), string.Join(',', found.Sketch));
        Assert.Equal((near.Kurtosis, near.Zeros), (found.Kurtosis, found.Zeros));
        // Nor do offsets far out drown what varies.
        Quantised offset = Quantised.Of("I8", 1, 0);
        HeritagePrint shifted = Quantised.Print("model.tflite", (offset with { Zeros = [int.MaxValue] }).Tflite());
        Assert.Equal(Verdict.Derived, HeritageComparison.Of(shifted, Quantised.Print("model.safetensors", offset.Floats())).Verdict);
    }

    [Fact]
    public void A_scale_and_numbers_of_the_other_sign_are_the_same_weights()
    {
        Quantised weight = Quantised.Of("I16", 1, 0);
        Quantised turned = weight with { Codes = [.. weight.Codes.Select(code => -code)], Scales = [-weight.Scales[0]], Zeros = [-weight.Zeros[0]] };
        Assert.Equal(weight.Values, turned.Values);
        AssertStandsFor(weight, Quantised.Print("model.tflite", turned.Tflite()));
    }

    [Fact]
    public void The_same_numbers_with_another_scale_are_not_the_same_model()
    {
        Quantised weight = Quantised.Of("I8", (int)Quantised.Columns, 1);
        HeritagePrint print = Quantised.Print("model.tflite", weight.Tflite());
        Assert.Equal(Verdict.Same, HeritageComparison.Of(Quantised.Print("model.tflite", weight.Tflite()), print).Verdict);
        foreach (Quantised other in (Quantised[])[
            weight with { Scales = [.. weight.Scales.Select(scale => 2 * scale)] }, weight with { Scales = [.. weight.Scales.Select((scale, i) => i % 2 == 0 ? scale : -scale)] },
            weight with { Zeros = [.. weight.Zeros.Select(zero => zero + 20)] },
        ])
            Assert.NotEqual(Verdict.Same, HeritageComparison.Of(Quantised.Print("model.tflite", other.Tflite()), print).Verdict);
    }

    [Theory]
    [InlineData((int)Quantised.Rows, 0)]
    [InlineData((int)Quantised.Columns, 1)]
    [InlineData(1, 0)]
    public void Every_width_piece_and_thread_gives_the_same_bytes(int channels, int axis)
    {
        using ModelFolder folder = new ModelFolder().With("model.tflite", Quantised.Of("I8", channels, axis).Tflite());
        byte[] Run(SketchWidth width, int threads, int piece) => HeritagePrinter.Run(
            folder.Root, [SketchSeed.Public, new SketchSeed(default)], new FingerprintOptions { Threads = threads, PieceSize = piece }, width, null, CancellationToken.None).Prints[1].ToBytes();
        byte[] expected = Run(SketchWidth.Scalar, 1, 1 << 20);
        foreach (SketchWidth width in Enum.GetValues<SketchWidth>())
        {
            foreach ((int threads, int piece) in ((int, int)[])[(1, 1 << 20), (2, 1 << 10), (3, 1 << 12)]) Assert.Equal(expected, Run(width, threads, piece));
        }
    }

    [Fact]
    public void Any_portions_of_a_tensor_give_the_same_weights()
    {
        foreach (Quantised weight in (Quantised[])[Quantised.Of("U8", (int)Quantised.Columns, 1), Quantised.Of("U8", (int)Quantised.Rows, 0), Quantised.Of("U8", 1, 0)])
        {
            float[] expected = weight.Values;
            foreach (int portion in (int[])[1, 7, 120, 121, 4096])
            {
                var tensor = new Tensor("w", weight.Type, [.. weight.Shape], new TensorData.Range("", 0, (ulong)weight.Codes.Length));
                ImmutableArray<double> scales = [.. weight.Scales.Select(scale => (double)scale)];
                var affine = new Affine(scales, [.. scales.Select((scale, i) => -scale * weight.Zeros[i])], weight.Axis);
                ModelDeed.Heritage.ValueType type = AffineValues.Of(tensor, affine)!.Over(ModelDeed.Heritage.ValueType.Find(weight.Type)!);
                var values = new float[expected.Length];
                byte[] bytes = weight.Weight("w").Bytes;
                for (int at = 0; at < bytes.Length; at += portion)
                {
                    int length = Math.Min(portion, bytes.Length - at);
                    type.Read(bytes.AsSpan(at, length), values.AsSpan(at, length));
                }
                Assert.Equal(expected, values);
            }
        }
    }

    [Fact]
    public void A_pruned_model_in_whole_numbers_is_the_child_and_pruned()
    {
        using TempFolder folder = new();
        Quantised weight = Quantised.Of("U8", 1, 0);
        double scale = weight.Scales[0], min = -scale * weight.Zeros[0];
        // As examples/fill prunes: the two fifths nearest to the zero point become it.
        int zero = weight.Zeros[0], limit = weight.Codes.Select(code => Math.Abs(code - zero)).Order().ElementAt(weight.Codes.Length * 2 / 5);
        Quantised pruned = weight with { Codes = [.. weight.Codes.Select(code => Math.Abs(code - zero) < limit ? zero : code)] };
        weight.Tfjs(folder, "parent", scale, min);
        pruned.Tfjs(folder, "child", scale, min);
        HeritagePrint parent = Quantised.Print(folder["parent"]), child = Quantised.Print(folder["child"]);
        Assert.InRange(child.Tensors[0].Zeros / 65535.0, 0.35, 0.45);
        HeritageComparison found = HeritageComparison.Of(child, parent);
        Assert.Equal((Verdict.Derived, Direction.SuspectIsChild), (found.Verdict, found.Direction));
        Assert.Contains(Change.Pruned, found.Changes);
        Assert.DoesNotContain(Change.FineTuned, found.Changes);
        Assert.Equal(Direction.SuspectIsParent, HeritageComparison.Of(parent, child).Direction);
    }

    [Fact]
    public void Arbitration_reads_the_weights_too()
    {
        using TempFolder folder = new();
        Quantised weight = Quantised.Of("I8", (int)Quantised.Columns, 1);
        ModelContent model = ModelContent.Read(folder.With("model.onnx", weight.Onnx("a", "b", "c", Quantised.Node("DequantizeLinear", ["a", "b", "c"])))["model.onnx"], new FingerprintOptions(), null, default);
        Assert.Equal(weight.Values, ChannelMatrix.Read(model, model.Tensors.Single(tensor => tensor.Name == "a"))!.Values);
    }

    [Fact]
    public void Long_names_of_nested_graphs_do_not_add_up()
    {
        // Each node's names are short, but stand for long ones: thirty thousand times 3 × 16,000 characters.
        var inner = new ProtoWriter();
        for (int i = 0; i < 30_000; i++) inner.Message(1, Quantised.Node("DequantizeLinear", [$"a{i}", "b", "c"]));
        ProtoWriter graph = new ProtoWriter().Message(1, OnnxBuilder.Nested("y", new string('n', 16_000), inner));
        using ModelFolder folder = new ModelFolder().With("model.onnx", OnnxBuilder.Model(graph));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.NotNull(folder.Read());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 800_000_000);
    }

    private static void AssertStandsFor(Quantised weight, HeritagePrint found) =>
        Assert.Equal(Figures(Quantised.Print("model.safetensors", weight.Floats())), Figures(found));

    /// <summary>All figures of the one tensor, but not its type and its bytes' digest.</summary>
    private static string Figures(HeritagePrint print) => Figures(Assert.Single(print.Tensors));

    private static string Figures(TensorPrint tensor) =>
        $"{tensor.Mean:R} {tensor.Deviation:R} {tensor.Kurtosis:R} {tensor.Zeros} {tensor.Scale:R} {string.Join(',', tensor.Sketch)} {string.Join(',', tensor.Rows)} {string.Join(',', tensor.Columns)} {string.Join(',', tensor.Gram)}";
}
