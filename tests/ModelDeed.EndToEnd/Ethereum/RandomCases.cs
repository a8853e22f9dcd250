using System.Security.Cryptography;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace ModelDeed.EndToEnd.Ethereum;

/// <summary>Random cases of a run, from a seed that is printed: set MODELDEED_SEED to repeat it.</summary>
internal sealed class RandomCases
{
    private ulong _state;

    public RandomCases(ITestOutputHelper output)
    {
        string? given = Environment.GetEnvironmentVariable("MODELDEED_SEED");
        _state = given is null ? (ulong)RandomNumberGenerator.GetInt32(int.MaxValue) : ulong.Parse(given);
        Seed = _state;
        output.WriteLine($"MODELDEED_SEED={Seed}");
    }

    public ulong Seed { get; }

    public T[] Take<T>(Gen<T> cases, int count) => [.. cases.Sample(count, new Rnd(++_state), 20)];

    public byte[][] Bytes(int count, int most) =>
        Take(Gen.Choose(0, most).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), n)), count);

    /// <summary>32 bytes each: far from the curve's order with all the probability that matters.</summary>
    public byte[][] Keys(int count) => Take(Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), 32), count);
}
