"""The pages of one article → the article.

What pages repeat stands in the result once: at the head of a page what an earlier one
had (headline, standfirst, teaser), at the foot of a page what the next one has again
(a note on the author), and long paragraphs anywhere. Short ones between others stay:
"Yes." may be said twice. All fields but the text are the first page's, and the time of
modification is the latest.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from newswatch.extract.titles import same_title
from newswatch.extract.view import key
from newswatch.model import Article, Precision
from newswatch.urls import AddressError, canonical_url

#: letters from which a repeated paragraph is no accident; chosen by hand
_LONG = 80
#: letters that two headlines must share at their beginning to be of one article
_SAME_BEGINNING = 20
#: share of an earlier page's letters that says that the page holds it again
_HOLDS = 0.5
_HOLDS_WHOLE = 0.8

_WORD = (
    r"(?:page|seite|teil|part|p[aá]gina|sida|side|sivu|strona|strana|stranica|sayfa"
    r"|oldal|страница|стр\.?|сторінка)"
)
_OF = r"(?:/|of|von|de|di|sur|van|av|af|из|із|z|ze)"
#: characters of a paragraph that numbers pages, and of a title's end that does
_LONGEST_MARK = 60
#: "Page 2 of 3", "2/3", "Seite 2"
_MARK = (
    rf"(?:{_WORD}\s*:?\s*\d{{1,2}}(?:\s*{_OF}\s*\d{{1,2}})?"
    rf"|\d{{1,2}}\s*{_OF}\s*\d{{1,2}})"
)
#: a paragraph that only numbers pages or leads to another
_PAGE_MARK = re.compile(
    rf"{_MARK}|(?:\d{{1,2}}(?!\d)|[\s|·•<>«»‹›←→])+"
    r"|[\s<>«»‹›←→]*(?:(?:next|previous) page"
    r"|n[aä]chste seite|vorherige seite|page (?:suivante|précédente)"
    r"|p[aá]gina (?:siguiente|anterior|successiva|precedente)"
    rf"|(?:continued?|continue reading|weiter|read on)\b.{{0,20}}{_MARK})[\s<>«»‹›←→]*",
    re.IGNORECASE,
)
_TITLE_MARK = re.compile(rf"[\s|:,–—(\[-]+(?:{_MARK})[)\]]?\s*$", re.IGNORECASE)


def stray_reason(earlier: Sequence[Article], found: Article) -> str:
    """Why *found* is no further page of the article so far; "" if it is one."""
    first, turn = earlier[0], earlier[-1].turn
    if turn is None:
        return "nothing led to it"
    signs = turn.by_rule + turn.by_form + _is_same_story(first, found, earlier)
    if turn.is_whole:
        before = _letters(first.paragraphs)
        if _repeated(first, found) < _HOLDS_WHOLE * before:
            return "it does not hold the first page's text"
        return ""
    if signs < 2:
        return "it has another headline and another address of its own"
    if _is_of_another_day(first, found):
        return "it was published at another time"
    size = _letters(found.paragraphs)
    for page in (first, earlier[-1]):
        again = _repeated(page, found)
        # A teaser that heads every page is repeated whole, before much that is new.
        if again >= _HOLDS * _letters(page.paragraphs) and size - again <= again:
            return "it holds the same text again"
    return ""


def with_page(earlier: Sequence[Article], found: Article) -> tuple[Article, ...]:
    """The article's pages once *found* is read, which is no stray."""
    first, turn = earlier[0], earlier[-1].turn
    if turn is None or not turn.is_whole:
        return (*earlier, found)
    stated = found.evidence.get("content_text")
    text = replace(
        first,
        paragraphs=found.paragraphs,
        extractor=found.extractor,
        evidence={**first.evidence, "content_text": stated},
        turn=None,
    )
    return (text,)


