"""What must hold for a schedule and its topics beyond their types."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path as FilePath

from newswatch.config.document import EACH, Document
from newswatch.config.options_table import limit_mistakes
from newswatch.config.outlet_table import outlet_mistakes, outlet_warnings
from newswatch.config.positions import Path
from newswatch.config.topic_table import topic_mistakes, topic_warnings
from newswatch.config.values import (
    address_mistakes,
    cron_mistakes,
    duration_mistakes,
    hours_mistakes,
    weekday_warnings,
)
from newswatch.errors import ConfigError

_INLINE_OUTLETS = ("outlet", EACH)


def schedule_mistakes(
    document: Document, folder: FilePath, env: Mapping[str, str]
) -> Iterator[ConfigError]:
    """Every mistake of one schedule file, its outlets and topics included.

    Secrets are looked for in *env*, or in files relative to *folder*; they are not
    kept.
    """
    for key in ("every", "min", "max"):
        for path, text in document.texts("schedule", key):
            yield from duration_mistakes(document, path, text, least="1s")
    yield from limit_mistakes(document, "schedule")
    for pattern in (("schedule", "cron"), ("notify", "digest")):
        for path, line in document.texts(*pattern):
            yield from cron_mistakes(document, path, line)
    for table in ("schedule", "notify"):
        for path, hours in document.texts(table, "quiet", EACH):
            yield from hours_mistakes(document, path, hours)
    for path, address in document.texts("notify", "webhook"):
        yield from address_mistakes(document, path, address)
    yield from _secret_mistakes(document, ("notify", "secret"), folder, env)
    yield from outlet_mistakes(document, _INLINE_OUTLETS)
    yield from topic_mistakes(document)


def schedule_warnings(document: Document) -> Iterator[ConfigError]:
    """What is odd about one schedule file, though it can be used."""
    zone = document.value(("schedule", "timezone")) or "UTC"
    for pattern in (("schedule", "cron"), ("notify", "digest")):
        for path, line in document.texts(*pattern):
            yield from weekday_warnings(document, path, line, zone)
    yield from outlet_warnings(document, _INLINE_OUTLETS, zone=zone)
    yield from topic_warnings(document)


def _secret_mistakes(
    document: Document, path: Path, folder: FilePath, env: Mapping[str, str]
) -> Iterator[ConfigError]:
    secret = document.value(path)
    if not isinstance(secret, Mapping) or not secret.keys() <= {"env", "file"}:
        return  # a text, or a mistake that the model reports
    name, file = secret.get("env"), secret.get("file")
    if (name is None) == (file is None):
        yield document.error(
            "NW103",
            f"{path[-1]}: expected either env or file",
            path,
            help='{ env = "NAME" } or { file = "PATH" }',
        )
    elif isinstance(name, str) and not env.get(name):
        yield document.error(
            "NW119",
            f"{path[-1]}: the environment has no {name}, or an empty one",
            (*path, "env"),
            help=f"set {name} before newswatch starts",
        )
    elif isinstance(file, str) and (problem := _file_problem(folder, file)):
        yield document.error(
            "NW119",
            f"{path[-1]}: {problem}",
            (*path, "file"),
            help="a file with the secret alone, which only its owner may read",
        )


def _file_problem(folder: FilePath, file: str) -> str | None:
    """Why a secret cannot be taken from *file*; None if it can."""
    try:
        found = (folder / file).stat()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        return f"cannot read {file}: {getattr(error, 'strerror', None) or error}"
    if not stat.S_ISREG(found.st_mode):
        return f"{file} is not a plain file"
    if found.st_mode & stat.S_IRWXO:
        return f"everybody on this machine may read {file}"
    if not os.access(folder / file, os.R_OK):
        return f"newswatch's user may not read {file}"
    return None
