"""Lines for people: measuring, cutting, wrapping, and the widths of a table.

All of it is arithmetic on safe text; nothing here prints. Widths are in cells: a
Chinese character takes two, a combining accent none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

#: between two columns, and between two facts of a line
GAP = "  "
#: a headline in fewer cells than this is no longer read at a glance
LEAST_LAST = 30
#: what the last column may take before the others have to wrap; chosen by eye
LAST_SHARE = 0.4
#: a longer word is broken rather than let its column push others out
MOST_WORD = 24
#: how far continued lines stand in
HANG = 4


def cells(text: str) -> int:
    """How many columns of a terminal *text* takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len  # 10 ms that most commands need not spend

    return cell_len(text)


def clip(text: str, width: int, ellipsis: str = "") -> str:
    """As much of *text* as fits into *width*, which *ellipsis* is a part of."""
    if cells(text) <= width:
        return text
    room = width - len(ellipsis)
    end = used = 0
    for character in text:
        used += cells(character)
        if used > room:
            break
        end += 1
    return (text[:end].rstrip() + ellipsis)[: max(0, width)]


def pad(text: str, width: int, *, right: bool = False) -> str:
    """*text* filled up to *width*; *right* puts it at the right-hand side."""
    space = " " * (width - cells(text))
    return space + text if right else text + space


def wrap(
    text: str, width: int, *, first: int | None = None, cut: bool = True
) -> list[str]:
    """*text* in lines of at most *width*, broken at spaces where there are any.

    The first line may have a width of its own. A word that is longer is cut; without
    *cut* an ASCII one, which may be a path, is left whole for whoever copies it.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        limit = width if lines or first is None else first
        joined = f"{line} {word}" if line else word
        if cells(joined) <= limit:
            line = joined
            continue
        if line:
            lines.append(line)
        *whole, line = [word] if word.isascii() and not cut else _pieces(word, width)
        lines += whole
    return [*lines, line] if line or not lines else lines


def _pieces(word: str, width: int) -> list[str]:
    pieces = []
    while cells(word) > width:
        piece = clip(word, width) or word[0]
        pieces.append(piece)
        word = word[len(piece) :]
    return [*pieces, word] if word else pieces


def hang(text: str, width: int) -> list[str]:
    """*text* as it is where it fits; else wrapped, with continued lines set in."""
    if cells(text) <= width:
        return [text]
    margin = " " * (len(text) - len(text.lstrip(" ")))
    inner = margin + " " * HANG
    first, *rest = wrap(text, width - len(inner), first=width - len(margin), cut=False)
    return [margin + first, *(inner + line for line in rest)]


def flow(parts: Sequence[str], width: int, margin: str = "") -> list[str]:
    """*parts* side by side; one that does not fit begins the next line, set in."""
    lines: list[str] = []
    line = margin
    for part in parts:
        joined = line + GAP + part if line.strip() else line + part
        if line.strip() and cells(joined) > width:
            inner = margin + " " * HANG
            *whole, last = wrap(part, width - len(inner), cut=False)
            lines += [line.rstrip(), *(inner + piece for piece in whole)]
            joined = inner + last
        line = joined
    return [*lines, line.rstrip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """How wide each column of a table is; a long cell takes several lines."""

    widths: tuple[int, ...]
    #: numbers stand at the right-hand side
    numeric: tuple[bool, ...]

    @property
    def total(self) -> int:
        """The width of the whole table."""
        return sum(self.widths) + len(GAP) * (len(self.widths) - 1)

    def lines(self, row: Sequence[str]) -> Iterator[str]:
        """*row* as lines: one, or as many as its longest cell needs."""
        wrapped = map(wrap, row, self.widths)
        for parts in zip_longest(*wrapped, fillvalue=""):
            padded = (
                pad(part, width, right=right)
                for part, width, right in zip(
                    parts, self.widths, self.numeric, strict=True
                )
            )
            yield GAP.join(padded).rstrip()


def fit(
    heads: Sequence[str], rows: Sequence[Sequence[str]], width: int
) -> Columns | None:
    """The columns that show *rows* in *width*; None if that would squeeze one out."""
    columns = list(zip(heads, *rows, strict=True))
    natural = [max(map(cells, column)) for column in columns]
    # Words are broken only where one is longer than any name should be.
    least = [
        min(
            MOST_WORD,
            max(cells(word) for cell in column for word in ["", *cell.split()]),
        )
        for column in columns
    ]
    least[-1] = max(least[-1], min(natural[-1], LEAST_LAST))
    room = width - len(GAP) * (len(columns) - 1)
    if sum(least) > room:
        return None
    numeric = tuple(bool(rows) and all(map(_is_number, c[1:])) for c in columns)
    widths = _shrunk(natural, least, room)
    # Lines broken at spaces seldom fill their column: the last one gets what is left.
    lead = [
        max(cells(line) for cell in column for line in wrap(cell, width))
        for column, width in zip(columns[:-1], widths[:-1], strict=True)
    ]
    last = min(natural[-1], room - sum(lead))
    return Columns(widths=(*lead, last), numeric=numeric)


def _shrunk(natural: list[int], least: list[int], room: int) -> list[int]:
    """*natural* widths made to fit: the last wraps first, then the widest does."""
    widths = [*natural]
    fair = max(LAST_SHARE * room, room - sum(natural[:-1]))
    widths[-1] = max(least[-1], min(natural[-1], int(fair)))
    while sum(widths) > room:
        lead = [i for i in range(len(widths) - 1) if widths[i] > least[i]]
        widest = max(lead, key=widths.__getitem__, default=len(widths) - 1)
        widths[widest] -= 1
    return widths


def _is_number(cell: str) -> bool:
    return cell.replace(",", "").isdecimal() or cell == "-"
