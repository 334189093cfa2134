"""A revision as a plain unified diff, for pipes: fields a line each, then paragraphs.

The first line is none of the diff: programs that read one pass over it. A hunk of the
fields and those of the text follow under one head.
"""

from __future__ import annotations

from typing import Any

from newswatch.cli.revisions import Comparison, Revision
from newswatch.cli.terminal import Terminal, safe

_GREEN, _RED, _DIM = "32", "31", "2"
_STYLES = {"+": _GREEN, "-": _RED, "@": _DIM}


def unified(terminal: Terminal, found: Comparison) -> None:
    """Print *found*; coloured only where colour was asked for."""
    for line in _lines(found):
        text = terminal.out.shown(safe(line))
        style = _STYLES.get(line[:1], "")
        terminal.out.write((terminal.out.paint(text, style) if style else text) + "\n")


def _lines(found: Comparison) -> list[str]:
    lines = [_told(found)]
    if found.is_alike:
        return [*lines, "\\ both versions read the same"]
    lines += [_name("---", found.before), _name("+++", found.after)]
    values = [
        f"{sign}{name}: {spelled(value)}"
        for name, pair in found.values.items()
        for sign, value in zip("-+", pair, strict=True)
        if value not in (None, [])
    ]
    if values:
        old = sum(line.startswith("-") for line in values)
        # The fields stand before the first paragraph.
        lines += [f"@@ -0,{old} +0,{len(values) - old} @@ fields", *values]
    for hunk in found.hunks or ():
        lines += [hunk.head, *(line.sign + line.text for line in hunk.lines)]
    if found.hunks is None:
        lines.append(f"\\ {UNKNOWN_TEXT}")
    return lines


#: why there are no paragraphs to see
UNKNOWN_TEXT = "the text of one version was not kept: only fields are compared"


def _name(mark: str, revision: Revision) -> str:
    at = revision.told.record["observed_at"]
    return f"{mark} r{revision.number} #{revision.told.seq} {at}"


def _told(found: Comparison) -> str:
    """In one line what was changed, and whether the article is still there."""
    record, change = found.after.told.record, found.change
    parts = [str(record["id"]), record["outlet"]["id"], record["url"]]
    if change["class"]:
        parts.append(f"{change['class']} of {', '.join(change['fields'])}")
        parts.append(words(change))
    if found.before.withdrawn:
        parts.append(f"back, after it was withdrawn with #{found.before.withdrawn.seq}")
    if found.after.withdrawn:
        parts.append(f"withdrawn with #{found.after.withdrawn.seq}")
    return "  ".join(parts)


def words(change: Any) -> str:
    return f"+{change['words_added']} −{change['words_removed']} words"


def spelled(value: Any) -> str:
    """A field's value on one line."""
    if value is None or value == []:
        return "(none)"
    return ", ".join(value) if isinstance(value, list) else str(value)
