"""What makes an article of a page of many teasers: its announcement, its address, text.

An address ends like an article's with a number of three digits or more that is no year,
with a slug of four words, or below a day. It names a section, a person or a subject if
the heading repeats its last segment, or nearly.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newswatch.extract.cards import Cards
from newswatch.extract.signs import Signs, titles_of
from newswatch.extract.view import key
from newswatch.model import Via

#: listings that name the headline; a link's text on a front page may be a section's
_ANNOUNCING = frozenset({Via.FEED, Via.NEWS_SITEMAP})
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBER = re.compile(r"(?<!\d)\d{3,}(?!\d)")
_EXTENSION = re.compile(r"\.[a-z]{2,5}$")
_DAY = re.compile(r"(?:19|20)\d\d[-/](?:0?[1-9]|1[0-2]|[a-z]{3})[-/]\d{1,2}(?!\d)")
_SLUG_WORDS = 4
#: characters of a sentence or two that say what a section is for
_A_DESCRIPTION = 200
#: words of a heading beyond those of the address: "Business news"
_MORE_WORDS = 1
_PAGE = re.compile(r"page|seite|p|pagina|página|strana")
_PAGE_NUMBER = re.compile(r"\d{1,2}")


def is_own_story(signs: Signs, cards: Cards) -> bool:
    """Whether the page tells a story of its own, however many teasers it has."""
    if not cards.told:
        return False
    if is_announced(signs) or has_article_address(signs.path):
        return True
    # One sentence below a section's name, with the cards right behind it.
    describes = (
        cards.follow_heading
        and len(cards.told) == 1
        and cards.told_chars < _A_DESCRIPTION
    )
    is_headless = not cards.heading and section_path(signs.path) == [*signs.path]
    return not (describes and (is_headless or is_named_by_address(signs, cards)))


def is_announced(signs: Signs) -> bool:
    """Whether the page is headed as a feed or news sitemap said it would be."""
    link = signs.view.link
    if link is None or link.via not in _ANNOUNCING:
        return False
    stated = key(link.title or "")
    return bool(stated) and stated in titles_of(signs.view)


def has_article_address(path: Sequence[str]) -> bool:
    """Whether a page at *path*, lower case, is an article by its address."""
    if not path:
        return False
    last = _EXTENSION.sub("", path[-1])
    if any(not _YEAR.fullmatch(found) for found in _NUMBER.findall(last)):
        return True
    if len([word for word in re.split(r"[-_]", last) if word.isalpha()]) >= _SLUG_WORDS:
        return True
    day = _DAY.search("/".join(path))
    return day is not None and day.end() < len("/".join(path))


def section_path(path: Sequence[str]) -> list[str]:
    """*path* without what numbers the pages of a listing."""
    *rest, last = path or ("",)
    if not _PAGE_NUMBER.fullmatch(last):
        return list(path)
    return [part for part in rest if not _PAGE.fullmatch(part)]


def is_named_by_address(signs: Signs, cards: Cards) -> bool:
    """Whether the page's heading is the last segment of its address, or nearly."""
    path = section_path(signs.path)
    heading = re.findall(r"\w+", cards.heading.casefold())
    if not path or not heading:
        return False
    named = [word for word in re.split(r"[\W_]+", _EXTENSION.sub("", path[-1])) if word]
    words = [key(word) for word in named if not word.isdigit()]
    heads = [key(word) for word in heading]
    if not words or len(words) >= _SLUG_WORDS:
        return False
    return {*words} <= {*heads} and len(heads) <= len(words) + _MORE_WORDS
