"""Section pages: what the selector names, else what looks like an article."""

from __future__ import annotations

import pytest

from newswatch.discover import Listing, discover
from newswatch.discover.likeness import looks_like_article
from newswatch.discover.section import MAX_ATTRIBUTES, MAX_TAGS
from newswatch.model import SourceKind, Via

URL = "https://www.news.example/business"
HEADLINE = "Grain terminal reopens after two weeks"


def read(body: str | bytes, link: str = "", content_type: str | None = None) -> Listing:
    raw = body.encode() if isinstance(body, str) else body
    return discover(
        raw, kind=SourceKind.SECTION, url=URL, link=link, content_type=content_type
    )


def urls(listing: Listing) -> list[str]:
    return [link.url for link in listing.links]


CARDS = f"""
<body><nav><a href="/2026/11/23/in-the-menu-a1">In the menu of the page</a></nav>
<article><h3><a href="/2026/11/23/grain-a81234">{HEADLINE}</a></h3></article>
<article><a href="/2026/11/23/port-a81235"><img src="x"><h3>Port
  strike</h3><p>And a long text below the headline of it.</p></a></article>
"""


@pytest.mark.parametrize(
    "link",
    [
        "article a",
        "article a::attr(href)",
        "//article//a",
        "//article//a/@href",
        "(//article//a)[position() < 9]",
        "article",
        "article h3",
    ],
)
def test_selector_names_the_links(link: str) -> None:
    listing = read(CARDS, link)
    assert urls(listing) == [
        "https://www.news.example/2026/11/23/grain-a81234",
        "https://www.news.example/2026/11/23/port-a81235",
    ]
    assert {found.via for found in listing.links} == {Via.SECTION}
    assert listing.problem is None


def test_title_is_the_text_of_the_link_or_the_heading_in_it() -> None:
    titles = [link.title for link in read(CARDS, "article a").links]
    assert titles == [HEADLINE, "Port strike"]


def test_relative_selector_starts_at_the_page() -> None:
    assert len(read(CARDS, "./descendant-or-self::article//a").links) == 2


@pytest.mark.parametrize("link", ["a[", "//a[", "a::nothing(x)", "//a[nothing()]"])
def test_selector_that_cannot_be_applied_is_named(link: str) -> None:
    listing = read(CARDS, link)
    assert listing.links == ()
    assert str(listing.problem).startswith("the selector cannot be applied")


def test_selector_that_finds_nothing_is_named() -> None:
    assert read(CARDS, ".gone a") == Listing(problem="the selector finds no link")


def test_selected_links_that_must_not_be_asked_are_counted() -> None:
    listing = read(
        '<a href="javascript:x()">a</a><a href="mailto:a@b">b</a><a>c</a>'
        '<a href="/d">d</a>',
        "a",
    )
    assert (urls(listing), listing.refused) == (["https://www.news.example/d"], 3)


def test_without_a_selector_articles_are_known_by_their_looks() -> None:
    listing = read(CARDS)
    assert urls(listing) == [
        "https://www.news.example/2026/11/23/grain-a81234",
        "https://www.news.example/2026/11/23/port-a81235",
    ]
    assert listing.refused == 0


@pytest.mark.parametrize(
    "around",
    [
        "<nav>{}</nav>",
        "<footer><p>{}</p></footer>",
        "<header>{}</header>",
        '<div role="navigation">{}</div>',
        '<ul class="wide Breadcrumbs">{}</ul>',
    ],
)
def test_links_in_the_furniture_are_left_out(around: str) -> None:
    link = f'<a href="/2026/11/23/grain-a81234">{HEADLINE}</a>'
    assert read(around.format(link)).links == ()
    assert len(read(around.format("") + link).links) == 1


@pytest.mark.parametrize(
    "around",
    [
        "<main>{}</main>",
        "<article><header>{}</header></article>",
        '<div class="page-with-footer menu-closed">{}</div>',
        '<body class="nav">{}</body>',
    ],
)
def test_links_elsewhere_are_not(around: str) -> None:
    link = f'<a href="/2026/11/23/grain-a81234">{HEADLINE}</a>'
    assert len(read(around.format(link)).links) == 1


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("www.news.example", True),
        ("news.example", True),
        ("sport.news.example", True),
        ("other.example", False),
        ("mynews.example", False),
    ],
)
def test_only_links_of_the_site_are_taken(host: str, taken: bool) -> None:
    body = f'<a href="https://{host}/2026/11/23/grain-a81234">{HEADLINE}</a>'
    assert bool(read(body).links) is taken


def test_repeated_link_is_one_with_its_headline() -> None:
    listing = read(
        '<a href="/2026/11/23/grain-a81234"><img src="x"></a>'
        '<a href="/2026/11/23/grain-a81234#comments">7 comments</a>'
        f'<a href="/2026/11/23/grain-a81234">{HEADLINE}</a>'
    )
    assert len(listing.links) == 1
    assert listing.links[0].title == HEADLINE


