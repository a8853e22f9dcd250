using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>What a title owes of its income, and where its resale royalty is paid.</summary>
internal sealed record TitleDues(LineageBonds Bonds, IReadOnlyList<VectorPart> Vector, Address Till)
{
    public static async Task<TitleDues> Read(ChainSession session, UInt256 title, CancellationToken ct)
    {
        RoyaltiesContract.VectorOfResult vector = await session.Income.Call(new RoyaltiesContract.VectorOfCall(title), ct);
        return new TitleDues(await LineageBonds.Read(session, title, ct), [.. vector.TitleIds.Zip(vector.Parts, (ancestor, part) => new VectorPart(ancestor, part))],
            await session.Income.Call(new RoyaltiesContract.TillOfCall(title), ct));
    }

    /// <summary>An edge's bond, for JSON.</summary>
    public static JsonObject Json(JsonObject edge, EdgeBond bond)
    {
        edge["binding"] = bond.Binding;
        edge["bond"] = bond.Kind.ToString().ToLowerInvariant();
        edge["license"] = bond.License.IsZero ? null : bond.License.ToHash().ToString();
        return edge;
    }

    public JsonArray Parents(TitleState title) => new([.. title.Parents.Select(edge =>
        (JsonNode)Json(new JsonObject { ["title"] = edge.Title.ToHash().ToString(), ["royalty"] = edge.Royalty.Value }, Bonds.Of(title.Id, edge)))]);

    public JsonArray VectorJson() => new([.. Vector.Select(part => (JsonNode)new JsonObject { ["title"] = part.Title.ToHash().ToString(), ["part"] = (ulong)part.Part })]);

    public void AddTo(Facts facts, TitleState title)
    {
        if (title.ResaleRoyalty.Value > 0) facts.Add("resale royalty", $"{title.ResaleRoyalty}, paid to the title's till {Till}");
        foreach (LineageEdge edge in title.Parents) facts.Add("derives from", $"{edge.Title.ToHash()}{(Bonds.Words(title.Id, edge) is { Length: > 0 } words ? $", {words}" : "")}");
        foreach (VectorPart part in Vector) facts.Add("pays on", $"{part} of every payment to {part.Title.ToHash()}");
    }
}
