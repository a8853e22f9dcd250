using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

/// <summary>vectors/sealing.json: a custodian stanza with all that was drawn for it. tests/ModelDeed.EndToEnd opens it with node's cryptography, written from docs/formats.md.</summary>
public sealed class SealingVectorTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    [Fact]
    public void The_stanza_of_the_vector_comes_out_to_the_byte()
    {
        X25519Identity[] custodians = [Keys.Identity(1), Keys.Identity(2), Keys.Identity(3)];
        using X25519Identity owner = Keys.Identity(99);
        using FileKey key = Keys.FileKey(7);
        byte drawn = 0;
        CustodianStanza stanza = CustodianDealing.Split(key, Keys.Terms(2, custodians), into =>
        {
            foreach (ref byte one in into) one = drawn++;
        });
        using X25519Identity ephemeral = Keys.Identity(5);
        byte[] header = AgeHeader.Make([X25519Stanza.Wrap(key, owner.Recipient, ephemeral), new Stanza(CustodianStanza.Type, [], stanza.ToBytes())], key).ToBytes();
        List<KeyShare> shares = Keys.Shares(stanza, custodians);
        string json = JsonSerializer.Serialize(new
        {
            fileKey = Hex.Encode(key.Bytes),
            owner = owner.Reveal(),
            custodians = custodians.Select(one => new { secret = one.Reveal(), recipient = one.Recipient.ToString() }),
            bindingDigest = stanza.BindingDigest.ToString(),
            shares = shares.Select(share => new { x = share.X, share = Hex.Encode(share.Value), blinder = Hex.Encode(share.Secret[FileKey.Size..]), commitment = stanza.Shares[share.X - 1].Commitment.ToString() }),
            body = Hex.Encode(stanza.ToBytes()),
            header = System.Text.Encoding.ASCII.GetString(header),
            headerDigest = PackageHeader.Parse(header).Digest.ToString(),
        }, Indented) + "\n";
        string path = Repository.PathOf("vectors", "sealing.json");
        if (Environment.GetEnvironmentVariable("MODELDEED_WRITE_VECTORS") == "1") File.WriteAllText(path, json);
        Assert.Equal(File.ReadAllText(path), json);
        Assert.Equal(new Hash32(SHA256.HashData(header)), PackageHeader.Parse(header).Digest);
    }
}
