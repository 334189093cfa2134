"""`newswatch explain`: what a code means, and how to mend it."""

from __future__ import annotations

import json
import re
import sys
import textwrap
import tomllib
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.terminal import Terminal, result
from newswatch.errors import UsageError

#: lines of prose are no longer than this, however wide the screen is
WIDEST = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One table of codes.toml, where each field is described."""

    code: str
    level: str
    title: str
    means: str
    why: str
    stays: str
    mend: str


def explanations() -> dict[str, Explanation]:
    """Every code that newswatch gives, in order."""
    text = files("newswatch.cli").joinpath("codes.toml").read_text(encoding="utf-8")
    return {
        code: Explanation(**{"code": code, "level": "error", **fields})
        for code, fields in sorted(tomllib.loads(text).items())
    }


@app.command()
def explain(
    context: typer.Context,
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="NW203, nw203 or 203; none: list all"),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="One JSON object a line")
    ] = False,
) -> None:
    """Say what an error code means and how to mend it."""
    terminal = shared(context).terminal
    known = explanations()
    chosen = list(known.values()) if code is None else [_found(code, known)]
    with result():
        if as_json:
            for entry in chosen:
                sys.stdout.write(json.dumps(asdict(entry)) + "\n")
        elif code is None:
            for entry in chosen:
                mark = "" if entry.level == "error" else "warning: "
                terminal.say(f"{entry.code}  {mark}{entry.title}")
        else:
            _print(terminal, chosen[0])


def _found(code: str, known: dict[str, Explanation]) -> Explanation:
    wanted = re.sub(r"^(NW)?0*(?=\d)", "", code.strip().upper())
    wanted = f"NW{wanted.zfill(3)}" if wanted.isdecimal() else code.strip().upper()
    if wanted in known:
        return known[wanted]
    near = get_close_matches(wanted, known, n=1, cutoff=0.75)
    advice = f"did you mean {near[0]}?  " if near else ""
    raise UsageError(
        f'unknown code "{code}"',
        code="NW516",
        help=f"{advice}newswatch explain lists all",
    )


def _print(terminal: Terminal, entry: Explanation) -> None:
    width = max(20, min(WIDEST, terminal.out.width))
    terminal.say(f"{entry.level}[{entry.code}]: {entry.title}")
    for name, text in (
        ("what", entry.means),
        ("why", entry.why),
        ("unchanged", entry.stays),
        ("mend", entry.mend),
    ):
        terminal.say()
        for line in textwrap.wrap(
            text,
            width,
            initial_indent=f"{name:<11}",
            subsequent_indent=" " * (11 if width > 50 else 2),
            break_long_words=False,
            break_on_hyphens=False,
        ):
            terminal.say(line)
