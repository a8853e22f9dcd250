using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Market;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Titles;
using CardText = ModelDeed.Server.Ui.CardText;
using Visit = ModelDeed.Server.Ui.Visit;

namespace ModelDeed.Server.Metadata;

/// <summary>What a card says. All of it are strangers' words: show texts as text.</summary>
/// <param name="Description">Plain text.</param>
/// <param name="Tags">Lower case.</param>
/// <param name="Task">What it does; empty where not stated.</param>
/// <param name="Framework">What it was made with; empty where not stated.</param>
/// <param name="Languages">By BCP 47.</param>
/// <param name="License">Notes; what binds is in the terms.</param>
/// <param name="Markdown">As it was written, for who sanitises it himself.</param>
/// <param name="Html">The same as HTML without scripts, styles, attributes and pictures (a link stands for each); of at most 200,000 characters.</param>
internal sealed record CardContentView(
    string Description, IReadOnlyList<string> Tags, string Task, string Framework, IReadOnlyList<string> Languages, string License, string Markdown, string Html);

/// <summary>What describes an asset.</summary>
/// <param name="TitleId">The title.</param>
/// <param name="Digest">SHA-256 of the card, as the chain has it.</param>
/// <param name="Uri">Where its author says that it is: a stranger's text, not to be fetched without care.</param>
/// <param name="Author">Who described it.</param>
/// <param name="Described">Seconds since 1970.</param>
/// <param name="Verdict">matches (the document kept here has the digest, and is a card), not-here, differs (the bytes kept here don't have the digest any more), or not-a-card.</param>
/// <param name="Raw">The document to the byte, as text; null where it isn't here, or differs.</param>
/// <param name="Content">Null unless the verdict is matches.</param>
internal sealed record CardView(Hash32 TitleId, Hash32 Digest, string Uri, Address Author, long Described, string Verdict, string? Raw, CardContentView? Content);

/// <summary>An asset's card, checked against the chain and made safe to show.</summary>
internal static class CardEndpoints
{
    public static void MapCards(this IEndpointRouteBuilder api) =>
        api.MapGet("/assets/{id}/card", Show).WithTags("Assets").WithName("showCard").WithSummary("What describes an asset: checked against the chain, safe to show").ProducesProblem(404);

    private static async Task<Results<FreshJson<CardView>, ProblemHttpResult>> Show(
        HttpRequest request, AssetRecords assets, Database index, DocumentStore store, IServiceProvider services, string id, CancellationToken ct)
    {
        AssetView asset = await AssetEndpoints.Require(assets, PathValue.Hash("id", id), ct);
        CardRow? row = await index.First("SELECT * FROM cards WHERE title_id = @id", [("id", asset.Id.ToArray())],
            found => new CardRow(found.Hash("digest"), found.Text("uri"), found.Address("author"), found.Number("described")), ct);
        if (row is null) return Problem.Of("no-card", $"Nobody has described the asset {asset.Id}, or the description was taken back: its holder can, by /transactions/describe.").Result();
        (string verdict, byte[]? bytes, Card? card) = await Read(store, row.Digest, ct);
        if (verdict == "not-here") services.GetService<DocumentCollector>()?.Want(row.Digest, row.Uri);
        return Fresh.Json(new CardView(
            asset.Id, row.Digest, row.Uri, row.Author, row.Described, verdict, bytes is null ? null : System.Text.Encoding.UTF8.GetString(bytes), card is null ? null : Content(card, Visit.Of(request).T.Layout.ShowPicture)));
    }

    // The store keeps nothing that differs; a disk may.
    private static async Task<(string Verdict, byte[]? Bytes, Card? Card)> Read(DocumentStore store, Hash32 digest, CancellationToken ct)
    {
        await using FileStream? file = store.Open(digest);
        if (file is null) return ("not-here", null, null);
        if (file.Length > Card.MostBytes) return ("not-a-card", null, null);
        byte[] bytes = new byte[file.Length];
        await file.ReadExactlyAsync(bytes, ct);
        if (new Hash32(SHA256.HashData(bytes)) != digest) return ("differs", null, null);
        try
        {
            return ("matches", bytes, Card.Read(bytes));
        }
        catch (FormatException)
        {
            // The digest is all that the chain checks: what is behind it may be anything.
            return ("not-a-card", bytes, null);
        }
    }

    private static CardContentView Content(Card card, string showPicture) => new(
        card.Description, card.Tags, card.Task, card.Framework, card.Languages, card.License, card.Markdown, CardText.ToHtml(card.Markdown, showPicture));

    private sealed record CardRow(Hash32 Digest, string Uri, Address Author, long Described);
}
