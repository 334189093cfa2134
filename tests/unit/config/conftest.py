from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from newswatch.config import Configuration, load
from newswatch.errors import ConfigError, ConfigErrors

#: a schedule without a mistake
GOOD = """\
[[outlet]]
id = "herald"
source = [{ kind = "feed", url = "https://herald.example/rss.xml" }]

[[topic]]
id = "talks"
query = "talks"
"""

Load = Callable[..., Configuration]
Mistakes = Callable[..., list[ConfigError]]


@pytest.fixture
def loaded(tmp_path: Path) -> Load:
    """Writes files into a folder, and loads it: loaded({name: text}, ENV=…)."""

    def write_and_load(files: Mapping[str, str], **env: str) -> Configuration:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        return load(tmp_path, env)

    return write_and_load


@pytest.fixture
def mistakes(loaded: Load) -> Mistakes:
    """The same for files that cannot be loaded; the mistakes in their order."""

    def write_and_fail(files: Mapping[str, str], **env: str) -> list[ConfigError]:
        with pytest.raises(ConfigErrors) as caught:
            loaded(files, **env)
        return list(caught.value.errors)

    return write_and_fail


@pytest.fixture
def good() -> str:
    return GOOD


@pytest.fixture
def marked() -> Callable[[str], tuple[str, int, int, int]]:
    """Text with one stretch in ⟦ ⟧ → text, line, column and width of the stretch."""

    def unmark(text: str) -> tuple[str, int, int, int]:
        before, rest = text.split("⟦")
        inside, after = rest.split("⟧")
        line = before.count("\n") + 1
        column = len(before) - (before.rfind("\n") + 1) + 1
        return before + inside + after, line, column, len(inside)

    return unmark
