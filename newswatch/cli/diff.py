"""`newswatch diff`: what a revision changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.terminal import Terminal, json_text, result
from newswatch.errors import UsageError

if TYPE_CHECKING:
    from newswatch.cli.revisions import Revision
    from newswatch.cli.why_case import Case


@app.command()
def diff(
    context: typer.Context,
    ref: Annotated[
        str,
        typer.Argument(
            metavar="REF|URL", help="#12 or 12, an id (six characters do), an address"
        ),
    ],
    from_: Annotated[
        int | None, typer.Option("--from", min=1, metavar="N", help="Older revision")
    ] = None,
    to: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Newer revision")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object")] = False,
) -> None:
    """Say what a revision changed: fields, words, and where they stand.

    Without --from and --to the revision that #SEQ tells of, or else the newest one,
    is compared with the one before. A pipe gets a unified diff.
    """
    from newswatch.cli.revisions import events_of, revisions_of
    from newswatch.cli.why_case import case_of
    from newswatch.config import load
    from newswatch.store import open_lookup

    options = shared(context)
    terminal = options.terminal
    configuration = load(options.folder)
    now = datetime.now(UTC) if terminal.is_interactive else None
    lookup = open_lookup(configuration.options, configuration.data_dir)
    try:
        case = case_of(ref, configuration, lookup, now)
        revisions = revisions_of(events_of(case))
        pair = _chosen(case, revisions, from_, to)
    finally:
        if lookup is not None:
            lookup.close()
    with result():
        _print(terminal, case, revisions, pair, as_json=as_json)


def _print(
    terminal: Terminal,
    case: Case,
    revisions: Sequence[Revision],
    pair: tuple[Revision, Revision] | None,
    *,
    as_json: bool,
) -> None:
    from newswatch.cli.diff_facts import facts_of
    from newswatch.cli.diff_screen import show, show_only
    from newswatch.cli.diff_unified import unified
    from newswatch.cli.revisions import compared

    found = compared(*pair) if pair else None
    if as_json:
        sys.stdout.write(json_text(facts_of(case, revisions, found)) + "\n")
    elif found is None:
        show_only(terminal, case, revisions[0])
    elif terminal.is_interactive:
        show(terminal, case, revisions, found)
    else:
        unified(terminal, found)


def _chosen(
    case: Case, revisions: Sequence[Revision], older: int | None, newer: int | None
) -> tuple[Revision, Revision] | None:
    """The two revisions to compare; None if there is but one, and none was asked for.

    Raises UsageError NW517 if the feed tells of none, NW518 for numbers that are no
    two of its revisions.
    """
    if not revisions:
        raise UsageError(
            f'no line of the feed tells of "{case.ref}"',
            code="NW517",
            help=f"newswatch why {case.url or case.ref} says what became of it",
        )
    numbers = [each.number for each in revisions]
    if newer is None:
        newer = _meant(case, numbers, older)
    if older is None:
        older = max((n for n in numbers if n < newer), default=None)
        if older is None and len(numbers) == 1 and newer == numbers[0]:
            return None
    by_number = {each.number: each for each in revisions}
    if older is None or older >= newer or not {older, newer} <= by_number.keys():
        known = ", ".join(map(str, numbers))
        raise UsageError(
            f"there are no revisions {older or newer - 1} and {newer} to compare",
            code="NW518",
            help=f"this article has {known}; --from is the smaller number"
            if len(numbers) > 1
            else "this article has one version only",
        )
    return by_number[older], by_number[newer]


def _meant(case: Case, numbers: Sequence[int], older: int | None) -> int:
    """The newer revision, if it is not said: that of the line which was asked about.

    The first version has nothing before it; who names it means the article.
    """
    asked = case.record["revision"] if case.record and case.is_of_line else 0
    least = older or numbers[0]
    return int(asked) if asked in numbers and asked > least else numbers[-1]
