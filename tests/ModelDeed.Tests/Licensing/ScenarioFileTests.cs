using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Tests.Royalties;

namespace ModelDeed.Tests.Licensing;

/// <summary>vectors/licensing-scenarios.json, which the contracts replay. MODELDEED_WRITE_VECTORS=1 writes it anew.</summary>
public sealed partial class ScenarioFileTests
{
    private const int Subscriptions = 24, Meets = 48, Steps = 8;
    private const ulong Start = 1_800_000_000;

    [Fact]
    public void The_published_scenarios_are_those_of_the_code()
    {
        const string About = "Subscriptions bought, renewed and canceled, times in seconds from the purchase; whether terms lie within the meet of two parents'; purchases within and outside of sale windows and limits; and with credentials: docs/formats.md, \\\"Scenarios\\\".";
        string[] subscriptions = [.. Enumerable.Range(0, Subscriptions).Select(i => Subscription(new SplitMix((ulong)i + 1)))];
        string[] meets = [.. Enumerable.Range(0, Meets).Select(i => Meet(new SplitMix((ulong)i + 1_001)))];
        string[] windows = [.. Enumerable.Range(0, Windows).Select(i => Window(new SplitMix((ulong)i + 2_001)))];
        string[] credentials = [.. Enumerable.Range(0, Credentials).Select(i => Purchase(new SplitMix((ulong)i + 3_001)))];
        GoldenFile.Check(["vectors", "licensing-scenarios.json"],
            $"{{\n\"description\": \"{About}\",\n{List("subscriptions", subscriptions)},\n{List("meets", meets)},\n{List("windows", windows)},\n{List("credentials", credentials)}\n}}\n");
    }

    [Fact]
    public void The_scenarios_reach_gaps_and_both_answers()
    {
        string file = File.ReadAllText(Repository.PathOf("vectors", "licensing-scenarios.json"));
        Assert.Contains("\"within\": 1", file, StringComparison.Ordinal);
        // All but one: no license without derivatives leads here.
        Assert.Equal(Enum.GetNames<ScopeMember>().Except([nameof(ScopeMember.Derivatives)]).Order(), Enumerable.Range(0, 2_000).Select(i => Outcome(new SplitMix((ulong)i + 1_001))).OfType<MeetOutcome.Outside>()
            .Select(outside => outside.Member.ToString()).Distinct().Order());
    }

    private static MeetOutcome Outcome(SplitMix random)
    {
        LicenseTerms first = Parent(random), second = Parent(random);
        return TermsMeet.Check(Child(random, first, second), first, second);
    }

    private static string Subscription(SplitMix random)
    {
        LicenseTerms terms = Plain() with { Payment = PaymentModel.Subscription, Period = (uint)random.Next(1, 40) * 86_400, Grace = (uint)random.Next(0, 5) * 86_400, Price = new TokenAmount(random.Next(1, 99)) };
        ushort periods = (ushort)random.Next(1, 3);
        var bought = (QuoteOutcome.Offered)LicenseState.Quote(terms, periods, Start, 0, 0);
        License license = new(LicenseScope.Of(terms), Start, bought.Expiry, terms.Price);
        List<ulong> waits = [], counts = [], prices = [], since = [0], expires = [bought.Expiry - Start];
        ulong now = Start;
        for (int step = 0; step < Steps; step++)
        {
            ulong wait = (ulong)random.Next(0, 60 * 86_400);
            // Now and then the very seconds at which something changes.
            if (random.Next(0, 2) == 0 && license.Expiry + terms.Grace > now) wait = license.Expiry + terms.Grace - now + (ulong)random.Next(0, 1);
            now += wait;
            ushort count = (ushort)random.Next(0, 3);
            var renewal = LicenseState.Renew(license, terms, count, now) as RenewalOutcome.Renewed;
            // No periods stand for a cancellation.
            license = renewal is null ? license with { Expiry = Math.Min(now, license.Expiry) } : license.After(renewal);
            waits.Add(wait);
            counts.Add(count);
            prices.Add(renewal is null ? 0 : (ulong)renewal.Price.Units);
            since.Add(license.Since - Start);
            expires.Add(license.Expiry - Start);
        }
        ulong[] probes = [.. Enumerable.Range(0, 12).Select(_ => (ulong)random.Next(0, (int)(now - Start) + 86_400)), .. license.Past.SelectMany(span => (ulong[])[span.Expiry - Start - 1, span.Expiry - Start]), license.Since - Start, license.Expiry - Start];
        return string.Join(", ",
            $"{{{Numbers("terms", [terms.Period, terms.Grace, (ulong)terms.Price.Units, periods])}",
            Numbers("waits", waits), Numbers("counts", counts), Numbers("prices", prices), Numbers("since", since), Numbers("expires", expires),
            Numbers("probes", probes), Numbers("answers", probes.Select(probe => license.HoldsAt(Start + probe) ? 1ul : 0))) + "}";
    }

