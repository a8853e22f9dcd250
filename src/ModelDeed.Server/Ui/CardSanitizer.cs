using System.Collections.Frozen;
using System.Net;
using System.Text;
using AngleSharp.Dom;

namespace ModelDeed.Server.Ui;

/// <summary>Writes anew, from a parsed document, only what is on the lists: elements without attributes, and links to https, http and mailto.
/// Nothing of the stranger's markup is copied, so nothing can hide in it (OWASP ASVS 1.2.1, 1.2.2, 1.3.4, 1.3.5).</summary>
internal static class CardSanitizer
{
    private const int MostDepth = 100;

    private static readonly FrozenSet<string> Allowed = FrozenSet.Create(
        "p", "br", "hr", "em", "strong", "b", "i", "del", "ins", "sub", "sup", "mark", "code", "kbd", "blockquote", "ul", "ol", "li",
        "table", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd");

    private static readonly FrozenSet<string> Empty = FrozenSet.Create("br", "hr");

    /// <summary>Elements whose content is dropped with them: it is code, another language, or a control.</summary>
    private static readonly FrozenSet<string> Dropped = FrozenSet.Create(
        "script", "style", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "textarea", "title", "select", "option", "button",
        "form", "frame", "frameset", "head", "meta", "link", "base", "xmp", "plaintext", "noembed", "noframes", "audio", "video", "canvas", "dialog", "slot", "portal");

    /// <summary>The children of an element as safe HTML.</summary>
    /// <param name="showPicture">Words of the link that stands where a picture was; {0} is its host.</param>
    internal static string Clean(IElement body, string showPicture)
    {
        StringBuilder html = new();
        WriteChildren(html, body, showPicture, depth: 0, inLink: false);
        return html.ToString();
    }

    private static void WriteChildren(StringBuilder html, INode parent, string showPicture, int depth, bool inLink)
    {
        if (depth > MostDepth)
        {
            html.Append(WebUtility.HtmlEncode(parent.TextContent));
            return;
        }
        foreach (INode child in parent.ChildNodes)
        {
            if (child is IText text) html.Append(WebUtility.HtmlEncode(text.Data));
            else if (child is IElement element) WriteElement(html, element, showPicture, depth + 1, inLink);
        }
    }

    private static void WriteElement(StringBuilder html, IElement element, string showPicture, int depth, bool inLink)
    {
        string name = element.LocalName;
        if (Dropped.Contains(name) || element.NamespaceUri != "http://www.w3.org/1999/xhtml") return;
        if (name == "img") WritePicture(html, element, showPicture, inLink);
        else if (name == "a" && !inLink && SafeLink(element.GetAttribute("href")) is { } link) Write(html, "a", $" href=\"{WebUtility.HtmlEncode(link)}\" rel=\"nofollow ugc noopener noreferrer\"", element, showPicture, depth, inLink: true);
        else if (name == "input") html.Append(element.HasAttribute("checked") ? "☑ " : "☐ ");
        else if (name == "pre") Write(html, "pre", " tabindex=\"0\"", element, showPicture, depth, inLink); // its lines may be longer than the page is wide: a keyboard scrolls it
        else if (Heading(name) is not null && string.IsNullOrWhiteSpace(element.TextContent)) WriteChildren(html, element, showPicture, depth, inLink); // a heading of nothing leads nowhere
        else if (Heading(name) is { } level) Write(html, level, "", element, showPicture, depth, inLink);
        else if (name == "table") WriteTable(html, element, showPicture, depth, inLink);
        else if (Allowed.Contains(name)) Write(html, name, "", element, showPicture, depth, inLink);
        else WriteChildren(html, element, showPicture, depth, inLink);
    }

    private static void WriteTable(StringBuilder html, IElement element, string showPicture, int depth, bool inLink)
    {
        html.Append("<div class=\"scroll\" tabindex=\"0\">");
        Write(html, "table", "", element, showPicture, depth, inLink);
        html.Append("</div>");
    }

    private static void Write(StringBuilder html, string name, string attributes, IElement element, string showPicture, int depth, bool inLink)
    {
        html.Append('<').Append(name).Append(attributes).Append('>');
        if (Empty.Contains(name)) return;
        WriteChildren(html, element, showPicture, depth, inLink);
        html.Append("</").Append(name).Append('>');
    }

    /// <summary>A picture isn't loaded: its server would learn who reads the page. A link stands for it.</summary>
    private static void WritePicture(StringBuilder html, IElement element, string showPicture, bool inLink)
    {
        string words = (element.GetAttribute("alt") ?? "").Trim();
        if (inLink || SafeLink(element.GetAttribute("src")) is not { } link || link.StartsWith("mailto:", StringComparison.Ordinal))
        {
            if (words.Length > 0) html.Append('[').Append(WebUtility.HtmlEncode(words)).Append(']');
            return;
        }
        string show = string.Format(System.Globalization.CultureInfo.InvariantCulture, showPicture, new Uri(link).IdnHost);
        html.Append("<a class=\"picture\" href=\"").Append(WebUtility.HtmlEncode(link)).Append("\" rel=\"nofollow ugc noopener noreferrer\">")
            .Append(WebUtility.HtmlEncode(words.Length > 0 ? $"{words} · {show}" : show)).Append("</a>");
    }

    /// <summary>The absolute form of a link that leads to another page or to a mailbox; null for every other scheme, user names in the address, and what is relative.</summary>
    internal static string? SafeLink(string? href)
    {
        if (href is null || href.Length > 2_000 || !Uri.TryCreate(href.Trim(), UriKind.Absolute, out Uri? uri)) return null;
        bool safe = uri.Scheme is "https" or "http" ? uri.UserInfo.Length == 0 && uri.IdnHost.Length > 0 : uri.Scheme == "mailto";
        return safe ? uri.AbsoluteUri : null;
    }

    private static string? Heading(string name) => name switch
    {
        "h1" or "h2" => "h3",
        "h3" => "h4",
        "h4" => "h5",
        "h5" or "h6" => "h6",
        _ => null,
    };
}
