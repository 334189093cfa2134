"""Configuration files: which there are, and their text.

A file is read only if it is a plain file of at most MAX_BYTES that really lies in the
folder it was found in: a link that leads out of it, a device or a pipe is refused.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path

from newswatch.errors import ConfigError, Place

#: Ten thousand one-line topics take 3 MB; tomllib reads about 1 MB a second.
MAX_BYTES = 8 << 20


def toml_files(folder: Path, *, shown: str) -> list[Path]:
    """The TOML files of *folder* by name; none where there is no folder.

    Hidden files are left out: editors and mounts leave them behind. Raises
    ConfigError NW113 if the folder, which errors call *shown*, cannot be listed.
    """
    try:
        entries = sorted(folder.iterdir())
    except FileNotFoundError:
        return []
    except OSError as error:
        raise ConfigError(
            f"cannot list this folder: {error.strerror}",
            code="NW113",
            place=Place(file=shown),
            help="it must be a folder that newswatch's user may read",
        ) from error
    return [path for path in entries if _is_configuration(path.name)]


def _is_configuration(name: str) -> bool:
    return name.endswith(".toml") and not name.startswith(".")


def stamps(folder: Path, schedules: str) -> dict[str, tuple[int, ...]]:
    """What shows that a configuration file was changed: path → inode, size, times.

    A file that cannot be looked at has an empty stamp, a folder that cannot be listed
    no files. *schedules* is the folder that `paths.schedules` names.
    """
    within = folder / schedules
    options = folder / "newswatch.toml"
    found = {os.fspath(options): _stamp(options)}
    for place in (within, within / "outlets", within / "topics"):
        # There may be ten thousand: a Path of each would double what that costs.
        with suppress(OSError), os.scandir(place) as entries:
            found |= {
                entry.path: _stamp(entry)
                for entry in entries
                if _is_configuration(entry.name)
            }
    return found


def _stamp(file: Path | os.DirEntry[str]) -> tuple[int, ...]:
    try:
        now = file.stat()
    except (OSError, RuntimeError):  # none, or a loop of links
        return ()
    return now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns


def read_text(path: Path, *, shown: str, within: Path | None = None) -> str:
    """The text of *path*, line ends as "\\n", without a byte order mark.

    *shown* is the name that errors give. With *within* the file's real place must be
    inside that folder. Raises ConfigError: NW110 missing, NW111 not UTF-8, NW112 too
    large, NW113 unreadable, no plain file, or outside of the folder.
    """
    try:
        if within and not path.resolve().is_relative_to(within.resolve()):
            raise _unreadable(shown, f"it links to {path.resolve()}, outside {within}")
        # Opening a pipe would wait for its writer for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise _unreadable(shown, "it is not a plain file")
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        is_link = path.is_symlink()
        raise ConfigError(
            "this is a link to nothing" if is_link else "this file does not exist",
            code="NW110",
            place=Place(file=shown),
            help="mend the link, or remove it"
            if is_link
            else "check the name, or choose another folder with -C",
        ) from error
    except (OSError, RuntimeError) as error:
        # A loop of links is a RuntimeError up to Python 3.12, and ELOOP since.
        if not isinstance(error, OSError) or error.errno == errno.ELOOP:
            raise _unreadable(shown, "its links lead in a circle") from error
        raise _unreadable(shown, error.strerror or type(error).__name__) from error
    return decoded(content, shown=shown)


def _unreadable(shown: str, reason: str) -> ConfigError:
    return ConfigError(
        f"cannot read this file: {reason}",
        code="NW113",
        place=Place(file=shown),
        help="make it a plain file that newswatch's user may read",
    )


def decoded(content: bytes, *, shown: str) -> str:
    """*content* as text; see `read_text`."""
    if len(content) > MAX_BYTES:
        raise ConfigError(
            f"this file is larger than {MAX_BYTES >> 20} MiB",
            code="NW112",
            place=Place(file=shown),
            help="split it: each schedule and each outlet has a file of its own",
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8", "replace")
        line = before.count("\n") + 1
        start = before[before.rfind("\n") + 1 :]
        rest = error.object[error.start :].split(b"\n")[0].rstrip(b"\r")
        place = Place(
            file=shown,
            line=line,
            column=len(start) + 1,
            source=start + rest.decode("utf-8", "replace"),
        )
        is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        raise ConfigError(
            f"this file is not UTF-8: byte 0x{error.object[error.start]:02X}",
            code="NW111",
            place=place,
            help="it looks like UTF-16: save it with the encoding UTF-8"
            if is_utf16
            else "save it with the encoding UTF-8",
        ) from error
    return text.replace("\r\n", "\n")


def catalogue_files() -> Iterator[tuple[str, str]]:
    """Name and text of each outlet file that newswatch itself brings, by name."""
    folder = files("newswatch").joinpath("outlets")
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if _is_configuration(entry.name):
            shown = f"newswatch/outlets/{entry.name}"
            yield entry.name, decoded(entry.read_bytes(), shown=shown)


def stray_folders(schedules: Path, known: tuple[str, ...]) -> Iterator[ConfigError]:
    """NW125, a warning, for each folder of TOML files that nothing reads."""
    try:
        folders = sorted(schedules.iterdir())
    except OSError:
        return  # there is none, or `toml_files` has told of it
    for folder in folders:
        if folder.name in known or folder.name.startswith("."):
            continue
        if folder.is_dir() and any(folder.glob("*.toml")):
            yield ConfigError(
                f"nothing reads the files of this folder; known: {', '.join(known)}",
                code="NW125",
                place=Place(file=f"{schedules.name}/{folder.name}"),
                help=f"move them to {schedules.name} or one of its known folders",
            )


def shown_name(path: Path, folder: Path) -> str:
    """*path* as errors name it: relative to *folder* if it lies inside."""
    if path.is_relative_to(folder):
        return path.relative_to(folder).as_posix()
    return os.fspath(path)
