using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Accounts;

/// <summary>The tables of <see cref="Sessions"/>, in <see cref="Api.ServerState"/>.</summary>
internal static class SessionTables
{
    public static readonly Table Nonces = new("sign_in_nonces", "A nonce that was given out and not used.", 1,
        Column.Text("nonce", "22 letters and digits: 128 random bits and more."),
        Column.Bytes("account", "Who asked for it."),
        Column.Number("expires", "Seconds since 1970."))
    { Indexes = ["expires"] };

    public static readonly Table Sessions = new("sessions", "A session that is neither over nor ended.", 1,
        Column.Bytes("token_hash", "SHA-256 of the cookie's token: who reads this table can't use it."),
        Column.Bytes("account", "Who signed in."),
        Column.Number("created", "Seconds since 1970."),
        Column.Number("expires", "Seconds since 1970."))
    { Indexes = ["expires", "account"] };
}
