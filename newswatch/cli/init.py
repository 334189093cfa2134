"""`newswatch init`: a folder to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from newswatch.cli.app import app, shared
from newswatch.cli.terminal import result


@app.command()
def init(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Made if it is not there")
    ] = None,
) -> None:
    """Write a commented configuration; never overwrites."""
    from newswatch.config.starter import write_starter

    options = shared(context)
    where = options.folder / (folder or "")
    written = write_starter(where)
    with result():
        for path in written:
            options.terminal.say(f"wrote {path}")
        step = "" if where == Path() else f" -C {shlex.quote(str(where))}"
        options.terminal.say(f"next:  newswatch{step} check    what will run when")
        options.terminal.say(f"       newswatch{step} run      start; Ctrl-C ends it")
