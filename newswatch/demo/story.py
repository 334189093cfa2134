"""Story: an invented text, as its file in stories/ tells it.

A file with `of` retells another story: what it does not say itself it takes from that
one, and a paragraph `@N` of its body stands for that one's Nth.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from newswatch.model.units import Slug

_QUOTED = re.compile(r"^@(\d+)$", re.M)


def _paragraphs(body: object) -> object:
    """The paragraphs of a text whose lines are folded and split by empty lines."""
    if not isinstance(body, str):
        return body
    return tuple(" ".join(part.split()) for part in body.strip().split("\n\n"))


class Story(BaseModel):
    """What an outlet has to tell, apart from where and how it prints it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    headline: str
    #: the standfirst; never part of the body
    summary: str
    authors: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    #: ids of the demo's topics that it is on, as a person judges
    topics: frozenset[Slug]
    language: str = "en"
    #: words of the body that its pages turn into a link
    linked: str
    #: the story that this one retells: an agency's report cut, or a later version
    of: Slug | None = None
    #: the body as it must come out of a crawl: no box, no appeal, no caption
    paragraphs: Annotated[tuple[str, ...], BeforeValidator(_paragraphs)] = Field(
        alias="body", repr=False
    )


@cache
def stories() -> Mapping[str, Story]:
    """Every story of the demo by its id, which is the name of its file."""
    tables: dict[str, dict[str, Any]] = {}
    for entry in (files("newswatch.demo") / "stories").iterdir():
        stem, _, suffix = entry.name.rpartition(".")
        if suffix == "toml":
            tables[stem] = tomllib.loads(entry.read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            stem: Story.model_validate({"id": stem, **_retold(table, tables)})
            for stem, table in sorted(tables.items())
        }
    )


def _retold(
    table: dict[str, Any], tables: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    if "of" not in table:
        return table
    original = tables[table["of"]]
    paragraphs = original["body"].strip().split("\n\n")
    body = _QUOTED.sub(lambda quote: paragraphs[int(quote[1]) - 1], table["body"])
    return {**original, **table, "body": body}
