namespace ModelDeed.Fingerprints;

/// <summary>How much a model file may make us hold or do. Every number stands in docs/model-formats.md.</summary>
internal static class FormatLimits
{
    /// <summary>Tensors in one asset. The largest published models have under 200,000.</summary>
    public const int Tensors = 1_000_000;

    /// <summary>Dimensions of one tensor.</summary>
    public const int Rank = 64;

    /// <summary>UTF-16 units in one tensor name.</summary>
    public const int NameChars = 16_384;

    /// <summary>UTF-16 units in all tensor names of one model together: 64 MiB of memory.</summary>
    public const int AllNamesChars = 32 * 1024 * 1024;

    /// <summary>Facts kept for display.</summary>
    public const int Facts = 64;

    /// <summary>UTF-16 units of one fact; the rest is cut off.</summary>
    public const int FactChars = 256;

    /// <summary>Bytes of a JSON document that isn't a safetensors header (shard index, TF.js model).</summary>
    public const int JsonBytes = 64 * 1024 * 1024;

    /// <summary>Nesting of a JSON document.</summary>
    public const int JsonDepth = 128;

    /// <summary>Shared storages make a table larger than its files; beyond this multiple (and <see cref="FreeBytes"/>) it is an attack on our time.</summary>
    public const ulong Amplification = 16;

    /// <summary>Bytes of tensors that any model may have, however small its files.</summary>
    public const ulong FreeBytes = 64 * 1024 * 1024;
}
