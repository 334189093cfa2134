"""Whether the configuration's files have changed, and are whole again."""

from __future__ import annotations

from collections.abc import Mapping

Stamps = Mapping[str, tuple[int, ...]]


class Changes:
    """Looks at stamps of files from time to time; see `config.files.stamps`.

    A change counts once two looks in a row have found the same: an editor that is
    halfway through a file, or a `git pull` through a folder, is let finish.
    """

    def __init__(self, read: Stamps) -> None:
        """*read* is how the files stood when they were read."""
        self._read = read
        self._last = read

    def found(self, now: Stamps) -> bool:
        """Whether the files, which stand so *now*, are to be read again."""
        is_settled, self._last = now == self._last, now
        if now == self._read or not is_settled:
            return False
        self._read = now
        return True

    def were_read(self, now: Stamps) -> None:
        """The files were read for another reason, when they stood so."""
        self._read = self._last = now
