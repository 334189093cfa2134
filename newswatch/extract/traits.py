"""Blocks → what can be seen of each by itself, as named numbers to put weights on.

Nothing is decided here. `worth_of` is the one rough figure that needs no weights: how
much running text a block holds. By it are struck out the marks of elements that hold
much of all running text: such an element is the story's own, whatever its name is.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from newswatch.extract.blocks import Block, Region
from newswatch.extract.marks import BIT, STORY, Marks, names_of

Traits = dict[str, float]

#: share of the page's running text from which an element's marks are struck out, and
#: the share for marks of what can be longer than the story: comments, consent texts
_HOLDS_STORY = 0.35
_HOLDS_ALL = 0.8
_LONG_ELSEWHERE = BIT["comment"] | BIT["overlay"] | BIT["related"]
#: traits of which at most 7 % of the words belonged to a story, on 209 pages
AGAINST = frozenset(
    {
        "in <time>",
        "in <form>",
        "in <label>",
        "in <address>",
        "in <aside>",
        "in <figure>",
        "in <figcaption>",
        "in advert",
        "in overlay",
        "in share",
        "in signup",
        "in tags",
        "in comment",
        "in aside",
        "in caption",
        "in byline",
        "title again",
        "summary as such",
        "rights",
        "main heading",
    }
)
_DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_END = frozenset(".!?…:;。！？」』\"”“»)’'")
_STOP = re.compile(r"[.!?…。！？]")
_COMMA = re.compile(r"[,،、，;]")
_SEPARATOR = re.compile(r"\s[|·•/]\s|[|•►▶→»]")
_QUOTE = re.compile(r"[\"“”„«»「『]")
_TIME = re.compile(r"\b\d{1,2}[:.h]\d\d\b|\b(?:19|20)\d\d\b")
_ADDRESS = re.compile(r"@\w|\bwww\.|https?:")
# Both of a text in small letters: to look for either case takes four times as long.
_RIGHTS = re.compile(r"©|\(c\)|copyright|all rights reserved|alle rechte")
_CONSENT = re.compile(
    r"cookie|privacy|datenschutz|javascript|browser|newsletter|e-?mail|privacidad"
    r"|confidentialité|consent|einwillig|personalis|subscri|abonn|terms of"
)
_HINT = re.compile(
    r"[\s\W]*(?:(?:read|see|listen|learn|find out)\s+(?:more|also|next|on)\b|also read"
    r"|more\s*:|more (?:on|from)\b|related\b|recommended|watch\s*:|most read|don't miss"
    r"|you (?:may|might) (?:also )?like|what to read next|up next|trending|lesen sie"
    r"|lies auch|mehr (?:zum thema|dazu|lesen)|auch interessant|weiterlesen|das könnte"
    r"|les(?:\s+også|\s+mer)|læs|läs|lue|lire aussi|à lire|leia|saiba mais|read:"
    r"|le[ea]r? (?:también|más)|leggi anche|lees ook|czytaj|zobacz|читайте|см\. также"
    r"|sign up|subscribe|newsletter|follow us|join (?:us|our)|advertisement|anzeige"
    r"|werbung|publicidad|publicité|support our|donate|click here|download|get the"
    r"|(?:photo|foto|image|bild|quelle|source|credit|picture|grafik|video)s?\s*[:/©]"
    r"|comments?$|loading|(?:additional )?reporting by|this (?:article|story) was"
    r"|関連記事|相关阅读|更多|관련기사)",
    re.I,
)
_GROUP = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), "h"),
    **dict.fromkeys(("li", "dd", "dt"), "li"),
    **dict.fromkeys(("td", "th", "tr"), "td"),
    **dict.fromkeys(("blockquote", "pre"), "quote"),
    "p": "p",
}
#: Latin characters that a sentence or two have
_SHORT = 250
_SIZES = ((25, "xs"), (60, "s"), (120, "m"), (_SHORT, "l"))
_WORD = re.compile(r"\w{4,}")
#: names of a standfirst's own element; "lead" and "intro" often name a first paragraph
_STANDFIRST = re.compile(
    r"standfirst|\bdek\b|\bdeck\b|vorspann|chapeau|entradilla", re.I
)
_LETTERS = re.compile(r"\w+")
_ASCII_WITHOUT_LETTERS = {code: None for code in range(128) if not chr(code).isalnum()}
del _ASCII_WITHOUT_LETTERS[ord("_")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the rest of the page says of its text."""

    title: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    #: letters and digits of the stated articleBody, or "" where there is none
    stated: str = ""


