using System.Buffers.Binary;
using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Royalties;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Royalties;

/// <summary>Payments, credits and balances from the logs of <c>Royalties</c>, by the rules of <see cref="RoyaltyBooks"/>.</summary>
internal sealed class RoyaltyProjection(Address royalties) : IProjection
{
    private const int Entry = Hash32.Size + sizeof(ulong);

    public IReadOnlyList<Table> Tables =>
    [
        RoyaltyTables.Numbers, RoyaltyTables.Titles, RoyaltyTables.Payees, RoyaltyTables.Payments, RoyaltyTables.Credits,
        RoyaltyTables.Kept, RoyaltyTables.Balances, RoyaltyTables.Withdrawals, RoyaltyTables.Income,
    ];

    public void Apply(in ChainLog entry, Rows rows)
    {
        if (entry.Log.Address != royalties) return;
        if (RoyaltiesContract.Paid.TryDecode(in entry.Log, out RoyaltiesContract.Paid paid)) Pay(paid, entry, rows);
        else if (RoyaltiesContract.Distributed.TryDecode(in entry.Log, out RoyaltiesContract.Distributed distributed)) Distribute(distributed, entry, rows);
        else if (RoyaltiesContract.IncomeJoined.TryDecode(in entry.Log, out RoyaltiesContract.IncomeJoined joined)) Join(joined, entry, rows);
        else if (RoyaltiesContract.Withdrawn.TryDecode(in entry.Log, out RoyaltiesContract.Withdrawn taken)) Take(taken, entry, rows);
        else if (RoyaltiesContract.AccountOpened.TryDecode(in entry.Log, out RoyaltiesContract.AccountOpened opened)) Open(opened, entry, rows);
        else if (RoyaltiesContract.VectorBound.TryDecode(in entry.Log, out RoyaltiesContract.VectorBound bound))
            Title(bound.TitleId, entry, rows).Set("vector", Vector(in bound, rows));
        else if (RoyaltiesContract.VectorReleased.TryDecode(in entry.Log, out RoyaltiesContract.VectorReleased released))
            Title(released.TitleId, entry, rows).Set("vector", Array.Empty<byte>());
        else if (RoyaltiesContract.PayeeChanged.TryDecode(in entry.Log, out RoyaltiesContract.PayeeChanged changed)) Seat(changed, entry, rows);
        else if (RoyaltiesContract.PayeeReplaced.TryDecode(in entry.Log, out RoyaltiesContract.PayeeReplaced replaced)) Replace(replaced, entry, rows);
        else if (RoyaltiesContract.Divided.TryDecode(in entry.Log, out RoyaltiesContract.Divided divided))
            rows.Put(RoyaltyTables.Payees, divided.TitleId, divided.Payee).Set("divided", true).Set("block", entry.Log.BlockNumber);
    }

    private static Row Title(UInt256 id, in ChainLog entry, Rows rows) => rows.Put(RoyaltyTables.Titles, id).Set("block", entry.Log.BlockNumber);

    private static void Open(in RoyaltiesContract.AccountOpened opened, in ChainLog entry, Rows rows)
    {
        if (!opened.Number.FitsUInt64) throw new MalformedDataException($"The account number {opened.Number} has over 64 bits.");
        Title(opened.TitleId, entry, rows).Set("number", (ulong)opened.Number);
        rows.Put(RoyaltyTables.Numbers, (ulong)opened.Number).Set("title_id", opened.TitleId).Set("block", entry.Log.BlockNumber);
    }

    private static byte[] Vector(in RoyaltiesContract.VectorBound bound, Rows rows)
    {
        if (bound.Accounts.Length != bound.Parts.Length) throw new MalformedDataException($"A vector has {bound.Accounts.Length} accounts and {bound.Parts.Length} parts.");
        var vector = new byte[bound.Parts.Length * Entry];
        for (int i = 0; i < bound.Parts.Length; i++)
        {
            UInt256 number = bound.Accounts[i];
            if (!number.FitsUInt64 || !bound.Parts[i].FitsUInt64 || !rows.TryEdit(RoyaltyTables.Numbers, out Row account, (ulong)number))
                throw new MalformedDataException($"A vector names account {number}, which no log before has opened.");
            account.Bytes("title_id")!.CopyTo(vector, i * Entry);
            BinaryPrimitives.WriteUInt64BigEndian(vector.AsSpan(i * Entry + Hash32.Size), (ulong)bound.Parts[i]);
        }
        return vector;
    }

