using System.Text.Json.Nodes;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>Whole numbers with scale and zero point, as three formats store them.</summary>
public sealed class AffineTests
{
    private const int Rows = 24, Columns = 40;

    private static readonly float[] Values = new SampleWeights(1).Of("normal", Rows * Columns);

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(-1, false)]
    public void A_quantised_onnx_weight_is_found_by_onnxruntimes_names(int edit, bool faithful)
    {
        using TempFolder folder = new();
        folder.With("parent.onnx", Onnx(new Weight("fc.weight", "F32", [Rows, Columns], QuantRelease.Bytes("F32", Values))));
        (byte[] codes, float scale, int zero) = Asymmetric(Values);
        codes[77] = (byte)(codes[77] + 2 * edit);
        folder.With("child.onnx", Onnx(new Weight("fc.weight_quantized", "U8", [Rows, Columns], codes), new Weight("fc.weight_scale", "F32", [], BitConverter.GetBytes(scale)), new Weight("fc.weight_zero_point", "U8", [], [(byte)zero])));
        QuantCertificate found = QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default);
        Assert.Equal(faithful, found.IsFaithful);
        TensorVerdict tensor = Assert.Single(found.Tensors);
        Assert.Equal("fc.weight", Assert.Single(tensor.Parents));
        Assert.Equal(faithful ? 0 : 1, tensor.Faulty);
        if (!faithful) Assert.Equal(77, Assert.Single(tensor.Faults).Element);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void A_quantised_onnx_weight_is_found_by_the_node_that_reads_it(int edit, bool faithful)
    {
        using TempFolder folder = new();
        folder.With("parent.onnx", Onnx(new Weight("fc.weight", "F32", [Rows, Columns], QuantRelease.Bytes("F32", Values))));
        (byte[] codes, float scale, int zero) = Asymmetric(Values);
        codes[77] = (byte)(codes[77] + 2 * edit);
        ProtoWriter graph = new ProtoWriter().Message(1, Quantised.Node("DequantizeLinear", ["fc.weight", "a", "b"]));
        foreach (Weight weight in (Weight[])[new("fc.weight", "U8", [Rows, Columns], codes), new("a", "F32", [], BitConverter.GetBytes(scale)), new("b", "U8", [], [(byte)zero])])
            graph.Message(5, OnnxBuilder.Tensor(OnnxLayout.Raw, weight));
        folder.With("child.onnx", OnnxBuilder.Model(graph));
        QuantCertificate found = QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default);
        Assert.Equal(faithful, found.IsFaithful);
        Assert.Equal(edit, Assert.Single(found.Tensors).Faulty);
    }

    [Fact]
    public void Scales_of_single_channels_are_judged_along_the_axis_that_fits()
    {
        using TempFolder folder = new();
        folder.With("parent.onnx", Onnx(new Weight("fc.weight", "F32", [Rows, Columns], QuantRelease.Bytes("F32", Values))));
        float[] scales = [.. Enumerable.Range(0, Columns).Select(column => Enumerable.Range(0, Rows).Max(row => Math.Abs(Values[row * Columns + column])) / 127)];
        byte[] codes = [.. Values.Select((value, i) => (byte)(sbyte)MathF.Round(value / scales[i % Columns]))];
        QuantCertificate Judge(float[] stored, byte[] own)
        {
            folder.With("child.onnx", Onnx(new Weight("fc.weight_quantized", "I8", [Rows, Columns], own), new Weight("fc.weight_scale", "F32", [Columns], QuantRelease.Bytes("F32", stored)), new Weight("fc.weight_zero_point", "I8", [Columns], new byte[Columns])));
            return QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default);
        }
        Assert.True(Judge(scales, codes).IsFaithful);
        // One channel's weights all rounded to nothing by a scale that swallows them.
        float[] hostile = [.. scales];
        hostile[3] *= 1000;
        byte[] rounded = [.. Values.Select((value, i) => (byte)(sbyte)MathF.Round(value / hostile[i % Columns]))];
        TensorVerdict tensor = Assert.Single(Judge(hostile, rounded).Tensors);
        Assert.Equal(BlockFault.Scale, Assert.Single(tensor.Faults).Fault);
        Assert.Equal(3, tensor.Faults[0].Element);
        Assert.Equal(Rows, tensor.FaultyElements);
    }

    [Fact]
    public void TensorFlow_js_weights_are_judged_by_the_scale_and_minimum_beside_them()
    {
        using TempFolder folder = new();
        float min = Values.Min(), scale = (Values.Max() - min) / 255;
        byte[] codes = [.. Values.Select(value => (byte)MathF.Round((value - min) / scale))];
        Write("parent", null, new Weight("dense/kernel", "F32", [Rows, Columns], QuantRelease.Bytes("F32", Values)));
        Write("child", (scale, min), new Weight("dense/kernel", "U8", [Rows, Columns], codes));
        Assert.True(QuantCertifier.Run(folder["parent"], folder["child"], new(), null, default).IsFaithful);
        codes[5] ^= 2;
        Write("child", (scale, min), new Weight("dense/kernel", "U8", [Rows, Columns], codes));
        Assert.Equal(5, Assert.Single(Assert.Single(QuantCertifier.Run(folder["parent"], folder["child"], new(), null, default).Tensors).Faults).Element);

        void Write(string name, (double Scale, double Min)? quantization, Weight weight)
        {
            foreach ((string path, byte[] bytes) in TfjsBuilder.Build(1 << 20, weight))
            {
                JsonNode? json = path == "model.json" ? JsonNode.Parse(bytes) : null;
                if (json is not null && quantization is { } given) (json["weightsManifest"]![0]!["weights"]![0]!["quantization"]!["scale"], json["weightsManifest"]![0]!["weights"]![0]!["quantization"]!["min"]) = (given.Scale, given.Min);
                folder.With($"{name}/{path}", json is null ? bytes : System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
            }
        }
    }

    [Fact]
    public void Tflite_weights_are_judged_by_their_quantization_parameters()
    {
        using TempFolder folder = new();
        float[] scales = [.. Enumerable.Range(0, Rows).Select(row => Values.AsSpan(row * Columns, Columns).ToArray().Max(Math.Abs) / 127)];
        byte[] codes = [.. Values.Select((value, i) => (byte)(sbyte)MathF.Round(value / scales[i / Columns]))];
        folder.With("parent.tflite", TfliteBuilder.Build(new Weight("dense", "F32", [Rows, Columns], QuantRelease.Bytes("F32", Values))));
        byte[] Quantised(byte[] own) => TfliteBuilder.Build(false, [[new Weight("dense", "I8", [Rows, Columns], own)]], (flat, tensor) =>
        {
            // min, max, scale, zero_point, details (a union: two fields), quantized_dimension.
            int[] table = flat.Table(0, 0, 4, 4, 0, 0, 4);
            flat.To(tensor[4], table[^1]).Set32(table[6], 0);
            flat.Here(table[2]).Vector(QuantRelease.Bytes("F32", scales), Rows);
            flat.Here(table[3]).Vector(new byte[8 * Rows], Rows);
        }, hasQuantization: true);
        folder.With("child.tflite", Quantised(codes));
        QuantCertificate found = QuantCertifier.Run(folder["parent.tflite"], folder["child.tflite"], new(), null, default);
        Assert.True(found.IsFaithful, string.Join("; ", found.Tensors.Select(tensor => $"{tensor.Origin} {tensor.Faulty} {string.Join(' ', tensor.Faults.Take(3))}")));
        codes[500] += 3;
        folder.With("child.tflite", Quantised(codes));
        Assert.Equal(500, Assert.Single(Assert.Single(QuantCertifier.Run(folder["parent.tflite"], folder["child.tflite"], new(), null, default).Tensors).Faults).Element);
    }

    [Fact]
    public void The_same_numbers_with_another_scale_are_no_copy()
    {
        using TempFolder folder = new();
        (byte[] codes, float scale, int zero) = Asymmetric(Values);
        folder.With("parent.onnx", Numbers(scale, zero));
        folder.With("child.onnx", Numbers(scale, zero));
        Assert.True(QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default).IsFaithful);
        foreach ((float s, int z) in (ReadOnlySpan<(float, int)>)[(2 * scale, zero), (scale, zero + 9)])
        {
            folder.With("child.onnx", Numbers(s, z));
            QuantCertificate found = QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default);
            Assert.Equal(0, found.Tensors.Single(tensor => tensor.Name == "fc.weight_quantized").Elements - found.Tensors.Single(tensor => tensor.Name == "fc.weight_quantized").FaultyElements);
        }
        // Nor are they weights by themselves.
        folder.With("child.onnx", Onnx(new Weight("fc.weight_quantized", "F32", [Rows, Columns], QuantRelease.Bytes("F32", [.. codes.Select(code => (float)code)]))));
        Assert.False(QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default).IsFaithful);

        byte[] Numbers(float s, int z) => Onnx(new Weight("fc.weight_quantized", "U8", [Rows, Columns], codes), new Weight("fc.weight_scale", "F32", [], BitConverter.GetBytes(s)), new Weight("fc.weight_zero_point", "U8", [], [(byte)z]));
    }

    [Fact]
    public void A_weight_that_is_called_a_scale_is_judged()
    {
        using TempFolder folder = new();
        Weight norm = new("norm_scale", "F32", [Rows, Columns], QuantRelease.Bytes("F32", Values)), decoy = norm with { Name = "norm_quantized" };
        folder.With("parent.onnx", Onnx(norm));
        Weight edited = norm with { Bytes = QuantRelease.Bytes("F32", [.. Values.Select(value => -value)]) };
        folder.With("child.onnx", Onnx(edited, decoy));
        Assert.False(QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default).IsFaithful);
        // Under a name that the parent doesn't have, too.
        folder.With("child.onnx", Onnx(edited with { Name = "other_scale" }, decoy with { Name = "other_quantized" }));
        Assert.False(QuantCertifier.Run(folder["parent.onnx"], folder["child.onnx"], new(), null, default).IsFaithful);
    }

    [Fact]
    public void A_zero_point_far_out_makes_no_room_for_other_numbers()
    {
        float scale = Values.Max(Math.Abs) / 100;
        var rule = new AffineRule("I32", new ModelDeed.Fingerprints.Affine([scale], [-(double)scale * (1 << 30)], -1), 1);
        byte[] codes = [.. Values.AsSpan(0, 200).ToArray().SelectMany((value, i) => BitConverter.GetBytes((int)Math.Round(value / (double)scale) + (1 << 30) + (i == 50 ? 200 : 0)))];
        BlockFinding found = rule.Judge(Values.AsSpan(0, 200), codes);
        Assert.Equal((BlockFault.Code, 50), (found.Fault, found.At));
    }

    [Fact]
    public void Stored_numbers_without_a_scale_are_not_covered()
    {
        using TempFolder folder = new();
        folder.With("parent.safetensors", SafetensorsBuilder.Build(new Weight("w", "F32", [Rows, Columns], QuantRelease.Bytes("F32", Values))));
        folder.With("child.safetensors", SafetensorsBuilder.Build(new Weight("w", "I8", [Rows, Columns], Asymmetric(Values).Codes)));
        TensorVerdict tensor = Assert.Single(QuantCertifier.Run(folder["parent.safetensors"], folder["child.safetensors"], new(), null, default).Tensors);
        Assert.Equal(TensorOrigin.Uncovered, tensor.Origin);
        Assert.False(tensor.IsFaithful);
    }

    private static (byte[] Codes, float Scale, int Zero) Asymmetric(float[] values)
    {
        float scale = (values.Max() - values.Min()) / 255;
        int zero = (int)MathF.Round(-values.Min() / scale);
        return ([.. values.Select(value => (byte)Math.Clamp(MathF.Round(value / scale) + zero, 0, 255))], scale, zero);
    }

    private static byte[] Onnx(params Weight[] weights)
    {
        var graph = new ProtoWriter();
        foreach (Weight weight in weights) graph.Message(5, OnnxBuilder.Tensor(OnnxLayout.Raw, weight));
        return OnnxBuilder.Model(graph);
    }
}
