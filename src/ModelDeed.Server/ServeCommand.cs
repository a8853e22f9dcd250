using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Ui;

namespace ModelDeed.Server;

/// <summary><c>serve</c>: the pages over an index that exists. Settings by configuration: <c>--urls</c>, <c>--data FOLDER</c>, <c>--chain PROFILE</c>, <c>ConnectionStrings:Index</c>.</summary>
internal static class ServeCommand
{
    /// <summary>Serves until it is told to stop. 0 then; 2 for a command that isn't known.</summary>
    internal static async Task<int> Run(string[] args)
    {
        if (args is not ["serve", ..])
        {
            await Console.Error.WriteLineAsync("Usage: modeldeed-server serve [--urls http://127.0.0.1:5080] [--data FOLDER] [--chain embedded]");
            return 2;
        }
        await using WebApplication app = Build(args[1..]);
        await app.RunAsync();
        return 0;
    }

    /// <summary>The application, not started yet.</summary>
    internal static WebApplication Build(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.ConfigureKestrel(server => server.AddServerHeader = false);
        string folder = builder.Configuration["data"] ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".modeldeed");
        ChainProfile chain = KnownChains.All.FirstOrDefault(profile => profile.Name == (builder.Configuration["chain"] ?? ChainProfile.EmbeddedName))
            ?? throw new ArgumentException($"No chain is called \"{builder.Configuration["chain"]}\"; there are {string.Join(", ", KnownChains.All.Select(profile => profile.Name))}.", nameof(args));
        builder.Services.AddSingleton(_ => Database.Of(builder.Configuration.GetConnectionString("Index"), folder));
        builder.Services.AddSingleton(new PagesOptions(chain, Contracts(ContractSet.Of(chain))));
        builder.Services.AddSingleton<Standing>(() => new IndexStanding(null, null));
        builder.Services.AddPages(builder.Configuration, folder);
        WebApplication app = builder.Build();
        app.UsePages();
        return app;
    }

    /// <summary>The contracts as the status page lists them.</summary>
    internal static IReadOnlyList<(string Name, Address Address)> Contracts(ContractSet contracts) =>
    [
        ("Anchors", ContractSet.Anchors), ("Titles", contracts.Titles), ("Royalties", contracts.Royalties),
        ("Offers", contracts.Offers), ("Licensing", contracts.Licensing), ("Shares", contracts.Shares),
    ];
}
