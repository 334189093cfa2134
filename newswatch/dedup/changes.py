"""What became of an article: two versions → what changed, of what kind, and how much.

Versions are compared as a reader sees them: letters and digits count, quotation marks,
dashes, widths and spaces do not. Lines like "3 hours ago", "Updated 14:05" and "128
comments" are the page's clockwork, not its words; inside a sentence they are words.
What counts most is what a reader was told wrongly: a number that changed is never a
typing error, and a notice of correction is always a revision.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from unicodedata import normalize

from newswatch.dedup.notices import is_clockwork, says_correction
from newswatch.model.change import Change, ChangeClass, Version
from newswatch.model.scripts import HAN_AND_KANA

#: respelled words from which a typo is worth a line
MANY_RESPELLED = 4
#: a date of publication that moves by less was only stated more exactly
_SAME_DAY = timedelta(hours=24)
#: bytes of the diff, as UTF-8 (RECORD: at most 20 kB)
MOST_DIFF = 20_000
#: words of a passage beyond which order is no longer looked at: comparing them
#: word by word costs the square of their number
_MOST_ORDERED = 3000
#: characters of a diff line: a page can be one paragraph
_LONGEST_LINE = 4000
#: a number is one word, with its sign, its currency and its decimals
_WORD = re.compile(r"(?:(?<!\w)[-−+])?[$€£¥₽₴₹]?\d+(?:[.,:]\d+)*|\w+")
#: Han and kana have no spaces: each character is a word
_DENSE = re.compile(f"([{HAN_AND_KANA}])")
#: a count of readers: no sign, no decimals, no unit; groups of three may be set apart
_COUNT = re.compile(r"\s*\(?(?:\d{1,7}|\d{1,3}(?:[ \xa0\u202f]\d{3})+)\)?\s*")
#: how a paragraph ends after which nothing is to follow
_SENTENCE_ENDS = tuple(".!…。！”\"»’')")
_FEWEST_COUNTED = 2
#: letters of the shortest word of which one letter more or less is a slip
_SLIPPED = 5

_Words = tuple[str, ...]
#: words that were taken out, and those that came in their place
_Edit = tuple[_Words, _Words]


def change_between(before: Version, after: Version) -> Change | None:
    """How *after* differs from *before* for a reader; None if it does not."""
    old, new = passages_of(before.paragraphs), passages_of(after.paragraphs)
    edits = list(_edits(old, new))
    headline = _edits_of(before.title, after.title)
    standfirst = _edits_of(before.summary, after.summary)
    named = _other_names(before.authors, after.authors)
    moved = _is_moved(before.published_at, after.published_at)
    fields = [
        name
        for name, differs in (
            ("title", headline),
            ("content_text", edits),
            ("summary", standfirst),
            ("authors", named),
            ("date_published", moved),
        )
        if differs
    ]
    if not fields:
        return None
    if before.modified_at != after.modified_at:
        fields.append("date_modified")
    kind = _kind(before, after, edits, [*headline, *standfirst], named=named)
    respelled = sum(len(removed) for removed, _ in (*edits, *headline, *standfirst))
    added = sum(len(words) for _, words in edits)
    removed = sum(len(words) for words, _ in edits)
    return Change(
        kind=kind,
        fields=tuple(fields),
        words_added=added,
        words_removed=removed,
        similarity=_similarity(old, new, added, removed),
        diff=_diff(before.paragraphs, after.paragraphs) if edits else None,
        is_revision=kind is not ChangeClass.TYPO or respelled >= MANY_RESPELLED,
    )


def edits_between(before: Sequence[str], after: Sequence[str]) -> list[_Edit]:
    """What was replaced, taken out and added between the paragraphs of two texts."""
    return list(_edits(passages_of(before), passages_of(after)))


def _kind(
    before: Version,
    after: Version,
    edits: Sequence[_Edit],
    others: Sequence[_Edit],
    *,
    named: bool,
) -> ChangeClass:
    if _notices(after) > _notices(before):
        return ChangeClass.CORRECTION
    if (edits or others) and all(map(is_respelled, (*edits, *others))) and not named:
        return ChangeClass.TYPO
    return ChangeClass.UPDATE if edits else ChangeClass.HEADLINE


def _notices(version: Version) -> int:
    texts = (version.title or "", version.summary or "", *version.paragraphs)
    return sum(map(says_correction, texts))


# -- words


def _without_count(paragraphs: Sequence[str]) -> Sequence[str]:
    """*paragraphs* but for a bare number that ends them, if it counts nothing told.

    It counts views or comments. Where another number stands before it, or a sentence
    that leads up to it, it is part of a list.
    """
    if len(paragraphs) < _FEWEST_COUNTED or not _COUNT.fullmatch(paragraphs[-1]):
        return paragraphs
    before = paragraphs[-2].rstrip()
    is_end = before.endswith(_SENTENCE_ENDS) and not _COUNT.fullmatch(before)
    return paragraphs[:-1] if is_end else paragraphs


def passages_of(paragraphs: Sequence[str]) -> list[_Words]:
    """The words of each paragraph; none of the page's clockwork, no empty ones."""
    told = _without_count([text for text in paragraphs if not is_clockwork(text)])
    return [passage for passage in map(_words, told) if passage]


