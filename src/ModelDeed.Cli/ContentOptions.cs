using System.Collections.Immutable;
using System.CommandLine;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;

namespace ModelDeed.Cli;

/// <summary>How content is read: the options that every command shares which takes a file or folder.</summary>
internal sealed class ContentOptions(Shell shell)
{
    private readonly Option<bool> _full = new("--full") { Description = "Read every file, whatever the cache says." };
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Neither use nor write the cache of unchanged files." };
    private readonly Option<bool> _opaque = new("--opaque") { Description = "Take a broken model file as opaque bytes instead of refusing it." };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads to hash with.", DefaultValueFactory = _ => Environment.ProcessorCount };

    public void AddTo(Command command)
    {
        _threads.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--threads takes a number from 1 on.");
        });
        foreach (Option option in (Option[])[_full, _noCache, _opaque, _threads]) command.Add(option);
    }

    /// <summary>Fingerprints a path with progress on the terminal.</summary>
    public Task<FingerprintResult> Fingerprint(ParseResult parsed, string path, CancellationToken ct) =>
        Fingerprint(parsed, path, parsed.GetValue(_noCache) ? null : FingerprintCache.DefaultFolder, ct);

    /// <summary>Fingerprints for a verification: every byte is read, for a cache could have been made to lie.</summary>
    public Task<FingerprintResult> FingerprintWhole(ParseResult parsed, string path, CancellationToken ct) => Fingerprint(parsed, path, null, ct);

    /// <summary>Fingerprints a path and makes its prints under these seeds, in one pass over all of its bytes.</summary>
    public Task<PrintedModel> Print(ParseResult parsed, string path, ImmutableArray<SketchSeed> seeds, CancellationToken ct) =>
        Run(parsed, Reading(path), parsed.GetValue(_noCache) ? null : FingerprintCache.DefaultFolder, (options, progress) => HeritagePrinter.Run(path, seeds, options, progress, ct), ct);

    /// <summary>Runs something that reads models without the cache, with progress on the terminal.</summary>
    public Task<T> Run<T>(ParseResult parsed, string what, Func<FingerprintOptions, IProgress<FingerprintProgress>, T> run, CancellationToken ct) => Run(parsed, what, null, run, ct);

    private Task<FingerprintResult> Fingerprint(ParseResult parsed, string path, string? cache, CancellationToken ct) =>
        Run(parsed, Reading(path), cache, (options, progress) => Fingerprinter.Run(path, options, progress, ct), ct);

    private async Task<T> Run<T>(ParseResult parsed, string what, string? cache, Func<FingerprintOptions, IProgress<FingerprintProgress>, T> run, CancellationToken ct)
    {
        FingerprintOptions options = new()
        {
            Threads = parsed.GetValue(_threads),
            Full = parsed.GetValue(_full),
            CacheFolder = cache,
            Broken = parsed.GetValue(_opaque) ? FormatPolicy.Opaque : FormatPolicy.Refuse,
        };
        using Progress progress = shell.Progress(what);
        Reporter reporter = new(progress);
        return await Task.Run(() => run(options, reporter), ct);
    }

    private static string Reading(string path) => $"Reading {Path.GetFileName(Path.TrimEndingDirectorySeparator(path))}";

    // Progress<T> would post to the thread pool; this reports where it stands.
    private sealed class Reporter(Progress progress) : IProgress<FingerprintProgress>
    {
        public void Report(FingerprintProgress value) => progress.Report((long)value.Done, (long)value.Total);
    }
}
