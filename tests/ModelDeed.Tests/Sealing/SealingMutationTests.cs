using ModelDeed.Tests.Fingerprints.Formats;
using ModelDeed.Tests.Sealing.Fuzz;

namespace ModelDeed.Tests.Sealing;

/// <summary>What strangers send is read as what it is, or refused in words. tools/Fuzz does the same a million times (<c>--format sealing</c>).</summary>
public sealed class SealingMutationTests
{
    private static readonly List<SealingSample> Samples = SealingSample.All();

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Samples.Count)];

    [Theory, MemberData(nameof(Numbers))]
    public void Every_sample_is_good(int sample) => Assert.True(Samples[sample].Read(Samples[sample].Bytes));

    [Theory, MemberData(nameof(Numbers))]
    public void Mutated_ones_are_read_or_refused(int sample)
    {
        for (ulong i = 0; i < 300; i++) Samples[sample].Read(Mutation.Apply(new SplitMix(i + 1_000_000 * (ulong)sample), Samples[sample].Bytes));
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Cut_off_at_any_length_none_passes_for_whole(int sample)
    {
        byte[] whole = Samples[sample].Bytes;
        int step = Math.Max(1, whole.Length / 500);
        // A node of a DAG is protobuf, which doesn't say where it ends: its CID does.
        for (int length = 0; length < whole.Length; length += step) Assert.True(!Samples[sample].Read(whole[..length]) || Samples[sample].Format == "dag", $"{length} of {whole.Length} bytes passed");
    }
}
