using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using ModelDeed.Server.Ui;

namespace ModelDeed.Tests.Server.Ui;

/// <summary>Cards are strangers' texts: whatever they hold, a page gets only what is on the list.</summary>
public sealed class CardTextTests
{
    private static readonly string[] Elements =
    [
        "p", "br", "hr", "em", "strong", "b", "i", "del", "ins", "sub", "sup", "mark", "code", "pre", "kbd", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tr", "th", "td",
        "dl", "dt", "dd", "h3", "h4", "h5", "h6", "a", "div", "html", "head", "body",
    ];

    /// <summary>Known ways to run a script, load something, or leave the card, most of them from OWASP's list.</summary>
    public static TheoryData<string> Hostile =>
    [
        "<script>alert(1)</script>", "<ScRiPt >alert(1)</sCrIpT>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<svg><script>alert(1)</script></svg>", "<svg><style><img src=x onerror=alert(1)></style></svg>", "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>",
        "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](java\tscript:alert(1))", "[a](&#106;avascript:alert(1))", "[a](data:text/html,<script>alert(1)</script>)", "[a](vbscript:x)",
        "<a href=' javascript:alert(1)'>a</a>", "<a href=\"java&#10;script:alert(1)\">a</a>", "<a href=\"\u0001javascript:alert(1)\">a</a>", "<a href=https://a onclick=alert(1)>a</a>",
        "![a](javascript:alert(1))", "![a](data:image/svg+xml,<svg onload=alert(1)>)", "![a](https://tracker.example/pixel.gif)", "<img src=//tracker.example/p.gif>", "<img srcset='https://t.example/a 1x'>",
        "<style>@import 'https://evil.example'</style>", "<p style='background:url(https://t.example)'>a</p>", "<link rel=stylesheet href=https://evil.example>", "<meta http-equiv=refresh content='0;url=https://evil.example'>",
        "<base href=https://evil.example>", "<form action=https://evil.example><input name=password><button>Sign in</button></form>", "<textarea></textarea><script>alert(1)</script>",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", "<template><script>alert(1)</script></template>", "<!--><img src=x onerror=alert(1)>-->", "<![CDATA[<img src=x onerror=alert(1)>]]>",
        "<video src=https://t.example/v onloadstart=alert(1)>", "<audio src=x onerror=alert(1)>", "<details open ontoggle=alert(1)>a</details>", "<body onload=alert(1)>", "</div></main></body><script>alert(1)</script>",
        "<p id=content class=bar data-fingerprints=x>a</p>", "<xmp><script>alert(1)</script></xmp>", "<plaintext><script>alert(1)", "<title><img src=x onerror=alert(1)></title>",
        "`<script>alert(1)</script>`", "```html\n<script>alert(1)</script>\n```", "<https://a.example/\"onmouseover=alert(1)>", "[a](https://user:password@evil.example)", "[a](file:///etc/passwd)", "[a](//evil.example)",
        "|a|\n|-|\n|<img src=x onerror=alert(1)>|", "<a href=https://a.example><a href=javascript:alert(1)>b</a></a>", "<table><a href=javascript:alert(1)>x</table>", "[x]: javascript:alert(1)\n\n[x]", "\0<scr\0ipt>alert(1)</script>",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Only_what_is_on_the_list_comes_through(string card)
    {
        string html = CardText.ToHtml(card, "picture at {0}");
        IDocument document = new HtmlParser().ParseDocument(html);
        Assert.All(document.All, element => Assert.Contains(element.LocalName, Elements));
        Assert.All(document.All.SelectMany(element => element.Attributes), attribute => Assert.Contains(attribute.Name, new[] { "href", "rel", "class", "tabindex" }));
        Assert.All(document.QuerySelectorAll("a"), link =>
        {
            Assert.Matches("^(https?://|mailto:)", link.GetAttribute("href"));
            Assert.Contains("noopener", link.GetAttribute("rel"), StringComparison.Ordinal);
        });
        Assert.DoesNotMatch(new Regex("<(script|img|svg|style|iframe)", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(1)), html);
    }

    [Fact]
    public void Cutting_a_card_anywhere_opens_no_way_through()
    {
        foreach (string card in Hostile)
        {
            for (int end = 0; end < card.Length; end++) Only_what_is_on_the_list_comes_through(card[..end]);
        }
    }

    [Fact]
    public void Markdown_comes_through()
    {
        string html = CardText.ToHtml("---\nlicense: mit\n---\n# Name\n\n**bold** [site](https://a.example/x?y=1&z=2)\n\n|a|b|\n|-|-|\n|1|2|\n", "picture at {0}");
        Assert.Contains("<h3>Name</h3>", html, StringComparison.Ordinal);
        Assert.Contains("<strong>bold</strong>", html, StringComparison.Ordinal);
        Assert.Contains("href=\"https://a.example/x?y=1&amp;z=2\"", html, StringComparison.Ordinal);
        Assert.Contains("<td>2</td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("license: mit", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_is_a_link_that_names_its_host() =>
        Assert.Equal("<p><a class=\"picture\" href=\"https://img.example/a.png\" rel=\"nofollow ugc noopener noreferrer\">Chart &#183; picture at img.example</a></p>\n",
            CardText.ToHtml("![Chart](https://img.example/a.png)", "picture at {0}"));

    [Theory]
    [InlineData('>')]
    [InlineData('[')]
    [InlineData('*')]
    [InlineData('-')]
    public void Deep_nesting_is_survived(char mark) => Assert.NotNull(CardText.ToHtml(string.Concat(Enumerable.Repeat($"{mark} ", 20_000)) + "end", "{0}"));

    [Fact]
    public void Deep_elements_are_survived() => Assert.Contains("end", CardText.ToHtml(string.Concat(Enumerable.Repeat("<b>", 5_000)) + "end", "{0}"), StringComparison.Ordinal);
}
