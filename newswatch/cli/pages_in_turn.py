"""The pages of the articles that a person names, read as they come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newswatch.model import Article, FetchedPage, Outlet, Reading
    from newswatch.spiders.failures import Trouble


class PagesInTurn:
    """What each address answered, with the article's further pages read after it.

    *read* reads a page after those before it; anything but a Reading is a failure.
    """

    def __init__(
        self,
        outlet_of: Callable[[str], Outlet],
        read: Callable[[FetchedPage, Outlet, tuple[Article, ...]], Reading | object],
    ) -> None:
        self._outlet_of = outlet_of
        self._read = read
        #: the first page of each address, or why it did not come
        self.answers: dict[str, FetchedPage | Trouble] = {}
        #: the article of each address whose pages were read
        self.readings: dict[str, Reading] = {}
        self._newest: dict[str, FetchedPage | Trouble] = {}
        self._known: dict[str, set[str]] = {}

    def take(self, asked: str, answer: FetchedPage | Trouble) -> None:
        """Hear of a page of *asked*; a later one that failed is missing, no more."""
        from newswatch.further_pages import truncated
        from newswatch.model import FetchedPage

        self.answers.setdefault(asked, answer)
        self._newest[asked] = answer
        if asked in self.readings and not isinstance(answer, FetchedPage):
            self.readings[asked] = truncated(self.readings[asked])

    async def turn(self, asked: str) -> str | None:
        """Read the newest page of *asked*; the address of the next, if there is one."""
        return await asyncio.to_thread(self._turn, asked)

    def _turn(self, asked: str) -> str | None:
        from newswatch.further_pages import MOST_PAGES, truncated
        from newswatch.model import Article, FetchedPage, Reading
        from newswatch.urls import canonical_url

        page, so_far = self._newest[asked], self.readings.get(asked)
        if not isinstance(page, FetchedPage):
            return None
        known = self._known.setdefault(asked, set())
        if so_far and canonical_url(page.url) in known:
            return None
        known |= {canonical_url(page.url)}
        parts = so_far.parts if so_far else ()
        reading = self._read(page, self._outlet_of(page.url), parts)
        if not isinstance(reading, Reading) or not isinstance(reading.result, Article):
            if so_far and not (isinstance(reading, Reading) and reading.is_stray):
                self.readings[asked] = truncated(so_far)
            return None
        self.readings[asked] = reading
        turn = reading.parts[-1].turn if reading.parts else None
        if turn is None or canonical_url(turn.url) in known:
            return None
        if len(reading.parts) >= MOST_PAGES:
            self.readings[asked] = truncated(reading)
            return None
        return turn.url
