namespace ModelDeed.EndToEnd.Chains;

/// <summary>A folder for one test, removed afterwards.</summary>
public abstract class ChainFolderFixture : IDisposable
{
    protected string Folder { get; } = Directory.CreateTempSubdirectory("modeldeed-chain-").FullName;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Directory.Delete(Folder, recursive: true);
    }
}
