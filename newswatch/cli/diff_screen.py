"""A revision on a terminal: what was replaced, word by word, in the lines around it.

    ~ a paragraph with [-removed-] and {+added+} words
    - a paragraph that is gone, + one that came, and none of both: it stayed

Each line begins with its paragraph's sign, so that no text can pass for another one's
edit; colour only repeats what the signs say. A paragraph that holds such brackets of
its own is told as two, before and after.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from newswatch.cli.diff_unified import UNKNOWN_TEXT, spelled, words
from newswatch.cli.layout import hang, wrap
from newswatch.cli.revisions import Comparison, Revision, topics_between
from newswatch.cli.terminal import Terminal, safe
from newswatch.cli.why_case import Case
from newswatch.cli.why_section import when

if TYPE_CHECKING:
    from newswatch.dedup.wording import Paragraph, Piece

_BOLD, _DIM, _GREEN, _RED = "1", "2", "32", "31"
#: what shows that words are left out, and how many stay on either side of a change
_GAP, _KEPT = "[…]", 12
#: words of a paragraph that is shown for its place only
_CONTEXT = 24
#: stand for the brackets until the lines are broken; safe text has no such characters
_MARKS = {"\ue000": "[", "\ue001": "-", "\ue002": "]"}
_MARKS |= {"\ue003": "{", "\ue004": "+", "\ue005": "}"}
_OPEN = {"-": "\ue000\ue001", "+": "\ue003\ue004"}
_CLOSE = {"-": "\ue001\ue002", "+": "\ue004\ue005"}
_BRACKETS = re.compile(r"\[-|-\]|\{\+|\+\}")
#: the edges of what is painted
_EDGES = {"\ue000": _RED, "\ue003": _GREEN, "\ue002": "", "\ue005": ""}


def show_only(terminal: Terminal, case: Case, revision: Revision) -> None:
    """That there is nothing to compare, in one line."""
    record = revision.told.record
    gone = ""
    if revision.withdrawn:
        gone = f", withdrawn {when(revision.withdrawn.at, case.now)}"
    terminal.say(
        f"#{revision.told.seq} has one version, of "
        f"{when(revision.told.at, case.now)}{gone}: {record['title'] or record['url']}",
    )


def show(
    terminal: Terminal,
    case: Case,
    revisions: Sequence[Revision],
    found: Comparison,
) -> None:
    for line in _head(case, revisions, found):
        _say(terminal, line)
    if found.is_alike:
        _say(terminal, "")
        _say(terminal, "both versions read the same")
        return
    for name, pair in found.values.items():
        _say(terminal, "")
        _say(terminal, name)
        _show_value(terminal, *pair)
    if found.hunks is None:
        _say(terminal, "")
        _say(terminal, UNKNOWN_TEXT)
    _show_text(terminal, found)


def _head(
    case: Case, revisions: Sequence[Revision], found: Comparison
) -> Iterator[str]:
    before, after, change = found.before, found.after, found.change
    record = after.told.record
    yield record["title"] or "(no title)"
    yield f"{record['outlet']['name']} ({record['outlet']['id']})  {record['id']}"
    yield record["url"]
    for each in (before, after):
        yield f"r{each.number}  #{each.told.seq}  {when(each.told.at, case.now)}"
        if each.withdrawn:
            at = when(each.withdrawn.at, case.now)
            yield f"    withdrawn with #{each.withdrawn.seq}, {at}"
    if change["class"]:
        stayed = ""
        if change["similarity"] is not None:
            stayed = f", {change['similarity']:.0%} of the words stayed"
        fields = ", ".join(change["fields"])
        yield f"{change['class']}: {fields}  ({words(change)}{stayed})"
    entered, left = topics_between(before, after)
    if entered:
        yield f"on a topic now: {', '.join(entered)}"
    if left:
        yield f"on a topic no more: {', '.join(left)}"
    if len(revisions) > 2:
        yield f"{len(revisions)} versions; from the first one on:"
        ends = f"--from {revisions[0].number} --to {revisions[-1].number}"
        yield f"    newswatch diff {_ref(case)} {ends}"


def _ref(case: Case) -> str:
    """*ref* as a shell takes it."""
    return case.ref if case.ref[:1] != "#" else case.ref[1:]


def _show_value(terminal: Terminal, before: object, after: object) -> None:
    from newswatch.dedup.wording import Paragraph, Piece, Sign, pieces_of

    old, new = (safe(spelled(value)) for value in (before, after))
    pieces = pieces_of(old, new)
    if any(piece.sign is Sign.SAME and piece.text.strip() for piece in pieces):
        _show_paragraph(terminal, Paragraph(pieces))
        return
    for sign, text in ((Sign.GONE, old), (Sign.COME, new)):
        _show_paragraph(terminal, Paragraph((Piece(sign, text),)))


def _show_text(terminal: Terminal, found: Comparison) -> None:
    from newswatch.dedup.wording import paragraphs_of

    for hunk in found.hunks or ():
        _say(terminal, "")
        place = f"paragraph {hunk.new_at or hunk.old_at}"
        _write(terminal, terminal.out.shown(f"text, from {place}"), _DIM)
        for paragraph in paragraphs_of(hunk):
            _show_paragraph(terminal, paragraph)
    if found.hunks and not found.is_as_told:
        _say(terminal, "")
        _say(terminal, "from the stored texts: what the outlet repeats may be in one")


def _show_paragraph(terminal: Terminal, paragraph: Paragraph) -> None:
    from newswatch.dedup.wording import Paragraph, Piece

    out = terminal.out
    shown = [
        Piece(piece.sign, out.shown(safe(piece.text))) for piece in paragraph.pieces
    ]
    sign = paragraph.sign
    if sign is None:
        whole = {
            side: "".join(piece.text for piece in shown if piece.sign in (" ", side))
            for side in "-+"
        }
        if whole["-"] == whole["+"]:  # they differ in what no terminal shows
            return
        if any(map(_BRACKETS.search, whole.values())):
            for piece in (Piece(type(shown[0].sign)(s), whole[s]) for s in "-+"):
                _show_paragraph(terminal, Paragraph((piece,)))
            return
        _write_lines(terminal, "~", _marked(shown, out.shown(_GAP)))
        return
    text = shown[0].text
    if sign == " ":
        text = _shortened(text, _CONTEXT, _CONTEXT, out.shown(_GAP), is_last=True)
    _write_lines(terminal, sign, text)


def _marked(pieces: Sequence[Piece], gap: str) -> str:
    """A changed paragraph with marks for brackets; long stretches of it left out."""
    parts = []
    for number, (sign, text) in enumerate((each.sign, each.text) for each in pieces):
        if sign == " ":
            head = 0 if number == 0 else _KEPT
            tail = 0 if number == len(pieces) - 1 else _KEPT
            parts.append(_shortened(text, head, tail, gap))
        else:
            # Spaces at its ends stand outside the brackets, or lines break in them.
            core = text.strip()
            lead = text[: len(text) - len(text.lstrip())]
            trail = text[len(text.rstrip()) :] if core else ""
            parts.append(f"{lead}{_OPEN[sign]}{core}{_CLOSE[sign]}{trail}")
    return "".join(parts)


def _shortened(
    text: str, head: int, tail: int, gap: str, *, is_last: bool = False
) -> str:
    """The first and last words of *text*; *is_last*: only the first ones."""
    found = list(re.finditer(r"\S+", text))
    if len(found) <= head + tail + _KEPT:
        return text
    front = text[: found[head - 1].end()] + " " if head else ""
    if is_last:
        return front + gap
    back = " " + text[found[-tail].start() :] if tail else ""
    return front + gap + back


def _write_lines(terminal: Terminal, sign: str, text: str) -> None:
    """*text* in lines that each begin with *sign*, painted as their marks say."""
    out = terminal.out
    style = {"-": _RED, "+": _GREEN, " ": _DIM}.get(sign, "")
    inside = ""
    for line in wrap(text, out.width - 2):
        if style:
            _write(terminal, f"{sign} {line}", style)
            continue
        painted, inside = _painted(terminal, line, inside)
        out.write(f"{sign} {painted}\n")


def _painted(terminal: Terminal, line: str, inside: str) -> tuple[str, str]:
    """*line* with its brackets, and the style in which the next line goes on."""
    done, run = [], ""
    for character in line:
        shown = _MARKS.get(character, character)
        if (style := _EDGES.get(character)) is None:
            run += shown
        elif style:  # an opening bracket begins what is painted
            done.append(terminal.out.paint(run, inside) if inside else run)
            run, inside = shown, style
        else:
            done.append(terminal.out.paint(run + shown, inside))
            run, inside = "", ""
    done.append(terminal.out.paint(run, inside) if inside else run)
    return "".join(done), inside


def _say(terminal: Terminal, text: str) -> None:
    """*text* within the width, also where a pager and no terminal is written to."""
    for line in hang(terminal.out.shown(safe(text)), terminal.out.width):
        terminal.out.write(line + "\n")


def _write(terminal: Terminal, line: str, style: str) -> None:
    terminal.out.write(terminal.out.paint(line.rstrip(), style) + "\n")
