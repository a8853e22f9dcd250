using System.Buffers;
using System.Security.Cryptography;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>The plain text of a payload, decrypted where it is read: one byte of a 100 GB payload takes the nonce, the last chunk and one more of 64 KiB.
/// Every chunk is authenticated before any of it is given out.</summary>
public sealed class OpenedSource : ByteSource
{
    private const int BatchChunks = 16;

    private readonly ByteSource _payload;
    private readonly PayloadLayout _layout;
    private readonly byte[] _nonce;
    private readonly FileKey _key;
    private readonly Stack<PayloadCipher> _ciphers = new();
    private readonly Lock _lock = new();

    private OpenedSource(ByteSource payload, PayloadLayout layout, byte[] nonce, FileKey key) =>
        (_payload, _layout, _nonce, _key) = (payload, layout, nonce, key);

    /// <inheritdoc/>
    public override long Length => _layout.PlainLength;

    internal PayloadLayout Layout => _layout;

    /// <summary>Opens a payload, and decrypts its last chunk to know that nothing is missing at its end.</summary>
    /// <param name="payload">Nonce and chunks; stays the caller's to close.</param>
    /// <param name="key">Its file key; stays the caller's, and must live as long as the source.</param>
    /// <param name="ct">Ends the reads.</param>
    /// <exception cref="SealedDataException">It was cut short or altered, or the key is another's.</exception>
    public static async Task<OpenedSource> Open(ByteSource payload, FileKey key, CancellationToken ct)
    {
        var layout = PayloadLayout.Of(payload.Length);
        var nonce = new byte[PayloadLayout.NonceSize];
        payload.Expect(0, 0); // what is looked at here leads nowhere
        await payload.ReadAsync(0, nonce, ct);
        var opened = new OpenedSource(payload, layout, nonce, key);
        var last = new byte[layout.PlainOf(layout.Chunks - 1)];
        try
        {
            await opened.ReadChunks(layout.Chunks - 1, last, ct);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(last);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
    {
        CheckRange(offset, into.Length);
        byte[]? part = null;
        try
        {
            while (!into.IsEmpty)
            {
                long chunk = offset / PayloadLayout.ChunkSize;
                int inside = (int)(offset % PayloadLayout.ChunkSize), size = _layout.PlainOf(chunk), taken;
                int whole = WholeChunks(offset, into.Length);
                if (inside == 0 && whole > 0)
                {
                    await ReadChunks(chunk, into[..(taken = whole)], ct);
                }
                else
                {
                    part ??= ArrayPool<byte>.Shared.Rent(PayloadLayout.ChunkSize);
                    await ReadChunks(chunk, part.AsMemory(0, size), ct);
                    taken = Math.Min(size - inside, into.Length);
                    part.AsSpan(inside, taken).CopyTo(into.Span);
                }
                into = into[taken..];
                offset += taken;
            }
        }
        finally
        {
            if (part is not null) ArrayPool<byte>.Shared.Return(part, clearArray: true);
        }
    }

    /// <inheritdoc/>
    public override void Expect(long from, long to)
    {
        if (from >= to) _payload.Expect(0, 0);
        else _payload.Expect(PayloadLayout.OffsetOf(from / PayloadLayout.ChunkSize), Math.Min(_payload.Length, PayloadLayout.OffsetOf((to - 1) / PayloadLayout.ChunkSize + 1)));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        lock (_lock)
            while (_ciphers.TryPop(out PayloadCipher? cipher)) cipher.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Bytes of the whole chunks, a batch at most, that begin at a place and fit into so many bytes.</summary>
    private int WholeChunks(long offset, int room)
    {
        if (room >= Length - offset) return (int)Math.Min(Length - offset, BatchChunks * PayloadLayout.ChunkSize);
        return Math.Min(room / PayloadLayout.ChunkSize, BatchChunks) * PayloadLayout.ChunkSize;
    }

    private async ValueTask ReadChunks(long first, Memory<byte> into, CancellationToken ct)
    {
        int chunks = Math.Max(1, (into.Length - 1) / PayloadLayout.ChunkSize + 1), length = into.Length + chunks * PayloadLayout.TagSize;
        byte[] stored = ArrayPool<byte>.Shared.Rent(length);
        PayloadCipher cipher = Cipher();
        try
        {
            await _payload.ReadAsync(PayloadLayout.OffsetOf(first), stored.AsMemory(0, length), ct);
            cipher.Open(first, stored.AsSpan(0, length), into.Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
            lock (_lock) _ciphers.Push(cipher);
        }
    }

    private PayloadCipher Cipher()
    {
        lock (_lock)
            if (_ciphers.TryPop(out PayloadCipher? free)) return free;
        return new PayloadCipher(_key, _nonce, _layout);
    }
}
