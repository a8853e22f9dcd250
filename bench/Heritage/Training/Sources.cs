namespace ModelDeed.Bench.Heritage;

/// <summary>Examples to train on.</summary>
/// <param name="Words">Indices of words, or none.</param>
/// <param name="Pixels">Values of pictures, or none.</param>
/// <param name="Target">A distribution per example.</param>
internal sealed record Batch(int[] Words, float[] Pixels, float[] Target);

/// <summary>Where examples come from: the same seed gives the same world, other seeds other ones.</summary>
internal abstract class Source
{
    /// <summary>Classes or words to tell apart.</summary>
    public abstract int Answers { get; }

    /// <summary>The next examples.</summary>
    public abstract Batch Draw(Dice dice, int count);

    protected float[] Certain(int[] answers)
    {
        var target = new float[answers.Length * Answers];
        for (int i = 0; i < answers.Length; i++) target[i * Answers + answers[i]] = 1;
        return target;
    }
}

/// <summary>
/// Sentences of a hidden Markov grammar: every word belongs to one of sixteen kinds, a kind is followed by one of three likely ones, and words of a kind are
/// drawn by Zipf's law. Words and kinds are the language's, what follows what is the topic's.
/// </summary>
internal sealed class Grammar : Source
{
    private const int Kinds = 16, Followers = 3;

    private readonly int[][] _wordsOf;
    private readonly int[] _kindOf;
    private readonly int[][] _next;
    private readonly int _context;

    /// <summary>A grammar.</summary>
    /// <param name="language">Seed of words and kinds.</param>
    /// <param name="topic">Seed of what follows what.</param>
    /// <param name="words">Words in the vocabulary.</param>
    /// <param name="context">Words of an example; its target is the next word (context under 8) or the next one at every place.</param>
    public Grammar(int language, int topic, int words, int context)
    {
        (Answers, _context) = (words, context);
        Dice of = Dice.For($"language {language}"), on = Dice.For($"topic {language} {topic}");
        _kindOf = new int[words];
        for (int i = 0; i < words; i++) _kindOf[i] = of.Below(Kinds);
        int[] order = of.Order(words);
        _wordsOf = [.. Enumerable.Range(0, Kinds).Select(kind => order.Where(word => _kindOf[word] == kind).ToArray())];
        _next = [.. Enumerable.Range(0, Kinds).Select(_ => Enumerable.Range(0, Followers).Select(_ => on.Below(Kinds)).ToArray())];
    }

    public override int Answers { get; }

    private bool IsSequence => _context >= 8;

    public override Batch Draw(Dice dice, int count)
    {
        var words = new int[count * _context];
        var answers = new int[IsSequence ? words.Length : count];
        for (int i = 0; i < count; i++)
        {
            int word = dice.Below(Answers);
            for (int t = 0; t < _context; t++)
            {
                words[i * _context + t] = word;
                word = Next(dice, word);
                if (IsSequence) answers[i * _context + t] = word;
            }
            if (!IsSequence) answers[i] = word;
        }
        return new Batch(words, [], Certain(answers));
    }

    private int Next(Dice dice, int word)
    {
        int[] next = _next[_kindOf[word]];
        int[] words = _wordsOf[next[Math.Min(dice.Below(Followers), dice.Below(Followers))]];
        return words[Math.Min(words.Length - 1, (int)Math.Pow(words.Length + 1, dice.Uniform()) - 1)];
    }
}

/// <summary>Pictures of 16 × 16 pixels in three colours: a class is a sum of waves of its own, shifted, dimmed and noisy.</summary>
internal sealed class Pictures : Source
{
    public const int Side = 16, Colours = 3;

    private const int Waves = 4;

    private readonly float[][] _prototypes;

    /// <summary>A world of pictures.</summary>
    public Pictures(int world, int classes)
    {
        Answers = classes;
        Dice dice = Dice.For($"pictures {world}");
        _prototypes = [.. Enumerable.Range(0, classes).Select(_ => Prototype(dice))];
    }

    public override int Answers { get; }

    public override Batch Draw(Dice dice, int count)
    {
        var pixels = new float[count * Side * Side * Colours];
        var answers = new int[count];
        for (int i = 0; i < count; i++)
        {
            float[] prototype = _prototypes[answers[i] = dice.Below(Answers)];
            int down = dice.Below(Side), right = dice.Below(Side);
            float contrast = 0.5f + (float)dice.Uniform();
            for (int p = 0; p < Side * Side; p++)
            {
                int from = (p / Side + down) % Side * Side + (p + right) % Side;
                for (int c = 0; c < Colours; c++)
                    pixels[(i * Side * Side + p) * Colours + c] = contrast * prototype[from * Colours + c] + 0.6f * (float)dice.Normal();
            }
        }
        return new Batch([], pixels, Certain(answers));
    }

    private static float[] Prototype(Dice dice)
    {
        var pixels = new float[Side * Side * Colours];
        for (int wave = 0; wave < Waves; wave++)
        {
            double x = 2 * Math.PI * (dice.Below(7) - 3) / Side, y = 2 * Math.PI * (dice.Below(7) - 3) / Side, phase = 2 * Math.PI * dice.Uniform();
            double[] colour = [dice.Normal(), dice.Normal(), dice.Normal()];
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] += (float)(colour[i % Colours] * Math.Sin(phase + x * (i / Colours % Side) + y * (i / Colours / Side)) / 2);
        }
        return pixels;
    }
}
