"""One spider per outlet, made from the configuration: no Python file per outlet."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from scrapy import Request, Spider
from scrapy.settings import BaseSettings

from newswatch.config import Configuration
from newswatch.model import Ledger, Poll, Standing
from newswatch.spiders.outlet import OutletSpider
from newswatch.urls import in_domains
from newswatch.workshop import configuration_in


class OnePoll:
    """The jobs of `scrapy crawl`: a single round."""

    def __init__(self, outlet_id: str) -> None:
        self._outlet_id = outlet_id

    async def polls(self) -> AsyncIterator[Poll]:
        yield Poll.starting(self._outlet_id, datetime.now(UTC), secrets.token_hex(2))

    async def started(self, poll: Poll, standing: Callable[[], Standing]) -> None:
        """Nobody waits to hear of it."""

    async def done(self, poll: Poll, ledger: Ledger, problems: list[str]) -> None:
        """The spider logs the account itself."""


_Names = list[str]


class OutletSpiderLoader:
    """Scrapy's SPIDER_LOADER_CLASS. Raises ConfigErrors for a folder with mistakes."""

    def __init__(self, configuration: Configuration) -> None:
        self._outlets = configuration.outlets

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        return cls(configuration_in(Path(settings["NEWSWATCH_FOLDER"])))

    def load(self, spider_name: str) -> type[Spider]:
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