def letters_of(text: str) -> str:
    """The letters and digits of *text*, casefolded."""
    if text.isascii():
        return text.lower().translate(_ASCII_WITHOUT_LETTERS)
    return "".join(_LETTERS.findall(text)).casefold()


def group_of(block: Block) -> str:
    """What kind of block it is: p, h, li, quote, td, or div for all others."""
    return _GROUP.get(block.tag, "div")


def size_of(text: str) -> int:
    """Length in Latin characters: a CJK character says about what three do."""
    return len(text) if text.isascii() else len(text) + 2 * len(_DENSE.findall(text))


def worth_of(block: Block, group: str, size: int) -> float:
    """How much running text *block* holds at a glance; negative for lists of links."""
    density = block.linked / len(block.text)
    if group == "h":
        return -5.0 if density > 0.5 else 0.0
    if density > 0.6:
        return -float(min(size, 60))
    if _HINT.match(block.text):
        return -float(min(size, 40))
    sentence = size > 200 or block.text[-1] in _END
    if group in ("p", "quote"):
        return size * (1 - density) if size >= 60 or sentence else size * 0.3
    if group == "li":
        return size * 0.5 * (1 - density) if size >= 60 and sentence else -10.0
    if size >= 80 and sentence:
        return size * 0.8 * (1 - density)
    return -float(min(size, 30)) if size < 60 else 0.0


def marks_of(blocks: Sequence[Block], worths: Sequence[float]) -> list[Marks]:
    """The marks on each block that count against or for it."""
    total = 0.0
    held: defaultdict[tuple[str, str], float] = defaultdict(float)
    for block, worth in zip(blocks, worths, strict=True):
        if worth <= 0:
            continue
        total += worth
        region, seen = block.region, set()
        while region is not None:
            if region.kind not in seen:
                seen.add(region.kind)
                held[region.kind] += worth
            region = region.around
    known: dict[Region, Marks] = {}
    return [_marks_at(block.region, held, total, known) for block in blocks]


def _marks_at(
    region: Region | None,
    held: Mapping[tuple[str, str], float],
    total: float,
    known: dict[Region, Marks],
) -> Marks:
    way: list[Region] = []
    while region is not None and region not in known:
        way.append(region)
        region = region.around
    marks = known[region] if region is not None else 0
    for item in reversed(way):
        own, worth = item.marks, held.get(item.kind, 0.0)
        if worth > _HOLDS_ALL * total:
            own &= STORY
        elif worth > _HOLDS_STORY * total:
            own &= STORY | _LONG_ELSEWHERE
        marks |= own
        known[item] = marks
    return marks


def marked(marks: Marks) -> Traits:
    seen = {f"in {name}": 1.0 for name in names_of(marks)}
    if others := marks & ~STORY:
        seen["in any"] = 1.0
        if others.bit_count() > 2:
            seen["in many"] = 1.0
    return seen


