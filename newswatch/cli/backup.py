"""`newswatch backup`: a copy of the state while the daemon runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.terminal import result
from newswatch.errors import StorageError


@app.command()
def backup(
    context: typer.Context,
    target: Annotated[
        Path | None,
        typer.Argument(help="A new file, or a folder; data/backup/ if none"),
    ] = None,
) -> None:
    """Copy the state, whole and checked, while newswatch may run."""
    from newswatch import clock
    from newswatch.config.around import load_around
    from newswatch.store import state_path
    from newswatch.store.backup import back_up

    options = shared(context)
    configuration, _ = load_around(options.folder)
    state = state_path(configuration.options, configuration.data_dir)
    if not state.exists():
        raise StorageError(
            f"there is no state yet: {state}",
            code="NW421",
            help="newswatch once or run makes one",
        )
    place = target or configuration.data_dir / "backup"
    if target is None or place.is_dir():
        place = place / f"state-{clock.now():%Y%m%dT%H%M%SZ}.db"
    size = back_up(state, place)
    options.terminal.tell(
        f"{size / 1e6:.1f} MB, checked; copy the feed folder after it"
    )
    with result():
        sys.stdout.write(f"{place}\n")
