using ModelDeed.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary>Shows bytes on the terminal. It reports where it stands: Progress&lt;T&gt; would post to the thread pool.</summary>
internal sealed class ByteReporter(Progress progress) : IProgress<SealProgress>, IProgress<TransferProgress>
{
    public void Report(SealProgress value) => progress.Report(value.Done, value.Total);

    public void Report(TransferProgress value) => progress.Report(value.Done, value.Total);
}