    private static void Pay(in RoyaltiesContract.Paid paid, in ChainLog entry, Rows rows)
    {
        ulong block = entry.Log.BlockNumber;
        rows.Insert(RoyaltyTables.Payments, block, entry.Log.LogIndex)
            .Set("title_id", paid.TitleId).Set("currency", paid.Currency).Set("payer", paid.Payer)
            .Set("received", paid.Received).Set("own", paid.Own).Set("own_payee", paid.OwnPayee).Set("kept", paid.Kept)
            .Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
        Row income = rows.Put(RoyaltyTables.Income, paid.TitleId, paid.Currency).Add("received", paid.Received).Count("payments", 1).Set("block", block);
        if (paid.Kept)
        {
            income.Add("kept", paid.Received);
            rows.Put(RoyaltyTables.Kept, paid.TitleId, paid.OwnPayee, paid.Currency).Add("amount", paid.Received).Set("block", block);
        }
        else PassOn(new Money(paid.TitleId, paid.Currency, paid.OwnPayee, paid.Payer, paid.Received, paid.Own), entry, rows);
    }

    private static void Distribute(in RoyaltiesContract.Distributed distributed, in ChainLog entry, Rows rows)
    {
        if (!rows.TryEdit(RoyaltyTables.Kept, out Row kept, distributed.TitleId, distributed.Payee, distributed.Currency) || kept.Amount("amount") != distributed.Amount)
            throw new MalformedDataException($"More or less was distributed than was kept of {distributed.TitleId.ToHash()}.");
        rows.Remove(RoyaltyTables.Kept, distributed.TitleId, distributed.Payee, distributed.Currency);
        rows.Put(RoyaltyTables.Income, distributed.TitleId, distributed.Currency).Take("kept", distributed.Amount).Set("block", entry.Log.BlockNumber);
        PassOn(new Money(distributed.TitleId, distributed.Currency, distributed.Payee, Address.Zero, distributed.Amount, distributed.Own), entry, rows);
    }

    // No new income: what is kept and credited there moves to the account of the title that it joined.
    private static void Join(in RoyaltiesContract.IncomeJoined joined, in ChainLog entry, Rows rows)
    {
        (UInt256 from, UInt256 into, Address currency) = (joined.TitleId, joined.Into, joined.Currency);
        ulong block = entry.Log.BlockNumber;
        if (!joined.Kept.IsZero && (!rows.TryEdit(RoyaltyTables.Kept, out Row kept, from, Address.Zero, currency) || kept.Amount("amount") != joined.Kept))
            throw new MalformedDataException($"More or less was moved than was kept of {from.ToHash()}.");
        if (!joined.Credited.IsZero && (!rows.TryEdit(RoyaltyTables.Balances, out Row before, from, Address.Zero, currency) || before.Amount("balance") != joined.Credited))
            throw new MalformedDataException($"More or less was moved than was credited to {from.ToHash()}.");
        if (!joined.Kept.IsZero)
        {
            rows.Remove(RoyaltyTables.Kept, from, Address.Zero, currency);
            rows.Put(RoyaltyTables.Kept, into, joined.Payee, currency).Add("amount", joined.Kept).Set("block", block);
            rows.Put(RoyaltyTables.Income, from, currency).Take("kept", joined.Kept).Set("block", block);
            rows.Put(RoyaltyTables.Income, into, currency).Add("kept", joined.Kept).Set("block", block);
        }
        if (joined.Credited.IsZero) return;
        rows.Put(RoyaltyTables.Balances, from, Address.Zero, currency).Take("credited", joined.Credited).Take("balance", joined.Credited).Set("block", block);
        rows.Put(RoyaltyTables.Balances, into, joined.Payee, currency).Add("credited", joined.Credited).Add("balance", joined.Credited).Set("block", block);
    }

    // By the vector of the paid title.
    private static void PassOn(in Money money, in ChainLog entry, Rows rows)
    {
        Credit(money, money.Title, money.Payee, money.Own, 0, entry, rows);
        byte[] vector = rows.TryEdit(RoyaltyTables.Titles, out Row owing, money.Title) ? owing.Bytes("vector")! : [];
        for (int at = 0; at < vector.Length; at += Entry)
        {
            var part = new VectorPart(new UInt256(vector.AsSpan(at, Hash32.Size)), BinaryPrimitives.ReadUInt64BigEndian(vector.AsSpan(at + Hash32.Size)));
            BigInteger amount = part.Of(money.Received);
            Address payee = rows.TryEdit(RoyaltyTables.Titles, out Row seat, part.Title) ? seat.Address("payee") : default;
            // A part of what 256 bits hold is less: the contract's parts are 10^12 at most, but a log isn't bound to that.
            Credit(money, part.Title, payee, amount > TokenAmount.MaxUnits ? UInt256.MaxValue : (UInt256)amount, at / Entry + 1, entry, rows);
        }
    }

