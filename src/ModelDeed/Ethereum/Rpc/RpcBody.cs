using System.Buffers;

namespace ModelDeed.Ethereum;

/// <summary>An answer's bytes in a pooled buffer, returned on disposal.</summary>
internal sealed class RpcBody : IDisposable
{
    private const int FirstSize = 16 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _length;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(0, _length);

    /// <summary>Reads the stream to its end; false as soon as it proves longer than <paramref name="limit"/> bytes.</summary>
    public async Task<bool> TryFill(Stream stream, long limit, CancellationToken ct)
    {
        limit = Math.Min(limit, Array.MaxLength - 1);
        while (true)
        {
            if (_length == _buffer.Length) Grow();
            int read = await stream.ReadAsync(_buffer.AsMemory(_length), ct);
            if (read == 0) return true;
            _length += read;
            if (_length > limit) return false;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _length = 0;
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
