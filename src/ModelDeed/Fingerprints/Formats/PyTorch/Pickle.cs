using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Runs a pickle (protocols 0 to 5, Python's pickletools.py) into inert values. It has no way to import or call anything: GLOBAL makes a
/// name, REDUCE a record of what would have been called. Every count is bounded.
/// </summary>
internal sealed class Pickle
{
    /// <summary>Bytes of a pickle.</summary>
    public const int MostBytes = 64 * 1024 * 1024;

    /// <summary>Values that a pickle may make.</summary>
    private const int MostValues = 4_000_000;

    /// <summary>UTF-8 bytes of a text.</summary>
    private const int MostTextBytes = 1024 * 1024;

    /// <summary>Digits or bytes of an integer: a tensor's sizes have 8 bytes.</summary>
    private const int MostIntegerBytes = 256;

    private static readonly object Mark = new();
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly byte[] _code;
    private readonly FileBytes _file;
    private readonly CancellationToken _ct;
    private readonly List<object?> _stack = [];
    private readonly Dictionary<uint, object?> _memo = [];
    private int _at;
    private int _values, _steps;

    private Pickle(FileBytes file, byte[] code, CancellationToken ct)
    {
        _file = file;
        _code = code;
        _ct = ct;
    }

    /// <summary>The value that the pickle makes; numbers are <see cref="BigInteger"/> or double, texts are strings.</summary>
    public static object? Run(FileBytes file, byte[] code, CancellationToken ct) => new Pickle(file, code, ct).Run();

    private object? Run()
    {
        while (true)
        {
            if ((++_steps & 0xFFFF) == 0) _ct.ThrowIfCancellationRequested();
            byte op = Take(1)[0];
            if (op == (byte)'.') break;
            if (!Scalar(op) && !Text(op) && !Collection(op) && !Memo(op) && !Objects(op)) throw Broken($"the opcode 0x{op:x2} isn't known or not allowed");
        }
        object? value = Pop();
        return _stack.Count == 0 ? value : throw Broken("values are left over at the end");
    }

    private bool Scalar(byte op)
    {
        switch (op)
        {
            case 0x80: if (Take(1)[0] > 5) throw Broken($"protocol {_code[_at - 1]} isn't known"); break;
            case 0x95: if (BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) > (ulong)(_code.Length - _at)) throw Broken("a frame reaches past the end"); break;
            case (byte)'N': Push(null); break;
            case 0x88: Push(true); break;
            case 0x89: Push(false); break;
            case (byte)'K': Push(new BigInteger(Take(1)[0])); break;
            case (byte)'M': Push(new BigInteger(BinaryPrimitives.ReadUInt16LittleEndian(Take(2)))); break;
            case (byte)'J': Push(new BigInteger(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))); break;
            case 0x8a: Push(new BigInteger(Take(Count(Take(1)[0], MostIntegerBytes)))); break;
            case 0x8b: Push(new BigInteger(Take(Count(U32(), MostIntegerBytes)))); break;
            case (byte)'G': Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))); break;
            case (byte)'I': PushDecimal(Line()); break;
            case (byte)'L': PushDecimal(Line().TrimEnd('L')); break;
            case (byte)'F': Push(double.TryParse(Line(), CultureInfo.InvariantCulture, out double real) ? real : throw Broken("a float is malformed")); break;
            default: return false;
        }
        return true;
    }

    private bool Text(byte op)
    {
        switch (op)
        {
            case 0x8c: PushText(Take(1)[0]); break;
            case (byte)'X': PushText(U32()); break;
            case 0x8d: PushText(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))); break;
            case (byte)'V': Push(Line()); break;
            case (byte)'U': PushText(Take(1)[0]); break;
            case (byte)'T': PushText(U32()); break;
            case (byte)'S': Push(Line().Trim('\'', '"')); break;
            case (byte)'C': PushBytes(Take(1)[0]); break;
            case (byte)'B': PushBytes(U32()); break;
            case 0x8e or 0x96: PushBytes(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))); break;
            default: return false;
        }
        return true;
    }

    private bool Collection(byte op)
    {
        switch (op)
        {
            case (byte)'(': Push(Mark); break;
            case (byte)'0': if (_stack.Count == 0) throw Broken("the stack is empty"); _stack.RemoveAt(_stack.Count - 1); break;
            case (byte)'1': PopToMark(); break;
            case (byte)'2': { object? top = Pop(); Push(top); Push(top); break; }
            case (byte)')' or (byte)']' or 0x8f: Push(new PickleList([])); break;
            case (byte)'t' or (byte)'l' or 0x91: Push(new PickleList(PopToMark())); break;
            case 0x85: Push(new PickleList(PopMany(1))); break;
            case 0x86: Push(new PickleList(PopMany(2))); break;
            case 0x87: Push(new PickleList(PopMany(3))); break;
            case (byte)'a': Append(PopMany(1)); break;
            case (byte)'e' or 0x90: Append(PopToMark()); break;
            case (byte)'}': Push(new PickleDict([])); break;
            case (byte)'d': { List<object?> items = PopToMark(); Push(new PickleDict([])); SetItems(items); break; }
            case (byte)'s': SetItems(PopMany(2)); break;
            case (byte)'u': SetItems(PopToMark()); break;
            default: return false;
        }
        return true;
    }

    private bool Memo(byte op)
    {
        switch (op)
        {
            case (byte)'q': Put(Take(1)[0]); break;
            case (byte)'r': Put(U32()); break;
            case (byte)'p': Put(MemoLine()); break;
            case 0x94: Put((uint)_memo.Count); break;
            case (byte)'h': Get(Take(1)[0]); break;
            case (byte)'j': Get(U32()); break;
            case (byte)'g': Get(MemoLine()); break;
            default: return false;
        }
        return true;
    }

    private bool Objects(byte op)
    {
        switch (op)
        {
            case (byte)'c': Push(new PickleGlobal(Line(), Line())); break;
            case 0x93: { object? name = Pop(), module = Pop(); Push(new PickleGlobal(AsText(module), AsText(name))); break; }
            case (byte)'P': Push(new PicklePersistent(Line())); break;
            case (byte)'Q': Push(new PicklePersistent(Pop())); break;
            case (byte)'R' or 0x81: { object? arguments = Pop(), callable = Pop(); Push(new PickleObject(callable, arguments)); break; }
            case 0x92: { object? named = Pop(), arguments = Pop(), callable = Pop(); Push(new PickleObject(callable, new PickleList([arguments, named]))); break; }
            case (byte)'o': { List<object?> items = PopToMark(); if (items.Count == 0) throw Broken("OBJ has no class"); Push(new PickleObject(items[0], new PickleList(items[1..]))); break; }
            case (byte)'i': { var callable = new PickleGlobal(Line(), Line()); Push(new PickleObject(callable, new PickleList(PopToMark()))); break; }
            case (byte)'b': Build(); break;
            default: return false;
        }
        return true;
    }

    private void Build()
    {
        object? state = Pop(), target = Pop();
        // State set on anything but an object (an OrderedDict's attributes, a tensor's) holds no tensors of the state dictionary.
        if (target is PickleObject made) made.State = made.State is null ? state : new PickleList([made.State, state]);
        Push(target);
    }

    private void Append(List<object?> items)
    {
        object? target = Pop();
        List<object?> into = target switch { PickleList list => list.Items, PickleObject made => made.Items.Items, _ => throw Broken("values are appended to what isn't a list") };
        into.AddRange(items);
        Push(target);
    }

    private void SetItems(List<object?> items)
    {
        if (items.Count % 2 != 0) throw Broken("a dictionary has a key without a value");
        object? target = Pop();
        List<KeyValuePair<object?, object?>> into = target switch { PickleDict dict => dict.Items, PickleObject made => made.Pairs.Items, _ => throw Broken("items are set in what isn't a dictionary") };
        for (int i = 0; i < items.Count; i += 2) into.Add(new(items[i], items[i + 1]));
        Push(target);
    }

    private void Put(uint index)
    {
        object? top = Pop();
        _stack.Add(top);
        if (_memo.Count == MostValues) throw Broken("the memo is too large");
        _memo[index] = top;
    }

    private void Get(uint index)
    {
        if (!_memo.TryGetValue(index, out object? value)) throw Broken($"memo {index} was never set");
        Push(value);
    }

    private void Push(object? value)
    {
        if (++_values > MostValues) throw Broken($"it makes more than {MostValues} values");
        _stack.Add(value);
    }

    private object? Pop()
    {
        if (_stack.Count == 0 || ReferenceEquals(_stack[^1], Mark)) throw Broken("the stack is empty");
        object? top = _stack[^1];
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private List<object?> PopMany(int count)
    {
        var items = new object?[count];
        for (int i = count - 1; i >= 0; i--) items[i] = Pop();
        return [.. items];
    }

    private List<object?> PopToMark()
    {
        int mark = _stack.FindLastIndex(value => ReferenceEquals(value, Mark));
        if (mark < 0) throw Broken("there is no mark on the stack");
        List<object?> items = _stack.GetRange(mark + 1, _stack.Count - mark - 1);
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private void PushText(ulong length) => Push(Decode(Take(Count(length, MostTextBytes))));

    private void PushBytes(ulong length)
    {
        int count = Count(length, MostBytes);
        Take(count);
        Push(new PickleBytes(count));
    }

    private void PushDecimal(string digits)
    {
        if (digits is "00" or "01") Push(digits == "01");
        else if (digits.Length <= MostIntegerBytes && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger number)) Push(number);
        else throw Broken("an integer is malformed");
    }

    private string Line()
    {
        int length = _code.AsSpan(_at).IndexOf((byte)'\n');
        if (length is < 0 or > MostTextBytes) throw Broken("a line doesn't end");
        string line = Decode(Take(length));
        _at++;
        return line;
    }

    private uint MemoLine() => uint.TryParse(Line(), NumberStyles.None, CultureInfo.InvariantCulture, out uint index) ? index : throw Broken("a memo index is malformed");

    private string Decode(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return Strict.GetString(utf8);
        }
        catch (DecoderFallbackException e)
        {
            throw Broken("a text isn't valid UTF-8", e);
        }
    }

    private string AsText(object? value) => value as string ?? throw Broken("a global's name isn't a text");

    private uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    private int Count(ulong length, int most) => length <= (uint)most ? (int)length : throw Broken($"{length} bytes are claimed, more than {most}");

    private ReadOnlySpan<byte> Take(int bytes)
    {
        if (bytes > _code.Length - _at) throw Broken("it ends too early");
        ReadOnlySpan<byte> taken = _code.AsSpan(_at, bytes);
        _at += bytes;
        return taken;
    }

    private ModelFormatException Broken(string problem, Exception? inner = null) => _file.Broken($"data.pkl, byte {_at}: {problem}", inner);
}
