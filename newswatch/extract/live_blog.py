"""A live blog taken apart: its posts, and what of the page is its own.

A page is a live blog if it says so (JSON-LD or microdata LiveBlogPosting), or if most
of its text stands in posts that its markup sets apart (live_markup). A ticker beside
an ordinary story holds little of the page's text and makes no live blog.

Posts that the page states are joined with the elements that show them, by id or by
text. Where most of them are shown, what is shown beside them is a post as well: many
sites state the newest ten and show a hundred.

A post is told from others by its ids. An id that posts of different times share is
none: some sites put one and the same fragment into all addresses. A post without any
is named after its time and headline.

The page's own text is what its body had before the first post: standfirst, key points.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from urllib.parse import urlsplit

from newswatch.dates import Instant, parse_instant
from newswatch.extract.dom import elements
from newswatch.extract.jsonld import Node, text
from newswatch.extract.live_markup import marked_updates
from newswatch.extract.live_update import Update, name_of, own_part, stated_updates
from newswatch.extract.subject import place, places
from newswatch.extract.traits import letters_of
from newswatch.extract.view import View, evidence_of, value_of
from newswatch.model import Article, LiveBlog, LivePost
from newswatch.urls import in_domains

#: posts of one page that are read; the longest live blogs have about a thousand
MOST_POSTS = 1_000
_LIVE_TYPE = "LiveBlogPosting"
_LIVE_MICRODATA = f"//*[contains(@itemtype, '{_LIVE_TYPE}')]"
_END_MICRODATA = "//*[@itemprop='coverageEndTime']"
#: share of a page's text in posts that makes it a live blog unsaid
_MOST_OF_IT = 0.5
#: share of the stated posts that must be shown for others beside them to be posts
_SHOWN = 0.5
#: what is shown steps in where it has this many times the stated text
_FAR_MORE = 2.5
#: letters from which a paragraph is known by what it says
_TELLING = 12
#: letters of a paragraph that holds a whole post and is longer than any intro
_GLUED = 400
#: letters under which a line right before the posts is a time or a byline
_LABEL = 40
_EARLIEST = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """What was found of a live blog before the page's body was read."""

    posts: tuple[Update, ...]
    #: whether the page itself says that it is one
    declared: bool
    ends_at: datetime | None


def updates_of(view: View) -> Updates | None:
    """The posts of the page, if it may be a live blog; `is_live` has the last word."""
    node = _blog_node(view)
    declared = node is not None or bool(elements(view.root, _LIVE_MICRODATA)[:1])
    stated = stated_updates(view, node.fields, MOST_POSTS) if node else []
    # All that is shown is looked at, so that none of it is left in the page's text.
    shown = marked_updates(view, 2 * MOST_POSTS, declared=declared)
    if not declared and not shown:
        return None
    posts = _each_once(_named(_joined(stated, shown)))
    newest = sorted(posts, key=lambda post: _time_of(view, post), reverse=True)
    # Newest first on most pages: the last of equals is the oldest.
    oldest_first = tuple(reversed(newest[:MOST_POSTS]))
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
    posts = tuple(_post(view, update, page) for update in updates.posts)
    return LiveBlog(posts=posts, ends_at=updates.ends_at)


def _blog_node(view: View) -> Node | None:
    """The page's own LiveBlogPosting; one that names another page is a teaser."""
    if view.subject and _LIVE_TYPE in view.subject.types:
        return view.subject
    own = {place(url) for url in (view.page.url, view.page.requested_url)}
    own.add(place(view.meta.links.get("canonical") or ""))
    for node in view.graph.nodes:
        if node.top and _LIVE_TYPE in node.types:
            stated = places(node)
            if not stated or stated & own:
                return node
    return None


def _end(view: View, node: Node | None) -> datetime | None:
    stated = [text(node.fields.get("coverageEndTime"))] if node else []
    marked = elements(view.root, _END_MICRODATA)[:1]
    stated += [item.get("content") or item.get("datetime") for item in marked]
    instants = (_instant(view, value) for value in stated if value)
    return next((instant.at for instant in instants if instant), None)


def _instant(view: View, value: str) -> Instant | None:
    zone = view.outlet.timezone if view.outlet else "UTC"
    instant = parse_instant(value, zone, view.rules.date_formats)
    return None if instant is None or instant.coarse else instant


def _time_of(view: View, update: Update) -> datetime:
    instant = _instant(view, update.published.value) if update.published else None
    return instant.at if instant else _EARLIEST


