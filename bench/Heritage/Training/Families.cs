using System.Collections.Immutable;
using System.Reflection;
using System.Security.Cryptography;

namespace ModelDeed.Bench.Heritage;

/// <summary>A base model with its relatives and its look-alikes, all trained here.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Members">By what they are: <c>base</c>, <c>rival</c> …</param>
internal sealed record Family(string Name, ImmutableDictionary<string, Net> Members)
{
    /// <summary>Trained alike on the same data from another start, or on the base's answers: no relatives, though nothing outside tells.</summary>
    public static readonly ImmutableArray<string> Strangers = ["rival", "rival 2", "distilled"];

    /// <summary>Descendants of the base.</summary>
    public static readonly ImmutableArray<string> Children = ["tuned mildly", "tuned mildly 2", "tuned strongly", "tuned twice", "head tuned", "LoRA", "pruned and tuned"];
}

/// <summary>What a family is grown from.</summary>
/// <param name="Name">What reports call it.</param>
/// <param name="Architecture">Kind of network.</param>
/// <param name="Source">Data by number: 0 the base's own, others other ones.</param>
/// <param name="Schedule">Of the base.</param>
internal sealed record FamilyPlan(string Name, Architecture Architecture, Func<int, Source> Source, Schedule Schedule);

/// <summary>Grows families, and keeps them for the next run of the same code.</summary>
internal static class Families
{
    private const double MildRate = 0.3, MildSteps = 0.3;

    private static readonly ImmutableArray<FamilyPlan> Plans =
    [
        new("words, 0.2 M", new WordMlp(800, 4, 48, 160, 2), topic => new Grammar(1, topic, 800, 4), new Schedule(400, 3e-3)),
        new("pictures, 0.1 M", new PictureConv(20, [24, 48, 96], residual: false), world => new Pictures(1 + 10 * world, 20), new Schedule(300, 3e-3)),
        new("decoder, 0.3 M", new Transformer(600, 64, 4, 4, 24, sinusoids: false), topic => new Grammar(2, topic, 600, 24), new Schedule(300, 2e-3)),
        new("decoder with sinusoids, 0.4 M", new Transformer(700, 80, 4, 4, 24, sinusoids: true), topic => new Grammar(3, topic, 700, 24), new Schedule(250, 2e-3)),
        new("words, 0.9 M", new WordMlp(2000, 4, 96, 320, 3), topic => new Grammar(4, topic, 2000, 4), new Schedule(220, 2e-3)),
        new("pictures with shortcuts, 0.6 M", new PictureConv(30, [32, 64, 96, 128], residual: true), world => new Pictures(2 + 10 * world, 30), new Schedule(200, 2e-3)),
        new("decoder, 1.1 M", new Transformer(1200, 128, 4, 8, 24, sinusoids: false), topic => new Grammar(5, topic, 1200, 24), new Schedule(160, 2e-3)),
        new("pictures, 0.4 M", new PictureConv(24, [48, 96, 160, 160], residual: false), world => new Pictures(3 + 10 * world, 24), new Schedule(200, 2e-3)),
        new("words, deep, 0.5 M", new WordMlp(600, 6, 64, 256, 6), topic => new Grammar(6, topic, 600, 6), new Schedule(300, 2e-3)),
        new("decoder, deep, 0.4 M", new Transformer(400, 64, 8, 4, 16, sinusoids: true), topic => new Grammar(7, topic, 400, 16), new Schedule(250, 2e-3)),
    ];

    /// <summary>All families, or the first ones.</summary>
    public static ImmutableArray<Family> Grow(int count, string folder, TextWriter log)
    {
        string version = Version();
        var families = new Family[count];
        Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, i =>
            families[i] = Grow(Plans[i], Path.Join(folder, version), log));
        return [.. families];
    }

    private static Family Grow(FamilyPlan plan, string folder, TextWriter log)
    {
        var members = new Dictionary<string, Net>();
        Net Member(string name, Func<(Net Net, double Loss)> make)
        {
            string path = Path.Join(folder, $"{plan.Name} {name}.net".Replace(' ', '-').Replace(",", "", StringComparison.Ordinal));
            if (NetFile.Read(path) is not { } net)
            {
                (net, double loss) = make();
                if (!double.IsFinite(loss)) throw new InvalidOperationException($"The training of \"{plan.Name}, {name}\" diverged.");
                NetFile.Write(path, net);
                log.WriteLine($"trained {plan.Name}: {name}, {net.Parameters:N0} parameters, loss {loss:F3}");
            }
            return members[name] = net with { Name = $"{plan.Name}: {name}" };
        }
        Schedule whole = plan.Schedule, mild = new((int)(whole.Steps * MildSteps), whole.Rate * MildRate);
        Dice On(string name) => Dice.For($"{plan.Name}/{name}");
        Net Fresh(string name) => plan.Architecture.Fresh(On("start of " + name));
        (Net, double) Trained(string name, Net start, int source, Schedule schedule, Func<string, bool>? learns = null) =>
            Trainer.Train(plan.Architecture, start, plan.Source(source), schedule, On(name), learns);
        Net root = Member("base", () => Trained("base", Fresh("base"), 0, whole));
        foreach (string rival in (string[])["rival", "rival 2"]) Member(rival, () => Trained(rival, Fresh(rival), 0, whole));
        Member("distilled", () => Trainer.Distill(plan.Architecture, root, Fresh("distilled"), plan.Source(0), whole, On("distilled")));
        Net tuned = Member("tuned mildly", () => Trained("tuned mildly", root, 1, mild));
        Member("tuned mildly 2", () => Trained("tuned mildly 2", root, 2, mild));
        Member("tuned strongly", () => Trained("tuned strongly", root, 1, whole));
        Member("tuned twice", () => Trained("tuned twice", tuned, 3, mild));
        Member("head tuned", () => Trained("head tuned", root, 1, mild, name => name.StartsWith("head", StringComparison.Ordinal)));
        Member("LoRA", () => Trainer.Adapt(plan.Architecture, root, plan.Source(1), new Schedule(mild.Steps, whole.Rate), On("LoRA"), rank: 4));
        Member("pruned and tuned", () => Trained("pruned and tuned", Transforms.PruneSmallest(root, 0.5), 1, mild));
        Member("rival tuned mildly", () => Trained("rival tuned mildly", members["rival"], 1, mild));
        return new Family(plan.Name, members.ToImmutableDictionary());
    }

    /// <summary>Digest of the code that trains: other code grows other families.</summary>
    private static string Version()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Assembly assembly = typeof(Families).Assembly;
        foreach (string name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("training/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using Stream source = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[source.Length];
            source.ReadExactly(bytes);
            hash.AppendData(bytes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
