"""`newswatch why`: what became of an article or an address, and the evidence."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.layout import cells, wrap
from newswatch.cli.terminal import Terminal, json_text, result, safe

if TYPE_CHECKING:
    from newswatch.cli.why_section import Section

#: where what is said begins; the names of the sections stand before it
_MARGIN = 11
#: on a narrower screen a section's name has a line of its own
_NARROW, _NARROW_MARGIN = 60, 2


@app.command()
def why(
    context: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF|URL", help="#12 or 12, an id (six characters do), an address"
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
) -> None:
    """Say why an article is in the feed, or why an address is not.

    Answers from state and feed while newswatch runs; asks nobody, changes nothing.
    """
    from newswatch.cli.why_case import case_of
    from newswatch.cli.why_sections import facts_of, sections_of
    from newswatch.config import load
    from newswatch.store import open_lookup

    options = shared(context)
    terminal = options.terminal
    configuration = load(options.folder)
    now = datetime.now(UTC) if terminal.is_interactive else None
    lookup = open_lookup(configuration.options, configuration.data_dir)
    try:
        case = case_of(ref, configuration, lookup, now)
        sections = sections_of(case)
        with result():
            if as_json:
                sys.stdout.write(json_text(facts_of(case, sections)) + "\n")
            else:
                for section in sections:
                    _print(terminal, section)
    finally:
        if lookup is not None:
            lookup.close()


def _print(terminal: Terminal, section: Section) -> None:
    """The section's name before its first line, the others below that."""
    out = terminal.out
    is_narrow = terminal.is_interactive and out.width < _NARROW
    margin = " " * (_NARROW_MARGIN if is_narrow else _MARGIN)
    head = f"{section.name:<{_MARGIN}}"
    if is_narrow:
        terminal.say(section.name)
        head = margin
    for line in section.lines:
        text = out.shown(safe(line))
        if is_narrow:  # no columns within a line
            text = " ".join(text.split())
        room = out.width - len(margin)
        fits = not terminal.is_interactive or cells(text) <= room
        lead = text[: len(text) - len(text.lstrip(" "))]
        parts = [lead + each for each in wrap(text, room - len(lead), cut=False)]
        for part in [text] if fits else parts:
            terminal.say(head + part)
            head = margin
