"""Which of a live blog's posts is which: on its page, and from one day to the next.

A post is told from others by its id. What posts of different times share is none: some
sites put one and the same fragment into all addresses. Nor is a place in the list: the
newest is always number one. A post without an id is named after its time and headline.

Posts that the page states are joined with the elements that show them, by id or by
text. Where most of them are shown, what is shown beside them is a post as well: many
sites state the newest ten and show a hundred.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from newswatch.extract.live_update import Update, instant_of, time_of
from newswatch.extract.view import View
from newswatch.model import Precision
from newswatch.model.revision import WORDING

#: share of the stated posts that must be shown for others beside them to be posts
_SHOWN = 0.5
#: what is shown steps in where it has this many times the stated text
_FAR_MORE = 2.5


def joined(stated: list[Update], shown: list[Update]) -> list[Update]:
    """Both readings of the page's posts as one, without any of them twice."""
    by_name = {tail: post for post in reversed(shown) for tail in _tails(post)}
    by_text = {post.words: post for post in reversed(shown)}
    both, used = [], set()
    for post in stated:
        named = next((by_name[t] for t in _tails(post) if t in by_name), None)
        twin = named or by_text.get(post.words)
        whole = _with_twin(post, twin) if twin else post
        if named:
            used.add(id(named))
            whole = replace(whole, ids=tuple(dict.fromkeys((*post.ids, *named.ids))))
        both.append(whole)
    # Of posts that are twins by their text alone, the shown id may be anything: what
    # is shown now and stated tomorrow could not be known again.
    if not stated or len(used) >= _SHOWN * len(stated):
        both += [post for post in shown if id(post) not in used]
    return both


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
        headline=post.headline or twin.headline,
        published=post.published or twin.published,
        paragraphs=body.paragraphs,
        text_evidence=body.text_evidence,
        authors=post.authors or twin.authors,
        shown=twin.shown,
    )


def told_apart(view: View, posts: list[Update]) -> list[Update]:
    """*posts* with the id that tells each from the others."""
    if _are_positions(view, posts):
        posts = [replace(post, names=()) for post in posts]
    bearers: dict[str, list[tuple[str, bool]]] = defaultdict(list)
    for post in posts:
        when = post.published.value if post.published else post.words
        for number, name in enumerate(post.names):
            bearers[name].append((when, number == 0))
    told = []
    for post in posts:
        names = [n for n in post.names if not _is_shared(bearers[n], len(posts))]
        ids = (names[0] if names else post.nickname,)
        told.append(replace(post, names=tuple(names), ids=ids))
    return told


def _is_shared(bearers: Sequence[tuple[str, bool]], posts: int) -> bool:
    """Whether a name stands on different posts, and so is no id of any.

    Two that have it as their first name are one post, shown twice: it was pinned, and
    one of its times is when. Three, or all there are, are not.
    """
    if len({when for when, _ in bearers}) == 1:
        return False
    return len(bearers) != 2 or posts == 2 or not all(first for _, first in bearers)


def with_wordings(view: View, posts: Iterable[Update]) -> Iterator[Update]:
    """*posts* known by their wording and time too, where these are stated.

    Some sites draw new ids for each request. Of posts that say the same at the same
    time only the first is so known: the others have but their ids.
    """
    known: set[str] = set()
    for post in posts:
        when = post.published and instant_of(view, post.published.value)
        if not when or when.precision is Precision.DAY:
            yield post
            continue
        told = f"{when.at.isoformat()}\n{post.words}".encode("utf-8", "replace")
        name = WORDING + hashlib.blake2b(told, digest_size=8).hexdigest()
        yield post if name in known else replace(post, ids=(*post.ids, name))
        known.add(name)


def _are_positions(view: View, posts: Sequence[Update]) -> bool:
    """Whether the newest post is number one: tomorrow another one will be."""
    names = [post.names[0] for post in posts if post.names]
    numbers = [int(d[0]) for n in names if (d := re.search(r"\d{1,9}$", n))]
    if len(numbers) < 2 or len(numbers) != len(posts):
        return False
    start = numbers[0]
    counted = start < 2 and numbers == list(range(start, start + len(numbers)))
    return counted and time_of(view, posts[0]) > time_of(view, posts[-1])


def each_once(posts: Iterable[Update]) -> list[Update]:
    """The first of all posts that share an id."""
    once: list[Update] = []
    known: set[str] = set()
    for post in posts:
        if known.isdisjoint(post.ids):
            once.append(post)
        known.update(post.ids)
    return once
