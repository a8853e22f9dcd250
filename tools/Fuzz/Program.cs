using System.Diagnostics;
using ModelDeed.Fuzz;
using ModelDeed.Tests.Fingerprints.Formats;
using ModelDeed.Tests.Sealing.Fuzz;

if (Options.Parse(args) is not Options options)
{
    Console.Error.WriteLine(Options.Usage);
    return 2;
}
List<FuzzSample> models = [.. FuzzSample.All().Where(sample => options.Format is "all" or "models" || sample.Format == options.Format)];
List<SealingSample> packages = [.. SealingSample.All().Where(sample => options.Format is "all" or "sealing" || sample.Format == options.Format)];
if (models.Count + packages.Count == 0)
{
    Console.Error.WriteLine($"There is no format \"{options.Format}\".\n{Options.Usage}");
    return 2;
}
long started = Stopwatch.GetTimestamp();
using var campaign = new Campaign(options, models, packages);
campaign.Run();
double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
Console.WriteLine($"{options.Format}: {options.Cases} cases from seed {options.Seed} in {seconds:F0} s: {campaign.Taken} read, {campaign.Refusals} refusals, {campaign.Failures} failures; " +
    $"slowest {campaign.Slowest.TotalMilliseconds:F0} ms, most allocated {campaign.Largest / 1024} KiB.");
return campaign.Failures == 0 ? 0 : 1;
