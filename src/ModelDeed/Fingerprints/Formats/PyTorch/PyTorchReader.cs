using System.Numerics;

namespace ModelDeed.Fingerprints;

/// <summary>
/// Reads the tensors of a checkpoint that torch.save wrote as a zip archive (torch/serialization.py), or of a TorchScript archive.
/// The pickle is only looked at: see <see cref="Pickle"/>.
/// </summary>
internal sealed class PyTorchReader
{
    /// <summary>Containers within containers.</summary>
    private const int MostDepth = 128;

    /// <summary>Values looked at; a pickle of few bytes can refer to itself exponentially often.</summary>
    private const int MostVisits = 4_000_000;

    private readonly FileBytes _file;
    private readonly TableBuilder _table;
    private readonly PyTorchTensors _tensors;
    private readonly CancellationToken _ct;
    private readonly List<string> _path = [];
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);
    private int _visits;

    private PyTorchReader(FileBytes file, TableBuilder table, PyTorchTensors tensors, CancellationToken ct)
    {
        _file = file;
        _table = table;
        _tensors = tensors;
        _ct = ct;
    }

    /// <summary>Adds the checkpoint's tensors; false when the file isn't a zip archive with a data.pkl, and so none of ours.</summary>
    public static bool TryRead(FileBytes file, TableBuilder table, CancellationToken ct)
    {
        Span<byte> magic = stackalloc byte[4];
        if (file.Length < 4) return false;
        file.Read(0, magic);
        if (!magic.SequenceEqual("PK\x03\x04"u8)) return false;
        ZipDirectory zip = ZipDirectory.Read(file, ct);
        if (PyTorchArchive.Find(file, zip) is not PyTorchArchive archive) return false;
        var tensors = new PyTorchTensors(file, table, archive);
        object? root = Pickle.Run(file, archive.Load("data.pkl", Pickle.MostBytes), ct);
        if (archive.Text("version") is string version) table.Fact("pytorch.version", version);
        if (archive.BigEndian) table.Fact("pytorch.byteorder", "big");
        new PyTorchReader(file, table, tensors, ct).Visit(root);
        return true;
    }

    private void Visit(object? value)
    {
        if (++_visits > MostVisits) throw _file.Broken($"data.pkl refers to its values over {MostVisits} times");
        if ((_visits & 0xFFF) == 0) _ct.ThrowIfCancellationRequested();
        if (value is null or string or BigInteger or double or bool or PickleGlobal or PickleBytes) return;
        // What contains itself is a module's way back to its parent: it was named on the way down.
        if (!_open.Add(value)) return;
        if (_open.Count > MostDepth) throw _file.Broken($"data.pkl nests its values deeper than {MostDepth}");
        switch (value)
        {
            case PickleDict dict: VisitPairs(dict); break;
            case PickleList list: VisitItems(list); break;
            case PickleObject made: VisitObject(made, (made.Callable as PickleGlobal)?.Full, made.Arguments as PickleList); break;
            case PicklePersistent storage: _tensors.AddStorage(storage, string.Join('.', _path)); break;
        }
        _open.Remove(value);
    }

    private void VisitPairs(PickleDict dict)
    {
        for (int i = 0; i < dict.Items.Count; i++)
        {
            (object? key, object? value) = dict.Items[i];
            string name = key switch { string text => text, BigInteger number => number.ToString(), _ => $"[{i}]" };
            Within(name, value);
        }
    }

    private void VisitItems(PickleList list)
    {
        for (int i = 0; i < list.Items.Count; i++) Within(i.ToString(), list.Items[i]);
    }

    private void Within(string name, object? value)
    {
        // Only containers and tensors need a name.
        if (value is null or string or BigInteger or double or bool) return;
        _path.Add(name);
        Visit(value);
        _path.RemoveAt(_path.Count - 1);
    }

    private void VisitObject(PickleObject made, string? callable, PickleList? arguments)
    {
        if (PyTorchTensors.IsTensor(callable)) _tensors.Add(callable!, arguments, Name);
        else if (callable is "torch._utils._rebuild_parameter" or "torch._utils._rebuild_parameter_with_state" && arguments?.Items.Count > 0)
            Visit(arguments.Items[0]);
        else if (callable is "torch._tensor._rebuild_from_type_v2" && arguments?.Items is [PickleGlobal inner, _, PickleList innerArguments, ..])
            VisitObject(made, inner.Full, innerArguments);
        else
        {
            if (callable is "collections.OrderedDict" && arguments?.Items is [PickleList pairs]) VisitList(pairs);
            else if (arguments?.Items.Count > 0) Within("args", arguments);
            VisitPairs(made.Pairs);
            VisitItems(made.Items);
            VisitState(made.State);
        }
    }

    /// <summary>An OrderedDict given as a list of pairs, as Python 2 wrote it.</summary>
    private void VisitList(PickleList pairs)
    {
        foreach (object? item in pairs.Items)
        {
            if (item is PickleList { Items: [string key, var value] }) Within(key, value);
        }
    }

    /// <summary>The attributes of a module: parameters and modules go by their own names, as in a state dictionary.</summary>
    private void VisitState(object? state)
    {
        if (state is not PickleDict attributes)
        {
            Within("state", state);
            return;
        }
        for (int i = 0; i < attributes.Items.Count; i++)
        {
            (object? key, object? value) = attributes.Items[i];
            if (key is "_parameters" or "_buffers" or "_modules") Visit(value);
            else Within(key as string ?? $"[{i}]", value);
        }
    }

    private string Name => _path.Count == 0 ? "tensor" : string.Join('.', _path);
}
