using ModelDeed.AbiGen;

// Writes typed bindings of the compiled contracts, as bindings.json lists them. With --check it writes nothing and exits 1
// when a committed file differs from what it would write.
try
{
    bool check = args is ["--check"];
    if (args.Length > 0 && !check)
    {
        Console.Error.WriteLine("Usage: abigen [--check]");
        return 2;
    }
    string root = Checkout.FindRoot(Directory.GetCurrentDirectory());
    int stale = 0;
    foreach (Binding binding in Binding.ReadAll(root))
    {
        string path = Path.Combine(root, binding.File), generated = ContractEmitter.Emit(binding.ReadArtifact(root), binding.Namespace, binding.Class);
        string committed = File.Exists(path) ? File.ReadAllText(path) : "";
        if (committed == generated) continue;
        stale++;
        if (check) Console.Error.WriteLine(Checkout.Difference(binding.File, committed, generated));
        else Checkout.Write(path, generated);
        if (!check) Console.WriteLine($"{binding.File} written");
    }
    if (check && stale > 0) Console.Error.WriteLine("Run: dotnet run --project tools/AbiGen");
    return check && stale > 0 ? 1 : 0;
}
catch (Exception e) when (e is IOException or FormatException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}
