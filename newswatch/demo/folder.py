"""The folder in which the demo is watched: newswatch.toml, schedules/demo.toml, data/.

A demo starts afresh each time, but takes away only what a demo has left.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Literal, Protocol
from urllib.parse import urlsplit

from newswatch.errors import ConfigError, Place, StorageError
from newswatch.feed.lock import FolderLock
from newswatch.store import make_folder

#: the first line of a file that may be written over
_MARK = "# Written by the newswatch demo;"


class Served(Protocol):
    """What is asked of a server: where its outlets are, `scheme://host:port` by id."""

    @property
    def bases(self) -> Mapping[str, str]: ...


@contextmanager
def fresh_folder(folder: Path) -> Iterator[None]:
    """*folder* for this demo alone, without the records of the last one.

    Raises ConfigError if the folder holds what no demo wrote, ProcessError NW601 if
    another demo, or a newswatch, is at work in it, StorageError NW401 if it cannot be
    written. Nothing is changed then.
    """
    data_dir = folder / "data"
    _refuse_foreign_folder(folder, data_dir)
    make_folder(folder)
    # A lock beside the one in data/, which a crawl takes: it is let go between two
    # passes, and this one is not.
    with FolderLock(folder):
        with ExitStack() as stack:
            stack.enter_context(FolderLock(data_dir))
            with _disk_errors(folder):
                _clear(data_dir)
        yield


def _refuse_foreign_folder(folder: Path, data_dir: Path) -> None:
    try:
        _refuse_foreign(folder / "newswatch.toml")
        _refuse_foreign(folder / "schedules" / "demo.toml")
        is_ours = (folder / "newswatch.toml").exists()
        # A demo that is just starting here has its lock there, and no more.
        has_data = data_dir.is_dir() and {p.name for p in data_dir.iterdir()} - {"lock"}
    except OSError as error:
        raise _unwritable(folder, error) from error
    if has_data and not is_ours:
        raise ConfigError(
            "the demo did not make this data folder and leaves it alone",
            place=Place(file=str(data_dir)),
            help="give the demo a folder of its own",
        )


def _clear(data_dir: Path) -> None:
    """Remove what an earlier demo left, but the lock that is being held."""
    for entry in data_dir.iterdir():
        if entry.name == "feed":
            shutil.rmtree(entry)
        elif entry.name.startswith("state.db"):
            entry.unlink()


@contextmanager
def _disk_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> StorageError:
    return StorageError(
        f"the demo's folder {folder} cannot be used ({error.strerror})",
        code="NW401",
        help="make room or mend the folder, or name another one: newswatch demo DIR",
    )


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

    Raises ConfigError if a file stands in the way that the demo did not write,
    StorageError NW401 if the folder cannot be written.
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
    with _disk_errors(folder):
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
    text = path.read_text(encoding="utf-8", errors="replace")
    # An empty one is what a full disk left of ours.
    if not text or text.startswith(_MARK):
        return
    raise ConfigError(
        "the demo did not write this file and leaves it alone",
        place=Place(file=str(path)),
        help="give the demo a folder of its own",
    )
