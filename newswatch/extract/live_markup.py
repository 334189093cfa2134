"""The posts of a live blog as elements of its page.

Microdata says outright what a post is (`itemprop=liveBlogUpdate`). Else a post is an
element with an id of its own and a `<time>` inside, one of several that are alike (the
same tag, the id in the same attribute and with the same beginning) within something
that is named after live coverage: by words that newsrooms use or after one of the
tools that they set into their pages. Of several such crowds the largest is taken.

Comments, teasers and what stands in side columns have ids and times too: their names
speak against them. Whoever asks must know that a ticker beside an ordinary story looks
the same, and compare with the text of the page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from itertools import islice

from lxml.html import HtmlElement

from newswatch.extract.authors import authors_within
from newswatch.extract.dom import elements, tag_names, text_of
from newswatch.extract.live_update import Update, instant_of, name_of
from newswatch.extract.paragraphs import paragraphs_of
from newswatch.extract.traits import letters_of
from newswatch.extract.view import Found, View

#: 24liveblog, Scribble, Tickaroo, Norkon, Arena, the BBC's lx, and plain words
_LIVE = re.compile(
    r"(?:^|[\W_])(?:live[-_]?(?:blog|stream|feed|updates?|ticker|cent(?:er|re)|text|"
    r"report|coverage|posts?|entr(?:y|ies)|event)\w*|lb24|24liveblog|scrbbl|scribble\w*|"
    r"tik\d?|tickaroo|nc-?post|nc-?live\w*|norkon|arena-?live\w*|lx|ticker|"
    r"minute-?by-?minute)(?![a-z])",
    re.I,
)
_OTHER = re.compile(
    r"comment|reply|replies|related|recommend|teaser|most-?(?:read|popular|viewed)|"
    r"sidebar|promo|trending|advert|newsletter",
    re.I,
)
_POST_TAGS = tag_names("article div li section")
_OUTSIDE = tag_names("aside nav footer form")
#: where ids stand, the one that a link can lead to first
_ID_ATTRIBUTES = (
    "id",
    "data-post-id",
    "data-block-id",
    "data-entry-id",
    "data-update-id",
    "data-event-id",
    "data-item-id",
    "data-nid",
    "data-id",
)
_NAMED = ("class", "id", "data-testid", "data-component", "itemtype", "data-type")
_MICRODATA = "//*[@itemprop='liveBlogUpdate']"
_TIMES = "//time | //*[@itemprop='datePublished'][not(self::time)]"
_MOST_TIMES = 5_000
#: elements that are looked at from a `<time>` upwards, and from a post upwards
_CLIMB, _CONTAINERS = 12, 30
_HEADINGS = (
    ".//*[@itemprop='headline']",
    ".//h1 | .//h2 | .//h3 | .//h4 | .//h5",
)
_NO_TEXT = (
    ".//time | .//button | .//*[contains(@class, 'share')]"
    " | .//*[contains(@class, 'byline')] | .//*[@itemprop='author']"
    " | .//*[contains(concat(' ', @rel, ' '), ' author ')]"
    " | .//*[contains(@class, 'author')] | .//*[contains(@class, 'timestamp')]"
)
#: what is longer is no byline, whatever it is called
_LONGEST_LABEL = 160
_Kind = tuple[str, str, str]


def marked_updates(view: View, most: int, *, declared: bool) -> list[Update]:
    """The posts that are elements of the page, in its order, *most* of them.

    *declared*: the page calls itself a live blog, so no name needs to say so.
    """
    posts = elements(view.root, _MICRODATA) if view.holds("liveBlogUpdate") else []
    posts = posts or _crowd(view, declared=declared)
    chosen = posts[-most:] if _grows_down(view, posts) else posts[:most]
    updates = (_update(view, post) for post in chosen)
    return [update for update in updates if update.words]


def _grows_down(view: View, posts: list[HtmlElement]) -> bool:
    """Whether the newest of *posts* comes last."""
    times = [instant_of(view, _stamp(post)) for post in (posts[:1] + posts[-1:])]
    first, last = times[0] if times else None, times[-1] if times else None
    return first is not None and last is not None and first.at < last.at


def _crowd(view: View, *, declared: bool) -> list[HtmlElement]:
    crowds: dict[_Kind, list[HtmlElement]] = defaultdict(list)
    for element in _owners_of_times(view):
        for kind in _kinds(element):
            crowds[kind].append(element)
    best: list[HtmlElement] = []
    for members in crowds.values():
        outer = _outermost(members)
        if len(outer) < 2 or len(outer) <= len(best):
            continue
        if _is_live(outer[0], declared=declared):
            best = outer
    return best


def _owners_of_times(view: View) -> Iterator[HtmlElement]:
    """Elements with an id and a time inside, each once, in the order of the times."""
    seen: set[HtmlElement] = set()
    times = _TIMES if view.microdata.stating("datePublished") else "//time"
    for time in elements(view.root, times)[:_MOST_TIMES]:
        for element in islice(time.iterancestors(), _CLIMB):
            if element in seen:
                break
            seen.add(element)
            if element.tag in _POST_TAGS:
                yield element


def _kinds(element: HtmlElement) -> Iterator[_Kind]:
    for attribute in _ID_ATTRIBUTES:
        value = element.get(attribute, "")
        # `main` and `content` are no posts; ids of posts are counted or drawn.
        if start := re.match(r"\D*(?=\d)", value):
            # `post-` of post-qq0im, `coverage` of coverage11, nothing of a5f3.
            parts = re.match(r"(.*[-_:.])|(?![a-f]*$)(.*)", start[0], re.I)
            prefix = parts[0] if parts else ""
            yield (element.tag, attribute, prefix)


def _outermost(members: list[HtmlElement]) -> list[HtmlElement]:
    """*members* without what stands inside others, and without a frame round most."""
    known = set(members)
    above = {element: known & set(element.iterancestors()) for element in members}
    inside = Counter(frame for frames in above.values() for frame in frames)
    frames = {frame for frame, count in inside.items() if 2 * count > len(members)}
    return [each for each in members if each not in frames and not above[each] - frames]


def _is_live(post: HtmlElement, *, declared: bool) -> bool:
    around = [post, *islice(post.iterancestors(), _CONTAINERS)]
    if any(element.tag in _OUTSIDE for element in around):
        return False
    names = [_names(element) for element in around]
    if any(_OTHER.search(each) for each in names[:4]):
        return False
    return declared or any(_LIVE.search(each) for each in names)


def _names(element: HtmlElement) -> str:
    return " ".join(element.get(name, "")[:300] for name in _NAMED)


def _update(view: View, post: HtmlElement) -> Update:
    authors = authors_within(view, post)
    heading = _heading(post)
    headline = text_of(heading) if heading is not None else ""
    when = _stamp(post)
    return Update(
        names=tuple(dict.fromkeys(_ids(post))),
        headline=Found(headline, f"html:{heading.tag}")
        if headline and heading is not None
        else None,
        published=Found(when, "html:time") if when else None,
        paragraphs=tuple(_paragraphs(post, heading)),
        text_evidence="html:live-blog-post",
        authors=Found(authors, "html:byline") if authors else None,
        shown=letters_of(" ".join(paragraphs_of([post]))),
    )


def _stamp(post: HtmlElement) -> str:
    """When *post* is from, as written for machines; "" if it does not say."""
    stamps = elements(post, ".//time[@datetime] | .//*[@itemprop='datePublished']")
    return next((s.get("datetime") or s.get("content") or "" for s in stamps[:1]), "")


def _ids(post: HtmlElement) -> Iterator[str]:
    for attribute in _ID_ATTRIBUTES:
        yield from name_of(post.get(attribute, ""))
    # A wrapper may bear the data and the anchor stand inside it.
    for link in elements(post, ".//*[@itemprop='url']")[:1]:
        stated = link.get("href") or link.get("content") or ""
        yield from name_of(stated.partition("#")[2])


def _heading(post: HtmlElement) -> HtmlElement | None:
    for path in _HEADINGS:
        for element in elements(post, path)[:1]:
            return element
    return None


def _paragraphs(post: HtmlElement, heading: HtmlElement | None) -> Iterator[str]:
    copy = deepcopy(post)
    copy.tail = None
    for element in elements(copy, _NO_TEXT):
        if element.getparent() is not None and len(text_of(element)) < _LONGEST_LABEL:
            element.drop_tree()
    title = letters_of(text_of(heading)) if heading is not None else ""
    for number, paragraph in enumerate(paragraphs_of([copy])):
        if number or not title or letters_of(paragraph) != title:
            yield paragraph
