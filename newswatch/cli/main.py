"""How every command starts and ends: errors in words, an exit code for each."""

from __future__ import annotations

import errno
import logging
import os
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path

from newswatch.cli import (
    backup,
    check,
    crawl,
    demo,
    diff,
    doctor,
    explain,
    extract,
    init,
    outlets,
    outlets_import,
    outlets_test,
    read,
    replay,
    schema,
    status,
    topics,
    topics_backfill,
    usage,
    why,
)
from newswatch.cli.app import app
from newswatch.cli.terminal import Terminal, forget_stdout, unwritable
from newswatch.errors import ExitCode, NewswatchError

#: importing a module registers its commands; in the order of the help
COMMANDS = (
    *(demo, init, check, crawl, read, why, diff, status, doctor, extract, replay),
    *(outlets, outlets_import, outlets_test, topics, topics_backfill),
    *(backup, schema, explain),
)

_DISK_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


def main() -> None:
    """Run the command line; every ending has its exit code (errors.ExitCode)."""
    _open_closed_streams()
    terminal = Terminal()
    try:
        sys.exit(_run(terminal))
    except NewswatchError as error:
        terminal.complain(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(ExitCode.INTERRUPTED)
    except Exception:  # the last boundary: no fault of ours without a report
        _report_fault(terminal)
        sys.exit(ExitCode.INTERNAL)


def _open_closed_streams() -> None:
    """What goes to a closed stream (`>&-`) is lost, as was asked for."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            stream = Path(os.devnull).open(mode, encoding="utf-8")  # noqa: SIM115
            setattr(sys, name, stream)


def _run(terminal: Terminal) -> int:
    try:
        return usage.run(app, obj=terminal)
    except OSError as error:
        # What typer prints itself, --help above all.
        if error.filename is not None or error.errno not in _DISK_FULL:
            raise
        forget_stdout()
        raise unwritable(error) from error


def _report_fault(terminal: Terminal) -> None:
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    path = Path(f"newswatch-fault-{stamp}.txt")
    try:
        path.write_text(traceback.format_exc(), "utf-8")
        where = f"the report is in {path}"
    except OSError:
        traceback.print_exc()
        where = "the report could not be written to this folder"
    if logging.getLogger().isEnabledFor(logging.INFO):  # -v
        terminal.pass_on(traceback.format_exc())
    kind, error, _ = sys.exc_info()
    name = kind.__name__ if kind else "Exception"
    fault = NewswatchError(
        f"a fault in newswatch itself: {name}: {error}",
        code="NW000",
        help=f"{where}; nothing that was written is lost",
    )
    terminal.complain(fault)
