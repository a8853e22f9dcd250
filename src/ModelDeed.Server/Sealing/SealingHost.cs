using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ModelDeed.Server.Sealing;

/// <summary>Sealed packages and custodians as a part of the host.</summary>
internal static class SealingHost
{
    /// <summary>Adds what pages and API need of them; once, whoever asks.</summary>
    /// <param name="folder">The data folder, where blocks are kept unless the configuration says otherwise.</param>
    public static void AddSealing(this IServiceCollection services, string folder)
    {
        if (services.Any(service => service.ServiceType == typeof(PackageShelf))) return;
        services.AddOptions<SealingOptions>().BindConfiguration("Sealing").ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new PackageShelf(Options(provider).Folder is { Length: > 0 } own ? own : Path.Combine(folder, "blocks")));
        services.AddSingleton(provider => new BlockGate(Options(provider).AtOnce, TimeSpan.FromSeconds(Options(provider).BlockSeconds)));
        services.AddSingleton<CustodianPulse>().AddSingleton<SealingRecords>();
    }

    private static SealingOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<SealingOptions>>().Value;
}
