"""Which of a page's JSON-LD nodes is the article that the page is about.

A page may state many articles: related ones in an ItemList, the posts of a live blog,
comments. The one chosen is, in this order: at the page's own address or not inside
another thing, an article rather than a film, at the page's own address, with the
headline that the page shows, with a headline, with a date, first. A post of the page's
own live blog is never it, though its address may be the page's but for the fragment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from urllib.parse import urlsplit

from newswatch.extract.jsonld import Fields, Graph, Node, address, each, text

LIVE_TYPE = "LiveBlogPosting"
#: schema.org's articles, https://schema.org/Article and below, and what news sites
#: use for pieces that are a picture series, a film or a sound
ARTICLE_TYPES = frozenset(
    {
        "Article",
        "AdvertiserContentArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "BlogPosting",
        LIVE_TYPE,
        "NewsArticle",
        "OpinionNewsArticle",
        "Report",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "SatiricalArticle",
        "ScholarlyArticle",
        "SocialMediaPosting",
        "TechArticle",
    }
)
MEDIA_TYPES = frozenset(
    {"ImageGallery", "MediaGallery", "VideoObject", "PodcastEpisode", "Review"}
)
#: nodes that only repeat what the article says, used where there is no article
PAGE_TYPES = frozenset({"WebPage", "ItemPage", "AboutPage", "MedicalWebPage"})
LISTING_TYPES = frozenset(
    {"CollectionPage", "SearchResultsPage", "ProfilePage", "ItemList"}
)
_KNOWN_TYPES = ARTICLE_TYPES | MEDIA_TYPES | PAGE_TYPES | LISTING_TYPES


def subject_of(
    graph: Graph, page_addresses: Iterable[str], is_headed: Callable[[str], bool]
) -> Node | None:
    """The node that describes the page's article, or None.

    *page_addresses* are all addresses the page goes by; *is_headed* tells whether it
    shows a headline as its own.
    """
    own = {place(item) for item in page_addresses} - {""}
    posts = set(map(id, _posts(graph, own)))
    found = [
        node
        for node in graph.nodes
        if rank(node) is not None and id(node.fields) not in posts
    ]
    # max() keeps the first of equals: the order of the page.
    return max(found, key=lambda node: _weight(node, own, is_headed), default=None)


def _posts(graph: Graph, own: set[str]) -> Iterator[Fields]:
    """What the live blogs of the page, and of no other one, have as their posts."""
    for blog in graph.nodes:
        if LIVE_TYPE not in blog.types:
            continue
        stated = places(blog)
        if stated and not stated & own:
            continue
        for item in each(blog.fields.get("liveBlogUpdate")):
            if isinstance(item, dict):
                is_reference = set(item) == {"@id"}
                known = graph.by_id.get(str(item["@id"])) if is_reference else None
                if known is not blog:
                    yield known.fields if known else item


def page_node(graph: Graph) -> Node | None:
    """The first node that describes the page as such."""
    tops = (node for node in graph.nodes if node.top)
    return next((node for node in tops if PAGE_TYPES & {*node.types}), None)


def kind_of(node: Node) -> str:
    """The type name of *node*, the most exact of those known here."""
    exact = [name for name in node.types if name in ARTICLE_TYPES - {"Article"}]
    known = [name for name in node.types if name in _KNOWN_TYPES]
    return next(iter([*exact, *known]), "Thing")


def rank(node: Node) -> int | None:
    """How well the type of *node* fits an article: more is better, None not at all."""
    types = {*node.types}
    if types & ARTICLE_TYPES:
        return 2
    return 1 if types & MEDIA_TYPES else None


def _weight(
    node: Node, own: set[str], is_headed: Callable[[str], bool]
) -> tuple[bool, int, bool, bool, bool, bool]:
    mine = bool(own & places(node))
    fields = node.fields
    return (
        node.top or mine,
        rank(node) or 0,
        mine,
        any(is_headed(text(fields.get(name)) or "") for name in ("headline", "name")),
        bool(fields.get("headline") or fields.get("name")),
        bool(fields.get("datePublished") or fields.get("uploadDate")),
    )


def places(node: Node) -> set[str]:
    """The addresses that *node* claims, in the short form of `place`."""
    claimed = [
        address(value)
        for key in ("url", "mainEntityOfPage", "@id")
        for value in each(node.fields.get(key))
    ]
    return {place(item) for item in claimed if item} - {""}


def place(item: str) -> str:
    """An address cut down to host and path, to compare; "" if it is no web address."""
    try:
        parts = urlsplit(item)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https"):
        return ""
    host = parts.netloc.lower().removeprefix("www.").removeprefix("m.")
    return host + (parts.path.rstrip("/") or "/")
