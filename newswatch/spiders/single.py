"""The spider that fetches a few pages for a person who names them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from newswatch.model import FetchedPage
from newswatch.spiders.deployment import DeploymentSpider
from newswatch.spiders.failures import Trouble, trouble_of
from newswatch.spiders.fetched import fetched_page
from newswatch.urls import request_url


class SinglePageSpider(DeploymentSpider):
    """Asks for *urls* as politely and guardedly as any round would.

    *take* hears of each address: the page, or what went wrong. *turn* is then asked for
    the address of the article's next page, if it has one; of that, *take* hears under
    the first page's address.
    """

    name = "single"

    def __init__(
        self,
        urls: Sequence[str],
        take: Callable[[str, FetchedPage | Trouble], None],
        turn: Callable[[str], Awaitable[str | None]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.urls = urls
        self.take = take
        self.turn = turn

    async def start(self) -> AsyncIterator[Request]:
        for url in self.urls:
            yield self._request(url, url)

    def _request(self, url: str, asked: str) -> Request:
        return Request(
            request_url(url),
            callback=self.parse_page,
            errback=self.page_failed,
            cb_kwargs={"asked": asked},
            dont_filter=True,
        )

    async def parse_page(
        self, response: Response, asked: str
    ) -> AsyncIterator[Request]:
        self.take(asked, fetched_page(response))
        following = await self.turn(asked) if self.turn else None
        if following:
            yield self._request(following, asked)

    def page_failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy's
        error = failure.value or RuntimeError("a failure without an error")
        self.take(request.cb_kwargs["asked"], trouble_of(error, request.url))
