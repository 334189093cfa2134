"""The short way to the feed leads where the long one does."""

from __future__ import annotations

from pathlib import Path

import pytest

from newswatch.cli.app import SCHEMA_NAME
from newswatch.cli.feed_folder import feed_folder
from newswatch.config import load
from newswatch.errors import ConfigErrors
from newswatch.model import record


@pytest.mark.parametrize(
    ("text", "env"),
    [
        (None, {}),
        ("", {}),
        ('[paths]\ndata = "elsewhere"\n', {}),
        ('[paths]\ndata = "/srv/news"\n', {}),
        ('[paths]\nschedules = "plans"\n', {}),
        ('[paths]\ndata = "elsewhere"\n', {"NEWSWATCH_DATA": "here"}),
        (None, {"NEWSWATCH_DATA": "/srv/news"}),
    ],
)
def test_it_is_where_the_configuration_says(tmp_path: Path, text: str | None, env):
    if text is not None:
        (tmp_path / "newswatch.toml").write_text(text)
    assert feed_folder(tmp_path, env) == load(tmp_path, env).feed_dir


@pytest.mark.parametrize(
    "text", ["[paths", "paths = 3", "[paths]\ndata = 3\n", '[paths]\ndata = " "\n']
)
def test_what_cannot_be_used_is_told_as_always(tmp_path: Path, text: str):
    (tmp_path / "newswatch.toml").write_text(text)
    with pytest.raises(ConfigErrors):
        feed_folder(tmp_path, {})


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(ConfigErrors):
        feed_folder(tmp_path / "missing", {})


def test_the_version_names_the_schema_that_lines_have():
    assert SCHEMA_NAME == record.SCHEMA_NAME
