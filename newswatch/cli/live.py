"""Live: a few lines at the end of the screen that are drawn anew as things change.

What is printed meanwhile stands above them. Both wait for the next drawing, so that
the screen changes DRAWINGS_A_S times a second at most, each time in one write. The
cursor stays visible throughout: whatever ends the process leaves a usable terminal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from newswatch.cli.channel import Channel
from newswatch.cli.layout import cells, clip

DRAWINGS_A_S = 4

#: the lines for a screen of so many columns and rows
Picture = Callable[[int, int], list[str]]


class Live:
    """Draws what *picture* says on *channel*, a terminal whose cursor can be moved."""

    def __init__(self, channel: Channel, picture: Picture) -> None:
        self._channel = channel
        self._picture = picture
        # Lines may come from any thread; only the loop's draws.
        self._waiting: deque[tuple[Channel, str]] = deque()
        self._drawn: list[str] = []

    def print(self, channel: Channel, text: str) -> None:
        """Have *text*, whole lines, printed above the drawing."""
        self._waiting.append((channel, text))

    async def keep_drawing(self) -> None:
        import asyncio  # 15 ms that only who crawls should spend

        while True:
            self.draw()
            await asyncio.sleep(1 / DRAWINGS_A_S)

    def draw(self) -> None:
        """Print what waits, and the picture of this moment below it."""
        size = self._channel.size
        width = min(size.columns, self._channel.width)
        lines = self._picture(width, size.lines)
        # A line that reached the last column would move the cursor on some terminals.
        self._show([clip(line, width - 1, self._channel.ellipsis) for line in lines])

    def close(self) -> None:
        """Print what waits, and leave nothing of the drawing."""
        self._show([])

    def _show(self, lines: list[str]) -> None:
        if not self._waiting and lines == self._drawn:
            return
        text = self._erasure()
        while self._waiting:
            channel, printed = self._waiting.popleft()
            if channel is self._channel:
                text += printed
                continue
            # Another stream, maybe the same screen: what comes first is written first.
            if text:
                self._channel.write(text)
            channel.write(printed)
            text = ""
        text += "".join(line + "\n" for line in lines)
        if text:
            self._channel.write(text)
        self._drawn = lines

    def _erasure(self) -> str:
        """Moves the cursor to where the drawing began; clears all from there on."""
        columns = max(1, self._channel.size.columns)
        # A screen made narrower has broken the lines that it held.
        rows = sum(max(1, -(-cells(line) // columns)) for line in self._drawn)
        return f"\x1b[{rows}A\r\x1b[J" if rows else ""
