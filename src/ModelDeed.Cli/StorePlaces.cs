using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary>Stores as people write them on the command line. Keys never stand there: they come from the environment, or from AWS's own files.</summary>
internal sealed class StorePlaces(Shell shell, RemoteLimits limits)
{
    public const string Forms = "local, local:FOLDER, s3://BUCKET/PREFIX, ipfs:http://HOST:5001 or gateway:https://HOST";

    private const string KeyId = "AWS_ACCESS_KEY_ID", Secret = "AWS_SECRET_ACCESS_KEY", Token = "AWS_SESSION_TOKEN", Profile = "AWS_PROFILE", CredentialsFile = "AWS_SHARED_CREDENTIALS_FILE";

    /// <summary>Opens a store.</summary>
    /// <exception cref="Refusal">There is no such kind, or it can't be used.</exception>
    public IBlockStore Open(string text)
    {
        try
        {
            return text switch
            {
                "local" => new LocalStore(Home.Create(Path.Combine(new Home(shell.Environment).Root, "store"))),
                _ when After(text, "local:") is { Length: > 0 } folder => new LocalStore(folder),
                _ when After(text, "ipfs:") is { } node => new KuboStore(node, limits),
                _ when After(text, "gateway:") is { } gateway => new GatewayStore(gateway, limits),
                _ when text.StartsWith("s3://", StringComparison.Ordinal) => new S3Store(S3(text), limits),
                _ => throw Refusal.Usage($"--store: \"{text}\" is no store.", $"Write {Forms}."),
            };
        }
        catch (FormatException wrong)
        {
            throw Refusal.Usage($"--store: {wrong.Message}");
        }
    }

    private static string? After(string text, string kind) => text.StartsWith(kind, StringComparison.Ordinal) ? text[kind.Length..] : null;

    /// <summary><c>s3://BUCKET/PREFIX?endpoint=URL&amp;region=R</c>.</summary>
    private S3Place S3(string text)
    {
        string rest = text["s3://".Length..], place = rest.Split('?', 2)[0];
        if (place.Contains('@', StringComparison.Ordinal) || place.Split('/', 2)[0].Contains(':', StringComparison.Ordinal))
            throw new FormatException("an S3 address has no keys in it: they would be seen in lists of processes. Put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile by AWS_PROFILE.");
        string[] parts = place.Split('/', 2);
        if (parts[0].Length is < 3 or > 63) throw new FormatException($"\"{parts[0]}\" isn't a bucket's name. Write s3://BUCKET or s3://BUCKET/PREFIX.");
        string? endpoint = Variable("AWS_ENDPOINT_URL_S3") ?? Variable("AWS_ENDPOINT_URL"), region = Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION");
        foreach (string pair in rest.Contains('?', StringComparison.Ordinal) ? rest.Split('?', 2)[1].Split('&') : [])
        {
            (string name, string value) = (pair.Split('=', 2)[0], Uri.UnescapeDataString(pair.Contains('=', StringComparison.Ordinal) ? pair.Split('=', 2)[1] : ""));
            if (name == "endpoint") endpoint = value;
            else if (name == "region") region = value;
            else throw new FormatException($"an S3 address takes endpoint and region, not \"{name}\".");
        }
        string prefix = parts.Length == 1 ? "" : parts[1].Trim('/');
        return new S3Place { Bucket = parts[0], Prefix = prefix.Length == 0 ? "" : prefix + "/", Endpoint = endpoint is null ? null : S3Place.EndpointOf(endpoint), Region = region ?? "us-east-1", Credentials = Credentials() };
    }

    private AWSCredentials? Credentials()
    {
        if (Variable(KeyId) is { } id)
        {
            string secret = Variable(Secret) ?? throw Refusal.Usage($"{KeyId} is set, {Secret} isn't.", "Set both, or neither.");
            return Variable(Token) is { } token ? new SessionAWSCredentials(id, secret, token) : new BasicAWSCredentials(id, secret);
        }
        var files = new CredentialProfileStoreChain(Variable(CredentialsFile));
        if (files.TryGetAWSCredentials(Variable(Profile) ?? "default", out AWSCredentials? found)) return found;
        return Variable(Profile) is { } named ? throw Refusal.Usage($"AWS's files have no profile \"{named}\".", $"Check {Profile}.") : null;
    }

    private string? Variable(string name) => shell.Environment(name) is { Length: > 0 } value ? value : null;
}
