using System.Buffers.Binary;
using System.Security.Cryptography;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Server.Search;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Server.Search;

/// <summary>Titles like those of a model hub: families, sizes, tasks, formats; words, tasks and authors with few common and many rare ones.
/// The same seed gives the same titles on every machine.</summary>
internal sealed class GeneratedTitles(ulong seed)
{
    /// <summary>About when the titles' contest periods end.</summary>
    public const ulong Now = 1_800_000_000;

    private const int Vocabulary = 20_000;

    public static readonly Address Dollar = Address.Parse("0x00000000000000000000000000000000000000d0");
    public static readonly Address Euro = Address.Parse("0x00000000000000000000000000000000000000e0");

    private static readonly string[] Families = ["bert", "llama", "resnet", "whisper", "mistral", "gpt", "yolo", "vit", "t5", "clip", "qwen", "gemma", "falcon", "unet", "segformer", "wav2vec", "Größe", "模型"];
    private static readonly string[] Variants = ["base", "large", "small", "instruct", "chat", "finetuned", "distilled", "quantized", "multilingual", "medical", "legal", "v2", "uncased"];
    private static readonly string[] Tasks = ["text-generation", "text-classification", "image-classification", "object-detection", "speech-recognition", "translation", "summarization", "feature-extraction", "image-segmentation", "tabular-regression", "time-series", "reinforcement-learning"];
    private static readonly string[] Formats = ["safetensors", "gguf", "onnx", "pytorch", "tensorflow", "keras", "tflite", "opaque"];
    private static readonly string[] Common = ["model", "trained", "on", "the", "with", "for", "data", "and", "fine", "tuned", "language", "images"];
    private static readonly string[] Syllables = ["ka", "ro", "mi", "ten", "lu", "vas", "por", "sel", "dri", "na", "bo", "qui"];

    private ulong _state = seed;

    /// <summary>The titles of numbers 0 to <paramref name="count"/> - 1.</summary>
    public IEnumerable<SearchDocument> Take(int count) => Enumerable.Range(0, count).Select(Title);

    /// <summary>The title of a number: its id is always the same, the rest differs each time.</summary>
    public SearchDocument Title(int number)
    {
        string family = Pick(Families), task = Pick(Tasks);
        bool offered = Chance(80), card = Chance(90);
        return new SearchDocument
        {
            TitleId = IdOf(number),
            Name = $"{family}-{1 << Below(8)}b-{Pick(Variants)}{(Chance(50) ? "-" + Word() : "")}{(Chance(20) ? " " + number : "")}",
            Description = card ? string.Join(' ', Enumerable.Range(0, 8 + Below(30)).Select(_ => Chance(40) ? Pick(Common) : Word())) : "",
            Tags = card ? string.Join('\n', Enumerable.Range(0, Below(6)).Select(_ => Chance(50) ? Pick(Variants) : Word())) : "",
            AuthorName = card ? $"{Word()} {Pick(Syllables)}" : "",
            Task = card ? task : "",
            Format = Pick(Formats),
            Kind = (AssetKind)Math.Max(0, Below(12) - 7),
            Owner = Account(Zipf(5000)),
            Author = Account(Zipf(5000)),
            Payments = offered ? (byte)(1 << Below(4) | 1 << Below(4)) : (byte)0,
            CommercialAllowed = offered && Chance(60),
            DerivativesAllowed = offered && Chance(40),
            Territories = offered ? Where() : default,
            Fields = offered ? Chance(60) ? FieldsOfUse.All : new FieldsOfUse(Next() & FieldsOfUse.All.Bits) : default,
            Prices = offered ? Prices() : [],
            Income = Chance(15) ? [new CurrencyAmount(Dollar, new UInt256((ulong)Below(1000) + 1))] : [],
            Licensed = Chance(30) ? Zipf(500) : 0,
            Derivatives = Chance(10) ? Zipf(50) : 0,
            RegisteredAt = Now - (ulong)Below(60_000_000),
            FinalAt = Now + 200_000 - (ulong)Below(20_000_000),
            Block = number,
        };
    }

    /// <summary>A number below a bound.</summary>
    public int Below(int bound) => (int)(Next() % (ulong)bound);

    public bool Chance(int percent) => Below(100) < percent;

    public T Pick<T>(IReadOnlyList<T> list) => list[Zipf(list.Count)];

    /// <summary>A made-up word, some much more often than others.</summary>
    public string Word()
    {
        int number = Zipf(Vocabulary);
        return Syllables[number % 12] + Syllables[number / 12 % 12] + (number < 144 ? "" : Syllables[number / 144 % 12]) + (number < 1728 ? "" : Syllables[number / 1728 % 12]);
    }

    /// <summary>The id of a title by its number.</summary>
    public static UInt256 IdOf(int number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        return new UInt256(SHA256.HashData(bytes));
    }

    private CurrencyAmount[] Prices()
    {
        var dollars = new CurrencyAmount(Dollar, new UInt256((ulong)(Below(500) * 1_000_000)));
        return Chance(60) ? [dollars] : Chance(50) ? [dollars, new CurrencyAmount(Euro, new UInt256((ulong)Below(90)))] : [new CurrencyAmount(default, new UInt256((ulong)Below(1000)))];
    }

    private Territories Where() => Below(20) switch
    {
        < 14 => Territories.Worldwide,
        < 17 => Europe,
        < 19 => Territories.Of(Below(Territories.Count)),
        _ => AllButOne[Below(AllButOne.Length)],
    };

    private static readonly Territories Europe = Territories.Parse("EU");
    private static readonly Territories[] AllButOne = [Territories.Parse("worldwide,-RU"), Territories.Parse("worldwide,-US")];

    private static Address Account(int number)
    {
        var bytes = new byte[Address.Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number + 1);
        return new Address(bytes);
    }

    // Small numbers often: the product of three uniform ones.
    private int Zipf(int bound) => (int)(bound * Unit() * Unit() * Unit());

    private double Unit() => (Next() >> 11) * (1.0 / (1UL << 53));

    // SplitMix64 (Steele, Lea, Flood 2014).
    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
