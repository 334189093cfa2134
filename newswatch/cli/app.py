"""The application, and the options that every command shares."""

from __future__ import annotations

import logging
import os
import platform
import sys
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from newswatch import __version__
from newswatch.cli.anywhere import OptionsAnywhere
from newswatch.cli.terminal import Terminal, forget_stdout, result
from newswatch.errors import ExitCode, NewswatchError


class Commands(OptionsAnywhere):
    """Ends commands as newswatch does; typer would say nothing, or the wrong code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            terminal = shared(ctx).terminal
            if terminal.err.is_terminal:
                terminal.tell()  # it has written ^C where the line began
            terminal.tell("interrupted")
            raise typer.Exit(ExitCode.INTERRUPTED) from None
        except BrokenPipeError:  # whoever read the result has seen enough
            forget_stdout()
            raise typer.Exit(ExitCode.OK) from None


app = typer.Typer(
    name="newswatch",
    cls=Commands,
    help="Watches news outlets and writes each new article on your topics once.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Color(StrEnum):
    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class LogStyle(StrEnum):
    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """The options that every command has."""

    folder: Path
    log_level: int
    log_style: LogStyle
    quiet: bool
    terminal: Terminal


def shared(context: typer.Context) -> Shared:
    """The shared options of the command that runs."""
    found = context.find_object(Shared)
    if found is None:
        raise RuntimeError("a command ran outside the application")
    return found


#: newswatch.model.record says the same, after 300 ms of imports
SCHEMA_NAME = "newswatch.article/1.0"
#: what a report of a fault should name
_SHOWN_VERSIONS = ("Scrapy", "trafilatura", "lxml")


def _print_version(wanted: bool) -> None:
    if not wanted:
        return
    from importlib import metadata

    parts = [f"newswatch {__version__}", f"Python {platform.python_version()}"]
    parts += [f"{name} {metadata.version(name)}" for name in _SHOWN_VERSIONS]
    with result():
        sys.stdout.write("\n".join([*parts, f"schema {SCHEMA_NAME}"]) + "\n")
    raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Option("-C", metavar="DIR", help="Folder with newswatch.toml, schedules"),
    ] = None,
    verbose: Annotated[
        int,
        typer.Option("-v", count=True, help="Log more; -vv everything, Scrapy's too"),
    ] = 0,
    quiet: Annotated[bool, typer.Option("-q", help="Say only what is wrong")] = False,
    color: Annotated[Color, typer.Option(help="When to use colour")] = Color.AUTO,
    log_format: Annotated[LogStyle, typer.Option(help="How to log")] = LogStyle.TEXT,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show versions"
        ),
    ] = False,
) -> None:
    """Options of every command."""
    del version  # handled before anything else runs
    terminal = context.find_object(Terminal) or Terminal()
    terminal.configure(color.value, quiet=quiet, log_format=log_format.value)
    from newswatch.logs import configure_logging

    if sys.platform == "win32":
        raise NewswatchError(
            "newswatch does not run on Windows",
            code="NW502",
            help="use Linux, macOS, or the Windows Subsystem for Linux",
            exit_code=ExitCode.PROBLEMS,
        )
    level = {0: logging.WARNING, 1: logging.INFO}.get(verbose, logging.DEBUG)
    if quiet:
        level = logging.ERROR
    configure_logging(level, log_format.value, terminal.pass_on)
    context.obj = Shared(
        folder=folder or Path(os.environ.get("NEWSWATCH_DIR") or "."),
        log_level=level,
        log_style=log_format,
        quiet=quiet,
        terminal=terminal,
    )