def test_text_of_scripts_and_comments_is_no_title() -> None:
    listing = read(
        '<a href="/2026/11/23/grain-a81234"><style>.a{}</style><!-- no -->'
        f"<script>var x = 1</script>{HEADLINE}</a>"
    )
    assert listing.links[0].title == HEADLINE


@pytest.mark.parametrize(
    ("base", "url"),
    [
        (
            '<base href="https://www.news.example/deep/">',
            "https://www.news.example/deep/a",
        ),
        ('<base href="/deep/">', "https://www.news.example/deep/a"),
        (
            '<base target="_blank"><base href="/deep/">',
            "https://www.news.example/deep/a",
        ),
        ('<base href="javascript:x">', "https://www.news.example/a"),
        ("", "https://www.news.example/a"),
    ],
)
def test_base_of_the_page_is_obeyed(base: str, url: str) -> None:
    assert urls(read(f'{base}<a href="a">x</a>', "a")) == [url]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<meta charset=windows-1251><a href=/a>Прага</a>".encode("cp1251"), None),
        ("<a href=/a>Прага</a>".encode("cp1251"), "text/html; charset=windows-1251"),
        ("<a href=/a>Прага</a>".encode(), None),
        ("<meta charset=punycode><a href=/a>Прага</a>".encode(), None),
        ("<meta charset=utf-16><a href=/a>Прага</a>".encode(), None),
        (
            b"\xef\xbb\xbf" + "<a href=/a>Прага</a>".encode(),
            "text/html; charset=latin1",
        ),
    ],
)
def test_encoding_is_found(body: bytes, content_type: str | None) -> None:
    assert read(body, "a", content_type).links[0].title == "Прага"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            "<p " + " ".join(f"a{n}" for n in range(MAX_ATTRIBUTES + 1)) + ">",
            f"a tag with more than {MAX_ATTRIBUTES} attributes",
        ),
        ("<b>" * (MAX_TAGS + 1), f"more than {MAX_TAGS} tags"),
    ],
    ids=["attributes", "tags"],
)
def test_hostile_markup_is_refused_by_its_name(body: str, problem: str) -> None:
    assert read(body + CARDS) == Listing(problem=problem)


@pytest.mark.parametrize("body", ["<p>Nothing here", "\x00\x01", "<a href=/>x</a>"])
def test_page_without_articles_is_named(body: str) -> None:
    assert read(body) == Listing(problem="no link looks like an article")


ARTICLES = [
    "https://news.example/2026/11/23/talks-a81234",
    "https://news.example/news/2026-11/23/talks",
    "https://news.example/2026/nov/23/talks",
    "https://news.example/20261123/talks",
    "https://news.example/doc/7715044",
    "https://news.example/article245055596/BIP.html",
    "https://news.example/story.php?id=81234",
    "https://news.example/?p=31228",
    "https://news.example/news/!5928990/",
    "https://news.example/local/c_1125597921.htm",
    "https://news.example/grain-terminal-reopens-after-strike",
    "https://news.example/grain_terminal_reopens_after_strike.html",
    "https://news.example/grain-terminal-reopens-after-strike/index.html",
    "https://news.example/%D0%B7%D0%B5%D1%80-%D1%82%D0%B5-%D0%BE%D1%82-%D1%81%D0%BD",
]
OTHERS = [
    "https://news.example/",
    "https://news.example/business",
    "https://news.example/business/",
    "https://news.example/business/page/2",
    "https://news.example/business?page=12",
    "https://news.example/2026/11/",
    "https://news.example/2026/11/23",
    "https://news.example/tag/grain-deal-of-the-century",
    "https://news.example/author/ann-b-writer-81234",
    "https://news.example/search?q=1&id=81234",
    "https://news.example/terms-and-conditions",
    "https://news.example/about",
    "https://news.example/login?next=/2026/11/23/talks-a81234",
    "https://news.example/2026/11/23/talks-a81234.jpg",
    "https://news.example/files/report-81234.pdf",
    "https://news.example/rss/12345",
]


@pytest.mark.parametrize("url", ARTICLES)
def test_address_of_an_article_is_known(url: str) -> None:
    assert looks_like_article(url, HEADLINE, in_heading=False)


@pytest.mark.parametrize("url", OTHERS)
def test_address_of_something_else_is_known(url: str) -> None:
    assert not looks_like_article(url, HEADLINE, in_heading=True)


def test_slug_alone_needs_a_headline() -> None:
    url = "https://news.example/grain-terminal-reopens-after-strike"
    assert not looks_like_article(url, "More", in_heading=False)
    assert looks_like_article(url, "Grain", in_heading=True)
    assert looks_like_article(url, "粮食码头在罢工后重新开放", in_heading=False)


def test_short_address_needs_a_headline_in_a_heading() -> None:
    url = "https://news.example/grain-deal"
    assert looks_like_article(url, HEADLINE, in_heading=True)
    assert not looks_like_article(url, HEADLINE, in_heading=False)
    assert not looks_like_article(
        "https://news.example/grain", HEADLINE, in_heading=True
    )
