using System.Collections.Immutable;
using System.Numerics;

namespace ModelDeed.Fingerprints;

/// <summary>Turns PyTorch's rebuild calls into tensors: a view (offset, sizes, strides) of a storage, which is a record of the archive.</summary>
internal sealed class PyTorchTensors(FileBytes file, TableBuilder table, PyTorchArchive archive)
{
    private readonly record struct Storage(ZipEntry Entry, string DType, ulong Elements);

    /// <summary>True for the functions of torch._utils that make a dense tensor from a storage.</summary>
    public static bool IsTensor(string? callable) => callable is "torch._utils._rebuild_tensor" or "torch._utils._rebuild_tensor_v2"
        or "torch._utils._rebuild_tensor_v3" or "torch._utils._rebuild_qtensor";

    /// <summary>A storage saved by itself: a tensor of one dimension.</summary>
    public void AddStorage(PicklePersistent value, string name)
    {
        Storage storage = Resolve(value, name);
        AddView(name.Length == 0 ? "storage" : name, storage, 0, [storage.Elements], [1]);
    }

    /// <summary>Adds what <paramref name="callable"/> would have rebuilt.</summary>
    public void Add(string callable, PickleList? arguments, string name)
    {
        if (arguments?.Items is not [PicklePersistent persistent, BigInteger offset, PickleList sizes, PickleList steps, ..])
            throw Broken(name, "isn't given as a storage, an offset, sizes and strides");
        Storage storage = Resolve(persistent, name);
        if (callable == "torch._utils._rebuild_tensor_v3") storage = Retype(storage, arguments, name);
        ImmutableArray<ulong> shape = Numbers(sizes, name), strides = Numbers(steps, name);
        if (shape.Length != strides.Length) throw Broken(name, $"has {shape.Length} sizes, but {strides.Length} strides");
        AddView(name, storage, Number(offset, name), shape, strides);
    }

    private void AddView(string name, Storage storage, ulong offset, ImmutableArray<ulong> shape, ImmutableArray<ulong> strides)
    {
        ElementType type = ElementType.Get(storage.DType);
        if (!type.TryLength(shape.AsSpan(), padded: false, out ulong length)) throw Broken(name, "has a shape of over 2^64 bytes");
        CheckBounds(name, storage, offset, shape, strides, length);
        ulong skip = offset * type.Bytes;
        bool dense = length == 0 || IsDense(shape, strides);
        if (dense && !storage.Entry.Deflated && (!archive.BigEndian || type.Word == 1))
            table.Add(file, name, storage.DType, shape, length == 0 ? 0 : storage.Entry.Offset + skip, length);
        else
            table.Add(file, name, storage.DType, shape, Computed(name, storage, skip, shape, strides, dense, length), length + (storage.Entry.Deflated ? skip : 0));
    }

    private TensorData.Computed Computed(
        string name, Storage storage, ulong skip, ImmutableArray<ulong> shape, ImmutableArray<ulong> strides, bool dense, ulong length)
    {
        if (!dense && storage.Entry.Deflated)
            throw Broken(name, "is compressed and not in row-major order. Load and save it again with torch.save");
        (ModelFile source, ZipEntry entry) = (file.File, storage.Entry);
        ElementType type = ElementType.Get(storage.DType);
        Func<Stream> open = dense && entry.Deflated ? () => new InflatedStream(source, entry, skip, length)
            : dense ? () => new SegmentStream([new FileSegment(source, entry.Offset + skip, length)])
            : () => new StridedStream(new FileSegment(source, entry.Offset, entry.Bytes), skip, (int)type.Bytes, shape.AsSpan(), strides.AsSpan(), length);
        return new TensorData.Computed(length, archive.BigEndian && type.Word > 1 ? () => new SwappedStream(open(), type.Word, length) : open);
    }

    /// <summary>The farthest element must lie within the storage.</summary>
    private void CheckBounds(string name, Storage storage, ulong offset, ImmutableArray<ulong> shape, ImmutableArray<ulong> strides, ulong length)
    {
        UInt128 farthest = offset;
        for (int i = 0; i < shape.Length && length > 0; i++)
        {
            farthest += (UInt128)(shape[i] - 1) * strides[i];
            if (farthest > ulong.MaxValue) break;
        }
        if (length > 0 ? farthest >= storage.Elements : farthest > storage.Elements)
            throw Broken(name, $"reaches to element {farthest} of a storage of {storage.Elements}");
    }

    private static bool IsDense(ImmutableArray<ulong> shape, ImmutableArray<ulong> strides)
    {
        ulong expected = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            if (shape[i] == 1) continue;
            if (strides[i] != expected) return false;
            expected *= shape[i];
        }
        return true;
    }

    /// <summary>Persistent id of a storage: ("storage", class, key, device, elements).</summary>
    private Storage Resolve(PicklePersistent persistent, string name)
    {
        if (persistent.Id is not PickleList { Items: ["storage", PickleGlobal type, string key, _, BigInteger elements, ..] })
            throw Broken(name, "has a storage that isn't given by class, key, device and size");
        string dtype = PyTorchTypes.OfStorage(type) ?? throw Broken(name, $"has the unknown storage class {TableBuilder.Shown(type.Full)}");
        ZipEntry entry = archive.Find("data/" + key) ?? throw Broken(name, $"is in the record data/{TableBuilder.Shown(key)}, which isn't there");
        ulong count = Number(elements, name), bytes = ElementType.Get(dtype).Bytes;
        if (count > entry.Bytes / bytes) throw Broken(name, $"has a storage of {count} elements, but its record has {entry.Bytes} bytes");
        return new Storage(entry, dtype, count);
    }

    /// <summary>Version 3 gives the type apart from the storage, which then counts bytes.</summary>
    private Storage Retype(Storage storage, PickleList arguments, string name)
    {
        string? dtype = arguments.Items.Count > 6 && arguments.Items[6] is PickleGlobal type ? PyTorchTypes.OfType(type) : null;
        if (dtype is null) throw Broken(name, "has an unknown dtype");
        ulong bytes = storage.Elements * ElementType.Get(storage.DType).Bytes;
        return storage with { DType = dtype, Elements = bytes / ElementType.Get(dtype).Bytes };
    }

    private ImmutableArray<ulong> Numbers(PickleList list, string name)
    {
        if (list.Items.Count > FormatLimits.Rank) throw Broken(name, $"has {list.Items.Count} dimensions, more than {FormatLimits.Rank}");
        return [.. list.Items.Select(item => item is BigInteger number ? Number(number, name) : throw Broken(name, "has a size that isn't a number"))];
    }

    private ulong Number(BigInteger number, string name) =>
        number.Sign >= 0 && number <= long.MaxValue ? (ulong)number : throw Broken(name, $"has a number out of range, {TableBuilder.Shown(number.ToString())}");

    private ModelFormatException Broken(string name, string problem) => file.Broken($"the tensor \"{TableBuilder.Shown(name)}\" {problem}");
}
