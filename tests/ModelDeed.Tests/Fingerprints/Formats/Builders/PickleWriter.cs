using System.Buffers.Binary;
using System.Text;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Writes pickle opcodes as torch.save's pickler does (protocol 2), or any others.</summary>
internal sealed class PickleWriter
{
    private readonly List<byte> _code = [];

    public byte[] Bytes => [.. _code, (byte)'.'];

    public PickleWriter Op(params byte[] code)
    {
        _code.AddRange(code);
        return this;
    }

    public PickleWriter Op(char op) => Op((byte)op);

    public PickleWriter Protocol(byte version = 2) => Op(0x80, version);

    public PickleWriter Global(string module, string name) => Op(Encoding.UTF8.GetBytes($"c{module}\n{name}\n"));

    public PickleWriter Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return Op((byte)'X').Op(U32((uint)utf8.Length)).Op(utf8);
    }

    public PickleWriter Int(long value)
    {
        if (value is >= int.MinValue and <= int.MaxValue) return Op((byte)'J').Op(U32((uint)(int)value));
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Op(0x8a, 8).Op(bytes);
    }

    public PickleWriter Numbers(IEnumerable<long> values)
    {
        Op('(');
        foreach (long value in values) Int(value);
        return Op('t');
    }

    /// <summary>An OrderedDict with nothing in it yet.</summary>
    public PickleWriter OrderedDict() => Global("collections", "OrderedDict").Op(')').Op('R');

    public PickleWriter Storage(string type, string key, long elements, string module = "torch") =>
        Op('(').Text("storage").Global(module, type).Text(key).Text("cpu").Int(elements).Op('t').Op('Q');

    /// <summary>A tensor as a view of a storage.</summary>
    public PickleWriter View(string type, string key, long elements, long offset, long[] sizes, long[] strides) =>
        Global("torch._utils", "_rebuild_tensor_v2").Op('(').Storage(type, key, elements).Int(offset).Numbers(sizes).Numbers(strides)
            .Op(0x89).OrderedDict().Op('t').Op('R');

    private static byte[] U32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }
}