    private static void Credit(in Money money, UInt256 title, Address payee, UInt256 amount, int position, in ChainLog entry, Rows rows)
    {
        if (amount.IsZero) return;
        ulong block = entry.Log.BlockNumber;
        rows.Insert(RoyaltyTables.Credits, block, entry.Log.LogIndex, position)
            .Set("title_id", title).Set("source_id", money.Title).Set("currency", money.Currency)
            .Set("payee", payee).Set("payer", money.Payer).Set("amount", amount).Set("time", entry.Time);
        rows.Put(RoyaltyTables.Balances, title, payee, money.Currency).Add("credited", amount).Add("balance", amount).Set("block", block);
        rows.Put(RoyaltyTables.Income, title, money.Currency).Add("credited", amount)
            .Add("from_descendants", position == 0 ? UInt256.Zero : amount).Set("block", block);
    }

    private static void Take(in RoyaltiesContract.Withdrawn taken, in ChainLog entry, Rows rows)
    {
        if (!rows.TryEdit(RoyaltyTables.Balances, out Row balance, taken.TitleId, taken.Payee, taken.Currency))
            throw new MalformedDataException($"A withdrawal from an account of {taken.TitleId.ToHash()} that no log before has credited.");
        balance.Add("withdrawn", taken.Amount).Take("balance", taken.Amount).Set("block", entry.Log.BlockNumber);
        rows.Put(RoyaltyTables.Income, taken.TitleId, taken.Currency).Add("withdrawn", taken.Amount).Set("block", entry.Log.BlockNumber);
        rows.Insert(RoyaltyTables.Withdrawals, entry.Log.BlockNumber, entry.Log.LogIndex)
            .Set("title_id", taken.TitleId).Set("currency", taken.Currency).Set("payee", taken.Payee).Set("recipient", taken.To)
            .Set("amount", taken.Amount).Set("time", entry.Time).Set("tx_hash", entry.Log.TransactionHash);
    }

    private static void Seat(in RoyaltiesContract.PayeeChanged changed, in ChainLog entry, Rows rows)
    {
        Title(changed.TitleId, entry, rows).Set("payee", changed.Payee);
        if (changed.Payee != changed.Holder) Own(changed.TitleId, changed.Payee, changed.Holder, entry, rows);
    }

    private static void Replace(in RoyaltiesContract.PayeeReplaced replaced, in ChainLog entry, Rows rows)
    {
        (UInt256 title, Address payee) = (replaced.TitleId, replaced.Payee);
        // Whoever lost a key is credited under a new one from then on (Royalties._keyOf), which no log need name.
        if (!payee.IsZero && replaced.Heir != payee && rows.TryEdit(RoyaltyTables.Titles, out Row seat, title))
        {
            Address next = NextKey((ulong)seat.Number("number"), payee);
            Address owner = OwnerOf(title, payee, rows) ?? payee;
            if (OwnerOf(title, next, rows) is null) Own(title, next, owner, entry, rows);
        }
        Own(title, payee, replaced.Heir, entry, rows);
    }

    private static Address? OwnerOf(UInt256 title, Address payee, Rows rows) =>
        rows.TryEdit(RoyaltyTables.Payees, out Row row, title, payee) && row.Bytes("owner") is { } owner ? new Address(owner) : null;

    private static void Own(UInt256 title, Address payee, Address owner, in ChainLog entry, Rows rows) =>
        rows.Put(RoyaltyTables.Payees, title, payee).Set("owner", owner).Set("block", entry.Log.BlockNumber);

    private static Address NextKey(ulong number, Address payee)
    {
        byte[] words = new byte[64];
        BinaryPrimitives.WriteUInt64BigEndian(words.AsSpan(24), number);
        payee.Bytes.CopyTo(words.AsSpan(44));
        return new Address(Keccak256.Hash(words).Bytes[12..]);
    }

    // What is shared out: of a payment, or of what was kept of several.
    private readonly record struct Money(UInt256 Title, Address Currency, Address Payee, Address Payer, UInt256 Received, UInt256 Own);
}
