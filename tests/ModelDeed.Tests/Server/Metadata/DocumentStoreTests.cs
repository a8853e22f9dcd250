using System.Security.Cryptography;
using System.Text;
using ModelDeed.Primitives;
using ModelDeed.Server.Metadata;

namespace ModelDeed.Tests.Server.Metadata;

public sealed class DocumentStoreTests : IDisposable
{
    private static readonly byte[] Document = Encoding.UTF8.GetBytes("what it says");
    private static readonly Hash32 Digest = new(SHA256.HashData(Document));

    private readonly string _folder = Directory.CreateTempSubdirectory("documents").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task What_was_put_comes_back_and_twice_is_once()
    {
        DocumentStore store = new(_folder, 1_000);
        Assert.Null(store.Open(Digest));
        Assert.Equal(Kept.Stored, await store.Put(new MemoryStream(Document), Digest, CancellationToken.None));
        Assert.Equal(Kept.Stored, await store.Put(new MemoryStream(Document), Digest, CancellationToken.None));
        await using FileStream? file = store.Open(Digest);
        MemoryStream read = new();
        await file!.CopyToAsync(read);
        Assert.Equal(Document, read.ToArray());
        Assert.Single(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task What_is_not_what_it_claims_or_too_large_leaves_nothing()
    {
        Assert.Equal(Kept.WrongDigest, await new DocumentStore(_folder, 1_000).Put(new MemoryStream(Document), Hash32.Zero, CancellationToken.None));
        Assert.Equal(Kept.TooLarge, await new DocumentStore(_folder, Document.Length - 1).Put(new MemoryStream(Document), Digest, CancellationToken.None));
        Assert.Empty(Directory.GetFiles(_folder, "*", SearchOption.AllDirectories));
    }
}
