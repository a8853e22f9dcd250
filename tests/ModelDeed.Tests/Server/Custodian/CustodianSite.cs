using System.Net;
using Microsoft.AspNetCore.Builder;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Server.Custodian;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Server.Custodian;

/// <summary>A custodian's service as it ships, on a free port, before a chain that says what a test wants.</summary>
internal sealed class CustodianSite : IAsyncDisposable
{
    public static readonly Address Directory = new([.. Enumerable.Repeat((byte)0xcd, ModelDeed.Primitives.Address.Size)]);

    private readonly TempFolder _folder;
    private readonly ReceiptLog _log;
    private readonly CustodianService _service;
    private readonly WebApplication _app;

    private CustodianSite(CustodianKeys keys, TempFolder folder, ReceiptLog log, CustodianService service, WebApplication app) => (Keys, _folder, _log, _service, _app) = (keys, folder, log, service, app);

    public CustodianKeys Keys { get; }

    public Uri Url => new(_app.Urls.First() + "/");

    public CustodianAddress Address => new(Keys.Newest, Url, Keys.Account.Address, Directory);

    public HttpClient Client() => new() { BaseAddress = Url };

    /// <summary>Starts one.</summary>
    /// <param name="number">Which key it has.</param>
    /// <param name="chain">What it asks.</param>
    /// <param name="limits">How much may be asked.</param>
    /// <param name="proxies">Whose word on addresses it believes.</param>
    public static async Task<CustodianSite> Start(byte number, IReleaseChain chain, CustodianLimits limits, params IPAddress[] proxies)
    {
        var folder = new TempFolder();
        var keys = new CustodianKeys(Sealing.Keys.Identity(number));
        var log = ReceiptLog.Open(folder.Path);
        var role = new CustodianRole(Sealing.Keys.Binding.ChainId, Sealing.Keys.Binding.Contract, Directory, keys.Recipients, Territories.Worldwide);
        var service = new CustodianService(role, keys, log, new CustodianDesk(role, keys, log, chain, TimeProvider.System), limits);
        WebApplication app = CustodianHost.Build("http://127.0.0.1:0", service, proxies);
        await app.StartAsync();
        return new CustodianSite(keys, folder, log, service, app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _service.Dispose();
        _log.Dispose();
        Keys.Dispose();
        _folder.Dispose();
    }
}
