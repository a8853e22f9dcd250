using AngleSharp.Html.Parser;
using Markdig;

namespace ModelDeed.Server.Ui;

/// <summary>A model card: Markdown from a stranger, as HTML that is safe in our pages.</summary>
internal static class CardText
{
    /// <summary>Characters that are shown; the rest is cut off and the page says so.</summary>
    internal const int MostCharacters = 200_000;

    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras().UseTaskLists().UseAutoLinks().Build();

    /// <summary>The card as HTML: only what <see cref="CardSanitizer"/> lets pass, headings below the page's own.</summary>
    /// <param name="markdown">Untrusted. May contain HTML, which is treated the same way.</param>
    /// <param name="showPicture">Words of the link that stands where a picture was; {0} is its host.</param>
    internal static string ToHtml(string markdown, string showPicture)
    {
        string text = markdown.Length <= MostCharacters ? markdown : markdown[..MostCharacters];
        string html;
        try
        {
            html = Markdown.ToHtml(WithoutFrontMatter(text.ReplaceLineEndings("\n")), Pipeline);
        }
        catch (ArgumentException)
        {
            // Markdig refuses nesting beyond its limit: nobody reads such a text, so it is shown as it stands.
            return $"<pre tabindex=\"0\">{System.Net.WebUtility.HtmlEncode(text)}</pre>";
        }
        return CardSanitizer.Clean(new HtmlParser().ParseDocument(html).Body!, showPicture);
    }

    /// <summary>Hugging Face's cards begin with YAML between lines of three dashes: facts for machines.</summary>
    private static string WithoutFrontMatter(string text)
    {
        if (!text.StartsWith("---\n", StringComparison.Ordinal)) return text;
        int end = text.IndexOf("\n---\n", 3, StringComparison.Ordinal);
        return end < 0 ? text : text[(end + 5)..];
    }
}
