namespace ModelDeed.Fingerprints;

/// <summary>A name that a pickle refers to. It is never looked up, let alone called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public string Full => $"{Module}.{Name}";
}

/// <summary>What a pickle asks its loader for: PyTorch's storages.</summary>
internal sealed record PicklePersistent(object? Id);

/// <summary>A tuple, list or set.</summary>
internal sealed record PickleList(List<object?> Items);

/// <summary>A dictionary in its order, duplicates kept as written.</summary>
internal sealed record PickleDict(List<KeyValuePair<object?, object?>> Items);

/// <summary>The inert remains of "call this with these arguments": whatever it would have made.</summary>
internal sealed class PickleObject(object? callable, object? arguments)
{
    public object? Callable { get; } = callable;

    public object? Arguments { get; } = arguments;

    /// <summary>What BUILD would have set.</summary>
    public object? State { get; set; }

    /// <summary>What SETITEMS and APPENDS would have put in.</summary>
    public PickleDict Pairs { get; } = new([]);

    public PickleList Items { get; } = new([]);
}

/// <summary>Bytes, of which only the number matters.</summary>
internal sealed record PickleBytes(int Length);
