using System.Numerics;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Royalties;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>What one payment brought: to the ancestors by the title's vector, to the title the rest.</summary>
internal sealed record PaymentCredits(RoyaltiesContract.Paid Paid, IReadOnlyList<(UInt256 Title, BigInteger Amount)> Credits)
{
    /// <summary>What arrived, in the currency's smallest units.</summary>
    public BigInteger Received => Paid.Received;

    /// <summary>Reads the payment from its transaction's receipt.</summary>
    public static async Task<PaymentCredits> Of(ChainSession session, Receipt receipt, CancellationToken ct)
    {
        RoyaltiesContract.Paid paid = default;
        foreach (Log log in receipt.Logs)
            if (log.Address == session.Contracts.Royalties && RoyaltiesContract.Paid.TryDecode(in log, out RoyaltiesContract.Paid found)) paid = found;
        if (paid.Kept) return new PaymentCredits(paid, []);
        RoyaltiesContract.VectorOfResult vector = await session.Income.Call(new RoyaltiesContract.VectorOfCall(paid.TitleId), ct);
        IEnumerable<(UInt256, BigInteger)> ancestors = vector.TitleIds.Zip(vector.Parts, (title, part) => (title, new VectorPart(title, part).Of(paid.Received)));
        return new PaymentCredits(paid, [.. ancestors.Append((paid.TitleId, (BigInteger)paid.Own)).Where(credit => !credit.Item2.IsZero)]);
    }

    public JsonArray Json() => new([.. Credits.Select(credit => (JsonNode)new JsonObject { ["title"] = credit.Title.ToHash().ToString(), ["amount"] = $"{credit.Amount}" })]);

    /// <summary>The lines about them for people.</summary>
    /// <param name="own">Who got what the ancestors didn't.</param>
    public async Task<Action<Facts>> Words(ChainSession session, Currencies currencies, string own, CancellationToken ct)
    {
        if (Paid.Kept)
        {
            ulong until = (ulong)await session.Reader.Call(new TitlesContract.FinalAtCall(Paid.TitleId.ToHash()), ct);
            string kept = $"{await currencies.Format(Paid.Currency, Paid.Received, ct)} until the title and all its ancestors are final: the title is {Units.Moment(until)}";
            return facts => facts.Add("kept", kept);
        }
        List<string> lines = [];
        foreach ((UInt256 title, BigInteger amount) in Credits)
            lines.Add($"{await currencies.Format(Paid.Currency, amount, ct)} to {(title == Paid.TitleId ? own : $"its ancestor {title.ToHash()}")}");
        return facts => lines.ForEach(line => facts.Add("credited", line));
    }
}
