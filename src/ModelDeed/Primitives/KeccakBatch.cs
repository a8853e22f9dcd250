using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace ModelDeed.Primitives;

/// <summary>Keccak-256 of many messages, as many side by side as the machine's vectors have 64-bit lanes: for Merkle trees.</summary>
public static class KeccakBatch
{
    /// <summary>Hashes messages that stand one after the other.</summary>
    /// <param name="messages">All messages.</param>
    /// <param name="ends">Where each message ends, rising; the first begins at 0.</param>
    /// <param name="digests">Room for as many digests, apart from the messages.</param>
    /// <exception cref="ArgumentException">There is less room than messages, or an end lies before its start or behind the last byte.</exception>
    public static void Hash(ReadOnlySpan<byte> messages, ReadOnlySpan<int> ends, Span<Hash32> digests) =>
        Hash(messages, ends, digests, Widest);

    /// <summary>Lanes of the widest vectors that this machine has: 8, 4 or 1.</summary>
    internal static int Widest => Avx512F.IsSupported ? 8 : Avx2.IsSupported ? 4 : 1;

    /// <summary>The same with vectors of a given number of lanes.</summary>
    internal static void Hash(ReadOnlySpan<byte> messages, ReadOnlySpan<int> ends, Span<Hash32> digests, int lanes)
    {
        if (digests.Length < ends.Length) throw new ArgumentException("There is less room than messages.", nameof(digests));
        for (int first = 0, start = 0; first < ends.Length; first += lanes)
        {
            ReadOnlySpan<int> batch = ends.Slice(first, Math.Min(lanes, ends.Length - first));
            if (batch.Length == 1) digests[first] = Keccak256.Hash(messages[start..batch[0]]);
            else if (lanes == 8) Lanes<Vector512<ulong>, KeccakLane8>.Hash(messages, start, batch, digests[first..]);
            else Lanes<Vector256<ulong>, KeccakLane4>.Hash(messages, start, batch, digests[first..]);
            start = batch[^1];
        }
    }

    private static unsafe class Lanes<TLane, TOps>
        where TLane : unmanaged
        where TOps : struct, IKeccakLane<TLane>
    {
        /// <summary>One message per lane. Lanes whose message is shorter are permuted on, after their digest was taken.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        [SkipLocalsInit]
        public static void Hash(ReadOnlySpan<byte> messages, int start, ReadOnlySpan<int> ends, Span<Hash32> digests)
        {
            byte* space = stackalloc byte[26 * sizeof(TLane)];
            var states = (TLane*)(((nuint)space + (nuint)sizeof(TLane) - 1) & ~((nuint)sizeof(TLane) - 1));
            new Span<byte>(states, 25 * sizeof(TLane)).Clear();
            int first = start;
            for (int block = 0, left = ends.Length; left > 0; block++)
            {
                for (int lane = 0, from = first; lane < ends.Length; from = ends[lane++])
                    Absorb((ulong*)states + lane, messages[from..ends[lane]], block);
                KeccakPermutation<TLane, TOps>.Permute(states);
                for (int lane = 0, from = first; lane < ends.Length; from = ends[lane++])
                {
                    if ((ends[lane] - from) / Keccak256.Rate != block) continue;
                    digests[lane] = Squeeze((ulong*)states + lane);
                    left--;
                }
            }
        }

        /// <summary>XORs a block of the message, padded if it is the last, into one lane; nothing when the message ended before.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Absorb(ulong* lane, ReadOnlySpan<byte> message, int block)
        {
            int last = message.Length / Keccak256.Rate;
            if (block > last) return;
            ReadOnlySpan<byte> rest = message[(block * Keccak256.Rate)..];
            int words = Math.Min(rest.Length, Keccak256.Rate) / sizeof(ulong), stride = sizeof(TLane) / sizeof(ulong);
            for (int i = 0; i < words; i++) lane[i * stride] ^= BinaryPrimitives.ReadUInt64LittleEndian(rest[(sizeof(ulong) * i)..]);
            if (block < last) return;
            ulong tail = 0;
            for (int i = words * sizeof(ulong); i < rest.Length; i++) tail |= (ulong)rest[i] << (8 * (i % sizeof(ulong)));
            lane[words * stride] ^= tail | 1ul << (8 * (rest.Length % sizeof(ulong)));
            lane[(Keccak256.Rate / sizeof(ulong) - 1) * stride] ^= 1ul << 63;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Hash32 Squeeze(ulong* lane)
        {
            Span<byte> digest = stackalloc byte[Hash32.Size];
            for (int i = 0; i < 4; i++)
                BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], lane[i * (sizeof(TLane) / sizeof(ulong))]);
            return new Hash32(digest);
        }
    }
}
