"""The best place of a text in up to 200 characters.

Best is the stretch in which the most different terms stand; of equals the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newswatch.model import Hit

MAX_CHARS = 200
_CUT = "…"
_WIDTH = MAX_CHARS - 2 * len(_CUT)
_SPACE = re.compile(r"\s+")


def snippet(text: str, hits: Sequence[Hit]) -> str:
    """Up to 200 characters of *text* round the best of *hits*, which stand in it.

    Cut at white space where there is any near, white space folded, with … where cut.
    """
    if len(text) <= MAX_CHARS:
        return " ".join(text.split())
    start, end = _best_stretch(hits)
    before = max(0, _WIDTH - (end - start)) // 2
    left = max(0, min(start - before, len(text) - _WIDTH))
    left = _left_border(text, left, start)
    right = _right_border(text, min(len(text), left + _WIDTH), left, end)
    shown = " ".join(text[left:right].split())
    return _CUT * (left > 0) + shown + _CUT * (right < len(text))


def _best_stretch(hits: Sequence[Hit]) -> tuple[int, int]:
    spans = sorted(
        (*span, number) for number, hit in enumerate(hits) for span in hit.spans
    )
    inside: dict[int, int] = {}
    best, most, first = spans[0][:2], 0, 0
    for start, end, number in spans:
        inside[number] = inside.get(number, 0) + 1
        while spans[first][0] < start and end - spans[first][0] > _WIDTH:
            leaving = spans[first][2]
            inside[leaving] -= 1
            if not inside[leaving]:
                del inside[leaving]
            first += 1
        if len(inside) > most:
            best, most = (spans[first][0], end), len(inside)
    return best


def _left_border(text: str, left: int, start: int) -> int:
    """The first place in [left, start] where a word begins, else *left*."""
    if left == 0 or text[left - 1].isspace():
        return left
    space = _SPACE.search(text, left, start)
    return space.end() if space else left


def _right_border(text: str, right: int, left: int, end: int) -> int:
    """The last place up to *right* where a word ends, else *right*.

    Not before *end*, unless the stretch itself has to be cut.
    """
    if right == len(text) or text[right].isspace():
        return right
    earliest = end if end <= right else left + 1
    spaces = [found.start() for found in _SPACE.finditer(text, earliest, right)]
    return spaces[-1] if spaces else right
