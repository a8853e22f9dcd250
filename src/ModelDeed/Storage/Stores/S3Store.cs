using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace ModelDeed.Storage;

/// <summary>Where an S3 bucket is, and by what right it is used.</summary>
public sealed record S3Place
{
    /// <summary>The bucket.</summary>
    public required string Bucket { get; init; }

    /// <summary>What all names in it begin with: empty, or ends in <c>/</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The service's address, or null for Amazon's.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Keys, from the environment or AWS's files; null for a public bucket.</summary>
    public AWSCredentials? Credentials { get; init; }

    /// <summary>Checks an endpoint that a user named.</summary>
    /// <exception cref="FormatException">It isn't an http or https address, or holds a password.</exception>
    public static Uri EndpointOf(string text) => RemoteHttp.Address(text);
}

/// <summary>A bucket of any S3-compatible service: <c>PREFIXblocks/CID</c>, and an empty <c>PREFIXroots/CID</c> for each root.</summary>
public sealed class S3Store : IBlockStore
{
    private readonly AmazonS3Client _client;
    private readonly S3Place _place;
    private readonly RemoteLimits _limits;

    /// <summary>Names a bucket; it must exist.</summary>
    public S3Store(S3Place place, RemoteLimits limits)
    {
        (_place, _limits) = (place, limits);
        Name = $"s3://{place.Bucket}/{place.Prefix}".TrimEnd('/') + (place.Endpoint is null ? "" : $" at {place.Endpoint.GetLeftPart(UriPartial.Authority)}");
        var config = new AmazonS3Config
        {
            ForcePathStyle = place.Endpoint is not null,
            AuthenticationRegion = place.Region,
            AllowAutoRedirect = false,
            MaxErrorRetry = 2,
            Timeout = limits.Request,
            HttpClientFactory = new OwnHandler(limits),
            // Blocks are verified by their names; not every service knows the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (place.Endpoint is null) config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(place.Region);
        else config.ServiceURL = place.Endpoint.AbsoluteUri;
        _client = new AmazonS3Client(place.Credentials ?? new AnonymousAWSCredentials(), config);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public Task<Block?> Get(Cid cid, CancellationToken ct) => Try<Block?>($"block {cid}", async limit =>
    {
        bool isBegun = false;
        try
        {
            using GetObjectResponse answer = await _client.GetObjectAsync(new GetObjectRequest { BucketName = _place.Bucket, Key = KeyOf(cid) }, limit);
            isBegun = true;
            if (answer.ContentLength is < 0 or > Block.MaxSize) throw RemoteHttp.Lied(Name, cid);
            byte[] bytes = GC.AllocateUninitializedArray<byte>((int)answer.ContentLength);
            await answer.ResponseStream.ReadExactlyAsync(bytes, limit);
            return Block.Verify(cid, bytes) ?? throw RemoteHttp.Lied(Name, cid);
        }
        catch (AmazonClientException) when (isBegun)
        {
            throw RemoteHttp.Lied(Name, cid); // the client holds bytes against the service's own word, too, when it reads or closes
        }
    }, ifMissing: null, ct);

    /// <inheritdoc/>
    public Task<bool> Has(Cid cid, CancellationToken ct) => Exists(KeyOf(cid), $"block {cid}", ct);

    /// <inheritdoc/>
    public async Task Put(Block block, CancellationToken ct)
    {
        if (!await Has(block.Cid, ct)) await Write(KeyOf(block.Cid), block.Bytes, $"block {block.Cid}", ct);
    }

    /// <inheritdoc/>
    public Task Replace(Block block, CancellationToken ct) => Write(KeyOf(block.Cid), block.Bytes, $"block {block.Cid}", ct);

    /// <inheritdoc/>
    public Task Keep(Cid root, CancellationToken ct) => Write($"{_place.Prefix}roots/{root}", ReadOnlyMemory<byte>.Empty, $"root {root}", ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Cid> Roots(CancellationToken ct) => List("roots/", ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Cid> Blocks(CancellationToken ct) => List("blocks/", ct);

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _client.Dispose();

    private string KeyOf(Cid cid) => $"{_place.Prefix}blocks/{cid}";

    private Task<bool> Exists(string key, string what, CancellationToken ct) => Try(what, async limit =>
    {
        await _client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = _place.Bucket, Key = key }, limit);
        return true;
    }, ifMissing: false, ct);

    private Task Write(string key, ReadOnlyMemory<byte> bytes, string what, CancellationToken ct) => Try(what, async limit =>
    {
        using var source = new MemorySource(bytes);
        await using var stream = new SourceStream(source);
        await _client.PutObjectAsync(new PutObjectRequest { BucketName = _place.Bucket, Key = key, InputStream = stream, AutoCloseStream = false, UseChunkEncoding = false, ContentType = "application/octet-stream" }, limit);
        return true;
    }, ifMissing: false, ct);

    private async IAsyncEnumerable<Cid> List(string kind, [EnumeratorCancellation] CancellationToken ct)
    {
        string prefix = _place.Prefix + kind;
        string? next = null;
        do
        {
            string? from = next;
            ListObjectsV2Response page = await Try("list", limit => _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _place.Bucket, Prefix = prefix, ContinuationToken = from }, limit), null, ct)
                ?? throw new StoreException(Name, StoreFault.Refused, $"there is no bucket {_place.Bucket}. Make it first, or check its name.");
            foreach (S3Object item in page.S3Objects ?? [])
                if (item.Key.StartsWith(prefix, StringComparison.Ordinal) && Cid.TryParse(item.Key[prefix.Length..], out Cid cid)) yield return cid;
            next = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (next is not null);
    }

    private async Task<T> Try<T>(string what, Func<CancellationToken, Task<T>> call, T ifMissing, CancellationToken ct)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_limits.Request);
        try
        {
            return await call(limit.Token);
        }
        catch (AmazonS3Exception said) when (said.StatusCode == HttpStatusCode.NotFound && said.ErrorCode != "NoSuchBucket")
        {
            return ifMissing;
        }
        catch (AmazonS3Exception said)
        {
            throw Bad(said, what);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new StoreException(Name, StoreFault.Failed, $"{what}: no answer within {_limits.Request.TotalSeconds:0.#} s. Try again, or use another store.");
        }
        catch (Exception broken) when (broken is AmazonClientException or AmazonServiceException or HttpRequestException or WebException || broken is IOException and not StoreException)
        {
            throw new StoreException(Name, StoreFault.Failed, $"{what}: {broken.Message} Is it running, and the address right?", broken);
        }
    }

    private StoreException Bad(AmazonS3Exception said, string what)
    {
        bool refused = said.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || said.ErrorCode == "NoSuchBucket" || (int)said.StatusCode is >= 300 and < 400;
        string hint = said.ErrorCode == "NoSuchBucket" ? "Make the bucket first, or check its name." : refused
            ? "Check the keys (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE), the bucket's rights, the region and the endpoint." : "Try again later, or use another store.";
        return new StoreException(Name, refused ? StoreFault.Refused : StoreFault.Failed, $"{what}: it answered {(int)said.StatusCode} {said.ErrorCode}. {hint}", said);
    }

    private sealed class OwnHandler(RemoteLimits limits) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig) => new(RemoteHttp.NewHandler(limits)) { Timeout = Timeout.InfiniteTimeSpan };

        public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

        public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
    }
}
