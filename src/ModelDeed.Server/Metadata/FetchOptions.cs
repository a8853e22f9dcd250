using System.ComponentModel.DataAnnotations;

namespace ModelDeed.Server.Metadata;

/// <summary>Section <c>Metadata</c> of the configuration: how documents that titles name are fetched and kept.</summary>
internal sealed class FetchOptions
{
    /// <summary>Gateways for <c>ipfs://</c> links, tried in order: <c>https://ipfs.example/ipfs/</c>. None by default: nothing is fetched. They are the operator's choice and
    /// may stand on this machine (<c>http://127.0.0.1:8080/ipfs/</c>); strangers' links may not.</summary>
    public string[] Gateways { get; init; } = [];

    /// <summary>Bytes of a document, 1 kB to 256 MiB. Default 16 MiB: a manifest of some 100,000 tensors.</summary>
    [Range(1_000, 268_435_456)]
    public int MostBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Seconds for a fetch with all its redirects, 1 to 300. Default 20.</summary>
    [Range(1, 300)]
    public int Seconds { get; init; } = 20;

    /// <summary>Redirects that are followed, 0 to 10; each target is checked like the first link. Default 3.</summary>
    [Range(0, 10)]
    public int Redirects { get; init; } = 3;

    /// <summary>Where fetched and published documents are kept, by digest. Default <c>documents</c> in the data folder.</summary>
    public string Folder { get; init; } = "";
}
