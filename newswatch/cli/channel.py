"""Channel: standard output or standard error, and what can be shown there.

NO_COLOR     no colour, whatever else is set, unless --color always is typed
FORCE_COLOR  colour although it is no terminal
TERM=dumb    a terminal without colour and without a cursor that moves
COLUMNS      the width, whatever the terminal says
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Literal, TextIO

#: a line is never laid out narrower than this; the terminal breaks it instead
MIN_WIDTH = 20
#: the width where nobody says it
USUAL_WIDTH, USUAL_HEIGHT = 100, 24
#: what stands for a glyph where the encoding has none
_ASCII = str.maketrans(
    {
        "…": "...", "─": "-", "·": "-", "–": "-", "—": "-", "−": "-", "‑": "-",
        "→": "->", "←": "<-", "≥": ">=", "≤": "<=", "×": "x", "•": "*",
        "‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"',
        "«": "<<", "»": ">>", "\xa0": " ",
    }
)  # fmt: skip


class Channel:
    """*color* is auto, always or never."""

    def __init__(
        self,
        name: Literal["stdout", "stderr"],
        color: str = "auto",
        env: Mapping[str, str] = os.environ,
    ) -> None:
        self._name = name
        self._env = env
        self.is_terminal = self.stream.isatty()
        dumb = env.get("TERM") == "dumb"
        #: whether the cursor can be moved
        self.can_redraw = self.is_terminal and not dumb
        forced = env.get("FORCE_COLOR", "0") not in ("", "0")
        self.colored = color == "always" or (
            color == "auto" and not env.get("NO_COLOR") and (forced or self.can_redraw)
        )
        self._encoding = (self.stream.encoding or "ascii").lower().replace("-", "")
        self.is_unicode = self._encoding.startswith("utf")
        self.ellipsis = "…" if self.is_unicode else "..."
        self.rule = "─" if self.is_unicode else "-"

    @property
    def stream(self) -> TextIO:
        # Looked up each time: whoever tests a command puts another one in its place.
        stream: TextIO = getattr(sys, self._name)
        return stream

    @property
    def width(self) -> int:
        return max(MIN_WIDTH, self._told("COLUMNS") or self.size.columns)

    @property
    def size(self) -> os.terminal_size:
        """What the terminal itself says."""
        for stream in (self._name, "stdout", "stderr", "stdin"):
            try:
                size = os.get_terminal_size(getattr(sys, stream).fileno())
            except (OSError, ValueError, AttributeError):
                continue
            if size.columns > 0:
                return size
        return os.terminal_size((USUAL_WIDTH, USUAL_HEIGHT))

    def _told(self, variable: str) -> int:
        told = self._env.get(variable, "")
        return int(told) if told.isascii() and told.isdecimal() else 0

    def shown(self, text: str) -> str:
        """*text* as the encoding has it: a sign it lacks is given in ASCII, or as ?."""
        if self.is_unicode or text.isascii():
            return text
        encoding = self.stream.encoding or "ascii"
        return text.translate(_ASCII).encode(encoding, "replace").decode(encoding)

    def paint(self, text: str, style: str) -> str:
        """*text* between SGR sequences (ECMA-48 8.3.117), where colour is wanted."""
        return f"\x1b[{style}m{text}\x1b[0m" if self.colored and text else text

    def write(self, text: str) -> None:
        """Raises OSError if a result cannot be written; what is told may be lost."""
        try:
            self.stream.write(text)
            self.stream.flush()
        except OSError:
            if self._name == "stdout":
                raise