def _joined(stated: list[Update], shown: list[Update]) -> list[Update]:
    """Both readings of the page's posts as one, without any of them twice."""
    by_name = {tail: post for post in reversed(shown) for tail in _tails(post)}
    by_text = {post.words: post for post in reversed(shown)}
    joined, used = [], set()
    for post in stated:
        twin = next((by_name[t] for t in _tails(post) if t in by_name), None)
        twin = twin or by_text.get(post.words)
        used.add(id(twin))
        joined.append(_with_twin(post, twin) if twin else post)
    used.discard(id(None))
    if not stated or len(used) >= _SHOWN * len(stated):
        joined += [post for post in shown if id(post) not in used]
    return joined


def _tails(post: Update) -> Iterator[str]:
    """The names of *post*, and what is left of them without `post-` and the like."""
    for name in post.names:
        yield name
        start, _, tail = name.replace("_", "-").partition("-")
        if start.isalpha() and tail:
            yield tail


def _with_twin(post: Update, twin: Update) -> Update:
    had, has = sum(map(len, post.paragraphs)), sum(map(len, twin.paragraphs))
    body = twin if has and has > _FAR_MORE * had else post
    return replace(
        post,
        names=tuple(dict.fromkeys((*post.names, *twin.names))),
        headline=post.headline or twin.headline,
        published=post.published or twin.published,
        paragraphs=body.paragraphs,
        text_evidence=body.text_evidence,
        authors=post.authors or twin.authors,
        shown=twin.shown,
    )


def _named(posts: list[Update]) -> Iterator[Update]:
    """*posts* with the ids that tell them apart, at least one each."""
    times: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        for name in post.names:
            times[name].append(post.published.value if post.published else post.words)
    for post in posts:
        names = [n for n in post.names if not _is_shared(times[n], len(posts))]
        yield replace(post, names=tuple(names) or (post.nickname,))


def _is_shared(times: Sequence[str], posts: int) -> bool:
    """Whether an id stands on so many different posts that it is none."""
    return len(set(times)) > 1 and (len(times) > 2 or len(times) == posts)


def _each_once(posts: Iterable[Update]) -> list[Update]:
    """The first of all posts that share an id, by all of the ids they have."""
    once: list[Update] = []
    known: set[str] = set()
    for post in posts:
        if known.isdisjoint(post.names):
            once.append(post)
        known.update(post.names)
    return once


class _Belongs:
    """Whether a paragraph of the page's body is a part of a post, or holds one."""

    def __init__(self, posts: Sequence[Update]) -> None:
        self._posts = [post.words for post in posts]
        self._all = "\n".join(
            text for post in posts for text in (post.words, post.shown) if text
        )

    def __call__(self, paragraph: str) -> bool:
        letters = letters_of(paragraph)
        if len(letters) < _TELLING:
            return False
        if letters in self._all:
            return True
        return len(letters) > _GLUED and any(
            len(post) > _LABEL and post in letters for post in self._posts
        )


def _is_label(paragraph: str) -> bool:
    return len(letters_of(paragraph)) < _LABEL and not paragraph.rstrip().endswith(
        (".", "!", "?", "…", "”", "。")
    )


def _post(view: View, update: Update, page: Article) -> LivePost:
    headline = value_of(update.headline)
    published = _instant(view, update.published.value) if update.published else None
    modified = _instant(view, update.modified.value) if update.modified else None
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
            "title": evidence_of(update.headline),
            "date_published": evidence_of(update.published) if published else None,
            "date_modified": evidence_of(update.modified) if modified else None,
            "content_text": update.text_evidence
            if update.paragraphs
            else evidence_of(update.headline),
            "image": evidence_of(update.image),
            **inherited,
            **({"authors": update.authors.evidence} if update.authors else {}),
        },
        warnings=tuple(_warnings(view, published)),
        extractor="live-blog",
    )
    return LivePost(names=update.names, url=_own_url(view, update), article=article)


def _warnings(view: View, published: Instant | None) -> Iterator[str]:
    if published and published.at > view.page.fetched_at + timedelta(days=1):
        yield "date-in-future"


def _own_url(view: View, update: Update) -> str | None:
    """The post's stated address, where its name is no fragment of the page's."""
    url = update.url
    if url is None or not own_part(url, view.page.url):
        return None
    if update.names[0] in name_of(urlsplit(url).fragment):
        return None
    domains = view.outlet.domains if view.outlet else ()
    return url if not domains or in_domains(url, domains) else None
