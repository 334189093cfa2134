"""The files that a new folder begins with; they lie beside this module."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from newswatch.errors import ExitCode, StorageError, UsageError

#: in the order in which a person would read them
STARTER_FILES = (
    "newswatch.toml",
    "schedules/talks.toml",
    "schedules/topics/us_russia_talks.toml",
)


def starter_text(name: str) -> str:
    """The text of one of STARTER_FILES."""
    template = files("newswatch.config").joinpath("templates", name)
    return template.read_text(encoding="utf-8")


def write_starter(folder: Path) -> list[Path]:
    """Write STARTER_FILES into *folder*, made if need be; all of them or none.

    Raises UsageError NW515 naming each file that is there already: then nothing is
    written, since half of a configuration beside another would be neither. Raises
    StorageError NW401 if the folder cannot be written.
    """
    paths = [folder / name for name in STARTER_FILES]
    if there := [str(path) for path in paths if _is_there(path)]:
        raise UsageError(
            f"{', '.join(there)} {'is' if len(there) == 1 else 'are'} there already;"
            " nothing was written",
            code="NW515",
            help="choose a new folder: newswatch init DIR",
        )
    try:
        for name, path in zip(STARTER_FILES, paths, strict=True):
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(starter_text(name))
    except OSError as error:
        raise StorageError(
            f"{error.filename or folder} cannot be written ({error.strerror})",
            code="NW401",
            help="choose a folder that this user may write",
            exit_code=ExitCode.STORAGE,
        ) from error
    return paths


def _is_there(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        return False  # writing will say why
