using ModelDeed.Server.Indexing;
using ModelDeed.Tests.Server;

namespace ModelDeed.EndToEnd.Index;

/// <summary>PostgreSQL holds what SQLite holds: after faults, forks and crashes, the same digests as a fresh index in the other database.</summary>
public sealed class PostgresIndexTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [Theory]
    [InlineData(1_000)]
    [InlineData(2_000)]
    public async Task Every_seed_on_PostgreSQL_ends_as_a_fresh_index_on_SQLite(int from)
    {
        string folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;
        for (int seed = from; seed < from + 6; seed++)
        {
            IndexSimulation simulation = new((ulong)seed, name => name.EndsWith("fresh", StringComparison.Ordinal) ? Database.Sqlite(Path.Combine(folder, name + ".db"), lasting: false) : server.Open(name));
            await simulation.Run();
        }
        Directory.Delete(folder, recursive: true);
    }
}