class Reader:
    """Says what the text of a block shows, given the page's hints."""

    def __init__(self, hints: Hints, blocks: Sequence[Block]) -> None:
        self._texts = Counter(block.text for block in blocks)
        short = (block.text for block in blocks if len(block.text) < _SHORT)
        self._starts = Counter(_start(text) for text in short)
        self._title = letters_of(hints.title or "")
        self._summary = letters_of(hints.summary or "")
        self._stated = hints.stated if len(hints.stated) > 300 else ""
        self._authors = [name.casefold() for name in hints.authors if len(name) > 4]
        said = f"{hints.title or ''} {hints.summary or ''}".casefold()
        self._words = set(_WORD.findall(said))

    def seen(self, block: Block, group: str, size: int) -> Traits:
        text = block.text
        band = next((name for most, name in _SIZES if size < most), "xl")
        flags = self._set(block, group, band) | self._said(text, group, band, size)
        found: Traits = {name: 1.0 for name, value in flags.items() if value}
        found |= {
            group: 1.0,
            f"{group} {band}": 1.0,
            "length": math.log1p(size) / 5,
            "density": min(block.linked / len(text), 1.0),
        }
        return found | self._echoes(block, size)

    def _set(self, block: Block, group: str, band: str) -> dict[str, bool]:
        """What links, type and the end of the line show."""
        text, density = block.text, block.linked / len(block.text)
        linked, ends = density > 0.5, text[-1] in _END
        return {
            f"{group} linked": linked,
            "all linked": density > 0.9,
            "some linked": 0.2 < density <= 0.5,
            f"{group} linked open": linked and not ends,
            f"{group} ends": ends,
            f"{band} ends": ends,
            f"{group} capitals": text.isupper() and linked,
            f"{group} emphasised": block.emphasised > 0.9 * len(text),
            "main heading": block.tag == "h1",
        }

    def _said(self, text: str, group: str, band: str, size: int) -> dict[str, bool]:
        """What the words show."""
        short = size < _SHORT
        start = _start(text) if short else ""
        # "Read also:" in any language: the same words before several short lines
        alike = bool(start) and self._starts[start] > 1
        small = _small(text)
        consent, author = bool(_CONSENT.search(small)), self._names_author(text)
        return {
            "twice": self._texts[text] > 1,
            "starts alike": alike,
            f"{group} starts alike": alike,
            "asks": text.endswith(("?", "？")),
            "colon": text.endswith((":", "：")),
            "sentences": len(_STOP.findall(text[:600])) > 1,
            "commas": bool(_COMMA.search(text)),
            "separator": bool(_SEPARATOR.search(text)),
            "quote": bool(_QUOTE.search(text)),
            "time": size < 120 and bool(_TIME.search(text)),
            "address": bool(_ADDRESS.search(text)),
            "rights": short and bool(_RIGHTS.search(small)),
            "consent": consent,
            "short consent": short and consent,
            "hint": bool(_HINT.match(text)),
            "capitals": text.isupper(),
            "small start": text[0].islower(),
            "digits": sum(map(str.isdigit, text[:200])) > 0.15 * len(text[:200]),
            "names author": author,
            f"{band} names author": author,
        }

    def _names_author(self, text: str) -> bool:
        if not self._authors:
            return False
        folded = text.casefold()
        return any(name in folded for name in self._authors)

    def _echoes(self, block: Block, size: int) -> Traits:
        found: Traits = {}
        text = block.text
        plain = letters_of(text[:400])
        names = block.element.get("class", "")
        if plain and plain == self._summary and _STANDFIRST.search(names):
            # The article's `summary` has it already.
            found["summary as such"] = 1.0
        if _alike(plain, self._title):
            found["title again"] = 1.0
        elif self._words and size >= 60:
            words = set(_WORD.findall(text[:1000].casefold()))
            found["shared words"] = min(1.0, len(words & self._words) / 4)
        if (
            len(plain) > 30
            and self._summary
            and (plain in self._summary or self._summary[:100] in plain)
        ):
            found["summary again"] = 1.0
        if self._stated:
            inside = len(plain) > 3 and plain[:60] in self._stated
            found["stated" if inside else "not stated"] = 1.0
            if size >= 60:
                found["long stated" if inside else "long not stated"] = 1.0
        return found


def _small(text: str) -> str:
    """*text* in small letters; a capital Turkish I with a dot becomes a plain i."""
    small = text.lower()
    return small if small.isascii() else small.replace("i\u0307", "i")


def _start(text: str) -> str:
    """The first two words, or the first six letters where words have no spaces."""
    words = " ".join(text.split(maxsplit=2)[:2])
    if len(words) > 60:
        words = text[:6]
    return words if len(words) >= 6 and words != text else ""


def _alike(plain: str, title: str) -> bool:
    if not plain or not title:
        return False
    if plain == title:
        return True
    inside = len(plain) > 12 and (plain in title or title in plain)
    return inside and abs(len(plain) - len(title)) < 0.5 * len(title)
