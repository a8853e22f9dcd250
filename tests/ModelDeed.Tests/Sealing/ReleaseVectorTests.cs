using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

/// <summary>vectors/release.json: a request, receipts, and two stories of one log. The contract convicts by it (contracts/test/Sealing/ReleaseVector.t.sol), and viem
/// reads it (release.mjs, end to end), both from docs/formats.md.</summary>
public sealed class ReleaseVectorTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };
    private static readonly Address Directory = new([.. Enumerable.Repeat((byte)0xcd, Address.Size)]);

    [Fact]
    public void Request_receipts_and_heads_of_the_vector_come_out_to_the_byte()
    {
        using PrivateKey account = PrivateKey.Parse(new string('7', 64));
        using CustodianKeys custodian = new(Keys.Identity(2));
        ReleaseReceipt[] released = [.. Enumerable.Range(0, 5).Select(number => Receipt(account, custodian, number))];
        (MerkleLog log, MerkleLog fork) = (new(), new());
        foreach (ReleaseReceipt one in released) log.Append(one.ToEntry());
        foreach (ReleaseReceipt one in released.Take(3).Append(released[4])) fork.Append(one.ToEntry()); // the fourth entry is another
        string json = JsonSerializer.Serialize(new
        {
            chainId = Keys.Binding.ChainId,
            titles = Keys.Binding.Contract.ToString(),
            directory = Directory.ToString(),
            custodian = new
            {
                secret = custodian.Identity.Reveal(),
                key = new Hash32(custodian.Newest.Key).ToString(),
                account = custodian.Account.Address.ToString(),
                joinDigest = CustodianKeys.JoinDigest(Keys.Binding.ChainId, Directory, custodian.Account.Address, custodian.Newest).ToString(),
                joinSignature = Hex.Encode(custodian.SignJoin(Keys.Binding.ChainId, Directory, custodian.Newest).ToArray()),
                commitment = CustodianDirectory.Commitment(custodian.Account.Address, custodian.Newest).ToString(),
            },
            account = account.Address.ToString(),
            requests = released.Select(one => new { digest = one.Digest.ToString(), signature = Hex.Encode(one.Signature.Span) }),
            entries = released.Select(one => Encoding.ASCII.GetString(one.ToEntry())),
            index = 3,
            first = Inclusion(custodian, log, 3),
            second = Inclusion(custodian, fork, 3),
        }, Indented) + "\n";
        string path = Repository.PathOf("vectors", "release.json");
        if (Environment.GetEnvironmentVariable("MODELDEED_WRITE_VECTORS") == "1") File.WriteAllText(path, json);
        Assert.Equal(File.ReadAllText(path), json);
    }

    private static object Inclusion(CustodianKeys custodian, MerkleLog log, long index)
    {
        SignedHead head = custodian.SignHead(Keys.Binding.ChainId, Directory, (ulong)log.Size, log.Root(log.Size));
        return new
        {
            size = head.Size,
            root = head.Root.ToString(),
            digest = CustodianKeys.HeadDigest(Keys.Binding.ChainId, Directory, head.Size, head.Root).ToString(),
            signature = Hex.Encode(head.Signature.ToArray()),
            leaf = new Hash32(log.Nodes(0, index, 1)!).ToString(),
            path = log.Path(index, log.Size).Select(sibling => sibling.ToString()),
        };
    }

    private static ReleaseReceipt Receipt(PrivateKey account, CustodianKeys custodian, int number)
    {
        var request = new ReleaseRequest
        {
            Account = account.Address,
            Custodian = new Hash32(custodian.Newest.Key),
            Header = Hash32.Parse(new string('4', 64)),
            Territory = (byte)Territories.IndexOf("DE"),
            Field = (byte)FieldsOfUse.IndexOf("medical"),
            DataType = (byte)DataTypes.IndexOf("personal"),
            Recipient = Hash32.Parse(new string('5', 64)),
            Nonce = ((UInt256)(ulong)number).ToHash(),
            Deadline = 1_800_000_120,
        };
        return new ReleaseReceipt(1_800_000_000, Keys.Binding, request, account.Sign(request.Digest(Keys.Binding.ChainId, Keys.Binding.Contract)).ToArray());
    }
}
