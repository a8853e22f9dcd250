using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>Where content lies in clear before it is known to be right: <c>OUTPUT.opening</c>, a folder that only its owner can look into. A run that is killed leaves
/// it there, and the next run to the same output empties it. It is deleted however a run ends.</summary>
public sealed class OpeningFolder : IDisposable
{
    private readonly PrivateFolder _folder;
    private readonly string _output;
    private bool _isGone;

    /// <summary>Makes the folder, or takes over and empties what a killed run left.</summary>
    /// <param name="output">Where the content shall stand at the end; must not exist.</param>
    /// <exception cref="IOException">The output exists, or is being opened to by another process, or the folder can't be made.</exception>
    public OpeningFolder(string output)
    {
        _output = Path.GetFullPath(Path.TrimEndingDirectorySeparator(output));
        if (Path.Exists(_output)) throw new IOException($"{_output} exists already. Give another place, or move it away.");
        _folder = PrivateFolder.Open(_output + ".opening", "opened");
        _folder.Clear();
    }

    /// <summary>Where the content is to be written: a file, or a folder.</summary>
    public string Content => Path.Combine(_folder.Path, "content");

    /// <summary>Puts the content, known to be right and flushed, in its place.</summary>
    /// <exception cref="IOException">Something stands there by now.</exception>
    public void Finish()
    {
        if (Directory.Exists(Content)) Directory.Move(Content, _output);
        else File.Move(Content, _output, overwrite: false);
        Dispose();
        DiskFlush.Folder(Path.GetDirectoryName(_output)!);
    }

    /// <summary>Deletes the folder.</summary>
    public void Dispose()
    {
        if (_isGone) return;
        _isGone = true;
        _folder.Delete();
    }
}
