namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Damaged files end in a table or a refusal: never another exception, a hang or a flood of memory. tools/Fuzz does the same a million times.</summary>
public sealed class MutationTests : IDisposable
{
    private static readonly List<FuzzSample> Samples = FuzzSample.All();

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-mutation-").FullName;

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Samples.Count)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Numbers))]
    public void Every_sample_is_good(int sample) =>
        Assert.True(FuzzCase.Run(_folder, Samples[sample].With(Samples[sample].Main, Samples[sample].Files[Samples[sample].Main]), CancellationToken.None));

    [Theory, MemberData(nameof(Numbers))]
    public void Mutated_files_end_in_a_table_or_a_refusal(int sample)
    {
        for (ulong i = 0; i < 150; i++) RunBounded(Samples[sample].Mutate(new SplitMix(i + 1_000_000 * (ulong)sample)));
    }

    [Theory, MemberData(nameof(Numbers))]
    public void Files_cut_off_at_every_length_end_in_a_table_or_a_refusal(int sample)
    {
        byte[] whole = Samples[sample].Files[Samples[sample].Main];
        for (int length = 0; length < whole.Length; length++)
        {
            bool table = RunBounded(Samples[sample].With(Samples[sample].Main, whole[..length]));
            // What was cut can't pass for whole, where the format lets the reader know: no protobuf message says where it ends.
            if (Samples[sample].Format is "safetensors" or "gguf" or "pytorch") Assert.False(table, $"{length} of {whole.Length} bytes passed for a model.");
        }
    }

    private bool RunBounded(Dictionary<string, byte[]> files)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool table = FuzzCase.Run(_folder, files, CancellationToken.None);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 32 * 1024 * 1024, "A small file made the reader allocate over 32 MiB.");
        return table;
    }
}
