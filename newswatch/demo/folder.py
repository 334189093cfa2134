"""The folder in which the demo is watched: newswatch.toml and schedules/demo.toml."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Literal, Protocol
from urllib.parse import urlsplit

from newswatch.errors import ConfigError, Place

#: the first line of a file that may be written over
_MARK = "# Written by the newswatch demo;"


class Served(Protocol):
    """What is asked of a server: where its outlets are, `scheme://host:port` by id."""

    @property
    def bases(self) -> Mapping[str, str]: ...


def write_folder(
    folder: Path,
    server: Served,
    *,
    delay: str = "0.1s",
    copies: Literal["drop", "mark"] = "mark",
) -> None:
    """Make *folder* ready for a crawl of what *server* serves.

    *delay* is the pause between two requests to one host. Files of an earlier demo
    are replaced, nothing else is touched.

    Raises ConfigError if a file stands in the way that the demo did not write.
    """
    values = {"delay": delay, "copies": copies, **server.bases}
    for outlet_id, base in server.bases.items():
        values[f"{outlet_id}_host"] = urlsplit(base).hostname or ""
    texts = {
        folder / "newswatch.toml": _text("newswatch.toml", values),
        folder / "schedules" / "demo.toml": _text("demo.toml", values),
    }
    for path in texts:
        _refuse_foreign(path)
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


def _text(name: str, values: Mapping[str, str]) -> str:
    template = files("newswatch.demo") / "configuration" / name
    return Template(template.read_text(encoding="utf-8")).substitute(values)


def _refuse_foreign(path: Path) -> None:
    if not path.exists():
        return
    # A file of another program need not be UTF-8; its first line decides all the same.
    if path.read_text(encoding="utf-8", errors="replace").startswith(_MARK):
        return
    raise ConfigError(
        "the demo did not write this file and leaves it alone",
        place=Place(file=str(path)),
        help="give the demo a folder of its own",
    )
