"""The shapes of the files: what a file's data lacks beside the model it becomes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from newswatch.config.document import Document
from newswatch.errors import ConfigError, Place
from newswatch.model import Topic

_SLUG = re.compile(r"[a-z0-9_]{1,64}")


class TopicFile(BaseModel):
    """A file of schedules/topics/."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    topic: tuple[Topic, ...] = ()


def outlet_data(data: Mapping[str, Any], stem: str) -> dict[str, Any]:
    """An outlet file's data with its id, the file's name if it states none."""
    named: dict[str, Any] = _named({"id": _usable_id(stem), **data})
    return named


def watch_data(data: Mapping[str, Any], stem: str) -> dict[str, Any]:
    """A schedule file's data with its id, which is always the file's name."""
    outlets = data.get("outlet")
    if isinstance(outlets, list):
        data = {**data, "outlet": [_named(outlet) for outlet in outlets]}
    return {**data, "id": _usable_id(stem)}


def _named(outlet: Any) -> Any:
    """An outlet's table with a name: its id, if it states none."""
    if isinstance(outlet, Mapping) and isinstance(outlet.get("id"), str):
        return {"name": outlet["id"], **outlet}
    return outlet


def _usable_id(stem: str) -> str:
    # A bad file name is one mistake; the file's content is checked all the same.
    return stem if _SLUG.fullmatch(stem) else "unnamed"


def file_name_mistakes(document: Document, stem: str) -> Iterator[ConfigError]:
    """NW126 for a file whose name cannot be an id."""
    if not _SLUG.fullmatch(stem):
        near = re.sub(r"[^a-z0-9]+", "_", stem.lower()).strip("_")[:64]
        yield ConfigError(
            f'the file name "{stem}" is no id: expected up to 64 of a-z, 0-9 and _',
            code="NW126",
            place=Place(file=document.file),
            help=f"rename it to {near or 'my_outlet'}.toml",
        )
