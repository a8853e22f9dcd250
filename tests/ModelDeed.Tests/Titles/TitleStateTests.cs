using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Titles;

public sealed class TitleStateTests
{
    private static readonly Hash32 Title = Keccak256.HashUtf8("title");

    [Theory]
    [InlineData("A model", true)]
    [InlineData("", true)]
    [InlineData("模型 🧠", true)]
    [InlineData("bad \u00ff name, longer than one word of thirty-two bytes", false)]
    public void A_name_is_decoded_whatever_its_bytes_and_it_is_said_whether_they_are_text(string name, bool isUtf8)
    {
        // In Latin-1 the character U+00FF is the byte 0xff, which UTF-8 never has.
        byte[] bytes = isUtf8 ? Encoding.UTF8.GetBytes(name) : Encoding.Latin1.GetBytes(name);
        TitleState state = TitleState.Apply(null, Registered(bytes))!;
        Assert.Equal(isUtf8, state.NameIsUtf8);
        Assert.Equal(name.Replace('\u00ff', '\ufffd'), state.Name);
        Assert.Equal((7ul, new UInt256(5)), (state.Priority, Assert.Single(state.Parents).Title)); // what stands around it is read as ever
    }

    [Fact]
    public void A_note_is_decoded_whatever_its_bytes()
    {
        TitleState state = TitleState.Apply(TitleState.Apply(null, Registered("x"u8)), Published([0x61, 0xc3]))!;
        TitleVersion version = Assert.Single(state.Versions);
        Assert.Equal((2u, "a\ufffd", false), (version.Number, version.Note, version.NoteIsUtf8));
        Assert.True(state.NameIsUtf8);
    }

    [Fact]
    public void A_text_that_lies_outside_of_the_data_is_refused()
    {
        Log log = Registered("x"u8);
        Assert.Throws<MalformedDataException>(() => TitleState.Apply(null, log with { Data = log.Data[..(7 * 32)] }));
        byte[] far = log.Data.ToArray();
        far.AsSpan(7 * 32, 32).Fill(0xff);
        Assert.Throws<MalformedDataException>(() => TitleState.Apply(null, log with { Data = far }));
    }

    private static Log Registered(ReadOnlySpan<byte> name)
    {
        Hash32 topic = TitlesContract.TitleRegistered.Topic0, owner = new UInt256(9).ToHash();
        byte[] text = Tail(name);
        byte[] head = Words(7, 0, 0, 0, 1, 2, 3, 9 * 32, (ulong)(9 * 32 + text.Length));
        return new Log { Address = Address.Zero, Topics = new LogTopics(topic, Title, owner), Data = (byte[])[.. head, .. text, .. Words(1, 5, 250)] };
    }

    private static Log Published(ReadOnlySpan<byte> note)
    {
        LogTopics topics = new(TitlesContract.VersionPublished.Topic0, Title, Keccak256.HashUtf8("version"));
        return new Log { Address = Address.Zero, Topics = topics, Data = (byte[])[.. Words(2, 8, 1, 2, 3, 6 * 32), .. Tail(note)] };
    }

    private static byte[] Tail(ReadOnlySpan<byte> text) => [.. Words((ulong)text.Length), .. text, .. new byte[(32 - text.Length % 32) % 32]];

    private static byte[] Words(params ulong[] values) => [.. values.SelectMany(value => new UInt256(value).ToHash().ToArray())];
}
