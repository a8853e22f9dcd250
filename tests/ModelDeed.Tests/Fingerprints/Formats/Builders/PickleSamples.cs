namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Pickles with what plain state dictionaries lack; each views the storage <c>0</c> of 24 floats.</summary>
internal static class PickleSamples
{
    public static byte[] Storage { get; } = new SplitMix(3).Bytes(96);

    /// <summary>The pickle as a checkpoint with its storage.</summary>
    public static byte[] Archive(byte[] pickle) => PyTorchBuilder.Archive(pickle, new ZipItem("archive/data/0", Storage) { Later = true });

    /// <summary>Nested dictionaries, lists, numbers and views: transposed, stepped, expanded, empty, scalar.</summary>
    public static byte[] Views() => new PickleWriter().Protocol().Op('}').Op('q', 0).Op('(')
        .Text("model").Op('}').Op('(')
        .Text("plain").View("FloatStorage", "0", 24, 0, [4, 6], [6, 1])
        .Text("transposed").View("FloatStorage", "0", 24, 0, [6, 4], [1, 6])
        .Text("stepped").View("FloatStorage", "0", 24, 3, [3, 2], [7, 2])
        .Text("expanded").View("FloatStorage", "0", 24, 5, [3, 2], [0, 1])
        .Text("empty").View("FloatStorage", "0", 24, 24, [0, 3], [3, 1])
        .Text("scalar").View("FloatStorage", "0", 24, 23, [], [])
        .Op('u')
        .Text("epoch").Int(7)
        .Text("best").Op((byte)'G', 0x3F, 0xE0, 0, 0, 0, 0, 0, 0)
        .Text("history").Op(']').Op('(').View("FloatStorage", "0", 24, 1, [2], [1]).Op('N').Op('e')
        .Text("optimizer").Op('}').Int(0).View("FloatStorage", "0", 24, 2, [1], [1]).Op('s')
        .Op('u').Bytes;

    /// <summary>A whole pickled module, which refers to itself.</summary>
    public static byte[] Module() => new PickleWriter().Protocol().Global("my.models", "Net").Op(')').Op(0x81).Op('q', 1).Op('}').Op('(')
        .Text("training").Op(0x88)
        .Text("_parameters").OrderedDict().Op('(').Text("scale").Global("torch._utils", "_rebuild_parameter").Op('(').View("FloatStorage", "0", 24, 0, [3], [1]).Op(0x88).OrderedDict().Op('t').Op('R').Op('u')
        .Text("_buffers").OrderedDict().Op('(').Text("mean").View("FloatStorage", "0", 24, 3, [3], [1]).Op('u')
        .Text("_modules").OrderedDict().Op('(').Text("fc").Global("torch.nn", "Linear").Op(')').Op(0x81).Op('}').Op('(')
        .Text("_parameters").Op('}').Op('(').Text("weight").View("FloatStorage", "0", 24, 6, [2, 2], [2, 1]).Op('u').Text("parent").Op('h', 1).Op('u').Op('b').Op('u')
        .Op('u').Op('b').Bytes;

    /// <summary>What protocol 5 writes, a version 3 rebuild with a type of its own, and text opcodes of protocol 0.</summary>
    public static byte[] Protocol5() => new PickleWriter().Protocol(5).Op(0x95, 0, 0, 0, 0, 0, 0, 0, 0).Op('}').Op(0x94).Op('(')
        .Op(0x8c, 3).Op("fp8"u8.ToArray()).Op(0x8c, 12).Op("torch._utils"u8.ToArray()).Op(0x8c, 18).Op("_rebuild_tensor_v3"u8.ToArray()).Op(0x93)
        .Op('(').Storage("UntypedStorage", "0", 96, "torch.storage").Int(8).Numbers([4, 2]).Numbers([2, 1]).Op(0x89).OrderedDict().Global("torch", "float8_e4m3fn").Op('N').Op('t').Op('R')
        .Text("set").Op(0x8f).Op('(').Int(1).Op(0x90)
        .Text("bytes").Op((byte)'C', 2, 1, 2)
        .Op("V\u0061scii\nI7\n"u8.ToArray())
        .Op('u').Bytes;

    private static PickleWriter Op(this PickleWriter pickle, char op, byte argument) => pickle.Op((byte)op, argument);
}
