"""One spider per outlet, made from the configuration: no Python file per outlet."""

from __future__ import annotations

import secrets
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from newswatch import clock
from newswatch.config import Configuration
from newswatch.config.messages import near_match
from newswatch.errors import ExitCode, NewswatchError, OutletError
from newswatch.model import Ledger, Poll, Standing
from newswatch.spiders.outlet import OutletSpider
from newswatch.urls import in_domains
from newswatch.workshop import configuration_in


class OnePoll:
    """The jobs of `scrapy crawl`: a single round."""

    def __init__(self, outlet_id: str) -> None:
        self._outlet_id = outlet_id

    async def polls(self) -> AsyncIterator[Poll]:
        yield Poll.starting(self._outlet_id, clock.now(), secrets.token_hex(2))

    async def started(self, poll: Poll, standing: Callable[[], Standing]) -> None:
        """Nobody waits to hear of it."""

    async def done(self, poll: Poll, ledger: Ledger, problems: list[str]) -> None:
        """The spider logs the account itself."""


_Names = list[str]


class OutletSpiderLoader:
    """Scrapy's SPIDER_LOADER_CLASS.

    A folder with mistakes, or an outlet that is unknown, ends the process as it ends
    newswatch's own commands: Scrapy would show a traceback.
    """

    def __init__(self, configuration: Configuration) -> None:
        self._outlets = configuration.outlets

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        try:
            return cls(configuration_in(Path(settings["NEWSWATCH_FOLDER"])))
        except NewswatchError as error:
            raise _ending(error) from error

    def load(self, spider_name: str) -> type[Spider]:
        if spider_name not in self._outlets:
            raise _ending(
                OutletError(
                    f'unknown outlet "{spider_name}"',
                    code="NW304",
                    help=near_match(spider_name, self._outlets),
                    exit_code=ExitCode.USAGE,
                )
            )
        outlet = self._outlets[spider_name]

        class OneRound(OutletSpider):
            name = outlet.id

            def __init__(self, **kwargs: Any) -> None:
                super().__init__(jobs=OnePoll(outlet.id), **kwargs)

        return OneRound

    def list(self) -> _Names:
        return sorted(self._outlets)

    def find_by_request(self, request: Request) -> _Names:
        return [
            outlet.id
            for outlet in self._outlets.values()
            if in_domains(request.url, outlet.domains)
        ]


def _ending(error: NewswatchError) -> SystemExit:
    """The end of the process, with *error* told."""
    told = "".join(c if c.isprintable() or c == "\n" else " " for c in error.render())
    sys.stderr.write(told + "\n")
    return SystemExit(error.exit_code)
