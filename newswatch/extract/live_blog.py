"""A live blog taken apart: its posts, and what of the page is its own.

A page is a live blog if it says so (JSON-LD or microdata LiveBlogPosting), or if most
of its text stands in posts that its markup sets apart (live_markup). A ticker beside
an ordinary story holds little of the page's text and makes no live blog.

The page's own text is what its body had before the first post: standfirst, key points.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from urllib.parse import urlsplit

from newswatch.dates import Instant
from newswatch.extract.dom import elements
from newswatch.extract.jsonld import Node
from newswatch.extract.jsonld import text as text_in
from newswatch.extract.live_identity import each_once, joined, told_apart, with_wordings
from newswatch.extract.live_markup import marked_updates
from newswatch.extract.live_update import (
    Update,
    instant_of,
    name_of,
    own_part,
    stated_updates,
    time_of,
)
from newswatch.extract.rules import cut
from newswatch.extract.subject import LIVE_TYPE, place, places
from newswatch.extract.traits import letters_of
from newswatch.extract.view import View, evidence_of, value_of
from newswatch.model import Article, LiveBlog, LivePost
from newswatch.urls import in_domains

#: posts of one page, the newest; the longest live blogs have about a thousand
MOST_POSTS = 1_000
#: posts that are looked at to find the newest
_MOST_READ = 3_000
_END_MICRODATA = "//*[@itemprop='coverageEndTime']"
#: share of a page's text in posts that makes it a live blog unsaid
_MOST_OF_IT = 0.5
#: letters from which a paragraph is known by what it says
_TELLING = 12
#: letters of a paragraph that holds a whole post and is longer than any intro
_GLUED = 400
#: letters under which a line right before the posts is a time or a byline
_LABEL = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """What was found of a live blog before the page's body was read."""

    posts: tuple[Update, ...]
    #: whether the page itself says that it is one
    declared: bool
    ends_at: datetime | None


def updates_of(view: View, text: str) -> Updates | None:
    """The posts of the page *text*, if it may be a live blog; see `is_live`.

    Takes out of the view's tree what the outlet's rules remove, as `body_of` does.
    """
    cut(view.root, view.rules.remove)
    node = _blog_node(view)
    declared = bool(node and _is_own(view, node))
    # Most pages are spared the search of their tree.
    if not declared and LIVE_TYPE in text:
        declared = view.scopes.has_type(LIVE_TYPE)
    stated = stated_updates(view, node.fields, _MOST_READ) if node else []
    shown = marked_updates(view, MOST_POSTS, declared=declared)
    if not declared and not stated and not shown:
        return None
    posts = each_once(joined(told_apart(view, stated), told_apart(view, shown)))
    newest = sorted(posts, key=lambda post: time_of(view, post), reverse=True)
    # Newest first on most pages: the last of equals is the oldest.
    oldest_first = tuple(with_wordings(view, reversed(newest[:MOST_POSTS])))
    return Updates(posts=oldest_first, declared=declared, ends_at=_end(view, node))


def is_live(updates: Updates, paragraphs: Iterable[str]) -> bool:
    """Whether a page whose body was read as *paragraphs* is a live blog."""
    if updates.declared:
        return True
    sizes = {True: 0, False: 0}
    belongs = _Belongs(updates.posts)
    for paragraph in paragraphs:
        sizes[belongs(paragraph)] += len(paragraph)
    return sizes[True] > _MOST_OF_IT * sum(sizes.values())


def own_paragraphs(updates: Updates, paragraphs: Sequence[str]) -> tuple[str, ...]:
    """What of the body *paragraphs* stands before the posts and is in none of them."""
    belongs = _Belongs(updates.posts)
    own = list(takewhile(lambda paragraph: not belongs(paragraph), paragraphs))
    if len(own) < len(paragraphs):
        while own and _is_label(own[-1]):
            own.pop()
    return tuple(own)


def live_blog(view: View, updates: Updates, page: Article) -> LiveBlog:
    """*updates* as articles, with what they have from their *page*."""
    posts = (_post(view, update, page) for update in updates.posts)
    telling = tuple(post for post in posts if post.article.paragraphs)
    return LiveBlog(posts=telling, ends_at=updates.ends_at)


