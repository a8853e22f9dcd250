using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

/// <summary>Keys and bindings, the same on every run; the fuzz tool uses them too.</summary>
internal static partial class Keys
{
    public static PackageBinding Binding { get; } = new()
    {
        ChainId = 31337,
        Contract = new Address([.. Enumerable.Repeat((byte)0xc0, Address.Size)]),
        TitleId = Hash32.Parse(new string('1', 64)),
        Version = 3,
        ContentRoot = Hash32.Parse(new string('2', 64)),
        ManifestDigest = Hash32.Parse(new string('3', 64)),
    };

    public static X25519Identity Identity(byte number) => new([.. Enumerable.Repeat(number, X25519Identity.Size)]);

    public static FileKey FileKey(byte number) => new([.. Enumerable.Range(number, ModelDeed.Sealing.FileKey.Size).Select(value => (byte)value)]);

    public static CustodianTerms Terms(int threshold, params X25519Identity[] custodians) => new(Binding, [.. custodians.Select(one => one.Recipient)], threshold);
}