def joined(pages: Sequence[Article]) -> Article:
    """One article of *pages*, in their order."""
    first = pages[0]
    if len(pages) == 1:
        return first
    latest = max(
        (page for page in pages if page.modified_at),
        key=lambda page: page.modified_at.timestamp() if page.modified_at else 0.0,
        default=first,
    )
    stated = latest.evidence.get("date_modified")
    return replace(
        first,
        paragraphs=_paragraphs(pages),
        modified_at=latest.modified_at,
        evidence={**first.evidence, "date_modified": stated},
        warnings=_warnings(pages),
        turn=pages[-1].turn,
    )


def _paragraphs(pages: Sequence[Article]) -> tuple[str, ...]:
    kept = _without_feet(_without_heads(pages))
    said: set[str] = set()
    paragraphs = []
    for page in kept:
        for text in page:
            letters = key(text)
            if len(letters) >= _LONG and letters in said:
                continue
            said.add(letters)
            paragraphs.append(text)
    return tuple(paragraphs)


def _without_heads(pages: Sequence[Article]) -> list[list[str]]:
    """Each page's paragraphs without the head that an earlier one had."""
    first = pages[0]
    known = {key(text) for text in (first.headline, first.summary) if text}
    kept = []
    for index, page in enumerate(pages):
        head = 0
        for text in page.paragraphs:
            if not _is_mark(text) and not (index and key(text) in known):
                break
            head += 1
        known |= {key(text) for text in page.paragraphs}
        kept.append(list(page.paragraphs[head:]))
    return kept


def _without_feet(pages: list[list[str]]) -> list[list[str]]:
    """Each page without the foot that the next one has again."""
    for index, texts in enumerate(pages):
        after = pages[index + 1] if index + 1 < len(pages) else ()
        again = {key(text) for text in after}
        while texts and (_is_mark(texts[-1]) or key(texts[-1]) in again):
            del texts[-1]
    return pages


def _is_mark(text: str) -> bool:
    return len(text) <= _LONGEST_MARK and bool(_PAGE_MARK.fullmatch(text.strip()))


def _warnings(pages: Sequence[Article]) -> tuple[str, ...]:
    first, *others = pages
    # Two short pages are a longer text; one of them behind a paywall is cut.
    warnings = [code for code in first.warnings if code != "text-short"]
    if any("paywall-suspected" in page.warnings for page in others):
        warnings.append("paywall-suspected")
    return tuple(dict.fromkeys(warnings))


def _is_same_story(first: Article, found: Article, earlier: Sequence[Article]) -> bool:
    if found.canonical_url:
        known = [page.turn.here for page in earlier if page.turn]
        known += [first.canonical_url] if first.canonical_url else []
        if _canonical(found.canonical_url) in map(_canonical, known):
            return True
    return _is_same_headline(first.headline or "", found.headline or "")


def _is_of_another_day(first: Article, found: Article) -> bool:
    """Whether the two state different times of publication.

    A series under one headline ("The week in pictures") is told from pages by it.
    """
    if not first.published_at or not found.published_at:
        return False
    apart = abs(first.published_at - found.published_at)
    days = Precision.DAY in (first.published_precision, found.published_precision)
    return apart > (timedelta(days=1) if days else timedelta(minutes=1))


def _is_same_headline(one: str, other: str) -> bool:
    first, second = map(_unmarked, (one, other))
    if same_title(first, second):
        return True
    shorter, longer = sorted((key(first), key(second)), key=len)
    return len(shorter) >= _SAME_BEGINNING and longer.startswith(shorter)


def _unmarked(title: str) -> str:
    """*title* without the "Page 2 of 3" at its end."""
    return title[:-_LONGEST_MARK] + _TITLE_MARK.sub("", title[-_LONGEST_MARK:])


def _canonical(url: str) -> str:
    try:
        return canonical_url(url)
    except AddressError:
        return url


def _repeated(page: Article, found: Article) -> int:
    """Letters of *page*'s paragraphs that *found* has too."""
    again = {key(text) for text in found.paragraphs}
    return _letters([text for text in page.paragraphs if key(text) in again])


def _letters(paragraphs: Sequence[str]) -> int:
    return sum(len(key(text)) for text in paragraphs)