def _blog_node(view: View) -> Node | None:
    """The LiveBlogPosting that is the page's own, or may be, or None."""
    nodes = [view.subject] if view.subject else []
    nodes += [node for node in view.graph.nodes if node.top]
    blogs = [node for node in nodes if LIVE_TYPE in node.types]
    return next((n for n in blogs if _is_own(view, n)), blogs[0] if blogs else None)


def _is_own(view: View, node: Node) -> bool:
    """Whether *node* does not speak of another page, as a teaser does."""
    own = {place(url) for url in (view.page.url, view.page.requested_url)}
    own.add(place(view.meta.links.get("canonical") or ""))
    stated = places(node)
    return not stated or bool(stated & own)


def _end(view: View, node: Node | None) -> datetime | None:
    stated = [text_in(node.fields.get("coverageEndTime"))] if node else []
    marked = elements(view.root, _END_MICRODATA)[:1]
    stated += [item.get("content") or item.get("datetime") for item in marked]
    instants = (instant_of(view, value) for value in stated if value)
    return next((instant.at for instant in instants if instant), None)


class _Belongs:
    """Whether a paragraph of the page's body is a part of a post, or holds one."""

    def __init__(self, posts: Sequence[Update]) -> None:
        self._posts = [post.words for post in posts]
        self._exact = {letters_of(each) for post in posts for each in post.paragraphs}
        self._all = "\n".join(
            each for post in posts for each in (post.words, post.shown) if each
        )

    def __call__(self, paragraph: str) -> bool:
        letters = letters_of(paragraph)
        if len(letters) < _TELLING:
            return False
        if letters in self._exact or letters in self._all:
            return True
        return len(letters) > _GLUED and any(
            len(post) > _LABEL and post in letters for post in self._posts
        )


def _is_label(paragraph: str) -> bool:
    return len(letters_of(paragraph)) < _LABEL and not paragraph.rstrip().endswith(
        (".", "!", "?", "…", "”", "。")
    )


def _post(view: View, update: Update, page: Article) -> LivePost:
    found = update.headline
    if found and letters_of(found.value) == letters_of(page.headline or ""):
        found = None  # the blog's, repeated on each of its posts
    headline = value_of(found)
    published = instant_of(view, update.published.value) if update.published else None
    modified = instant_of(view, update.modified.value) if update.modified else None
    inherited = {
        name: page.evidence.get(name) for name in ("language", "section", "authors")
    }
    authors = value_of(update.authors) or page.authors
    article = Article(
        headline=headline,
        # A post of a picture and a headline says no more than that.
        paragraphs=update.paragraphs or ((headline,) if headline else ()),
        authors=authors,
        published_at=published.at if published else None,
        published_precision=published.precision if published else None,
        modified_at=modified.at if modified else None,
        language=page.language,
        section=page.section,
        image=value_of(update.image),
        article_type="BlogPosting",
        free=page.free,
        evidence={
            "title": evidence_of(found),
            "date_published": evidence_of(update.published) if published else None,
            "date_modified": evidence_of(update.modified) if modified else None,
            "content_text": update.text_evidence
            if update.paragraphs
            else evidence_of(found),
            "image": evidence_of(update.image),
            **inherited,
            **({"authors": update.authors.evidence} if update.authors else {}),
        },
        warnings=tuple(_warnings(view, published)),
        extractor="live-blog",
    )
    return LivePost(names=update.ids, url=_own_url(view, update), article=article)


def _warnings(view: View, published: Instant | None) -> Iterator[str]:
    if published and published.at > view.page.fetched_at + timedelta(days=1):
        yield "date-in-future"


def _own_url(view: View, update: Update) -> str | None:
    """The post's stated address, where its name is no fragment of the page's."""
    url = update.url
    if url is None or not own_part(url, view.page.url):
        return None
    if update.ids[0] in name_of(urlsplit(url).fragment):
        return None
    domains = view.outlet.domains if view.outlet else ()
    return url if not domains or in_domains(url, domains) else None
