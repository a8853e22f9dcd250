using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>Where an archive's files go while they are checked.</summary>
internal interface IArchiveSink
{
    /// <summary>The next file comes.</summary>
    void Begin(ManifestFile file);

    /// <summary>The next bytes of it stand in the piece that is being checked; not yet known to be right.</summary>
    /// <param name="start">Where in the piece.</param>
    /// <param name="count">How many.</param>
    void Take(int start, int count);

    /// <summary>The file came whole, and is right.</summary>
    void Finish();
}
