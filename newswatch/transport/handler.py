"""Scrapy's download handler on bounded connections, with a word for each trouble.

A deadline is for a request with all its redirects and its retry: the time that one
hop took is gone for the next. Waiting for a host's turn is not counted.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, cast

from OpenSSL import SSL
from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from twisted.web._newclient import ParseError
from twisted.web.iweb import IPolicyForHTTPS

from newswatch.transport.certificates import (
    CertificatePolicy,
    blind_domains,
    handshake_trouble,
)
from newswatch.transport.connection import BoundedFactory
from newswatch.transport.trouble import FetchTrouble, causes
from newswatch.transport.unpacking import ACCEPTED, plain
from newswatch.workshop import configuration_in

#: seconds that a request and those before it in its place have taken
_SPENT = "newswatch_spent_s"


class BoundedHandler(HTTP11DownloadHandler):
    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        settings = crawler.settings
        self._deadline_s = settings.getfloat("DOWNLOAD_TIMEOUT")
        idle_s = settings.getfloat("NEWSWATCH_IDLE_TIMEOUT")
        configuration = configuration_in(Path(settings["NEWSWATCH_FOLDER"]))
        # Scrapy has no public place for either; the lab in tests/crawl fails if these
        # are not used any more.
        policy = CertificatePolicy(blind_domains(configuration))
        self._contextFactory = cast("IPolicyForHTTPS", policy)
        self._pool._factory = cast("Any", partial(BoundedFactory, idle_s))

    async def download_request(self, request: Request) -> Response:
        spent_s = request.meta.get(_SPENT, 0.0)
        left_s = self._deadline_s - spent_s
        if left_s <= 0:
            raise DownloadTimeoutError(f"{self._deadline_s:g} seconds are over")
        request.meta["download_timeout"] = left_s
        request.headers.setdefault("Accept-Encoding", ACCEPTED)
        most = request.meta.get("download_maxsize", self._default_maxsize)
        began_s = monotonic()
        try:
            # No name for the packed answer: an error would keep it with this frame.
            answer = plain(await super().download_request(request), most)
        except (DownloadFailedError, ResponseDataLossError) as error:
            if trouble := trouble_in(error):
                raise trouble from error
            raise
        finally:
            request.meta[_SPENT] = spent_s + monotonic() - began_s
        if isinstance(answer, FetchTrouble):
            raise answer
        return answer


def trouble_in(error: BaseException) -> FetchTrouble | None:
    """What *error* of Scrapy's says of the answer; None: what it says of itself."""
    for cause in causes(error):
        if isinstance(cause, FetchTrouble):
            return cause
        if isinstance(cause, SSL.Error):
            return handshake_trouble(cause)
        # Twisted's parser raises the latter two for lengths and transfer encodings.
        if isinstance(cause, ParseError | ValueError | KeyError):
            return FetchTrouble("bad-http", f"{type(cause).__name__}: {cause}"[:200])
    return None