def _words(text: str) -> _Words:
    plain = normalize("NFKC", text).replace("\xad", "")
    return tuple(_WORD.findall(_DENSE.sub(r" \1 ", plain)))


def _edits_of(before: str | None, after: str | None) -> list[_Edit]:
    old, new = _words(before or ""), _words(after or "")
    # A field that a page states on one day and not on the next tells nothing.
    if not old or not new:
        return []
    return list(_word_edits(old, new))


def _edits(old: list[_Words], new: list[_Words]) -> Iterator[_Edit]:
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            # Paragraphs may have been split, joined or moved by one place.
            yield from _word_edits(_joined(old[a:b]), _joined(new[c:d]))


def _joined(passages: Sequence[_Words]) -> _Words:
    return tuple(word for passage in passages for word in passage)


def _word_edits(old: _Words, new: _Words) -> Iterator[_Edit]:
    if len(old) + len(new) > _MOST_ORDERED:
        gone, come = Counter(old), Counter(new)
        out, into = tuple((gone - come).elements()), tuple((come - gone).elements())
        if out or into:
            yield out, into
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag != "equal":
            yield old[a:b], new[c:d]


def is_respelled(edit: _Edit) -> bool:
    """Whether an edit only writes the same words in another way."""
    old, new = ([word.casefold() for word in words] for words in edit)
    if any(map(str.isdigit, "".join((*old, *new)))) or not old or not new:
        return False
    if "".join(old) == "".join(new):
        return True
    return len(old) == len(new) and all(map(_is_slip, old, new))


def _is_slip(old: str, new: str) -> bool:
    """Whether *old* is *new* with letters swapped, or one inside it lost or added.

    First and last letters hold: "Iran" and "Iraq", "million" and "billion", "seven"
    and "eleven" are other words.
    """
    if old == new or (len(old) > 2 and sorted(old) == sorted(new)):
        return True
    short, long = sorted((old, new), key=len)
    if len(short) < _SLIPPED or (short[0], short[-1]) != (long[0], long[-1]):
        return False
    return len(long) - len(short) == 1 and any(
        long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1)
    )


def _similarity(
    old: Sequence[_Words], new: Sequence[_Words], added: int, removed: int
) -> float:
    whole = sum(map(len, old)) + sum(map(len, new))
    return round(1 - (added + removed) / whole, 4) if whole else 1.0


# -- fields


def _other_names(before: Sequence[str], after: Sequence[str]) -> bool:
    old, new = set(map(_folded, before)), set(map(_folded, after))
    return bool(old and new) and old != new


def _folded(name: str) -> str:
    return " ".join(_words(name)).casefold()


def _is_moved(before: datetime | None, after: datetime | None) -> bool:
    if before is None or after is None:
        return False
    return abs(after - before) >= _SAME_DAY


# -- the diff


def _diff(before: Sequence[str], after: Sequence[str]) -> str:
    """A unified diff, a paragraph a line, cut at a line's end with a note."""
    old, new = [_line(text) for text in before], [_line(text) for text in after]
    lines = list(difflib.unified_diff(old, new, lineterm="", n=1))[2:]
    kept: list[str] = []
    size = 0
    for at, line in enumerate(lines):
        size += len(line.encode("utf-8", "replace")) + 1
        if size > MOST_DIFF - 80:
            kept.append(f"\\ {len(lines) - at} more lines are left out")
            break
        kept.append(line)
    return "\n".join(kept)


def _line(paragraph: str) -> str:
    line = " ".join(paragraph.split())
    return line if len(line) <= _LONGEST_LINE else f"{line[:_LONGEST_LINE]} …"
