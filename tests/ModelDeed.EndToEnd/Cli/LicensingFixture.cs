using System.Text.Json;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>A title of demo-1's to license, and a token to pay with.</summary>
public abstract class LicensingFixture : DeedFixture
{
    protected const string Demo3 = "0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC";

    /// <summary>The contracts' addresses by name.</summary>
    protected JsonElement Contracts { get; private set; }

    /// <summary>The title.</summary>
    protected string Title { get; private set; } = "";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Contracts = (await Done("deploy", "--yes")).GetProperty("contracts");
        Title = (await Done("register", Write("model.bin", "weights"), "--name", "Model", "--kind", "model", "--yes")).Text("title");
    }

    /// <summary>Publishes terms of a template as demo-1, and gives their id.</summary>
    protected async Task<string> Publish(params string[] args) => (await Done(["terms", "publish", Title, .. args, "--yes"])).Text("termsId");

    /// <summary>A contract's address.</summary>
    protected string At(string contract) => Contracts.Text(contract, "address");

    /// <summary>A token with some decimals, of which demo-2 has so many units.</summary>
    protected async Task<string> Token(byte decimals, string units)
    {
        string receipt = await Tools.RunAsync(Tools.Cast, ["send", "--json", "--rpc-url", Url, "--from", Demo1, "--unlocked", "--create", Hex.Encode(TestTokenContract.Create(decimals))]);
        string token = Address.Parse(JsonDocument.Parse(receipt).RootElement.Text("contractAddress")).ToString();
        await Cast("send", token, "mint(address,uint256)", Demo2, units, "--from", Demo1, "--unlocked");
        return token;
    }

    /// <summary>A number that a view returns, without cast's remark in brackets.</summary>
    protected async Task<string> Number(params string[] call) => (await Cast(["call", .. call])).Split(' ')[0].Trim();
}
