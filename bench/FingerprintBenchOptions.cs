namespace ModelDeed.Bench;

/// <summary>What a benchmark may be told.</summary>
/// <param name="Rounds">Samples of each contender; the median counts. Default 7.</param>
/// <param name="Data">Folder for inputs, kept for the next run. Default artifacts/bench-data. Takes 4.5 GB.</param>
internal sealed record BenchOptions(int Rounds, string Data)
{
    public static BenchOptions Parse(string[] options) => options switch
    {
        [] => new BenchOptions(7, Path.GetFullPath(Path.Join(AppContext.BaseDirectory, "..", "bench-data"))),
        ["--rounds", string rounds, .. string[] rest] => Parse(rest) with { Rounds = int.Parse(rounds) },
        ["--data", string folder, .. string[] rest] => Parse(rest) with { Data = Path.GetFullPath(folder) },
        _ => throw new ArgumentException($"There is no option {options[0]}: --rounds N, --data FOLDER.", nameof(options)),
    };
}
