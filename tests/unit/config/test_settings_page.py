"""docs/settings.md names every key with the default that the models have."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter

from newswatch.config.unbuilt import UNBUILT
from newswatch.model import (
    Cadence,
    Options,
    Outlet,
    Rules,
    ScoreRule,
    Source,
    Topic,
    TopicTest,
    Watch,
)

PAGE = Path(__file__).parents[3] / "docs" / "settings.md"

#: heading of the page → the model whose keys stand under it
MODELS: dict[str, type[BaseModel]] = {
    **{
        f"### `[{name}]`": type(getattr(Options(), name))
        for name in Options.model_fields
    },
    "## An outlet": Outlet,
    "### `[[source]]`": Source,
    "### `[[rules]]`": Rules,
    "## A schedule": Watch,
    "### `[schedule]`": Cadence,
    "### `[notify]`": type(Watch(id="x").notify),
    "### `[[topic]]`": Topic,
    "### `[[topic.score]]`": ScoreRule,
    "### `[[topic.test]]`": TopicTest,
}


def rows(heading: str) -> dict[str, tuple[str, str]]:
    """Key → default and meaning of the table under *heading*."""
    text = PAGE.read_text(encoding="utf-8")
    assert f"\n{heading}\n" in text, f"docs/settings.md lacks {heading}"
    section = re.split(r"\n##", text.split(f"\n{heading}\n")[1])[0]
    found = {}
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if match := re.fullmatch(r"`(\w+)`", cells[0]):
            found[match[1]] = (cells[2].strip("`"), cells[3])
    return found


def keys(model: type[BaseModel]) -> set[str]:
    names = {field.alias or name for name, field in model.model_fields.items()}
    return names - {"id"} if model is Watch else names


@pytest.mark.parametrize("heading", MODELS)
def test_page_has_every_key_and_no_other(heading: str) -> None:
    assert rows(heading).keys() == keys(MODELS[heading])


def _value(model: type[BaseModel], name: str, written: Any) -> Any:
    field = model.model_fields[name]
    adapter: TypeAdapter[Any] = TypeAdapter(field.rebuild_annotation())
    return adapter.validate_json(json.dumps(written, default=str), strict=True)


@pytest.mark.parametrize("heading", MODELS)
def test_default_on_the_page_is_the_models(heading: str) -> None:
    model = MODELS[heading]
    on_page = rows(heading)
    for name, field in model.model_fields.items():
        key = field.alias or name
        if key not in on_page:
            continue
        written, _ = on_page[key]
        if not written:
            assert (
                field.is_required()
                or field.default is None
                or key
                in (
                    "schedule",
                    "notify",
                )
            ), f"{heading} {key}: the page lacks the default {field.default!r}"
            continue
        value = tomllib.loads(f"x = {written}")["x"]
        assert _value(model, name, value) == field.default, f"{heading} {key}"


def test_page_marks_what_nothing_obeys_yet_and_nothing_else() -> None:
    marked = {
        f"{heading.strip('#`[] ')}.{key}"
        for heading in MODELS
        for key, (_, meaning) in rows(heading).items()
        if "**not yet**" in meaning
    }
    tables = {heading.strip("#`[] "): model for heading, model in MODELS.items()}
    unbuilt = set()
    for _, dotted in UNBUILT:
        if "." in dotted:
            unbuilt.add(dotted)
        else:
            unbuilt |= {f"{dotted}.{key}" for key in keys(tables[dotted])}

    assert marked == unbuilt
