"""Two versions of a text for a person to read: which paragraphs, and which words.

    hunks_of       two lists of paragraphs → runs of changed ones with context
    hunks_in       the same from a unified diff, such as the record's `change.diff`
    paragraphs_of  a hunk → paragraphs that stayed, went, came, or changed by words

A removed paragraph and an added one are one changed paragraph if they have enough words
in common; of all ways to pair them in order the one is taken that keeps most words.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from newswatch.model.scripts import HAN_AND_KANA

#: share of their words that two paragraphs have in common which are one, changed.
#: Chosen by eye: below it the marks outnumber the words
ALIKE = 0.4
#: paragraphs of one run up to which pairs are looked for: it costs their product
_MOST_PAIRED = 60
#: words of two paragraphs up to which they are compared word by word
_MOST_ORDERED = 3000
#: pairs of equal words in them, which is what the comparison takes its time by: 1500
#: words of a language have about 20,000; those of two words in turn, half a million
_MOST_MEETINGS = 30_000
#: unified diffs begin a hunk so; a length of 1 may be left out
_HEAD = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@")
#: a character of Han or kana is a word by itself; punctuation is one each, but for
#: what stands within a number
_TOKEN = re.compile(
    rf"\d+(?:[.,:]\d+)+|[{HAN_AND_KANA}]|[^\W{HAN_AND_KANA}]+|\s+|[^\w\s]"
)


class Sign(StrEnum):
    """How a line of a unified diff begins."""

    SAME = " "
    GONE = "-"
    COME = "+"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of one fate."""

    sign: Sign
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; a changed one has pieces of more than one sign."""

    pieces: tuple[Piece, ...]

    @property
    def sign(self) -> Sign | None:
        """None: changed."""
        signs = {piece.sign for piece in self.pieces}
        return signs.pop() if len(signs) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """Changed paragraphs that stand together, with what is around them."""

    #: numbers of the first paragraph in both versions; 0 where there is none
    old_at: int
    new_at: int
    lines: tuple[Piece, ...] = field(repr=False)

    @property
    def head(self) -> str:
        old = sum(line.sign is not Sign.COME for line in self.lines)
        new = sum(line.sign is not Sign.GONE for line in self.lines)
        return f"@@ -{self.old_at},{old} +{self.new_at},{new} @@"


def hunks_of(before: Sequence[str], after: Sequence[str]) -> list[Hunk]:
    """The hunks between two versions, with one paragraph of context on either side."""
    old, new = [_line(text) for text in before], [_line(text) for text in after]
    return hunks_in("\n".join([*difflib.unified_diff(old, new, lineterm="", n=1)][2:]))


def hunks_in(diff: str) -> list[Hunk]:
    """The hunks of a unified diff; its notes (`\\ …`) are passed over."""
    hunks: list[Hunk] = []
    lines: list[Piece] = []
    for text in [*diff.split("\n"), "@@ -0,0 +0,0 @@"]:
        if head := _HEAD.match(text):
            if lines:
                hunks[-1] = Hunk(
                    old_at=hunks[-1].old_at, new_at=hunks[-1].new_at, lines=tuple(lines)
                )
            hunks.append(Hunk(old_at=int(head[1]), new_at=int(head[2]), lines=()))
            lines = []
        elif text[:1] in set(Sign):
            lines.append(Piece(Sign(text[0]), text[1:]))
    return hunks[:-1]


def paragraphs_of(hunk: Hunk) -> list[Paragraph]:
    """The paragraphs of *hunk*, those that were merely changed in one piece."""
    found: list[Paragraph] = []
    for is_same, run in groupby(hunk.lines, lambda line: line.sign is Sign.SAME):
        lines = list(run)
        if is_same:
            found += [Paragraph((line,)) for line in lines]
            continue
        gone = [line.text for line in lines if line.sign is Sign.GONE]
        come = [line.text for line in lines if line.sign is Sign.COME]
        found += _paired(gone, come)
    return found


def pieces_of(before: str, after: str) -> tuple[Piece, ...]:
    """*before* turned into *after*, in runs of whole words."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if before != after and not _is_cheap(old, new):
        return (Piece(Sign.GONE, before), Piece(Sign.COME, after))
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    edits = [
        ("".join(old[a:b]), "".join(new[c:d]), tag == "equal")
        for tag, a, b, c, d in matcher.get_opcodes()
    ]
    return tuple(_joined(edits))


def _is_cheap(old: Sequence[str], new: Sequence[str]) -> bool:
    if len(old) + len(new) > _MOST_ORDERED * 2:  # words and the spaces between them
        return False
    gone, come = Counter(filter(str.strip, old)), Counter(filter(str.strip, new))
    return sum(gone[word] * come[word] for word in gone) <= _MOST_MEETINGS


def _joined(edits: Sequence[tuple[str, str, bool]]) -> Iterator[Piece]:
    """Changes with no word between them are one: nobody reads a mark per comma."""
    gone = come = ""
    for number, (old, new, is_same) in enumerate(edits):
        between = 0 < number < len(edits) - 1
        if is_same and not (between and not re.search(r"\w", old)):
            yield from _change(gone, come)
            gone = come = ""
            yield Piece(Sign.SAME, old)
        else:
            gone, come = gone + old, come + new
    yield from _change(gone, come)


def _change(gone: str, come: str) -> Iterator[Piece]:
    if gone:
        yield Piece(Sign.GONE, gone)
    if come:
        yield Piece(Sign.COME, come)


def _paired(gone: Sequence[str], come: Sequence[str]) -> Iterator[Paragraph]:
    """Removed and added paragraphs of one run, in an order in which both are read."""
    at = 0
    for text, partner in zip(gone, _partners(gone, come), strict=True):
        if partner is None:
            yield Paragraph((Piece(Sign.GONE, text),))
            continue
        yield from (Paragraph((Piece(Sign.COME, each),)) for each in come[at:partner])
        yield Paragraph(pieces_of(text, come[partner]))
        at = partner + 1
    yield from (Paragraph((Piece(Sign.COME, each),)) for each in come[at:])


def _partners(gone: Sequence[str], come: Sequence[str]) -> list[int | None]:
    """For each removed paragraph the added one that it became; both in order."""
    if not come or len(gone) > _MOST_PAIRED or len(come) > _MOST_PAIRED:
        return [None] * len(gone)
    bags = [Counter(re.findall(r"\w+", text)) for text in come]
    scores = [
        [_alike(Counter(re.findall(r"\w+", text)), bag) for bag in bags]
        for text in gone
    ]
    # best[i][j]: the most that paragraphs from i and j on have in common.
    best = [[0.0] * (len(come) + 1) for _ in range(len(gone) + 1)]
    for i in reversed(range(len(gone))):
        for j in reversed(range(len(come))):
            paired = scores[i][j] + best[i + 1][j + 1] if scores[i][j] >= ALIKE else 0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found: list[int | None] = []
    j = 0
    for i in range(len(gone)):
        while j < len(come) and best[i][j] == best[i][j + 1] > best[i + 1][j]:
            j += 1
        is_pair = j < len(come) and best[i][j] > max(best[i + 1][j], best[i][j + 1])
        found.append(j if is_pair else None)
        j += is_pair
    return found


def _alike(old: Counter[str], new: Counter[str]) -> float:
    whole = max(old.total(), new.total())
    return (old & new).total() / whole if whole else 0.0


def _line(paragraph: str) -> str:
    return " ".join(paragraph.split())
