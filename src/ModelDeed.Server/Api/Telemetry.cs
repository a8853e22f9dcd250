using System.Diagnostics.Metrics;
using ModelDeed.Server.Indexing;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ModelDeed.Server.Api;

/// <summary>Traces and metrics by OTLP, where the standard's own variables say (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and the others): request times and
/// traces of ASP.NET Core, calls of the chain's node with their errors as the HTTP client counts them, and the index's lag.</summary>
internal static class Telemetry
{
    /// <summary>The name of our own meter.</summary>
    public const string MeterName = "ModelDeed";

    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddSingleton<IndexMetrics>();
        return services.AddHostedService<TelemetryExport>();
    }

    /// <summary>What the index is doing, as numbers.</summary>
    internal sealed class IndexMetrics : IDisposable
    {
        private readonly Meter _meter = new(MeterName);

        public IndexMetrics(IServiceProvider services)
        {
            if (services.GetService<Indexer>() is not { } indexer) return;
            _meter.CreateObservableGauge("modeldeed.index.lag", () => indexer.Health.Lag, "{block}", "Blocks that the node has and the index hasn't.");
            _meter.CreateObservableGauge("modeldeed.index.block", () => indexer.Health.Block, "{block}", "The last indexed block.");
            _meter.CreateObservableGauge("modeldeed.index.failures", () => indexer.Health.Failures, "{failure}", "Failures of node or database, one after another; 0 while it goes well.");
            _meter.CreateObservableCounter("modeldeed.index.events", () => indexer.Health.Events, "{log}", "Logs entered since the start.");
            _meter.CreateObservableCounter("modeldeed.index.reorganizations", () => indexer.Health.Reorgs, "{reorganization}", "Since the start.");
        }

        public void Dispose() => _meter.Dispose();
    }

    /// <summary>Exports from the host's start to its end; does nothing where no endpoint is named.</summary>
    private sealed class TelemetryExport(IConfiguration configuration, IndexMetrics metrics) : IHostedService, IDisposable
    {
        private readonly List<IDisposable> _providers = [];

        public Task StartAsync(CancellationToken cancellationToken)
        {
            GC.KeepAlive(metrics); // its instruments begin with it
            if (string.IsNullOrEmpty(configuration[Endpoint])) return Task.CompletedTask;
            ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("modeldeed");
            _providers.Add(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource("Microsoft.AspNetCore", "System.Net.Http").AddOtlpExporter().Build());
            _providers.Add(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
                .AddMeter(MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting", "System.Net.Http").AddOtlpExporter().Build());
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _providers.ForEach(provider => provider.Dispose());
    }
}