    private static string Meet(SplitMix random)
    {
        LicenseTerms first = Parent(random), second = Parent(random), child = Child(random, first, second);
        int within = TermsMeet.Check(child, first, second) is MeetOutcome.Within ? 1 : 0;
        return $"{{\"first\": \"{Hex.Encode(first.Encode())}\", \"second\": \"{Hex.Encode(second.Encode())}\", \"child\": \"{Hex.Encode(child.Encode())}\", \"within\": {within}}}";
    }

    private static LicenseTerms Plain() => new()
    {
        Payment = PaymentModel.OneTime,
        Rights = Rights.Commercial,
        Territories = new Territories(7),
        Fields = new FieldsOfUse(7),
        DataTypes = new DataTypes(7),
        LegalText = Keccak256.HashUtf8("the words"),
    };

    // Share-alike, each duty in half of the parents or less. Free of price, so that the contracts' replay needs no money.
    private static LicenseTerms Parent(SplitMix random)
    {
        LicenseTerms terms = Plain() with { Rights = Rights.Derivatives | Rights.ShareAlike | Flag(random, Rights.Attribution, 3), Royalty = (ushort)(random.Next(0, 2) * 500) };
        if (random.Next(0, 3) > 0) terms = terms with { Rights = terms.Rights | Rights.Commercial };
        if (random.Next(0, 2) == 0) terms = terms with { Period = (uint)random.Next(1, 2) * 86_400, Payment = random.Next(0, 1) == 0 ? PaymentModel.Subscription : PaymentModel.OneTime };
        if (random.Next(0, 3) == 0) terms = terms with { Issuer = Issuer, Claim = Credential.ClaimOf(random.Next(0, 3) == 0 ? "accredited-research" : "accredited-hospital") };
        return random.Next(0, 4) == 0 ? terms with { Territories = new Territories(3) } : terms;
    }

    // What both parents leave, with at most one member changed.
    private static LicenseTerms Child(SplitMix random, LicenseTerms first, LicenseTerms second)
    {
        LicenseTerms asking = first.NeedsCredential ? first : second, shorter = first.Period == 0 || (second.Period != 0 && second.Period < first.Period) ? second : first;
        LicenseTerms child = Plain() with
        {
            Rights = (first.Rights & second.Rights & Rights.Commercial) | ((first.Rights | second.Rights) & ~Rights.Commercial),
            Royalty = Math.Max(first.Royalty, second.Royalty),
            // One of the two sets lies within the other.
            Territories = first.Territories.IsWithin(second.Territories) ? first.Territories : second.Territories,
            Issuer = asking.Issuer,
            Claim = asking.Claim,
            Period = shorter.Period,
        };
        return random.Next(0, 19) switch
        {
            0 => child with { Territories = new Territories(15) },
            1 => child with { Fields = new FieldsOfUse(15) },
            2 => child with { DataTypes = new DataTypes(15) },
            3 => child with { Rights = child.Rights | Rights.Commercial },
            4 => child with { Rights = child.Rights & ~Rights.ShareAlike },
            5 => child with { Rights = child.Rights & ~Rights.Attribution },
            6 => child with { Royalty = (ushort)(child.Royalty / 2) },
            7 => child with { Rights = child.Rights & (Rights.Commercial | Rights.Attribution), Royalty = 0 },
            8 => child with { Period = 0 },
            9 => child with { Period = child.Period + 1 },
            10 => child with { Payment = PaymentModel.Subscription, Period = Math.Max(child.Period, 1) },
            11 => child with { Issuer = default, Claim = default },
            12 => child with { Issuer = Issuer, Claim = Credential.ClaimOf("accredited-hospital") },
            _ => child,
        };
    }

    private static Rights Flag(SplitMix random, Rights right, int of) => random.Next(1, of) == 1 ? right : Rights.None;

    // The account of the key that the replay signs credentials with.
    private static readonly Address Issuer = IssuerOf("0x" + new string('0', 58) + "1551e5");

    private static Address IssuerOf(string published)
    {
        using PrivateKey key = PrivateKey.Parse(published);
        return key.Address;
    }

    private static string List(string name, string[] items) => $"\"{name}\": [\n{string.Join(",\n", items)}\n]";

    private static string Numbers(string name, IEnumerable<ulong> numbers) => $"\"{name}\": [{string.Join(",", numbers)}]";
}
