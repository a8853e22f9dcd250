using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>Encrypts and decrypts the chunks of one payload, in any order; one for each thread.</summary>
/// <remarks>STREAM (Hoang, Reyhanitabar, Rogaway, Vizár, 2015) as age-encryption.org/v1 has it: the nonce of a chunk is its number in 11 bytes,
/// big-endian, and one byte that is 1 for the last chunk. So a chunk moved, left out or put at the end fails.</remarks>
internal sealed class PayloadCipher : IDisposable
{
    private const int KeySize = 32, NonceSize = 12;

    private readonly ChaCha20Poly1305 _cipher;
    private readonly PayloadLayout _layout;

    public PayloadCipher(FileKey key, ReadOnlySpan<byte> nonce, PayloadLayout layout)
    {
        Span<byte> payloadKey = stackalloc byte[KeySize];
        key.PayloadKey(nonce, payloadKey);
        _cipher = new ChaCha20Poly1305(payloadKey);
        _layout = layout;
        CryptographicOperations.ZeroMemory(payloadKey);
    }

    public void Dispose() => _cipher.Dispose();

    /// <summary>Encrypts successive chunks.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="plain">Whole chunks, up to the last.</param>
    /// <param name="into">Room for each with its tag.</param>
    /// <returns>Bytes written.</returns>
    public int Seal(long first, ReadOnlySpan<byte> plain, Span<byte> into)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        int written = 0;
        for (long chunk = first; written == 0 || !plain.IsEmpty; chunk++)
        {
            int size = _layout.PlainOf(chunk);
            Number(nonce, chunk);
            _cipher.Encrypt(nonce, plain[..size], into.Slice(written, size), into.Slice(written + size, PayloadLayout.TagSize));
            plain = plain[size..];
            written += size + PayloadLayout.TagSize;
        }
        return written;
    }

    /// <summary>Decrypts successive chunks.</summary>
    /// <param name="first">Number of the first.</param>
    /// <param name="chunks">Whole chunks as they are stored, up to the last.</param>
    /// <param name="into">Room for the plain text.</param>
    /// <returns>Bytes written.</returns>
    /// <exception cref="SealedDataException">A chunk was altered, moved or cut, or the key is another; what was written is zeros from there on.</exception>
    public int Open(long first, ReadOnlySpan<byte> chunks, Span<byte> into)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        int written = 0;
        for (long chunk = first; !chunks.IsEmpty; chunk++)
        {
            int size = _layout.PlainOf(chunk);
            Number(nonce, chunk);
            try
            {
                _cipher.Decrypt(nonce, chunks[..size], chunks.Slice(size, PayloadLayout.TagSize), into.Slice(written, size));
            }
            catch (AuthenticationTagMismatchException e)
            {
                CryptographicOperations.ZeroMemory(into[written..]);
                throw new SealedDataException($"Chunk {chunk} of the payload (at byte {PayloadLayout.OffsetOf(chunk)}) isn't what was sealed: it was altered, moved or cut. Fetch the payload again.", e);
            }
            chunks = chunks[(size + PayloadLayout.TagSize)..];
            written += size;
        }
        return written;
    }

    private void Number(Span<byte> nonce, long chunk)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce[3..], chunk);
        nonce[^1] = chunk == _layout.Chunks - 1 ? (byte)1 : (byte)0;
    }
}
