namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>ONNX models with what plain ones lack.</summary>
internal static class OnnxSamples
{
    /// <summary>Nested graphs, constants, a sparse initializer, strings, functions, training, every typed field.</summary>
    public static byte[] Everything()
    {
        var random = new SplitMix(11);
        ProtoWriter inner = new ProtoWriter().Message(5, Raw("w", Weight.Make(random, "w", "F32", 2)))
            .Message(1, OnnxBuilder.Constant("c", Raw("", Weight.Make(random, "", "I64", 1))));
        ProtoWriter graph = new ProtoWriter().Text(2, "main")
            .Message(1, OnnxBuilder.Nested("branch", "then_branch", inner))
            .Message(1, OnnxBuilder.Nested("loop", "body", new ProtoWriter().Message(1, OnnxBuilder.Nested("deep", "else_branch", inner))))
            .Message(1, OnnxBuilder.Constant("k", OnnxBuilder.Tensor(OnnxLayout.Packed, Weight.Make(random, "", "U64", 3))))
            .Message(15, Sparse("s"))
            .Message(5, Strings("words", "a", "", "déjà"));
        foreach (string dtype in new[] { "F64", "U32", "BF16", "U16", "I4", "C64" }) graph.Message(5, OnnxBuilder.Tensor(OnnxLayout.Unpacked, Typed(random, dtype)));
        return OnnxBuilder.Model(graph, model => model
            .Message(25, function => function.Text(1, "f").Text(10, "my.domain").Message(7, OnnxBuilder.Constant("k", Raw("", Weight.Make(random, "", "F32", 1)))))
            .Message(20, training => training.Message(2, new ProtoWriter().Message(5, Raw("m", Weight.Make(random, "m", "F32", 2))))));
    }

    public static ProtoWriter Strings(string name, params string[] texts)
    {
        ProtoWriter tensor = new ProtoWriter().Number(1, texts.Length).Number(2, 8).Text(8, name);
        foreach (string text in texts) tensor.Text(6, text);
        return tensor;
    }

    public static ProtoWriter Sparse(string name) => new ProtoWriter()
        .Message(1, OnnxBuilder.Tensor(OnnxLayout.Raw, Weight.Floats(name, [2], 1, 2)))
        .Message(2, OnnxBuilder.Tensor(OnnxLayout.Packed, new Weight("", "I64", [2], [3, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0])))
        .Number(3, 4).Number(3, 6);

    private static ProtoWriter Raw(string name, Weight weight) => OnnxBuilder.Tensor(OnnxLayout.Raw, weight with { Name = name });

    private static Weight Typed(SplitMix random, string dtype) => dtype == "I4"
        ? new Weight("t." + dtype, dtype, [3], random.Bytes(2)) : Weight.Make(random, "t." + dtype, dtype, 3);
}
