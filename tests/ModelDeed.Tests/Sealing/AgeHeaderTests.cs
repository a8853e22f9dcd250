using System.Security.Cryptography;
using System.Text;
using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

public sealed class AgeHeaderTests : IDisposable
{
    private readonly X25519Identity _owner = Keys.Identity(42), _account = Keys.Identity(43);
    private readonly FileKey _key = Keys.FileKey(1);

    public void Dispose()
    {
        _owner.Dispose();
        _account.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void Keys_come_back_from_their_texts()
    {
        for (int i = 0; i < 50; i++)
        {
            using var identity = X25519Identity.New();
            using X25519Identity again = X25519Identity.Parse(identity.Reveal());
            Assert.Equal(identity.Recipient, again.Recipient);
            Assert.Equal(identity.Recipient, X25519Recipient.Parse(identity.Recipient.ToString()));
        }
    }

    [Fact]
    public void Any_mistyped_character_of_a_key_is_found()
    {
        string text = _owner.Recipient.ToString(), secret = _owner.Reveal();
        for (int at = 0; at < text.Length; at++)
            foreach (char other in "qpzry9x8gf2tvdw0s3jn54khce6mua7lQ1")
                if (other != text[at]) Assert.False(X25519Recipient.TryParse(string.Concat(text.AsSpan(0, at), [other], text.AsSpan(at + 1)), out _));
        for (int at = 0; at < secret.Length; at++)
        {
            string wrong = string.Concat(secret.AsSpan(0, at), secret[at] == 'Q' ? "P" : "Q", secret.AsSpan(at + 1));
            FormatException error = Assert.Throws<FormatException>(() => X25519Identity.Parse(wrong));
            Assert.DoesNotContain(secret[20..40], error.Message, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Throws<FormatException>(() => X25519Identity.Parse(secret.ToLowerInvariant()));
    }

    [Fact]
    public void Every_recipient_opens_and_a_stranger_does_not()
    {
        var header = PackageHeader.Parse(PackageHeader.Seal(_key, [_owner.Recipient, _account.Recipient], null).Bytes);
        Assert.Equal(_key.Bytes.ToArray(), Keys.Key(header.Unlock(_owner)));
        Assert.Equal(_key.Bytes.ToArray(), Keys.Key(header.Unlock(_account)));
        using X25519Identity stranger = Keys.Identity(44);
        Assert.IsType<UnlockOutcome.NotForThisKey>(header.Unlock(stranger));
        Assert.IsType<UnlockOutcome.NoCustodians>(header.Unlock([]));
    }

    [Fact]
    public void Any_flipped_bit_of_a_header_is_refused()
    {
        byte[] bytes = PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(2, _owner, _account)).Bytes.ToArray();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            byte[] flipped = [.. bytes];
            flipped[bit / 8] ^= (byte)(1 << bit % 8);
            UnlockOutcome? outcome = null;
            try
            {
                outcome = PackageHeader.Parse(flipped).Unlock(_owner);
            }
            catch (SealedDataException)
            {
                continue;
            }
            Assert.IsNotType<UnlockOutcome.Unlocked>(outcome);
        }
    }

    [Fact]
    public void What_is_read_is_written_again_as_the_same_bytes()
    {
        foreach (int length in new[] { 0, 1, 47, 48, 49, 95, 96, 97, 5000 })
        {
            byte[] bytes = AgeHeader.Make([new Stanza("a~!", ["b", "c"], RandomNumberGenerator.GetBytes(length)), X25519Stanza.Wrap(_key, _owner.Recipient)], _key).ToBytes();
            var read = AgeHeader.Parse([.. bytes, 1, 2, 3], out int end);
            Assert.Equal(bytes.Length, end);
            Assert.Equal(bytes, read.ToBytes());
            Assert.Throws<SealedDataException>(() => AgeHeader.Parse([.. bytes, 1]));
        }
    }

    [Fact]
    public void Cut_and_mutated_headers_are_refused_in_words_or_read_to_the_same_bytes()
    {
        byte[] bytes = PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(2, _owner, _account)).Bytes.ToArray();
        for (int length = 0; length < bytes.Length; length++) Assert.Throws<SealedDataException>(() => AgeHeader.Parse(bytes.AsSpan(0, length)));
        byte[] pieces = Encoding.ASCII.GetBytes("\n -> --- =\r\0~A");
        for (int i = 0; i < 20_000; i++)
        {
            List<byte> mutated = [.. bytes];
            for (int edits = RandomNumberGenerator.GetInt32(1, 5); edits > 0; edits--)
            {
                int at = RandomNumberGenerator.GetInt32(mutated.Count);
                byte piece = pieces[RandomNumberGenerator.GetInt32(pieces.Length)];
                if (edits % 3 == 0) mutated.RemoveAt(at);
                else if (edits % 3 == 1) mutated.Insert(at, piece);
                else mutated[at] = piece;
            }
            try
            {
                Assert.Equal(mutated, PackageHeader.Parse([.. mutated]).Age.ToBytes());
            }
            catch (SealedDataException)
            {
            }
        }
    }

    [Fact]
    public void A_weak_public_key_is_refused_on_both_sides()
    {
        var weak = new X25519Recipient(new byte[X25519Recipient.Size]);
        Assert.Throws<SealedDataException>(() => PackageHeader.Seal(_key, [weak], null));
        Assert.Throws<SealedDataException>(() => new SealedBox(new byte[32], new byte[32]).TryOpen(_owner, [], new byte[16]));
    }

    [Fact]
    public void A_wiped_key_cannot_be_used()
    {
        X25519Identity identity = Keys.Identity(9);
        identity.Dispose();
        Assert.Throws<ObjectDisposedException>(identity.Reveal);
        FileKey key = Keys.FileKey(9);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => PackageHeader.Seal(key, [_owner.Recipient], null));
    }
}
