using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Sealing;

/// <summary>Receipts: one form each, bound to the request's signature, kept in files, contradictions found.</summary>
public sealed class ReceiptTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PrivateKey _account = PrivateKey.Parse(new string('7', 64));
    private readonly CustodianKeys _custodian = new(Keys.Identity(2));
    private static readonly Address Directory = new([.. Enumerable.Repeat((byte)0xcd, Address.Size)]);

    public void Dispose()
    {
        _folder.Dispose();
        _account.Dispose();
        _custodian.Dispose();
    }

    [Fact]
    public void An_entry_is_read_as_it_was_written()
    {
        ReleaseReceipt receipt = Receipt(1);
        ReleaseReceipt read = ReleaseReceipt.Parse(receipt.ToEntry());
        Assert.Equal((receipt.Time, receipt.Package, receipt.Request, receipt.Digest), (read.Time, read.Package, read.Request, read.Digest));
        Assert.Equal(receipt.Signature.ToArray(), read.Signature.ToArray());
    }

    [Fact]
    public void An_invented_request_is_told_by_its_signature()
    {
        ReleaseReceipt receipt = Receipt(1);
        Assert.True(receipt.IsSignedByKey);
        Assert.False((receipt with { Request = receipt.Request with { Territory = (byte)Territories.IndexOf("FR") } }).IsSignedByKey);
        Assert.False((receipt with { Package = receipt.Package with { ChainId = 1 } }).IsSignedByKey);
        Assert.False((receipt with { Signature = new byte[65] }).IsSignedByKey);
    }

    [Theory]
    [InlineData("receipt-2", "receipt-1")]
    [InlineData("time 1800", "time 01800")]
    [InlineData("version 3", "version 03")]
    [InlineData("version 3", "version 4294967296")]
    [InlineData("signature 0x", "signature 0X")]
    [InlineData("territory DE", "territory XX")]
    [InlineData("title 0x1", "fingerprint 0x1")]
    [InlineData("account ", "account")]
    [InlineData("\nnonce", "\n\nnonce")]
    public void An_entry_in_another_form_is_refused(string from, string to)
    {
        string entry = Encoding.ASCII.GetString(Receipt(1).ToEntry());
        Assert.Contains(from, entry, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => ReleaseReceipt.Parse(Encoding.ASCII.GetBytes(entry.Replace(from, to, StringComparison.Ordinal))));
    }

    [Fact]
    public void Receipts_of_one_log_never_contradict_each_other_and_those_of_a_fork_do()
    {
        (MerkleLog one, MerkleLog two) = (new(), new());
        List<LogReceipt> first = [], second = [];
        for (int i = 0; i < 6; i++)
        {
            first.Add(Noted(one, Receipt(i)));
            second.Add(Noted(two, Receipt(i < 3 ? i : i + 100))); // from the fourth entry on another story
        }
        Assert.All((LogReceipt[])[.. first, .. second], receipt => Assert.Null(receipt.Fault(_custodian.Account.Address, Keys.Binding.ChainId, Directory)));
        Assert.DoesNotContain(first, a => first.Exists(a.Contradicts));
        for (int i = 0; i < 6; i++) Assert.Equal(i >= 3, first[i].Contradicts(second[i]));
        (_, Hash32[] later) = (two.Root(6), two.Path(3, 6));
        var fork = new LogReceipt(3, second[3].Entry, second[5].Head, [.. later]); // the same entry under a head of another size
        Assert.Null(fork.Fault(_custodian.Account.Address, Keys.Binding.ChainId, Directory));
        Assert.True(first[3].Contradicts(fork));
    }

    [Fact]
    public void A_file_of_receipts_is_read_as_it_was_written_and_never_overwritten()
    {
        var log = new MerkleLog();
        LogReceipt[] receipts = [Noted(log, Receipt(1)), Noted(log, Receipt(2))];
        CustodianOutcome[] outcomes = [.. receipts.Select(receipt => new CustodianOutcome(_custodian.Newest, "", "") { Receipt = new KeptReceipt(_custodian.Account.Address, receipt) }), new(_custodian.Newest, "territory", "No.")];
        string path = ReceiptFile.Keep(_folder["model"], Keys.Binding, Directory, outcomes)!;
        Assert.Equal(ReceiptFile.Beside(_folder["model"] + Path.DirectorySeparatorChar), path);
        ReceiptFile read = ReceiptFile.Parse(_folder.Read(Path.GetFileName(path)));
        Assert.Equal((Keys.Binding.ChainId, Directory, 2), (read.ChainId, read.Directory, read.Receipts.Length));
        Assert.Equal(_folder.Read(Path.GetFileName(path)), read.ToBytes());
        Assert.Null(read.Receipts[1].Receipt.Fault(_custodian.Account.Address, read.ChainId, read.Directory));
        string again = ReceiptFile.Keep(_folder["model"], Keys.Binding, Directory, outcomes[..1])!;
        Assert.NotEqual(path, again);
        Assert.Equal(2, ReceiptFile.Parse(_folder.Read(Path.GetFileName(path))).Receipts.Length);
        Assert.Null(ReceiptFile.Keep(_folder["other"], Keys.Binding, Directory, outcomes[2..]));
        Assert.Throws<FormatException>(() => ReceiptFile.Parse(Encoding.ASCII.GetBytes(File.ReadAllText(path).Replace("receipts-1", "receipts-9", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_path_leads_to_the_root_from_every_place_of_every_size()
    {
        var log = new MerkleLog();
        for (int i = 0; i < 70; i++) log.Append([(byte)i]);
        for (ulong size = 1; size <= 70; size++)
        {
            Hash32 root = log.Root((long)size);
            for (ulong index = 0; index < size; index++)
            {
                Hash32[] path = log.Path((long)index, (long)size);
                Hash32 leaf = MerkleLog.LeafOf([(byte)index]);
                Assert.True(MerkleLog.Covers(size, root, index, leaf, path));
                Assert.False(MerkleLog.Covers(size, root, index, MerkleLog.LeafOf([200]), path));
                Assert.False(MerkleLog.Covers(size, root, index + 1, leaf, path));
                Assert.False(MerkleLog.Covers(size, root, index, leaf, [.. path, root]));
                if (path.Length > 0) Assert.False(MerkleLog.Covers(size, root, index, leaf, path.AsSpan(1)));
            }
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Path(70, 70));
    }

    private LogReceipt Noted(MerkleLog log, ReleaseReceipt receipt)
    {
        log.Append(receipt.ToEntry());
        ulong size = (ulong)log.Size;
        return new LogReceipt(size - 1, receipt.ToEntry(), _custodian.SignHead(Keys.Binding.ChainId, Directory, size, log.Root(log.Size)), [.. log.Path(log.Size - 1, log.Size)]);
    }

    private ReleaseReceipt Receipt(int number)
    {
        var request = new ReleaseRequest
        {
            Account = _account.Address,
            Custodian = new Hash32(_custodian.Newest.Key),
            Header = Keys.Binding.ContentRoot,
            Territory = (byte)Territories.IndexOf("DE"),
            Field = 0,
            DataType = 0,
            Recipient = Keys.Binding.TitleId,
            Nonce = ((UInt256)(ulong)number).ToHash(),
            Deadline = 1_800_000_060,
        };
        return new ReleaseReceipt(1_800_000_000, Keys.Binding, request, _account.Sign(request.Digest(Keys.Binding.ChainId, Keys.Binding.Contract)).ToArray());
    }
}
