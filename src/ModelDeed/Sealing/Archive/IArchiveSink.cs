using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>Where an archive's files go while they are checked.</summary>
internal interface IArchiveSink
{
    /// <summary>The next file comes.</summary>
    void Begin(ManifestFile file);

    /// <summary>Bytes of it, in order; not yet known to be right.</summary>
    void Write(ReadOnlySpan<byte> bytes);

    /// <summary>The file came whole, and is right.</summary>
    void Finish();
}
