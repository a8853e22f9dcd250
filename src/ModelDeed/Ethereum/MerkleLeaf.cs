using System.Buffers;

namespace ModelDeed.Ethereum;

/// <summary>The hash of one leaf of a <see cref="MerkleTree"/>: <c>keccak256(keccak256(abi.encode(values)))</c>, one function per leaf type
/// that we use. For many at once, <see cref="MerkleLeaves"/> is several times faster.</summary>
public static class MerkleLeaf
{
    /// <summary>The leaf <c>["address","bytes32","bytes32"]</c>.</summary>
    public static Hash32 Of(Address first, Hash32 second, Hash32 third)
    {
        var encoded = new MerkleEncoding();
        encoded.Add(first, second, third);
        return Twice(encoded);
    }

    /// <summary>The leaf <c>["string","uint64","bytes32"]</c>.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">The text has half a surrogate pair.</exception>
    public static Hash32 Of(string first, ulong second, Hash32 third)
    {
        var encoded = new MerkleEncoding();
        encoded.Add(first, second, third);
        return Twice(encoded);
    }

    /// <summary>The leaf <c>["string","string","uint64[]","bytes32"]</c>.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">A text has half a surrogate pair.</exception>
    public static Hash32 Of(string first, string second, ReadOnlySpan<ulong> third, Hash32 fourth)
    {
        var encoded = new MerkleEncoding();
        encoded.Add(first, second, third, fourth);
        return Twice(encoded);
    }

    private static Hash32 Twice(MerkleEncoding encoded)
    {
        Hash32 once = Keccak256.Hash(encoded.Written);
        return Keccak256.Hash(once.Bytes);
    }
}

/// <summary>Collects leaves of a <see cref="MerkleTree"/> and hashes them in batches. Memory: 32 bytes a leaf.</summary>
public sealed class MerkleLeaves
{
    // Leaves encoded before they are hashed: a multiple of every vector's lanes.
    private const int Batch = 64;

    private readonly MerkleEncoding _encoded = new();
    private readonly int[] _ends = new int[Batch];
    private readonly Hash32[] _once = new Hash32[Batch];
    private readonly ArrayBufferWriter<Hash32> _hashes = new();
    private int _waiting;

    /// <summary>Adds the leaf <c>["address","bytes32","bytes32"]</c>.</summary>
    public void Add(Address first, Hash32 second, Hash32 third)
    {
        _encoded.Add(first, second, third);
        Added();
    }

    /// <summary>Adds the leaf <c>["string","uint64","bytes32"]</c>.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">The text has half a surrogate pair.</exception>
    public void Add(string first, ulong second, Hash32 third)
    {
        _encoded.Add(first, second, third);
        Added();
    }

    /// <summary>Adds the leaf <c>["string","string","uint64[]","bytes32"]</c>.</summary>
    /// <exception cref="System.Text.EncoderFallbackException">A text has half a surrogate pair.</exception>
    public void Add(string first, string second, ReadOnlySpan<ulong> third, Hash32 fourth)
    {
        _encoded.Add(first, second, third, fourth);
        Added();
    }

    /// <summary>The hashes of all leaves added, in that order; valid until the next is added.</summary>
    public ReadOnlySpan<Hash32> Hashes
    {
        get
        {
            Flush();
            return _hashes.WrittenSpan;
        }
    }

    private void Added()
    {
        _ends[_waiting++] = _encoded.Written.Length;
        if (_waiting == Batch) Flush();
    }

    private void Flush()
    {
        if (_waiting == 0) return;
        KeccakBatch.Hash(_encoded.Written, _ends.AsSpan(0, _waiting), _once);
        for (int i = 0; i < _waiting; i++) _ends[i] = (i + 1) * Hash32.Size;
        ReadOnlySpan<byte> once = System.Runtime.InteropServices.MemoryMarshal.AsBytes(_once.AsSpan(0, _waiting));
        KeccakBatch.Hash(once, _ends.AsSpan(0, _waiting), _hashes.GetSpan(_waiting));
        _hashes.Advance(_waiting);
        _encoded.Clear();
        _waiting = 0;
    }
}
