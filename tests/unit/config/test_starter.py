"""What `newswatch init` writes: good, complete, and never over something."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from newswatch.config import load
from newswatch.config.starter import STARTER_FILES, starter_text, write_starter
from newswatch.config.unbuilt import UNBUILT
from newswatch.errors import StorageError, UsageError
from newswatch.model import Options


def with_examples(text: str) -> str:
    """*text* with each line that begins with # and no space switched on."""
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


def test_what_is_written_loads_without_a_mistake(tmp_path: Path):
    written = write_starter(tmp_path / "new" / "watch")

    found = load(tmp_path / "new" / "watch", {})

    assert [str(p.relative_to(tmp_path / "new" / "watch")) for p in written] == list(
        STARTER_FILES
    )
    assert [w.code for w in found.warnings] == ["NW120"]
    assert [watch.id for watch in found.watches] == ["talks"]
    assert [outlet.id for outlet in found.watched_outlets()] == ["moscow_times"]
    assert list(found.topics) == ["us_russia_talks"]


def test_every_default_and_example_can_be_switched_on(tmp_path: Path):
    for name in STARTER_FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(with_examples(starter_text(name)), encoding="utf-8")

    found = load(tmp_path, {})

    assert [w.code for w in found.warnings] == ["NW120"]
    assert found.options == Options()
    assert "herald" in found.outlets


def test_options_shown_are_all_that_anything_obeys():
    shown: dict[str, Any] = tomllib.loads(with_examples(starter_text("newswatch.toml")))
    unbuilt = {dotted for kind, dotted in UNBUILT if kind == "options"}
    options = Options().model_dump(by_alias=True)
    known = {
        f"{table}.{key}"
        for table, keys in options.items()
        for key in keys
        if table not in unbuilt and f"{table}.{key}" not in unbuilt
    }

    assert {f"{table}.{key}" for table, keys in shown.items() for key in keys} == known


@pytest.mark.parametrize("name", STARTER_FILES)
def test_one_file_that_is_there_keeps_all_of_them_from_being_written(
    name: str, tmp_path: Path
):
    mine = tmp_path / name
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text("mine", encoding="utf-8")

    with pytest.raises(UsageError) as caught:
        write_starter(tmp_path)

    assert caught.value.code == "NW515"
    assert str(mine) in caught.value.message
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [mine]
    assert mine.read_text(encoding="utf-8") == "mine"


def test_link_to_nothing_is_not_written_through(tmp_path: Path):
    (tmp_path / "newswatch.toml").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(UsageError):
        write_starter(tmp_path)

    assert not (tmp_path / "elsewhere").exists()


def test_file_in_the_place_of_a_folder_is_told(tmp_path: Path):
    (tmp_path / "schedules").write_text("", encoding="utf-8")

    with pytest.raises(StorageError) as caught:
        write_starter(tmp_path)

    assert caught.value.code == "NW401"
