using ModelDeed.Bench;
using ModelDeed.Bench.Heritage;
using ModelDeed.Bench.Indexer;

return args switch
{
    ["fingerprint", .. string[] options] => FingerprintBench.Run(BenchOptions.Parse(options)),
    ["merkle", .. string[] options] => MerkleTreeBench.Run(BenchOptions.Parse(options)),
    ["logs", .. string[] options] => LogsBench.Run(options),
    ["seal", .. string[] options] => SealBench.Run(BenchOptions.Parse(options)),
    ["search", .. string[] sizes] => await SearchBench.Run(sizes),
    ["heritage-search", .. string[] sizes] => await HeritageSearchBench.Run(sizes),
    ["load", .. string[] options] => await LoadBench.Run(options),
    ["indexer", .. string[] options] => await IndexerBench.Run(options),
    ["heritage-speed", .. string[] options] => HeritageSpeed.Run(BenchOptions.Parse(options)),
    ["print", string path, string threads] => HeritageSpeed.Child(path, int.Parse(threads)),
    ["heritage", .. string[] options] => HeritageBench.Run(options),
    // What the benchmarks start as child processes.
    ["hash", string path, string threads, string tensors] => FingerprintChild.Hash(path, int.Parse(threads), tensors == "tensors"),
    ["warm", string path, string threads] => FingerprintChild.Warm(path, int.Parse(threads)),
    ["seal-child", string path, string manifest, string output, string threads] => SealBench.Seal(path, manifest, output, int.Parse(threads)),
    ["open-child", string package, string manifest, string output, string threads] => await SealBench.Open(package, manifest, output, int.Parse(threads)),
    ["anchor", string leaves, string threads] => MerkleTreeBench.Child(int.Parse(leaves), int.Parse(threads)),
    ["index", string url, string contract, string folder] => await IndexerChild.Cold(url, contract, folder),
    ["views", string url, string contract, string folder] => await IndexerChild.Views(url, contract, folder),
    ["nothing"] => FingerprintChild.Nothing(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("bench/run fingerprint | merkle | logs | seal [--rounds N] [--data FOLDER] | search [TITLES ... | kinds TITLES] | indexer [hold] | heritage-search [[sqlite] PRINTS ... | recall [PRINTS [SEARCHES]]] | load [READERS] | heritage [--quick] | heritage-speed [--rounds N] [--data FOLDER]");
    return 2;
}
