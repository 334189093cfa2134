"""A document as a model, or every mistake that pydantic sees, each with its place.

The check runs in pydantic's strict JSON mode: `"no"` is not False and `"5"` is not 5,
while lists become tuples and words become enumerations, as a TOML file needs it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from newswatch.config.document import Document
from newswatch.config.messages import SETTINGS_PAGE, near_match, reason
from newswatch.config.positions import Path
from newswatch.errors import ConfigError

#: tables of which a file may hold several
_LISTS = ("outlet", "topic", "source", "rules")
Model = TypeVar("Model", bound=BaseModel)


def validated(
    model: type[Model], document: Document, data: Mapping[str, Any]
) -> tuple[Model | None, list[ConfigError]]:
    """*data* as *model*, or None and its mistakes: codes NW103, NW106 and NW107.

    *data* is the document's own, with what stands outside of the file put in, such
    as its id.
    """
    try:
        content = json.dumps(data, default=str)
        found = model.model_validate_json(
            content, strict=True, by_alias=True, by_name=False
        )
    except ValidationError as error:
        # An outlet may leave out its name, and may state its id in its file.
        outside = (data.keys() - document.data.keys()) - {"name"}
        return None, _translated(document, error, model, outside)
    except OverflowError:  # a size of hundreds of digits
        message = "a number in this file is too large"
        return None, [document.error("NW103", message, (), help=SETTINGS_PAGE)]
    except RecursionError:  # a dotted key of a thousand parts
        message = "tables in this file are nested too deeply"
        return None, [document.error("NW103", message, (), help=SETTINGS_PAGE)]
    return found, []


def _translated(
    document: Document,
    error: ValidationError,
    model: type[BaseModel],
    outside: Iterable[str],
) -> list[ConfigError]:
    """One ConfigError for each place that pydantic complains of."""
    # A union complains once for each of its members; the first is the plainest.
    first: dict[tuple[Path, str], ErrorDetails] = {}
    for details in error.errors(include_url=False):
        missing = str(details["loc"][-1]) if details["type"] == "missing" else ""
        first.setdefault((_path_of(document, details["loc"]), missing), details)
    paths = [path for path, _ in first]
    return [
        _mistake(document, details, path, model, outside)
        for (path, _), details in first.items()
        if not _is_shadowed(details, path, paths)
    ]


def _is_shadowed(details: ErrorDetails, path: Path, paths: Iterable[Path]) -> bool:
    """Whether this is a union's "expected a text" beside a mistake in its table."""
    return details["type"] == "string_type" and any(
        len(other) > len(path) and other[: len(path)] == path for other in paths
    )


def _path_of(document: Document, loc: Sequence[str | int]) -> Path:
    """pydantic's location without the names of union members and missing keys."""
    path: Path = ()
    for part in loc:
        if document.has((*path, part)):
            path = (*path, part)
    return path


def _mistake(
    document: Document,
    details: ErrorDetails,
    path: Path,
    model: type[BaseModel],
    outside: Iterable[str],
) -> ConfigError:
    if details["type"] == "extra_forbidden":
        known = set(known_keys(model, path[:-1]))
        if len(path) == 1:
            known.difference_update(outside)
        advice = _belonging(model, path) or near_match(str(path[-1]), known)
        return unknown_key(document, path, help=advice)
    if details["type"] == "missing":
        key = details["loc"][-1]
        message = f'"{key}" is missing in {_table_name(path)}'
        return document.error("NW107", message, path, help=f"add a line {key} = …")
    if "secret" in path:
        return _wrong_secret(document, path)
    sentence, advice = reason(details, document.value(path))
    if sentence.startswith("set either every or cron"):
        return document.error("NW103", sentence, (*path, "cron"), help=advice, key=True)
    if sentence.startswith("bad regular expression"):
        return _bad_pattern(document, path)
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    message = f"{name}: {sentence}" if name else sentence
    return document.error("NW103", message, path, help=advice)


def _bad_pattern(document: Document, path: Path) -> ConfigError:
    pattern = document.value(path)
    what, offset = "it cannot be read", 0
    try:
        re.compile(pattern)
    except re.error as error:
        what, offset = error.msg, error.pos or 0
    name = next((part for part in reversed(path) if isinstance(part, str)), "")
    return ConfigError(
        f"{name}: bad regular expression: {what}",
        code="NW103",
        place=document.place_inside(path, min(offset, max(0, len(pattern) - 1)), 1),
        help="Python's syntax: https://docs.python.org/3/library/re.html",
    )


def _wrong_secret(document: Document, path: Path) -> ConfigError:
    # Neither value nor line is repeated: they would reach logs.
    return ConfigError(
        f"{path[-1]}: expected a text",
        code="NW103",
        place=replace(document.place(path), source=None),
        help='texts stand in quotes; or { env = "NAME" }, or { file = "PATH" }',
    )


def _belonging(model: type[BaseModel], path: Path) -> str | None:
    """Where a key belongs that stands in the wrong table; None if it is not known.

    What follows a [table] line belongs to that table, which is easily forgotten.
    """
    key = path[-1]
    if len(path) > 1 and key in known_keys(model, ()):
        return "it belongs above the first [table] line"
    for table in known_keys(model, ()):
        if (table, key) != path and key in known_keys(model, (table,)):
            header = f"[[{table}]]" if table in _LISTS else f"[{table}]"
            return f"it belongs below a {header} line"
    return None


def unknown_key(document: Document, path: Path, *, help: str) -> ConfigError:
    """The mistake that the key at *path* means nothing there."""
    message = f'unknown key "{path[-1]}" in {_table_name(path[:-1])}'
    return document.error("NW106", message, path, help=help, key=True)


def _table_name(path: Path) -> str:
    if not path:
        return "this file"
    inner = ".".join(part for part in path if isinstance(part, str))
    return f"[[{inner}]]" if isinstance(path[-1], int) else f"[{inner}]"


def known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """The keys of the table at *path* of *model*, as they are written in a file."""
    table = model
    for part in path:
        if isinstance(part, int):
            continue
        inner = next(
            (
                field.annotation
                for name, field in table.model_fields.items()
                if part == (field.alias or name)
            ),
            None,
        )
        models = _models_in(inner)
        if not models:
            return []
        table = models[0]
    return [field.alias or name for name, field in table.model_fields.items()]


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    """The models that a field of this type can hold."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in _models_in(inner)]
