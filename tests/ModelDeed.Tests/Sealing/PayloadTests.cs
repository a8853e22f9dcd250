using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Sealing;

public sealed class PayloadTests : IDisposable
{
    private const int Chunk = PayloadLayout.ChunkSize;

    private readonly FileKey _key = Keys.FileKey(3);

    public void Dispose() => _key.Dispose();

    private byte[] Seal(byte[] plain)
    {
        var layout = new PayloadLayout(plain.Length);
        byte[] payload = new byte[layout.PayloadLength], nonce = Noise.Bytes(PayloadLayout.NonceSize, 5);
        nonce.CopyTo(payload, 0);
        using var cipher = new PayloadCipher(_key, nonce, layout);
        Assert.Equal(payload.Length - nonce.Length, cipher.Seal(0, plain, payload.AsSpan(nonce.Length)));
        return payload;
    }

    private async Task<byte[]> Open(byte[] payload)
    {
        using var source = new MemorySource(payload);
        using OpenedSource opened = await OpenedSource.Open(source, _key, default);
        var plain = new byte[opened.Length];
        await opened.ReadAsync(0, plain, default);
        return plain;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData(3 * Chunk)]
    [InlineData(40 * Chunk + 17)]
    public async Task What_is_sealed_opens_as_it_was(int length)
    {
        byte[] plain = Noise.Bytes(length, (ulong)length);
        byte[] payload = Seal(plain);
        Assert.Equal(length, PayloadLayout.Of(payload.Length).PlainLength);
        Assert.Equal(plain, await Open(payload));
    }

    [Fact]
    public async Task Any_stretch_can_be_read_alone()
    {
        byte[] plain = Noise.Bytes(20 * Chunk + 100, 1);
        using var source = new MemorySource(Seal(plain));
        using OpenedSource opened = await OpenedSource.Open(source, _key, default);
        for (ulong i = 0; i < 300; i++)
        {
            byte[] dice = Noise.Bytes(8, i + 1);
            int from = (int)(BitConverter.ToUInt32(dice) % (uint)plain.Length), length = (int)(BitConverter.ToUInt32(dice, 4) % (uint)(plain.Length - from + 1));
            var read = new byte[length];
            await opened.ReadAsync(from, read, default);
            Assert.True(plain.AsSpan(from, length).SequenceEqual(read), $"{length} bytes from {from}");
        }
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await opened.ReadAsync(plain.Length, new byte[1], default));
    }

    [Fact]
    public async Task One_byte_takes_the_nonce_the_last_chunk_and_its_own()
    {
        using var source = new CountingSource(new MemorySource(Seal(Noise.Bytes(100 * Chunk, 2))));
        using OpenedSource opened = await OpenedSource.Open(source, _key, default);
        await opened.ReadAsync(50 * Chunk + 5, new byte[1], default);
        Assert.Equal(PayloadLayout.NonceSize + 2 * PayloadLayout.SealedChunkSize, source.Bytes);
    }

    [Fact]
    public async Task A_payload_cut_anywhere_is_refused()
    {
        byte[] payload = Seal(Noise.Bytes(3 * Chunk + 50, 3));
        int[] lengths = [.. Enumerable.Range(0, 80), .. Enumerable.Range(0, 4).SelectMany(chunk => Enumerable.Range(-20, 40).Select(by => 16 + chunk * PayloadLayout.SealedChunkSize + by)),
            .. Enumerable.Range(payload.Length - 80, 80)];
        foreach (int length in lengths.Where(length => length >= 0 && length < payload.Length))
            await Assert.ThrowsAsync<SealedDataException>(() => Open(payload[..length]));
        await Assert.ThrowsAsync<SealedDataException>(() => Open([.. payload, 0]));
    }

    [Fact]
    public async Task Flipped_bits_and_moved_chunks_are_refused()
    {
        byte[] payload = Seal(Noise.Bytes(3 * Chunk, 4));
        for (int at = 0; at < payload.Length; at += 997)
        {
            byte[] flipped = [.. payload];
            flipped[at] ^= 0x10;
            await Assert.ThrowsAsync<SealedDataException>(() => Open(flipped));
        }
        Range first = 16..(16 + PayloadLayout.SealedChunkSize), second = (16 + PayloadLayout.SealedChunkSize)..(16 + 2 * PayloadLayout.SealedChunkSize);
        await Assert.ThrowsAsync<SealedDataException>(() => Open([.. payload[..16], .. payload[second], .. payload[first], .. payload[second.End..]]));
        await Assert.ThrowsAsync<SealedDataException>(() => Open([.. payload[..second.Start.Value], .. payload[second.End..]]));
        using FileKey other = Keys.FileKey(4);
        using var source = new MemorySource(payload);
        await Assert.ThrowsAsync<SealedDataException>(() => OpenedSource.Open(source, other, default));
    }

    /// <summary>Counts what is read.</summary>
    private sealed class CountingSource(ByteSource inner) : ByteSource
    {
        public long Bytes { get; private set; }

        public override long Length => inner.Length;

        public override ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
        {
            Bytes += into.Length;
            return inner.ReadAsync(offset, into, ct);
        }
    }
}
