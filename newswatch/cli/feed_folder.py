"""Where the feed of a folder is, found out without reading its whole configuration.

Loading schedules, topics and the catalogue takes longer than showing a record, and a
mistake in one of them is no reason to keep the feed from its readers.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path


def feed_folder(folder: Path, env: Mapping[str, str] = os.environ) -> Path:
    """The feed's folder, as `newswatch.config.load` would have it.

    Raises ConfigErrors where the folder or what it says of `paths.data` cannot be used.
    """
    if data := env.get("NEWSWATCH_DATA") or _stated(folder):
        return folder / data / "feed"
    from newswatch.config import load

    return load(folder, env).feed_dir  # which knows the default, or says what is wrong


def _stated(folder: Path) -> str | None:
    """`paths.data` or its default; None where there is anything to explain."""
    if not folder.is_dir():
        return None
    try:
        with (folder / "newswatch.toml").open("rb") as file:
            paths = tomllib.load(file).get("paths", {})
    except FileNotFoundError:
        return "data"
    except (OSError, ValueError):
        return None
    data = paths.get("data", "data") if isinstance(paths, dict) else None
    return (
        data if isinstance(data, str) and data.isprintable() and data.strip() else None
    )
