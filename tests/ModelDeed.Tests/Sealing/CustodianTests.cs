using System.Security.Cryptography;
using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

public sealed class CustodianTests : IDisposable
{
    private readonly X25519Identity[] _custodians = [.. Enumerable.Range(1, 5).Select(number => Keys.Identity((byte)number))];
    private readonly X25519Identity _owner = Keys.Identity(99);
    private readonly FileKey _key = Keys.FileKey(7);

    public void Dispose()
    {
        foreach (X25519Identity custodian in _custodians) custodian.Dispose();
        _owner.Dispose();
        _key.Dispose();
    }

    private PackageHeader Header(int threshold, int count) => PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(threshold, _custodians[..count]));

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(2, 2)]
    public void Any_threshold_of_custodians_opens_and_fewer_do_not(int threshold, int count)
    {
        var header = PackageHeader.Parse(Header(threshold, count).Bytes);
        for (int mask = 0; mask < 1 << count; mask++)
        {
            List<KeyShare> shares = Keys.Shares(header.Custodians!, _custodians.Take(count).Where((_, i) => (mask >> i & 1) == 1));
            UnlockOutcome outcome = header.Unlock(shares);
            if (shares.Count >= threshold) Assert.Equal(_key.Bytes.ToArray(), Keys.Key(outcome));
            else Assert.Equal((shares.Count, threshold), outcome is UnlockOutcome.TooFewShares few ? (few.Right, few.Needed) : default);
        }
    }

    [Fact]
    public void The_stanza_comes_back_from_its_bytes_and_says_what_it_binds()
    {
        PackageHeader written = Header(2, 3);
        CustodianStanza read = PackageHeader.Parse(written.Bytes).Custodians!;
        Assert.Equal(Keys.Binding, read.Terms.Binding);
        Assert.Equal(2, read.Terms.Threshold);
        Assert.Equal(_custodians.Take(3).Select(one => one.Recipient), read.Terms.Custodians);
        Assert.Equal(written.Custodians!.ToBytes(), read.ToBytes());
        Assert.Equal(CustodianStanzaFormat.Fixed + 3 * (X25519Recipient.Size + CustodianStanzaFormat.ShareSize), read.ToBytes().Length);
    }

    [Fact]
    public void A_lying_custodian_is_named_and_does_not_stop_the_others()
    {
        PackageHeader header = Header(2, 3);
        List<KeyShare> shares = Keys.Shares(header.Custodians!, _custodians[..3]);
        byte[] bytes = new byte[KeyShare.Size];
        shares[1].CopyTo(bytes);
        for (int bit = 0; bit < KeyShare.SecretSize * 8; bit++)
        {
            byte[] lie = [.. bytes];
            lie[1 + bit / 8] ^= (byte)(1 << bit % 8);
            var outcome = Assert.IsType<UnlockOutcome.Unlocked>(header.Unlock([shares[0], KeyShare.Parse(lie), shares[2]]));
            Assert.Equal(2, Assert.Single(outcome.BadShares));
            Assert.Equal(_key.Bytes.ToArray(), outcome.Key.Bytes.ToArray());
            Assert.Equal(2, Assert.Single(Assert.IsType<UnlockOutcome.TooFewShares>(header.Unlock([shares[0], KeyShare.Parse(lie)])).BadShares));
        }
    }

    [Fact]
    public void One_custodians_share_twice_counts_once()
    {
        PackageHeader header = Header(2, 3);
        KeyShare share = Keys.Shares(header.Custodians!, _custodians[..1])[0];
        Assert.Equal(1, Assert.IsType<UnlockOutcome.TooFewShares>(header.Unlock([share, share])).Right);
    }

    [Fact]
    public void A_share_of_another_dealing_or_under_anothers_place_is_refused()
    {
        PackageHeader header = Header(2, 3), rotated = Header(2, 3);
        List<KeyShare> shares = Keys.Shares(header.Custodians!, _custodians[..2]), others = Keys.Shares(rotated.Custodians!, _custodians[..2]);
        Assert.Equal(2, Assert.Single(Assert.IsType<UnlockOutcome.TooFewShares>(header.Unlock([shares[0], others[1]])).BadShares));
        byte[] moved = new byte[KeyShare.Size];
        shares[0].CopyTo(moved);
        moved[0] = 2;
        Assert.False(header.Custodians!.IsRight(KeyShare.Parse(moved)));
        moved[0] = 200;
        Assert.False(header.Custodians.IsRight(KeyShare.Parse(moved)));
    }

    /// <summary>A thief titles something of his own, copies the victim's shares into his header, buys his own license and asks the custodians.</summary>
    [Fact]
    public void A_share_moved_into_a_header_of_another_title_does_not_open()
    {
        byte[] body = Header(2, 3).Custodians!.ToBytes();
        for (int at = 0; at < CustodianStanzaFormat.Fixed + 3 * X25519Recipient.Size; at++)
        {
            byte[] moved = [.. body];
            moved[at] ^= 1;
            CustodianStanza stolen;
            try
            {
                stolen = CustodianStanza.Parse(moved);
            }
            catch (SealedDataException)
            {
                continue; // a threshold or a count that can't be
            }
            Assert.All(_custodians[..3], custodian => Assert.IsNotType<ShareOutcome.Opened>(stolen.Open(custodian)));
        }
    }

    [Fact]
    public void Any_flipped_bit_of_a_share_is_found_by_its_custodian()
    {
        byte[] body = Header(2, 2).Custodians!.ToBytes();
        int shares = CustodianStanzaFormat.Fixed + 2 * X25519Recipient.Size;
        for (int bit = 0; bit < CustodianStanzaFormat.ShareSize * 8; bit++)
        {
            byte[] flipped = [.. body];
            flipped[shares + bit / 8] ^= (byte)(1 << bit % 8);
            // X25519 leaves the top bit of a public key out (RFC 7748, section 5), but the salt has it.
            Assert.Equal(new ShareOutcome.Damaged(1), CustodianStanza.Parse(flipped).Open(_custodians[0]));
        }
        using X25519Identity stranger = Keys.Identity(77);
        Assert.IsType<ShareOutcome.NotNamed>(CustodianStanza.Parse(body).Open(stranger));
    }

    [Fact]
    public void Another_dealing_for_the_same_key_leaves_the_payload_key_as_it_is()
    {
        PackageHeader old = Header(2, 3), rotated = PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(3, _custodians));
        Assert.NotEqual(old.Digest, rotated.Digest);
        Assert.Equal(Keys.Key(old.Unlock(_owner)), Keys.Key(rotated.Unlock(_owner)));
        Assert.Equal(_key.Bytes.ToArray(), Keys.Key(rotated.Unlock(Keys.Shares(rotated.Custodians!, _custodians[2..]))));
    }

    /// <summary>The owner deals shares of something that isn't the key: the header's MAC tells.</summary>
    [Fact]
    public void Shares_of_another_key_are_found()
    {
        using FileKey other = Keys.FileKey(50);
        CustodianStanza wrong = CustodianStanza.Split(other, Keys.Terms(2, _custodians[..3]));
        var header = PackageHeader.Parse(AgeHeader.Make([X25519Stanza.Wrap(_key, _owner.Recipient), new Stanza(CustodianStanza.Type, [], wrong.ToBytes())], _key).ToBytes());
        Assert.IsType<UnlockOutcome.HeaderAltered>(header.Unlock(Keys.Shares(header.Custodians!, _custodians[..2])));
    }

    [Fact]
    public void Terms_that_one_custodian_alone_could_break_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Keys.Terms(1, _custodians[..2]));
        Assert.Throws<ArgumentException>(() => Keys.Terms(2, _custodians[0]));
        Assert.Throws<ArgumentException>(() => Keys.Terms(3, _custodians[..2]));
        Assert.Throws<ArgumentException>(() => Keys.Terms(2, _custodians[0], _custodians[0]));
    }

    [Fact]
    public void As_many_custodians_as_there_are_places_fit_into_a_header()
    {
        X25519Identity[] many = [.. Enumerable.Range(1, 255).Select(number => Keys.Identity((byte)number))];
        var header = PackageHeader.Parse(PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(2, many)).Bytes);
        Assert.Equal(_key.Bytes.ToArray(), Keys.Key(header.Unlock(Keys.Shares(header.Custodians!, many[253..]))));
        foreach (X25519Identity one in many) one.Dispose();
    }

    [Fact]
    public void Random_and_cut_bodies_are_refused_in_words()
    {
        byte[] body = Header(2, 3).Custodians!.ToBytes();
        for (int length = 0; length < body.Length; length++) Assert.Throws<SealedDataException>(() => CustodianStanza.Parse(body.AsSpan(0, length)));
        for (int i = 0; i < 2000; i++) Assert.Throws<SealedDataException>(() => CustodianStanza.Parse(RandomNumberGenerator.GetBytes(i)));
    }

    [Fact]
    public void A_wiped_share_cannot_be_used()
    {
        PackageHeader header = Header(2, 3);
        KeyShare share = Keys.Shares(header.Custodians!, _custodians[..1])[0];
        share.Dispose();
        Assert.Throws<ObjectDisposedException>(() => header.Unlock([share]));
    }
}
