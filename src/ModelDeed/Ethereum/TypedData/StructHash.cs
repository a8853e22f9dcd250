using System.Buffers;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Hashes one struct of a typed message (EIP-712, <c>hashStruct</c>) member by member, for messages whose type is known in advance.</summary>
public sealed class StructHash
{
    private readonly ArrayBufferWriter<byte> _words = new(32 * 8);
    private readonly int _members;

    /// <summary>Begins a struct.</summary>
    /// <param name="type">Its <c>encodeType</c>: <c>Mail(Person from,string text)Person(address wallet)</c>.</param>
    public StructHash(string type)
    {
        int open = type.IndexOf('('), close = type.IndexOf(')');
        if (open <= 0 || close < open) throw new ArgumentException($"Not the type of a struct: \"{type}\".", nameof(type));
        ReadOnlySpan<char> members = type.AsSpan(open + 1, close - open - 1);
        _members = members.IsEmpty ? 0 : members.Count(',') + 1;
        Add(Keccak256.HashUtf8(type));
    }

    /// <summary>Adds a <c>bytes32</c>, or a nested struct by its hash.</summary>
    public StructHash Add(Hash32 word)
    {
        _words.Write(word.Bytes);
        return this;
    }

    /// <summary>Adds a <c>uintN</c>.</summary>
    public StructHash Add(UInt256 value) => Add(value.ToHash());

    /// <summary>Adds an <c>address</c>.</summary>
    public StructHash Add(Address value)
    {
        Span<byte> word = stackalloc byte[32];
        word.Clear();
        value.Bytes.CopyTo(word[12..]);
        _words.Write(word);
        return this;
    }

    /// <summary>Adds a <c>bool</c>.</summary>
    public StructHash Add(bool value) => Add(new UInt256(value ? 1ul : 0ul));

    /// <summary>Adds a <c>bytes</c>.</summary>
    public StructHash AddBytes(ReadOnlySpan<byte> value) => Add(Keccak256.Hash(value));

    /// <summary>Adds a <c>string</c>.</summary>
    public StructHash AddText(string value) => AddBytes(Encoding.UTF8.GetBytes(value));

    /// <summary>Adds an array of <c>bytes32</c>, of structs by their hashes, or of numbers as words.</summary>
    public StructHash AddArray(params ReadOnlySpan<Hash32> words)
    {
        var bytes = new byte[32 * words.Length];
        for (int i = 0; i < words.Length; i++) words[i].Bytes.CopyTo(bytes.AsSpan(32 * i));
        return AddBytes(bytes);
    }

    /// <summary>The hash of the struct.</summary>
    /// <exception cref="InvalidOperationException">More or fewer members were added than the type has.</exception>
    public Hash32 Compute()
    {
        int added = _words.WrittenCount / 32 - 1;
        return added == _members ? Keccak256.Hash(_words.WrittenSpan)
            : throw new InvalidOperationException($"The struct has {_members} members, but {added} were added.");
    }
}
