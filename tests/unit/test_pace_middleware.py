"""What the pace of a host hears of each request."""

from __future__ import annotations

import asyncio

import pytest
from scrapy import Request
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
)
from scrapy.http import Response
from scrapy.utils.test import get_crawler
from virtual_time import run_virtually

from newswatch.middlewares import AskedToWait, ForbiddenByRobots, PaceMiddleware
from newswatch.transport.trouble import FetchTrouble

URL = "https://herald.example/a"


def gap_after(end: int | Exception, latency_s: float | None = None) -> float:
    """Seconds from one request to the next, if the first one ends with *end*."""

    async def live() -> float:
        settings = {
            "NEWSWATCH_REMEMBERS": False,
            "DOWNLOAD_DELAY": 2.0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        }
        crawler = get_crawler(settings_dict=settings)
        pace = PaceMiddleware.from_crawler(crawler)
        request = Request(URL)
        await pace.process_request(request)
        asked_at_s = asyncio.get_running_loop().time()
        if isinstance(end, Exception):
            pace.request_left_downloader(request)
            pace.process_exception(request, end)
        else:
            request.meta["download_latency"] = latency_s
            pace.response_downloaded(request, Response(URL, status=end))
            pace.request_left_downloader(request)
        gap_s = 0.0
        for _ in range(2):  # what an answer teaches holds from the next one on
            follower = Request(URL)
            await pace.process_request(follower)
            now_s = asyncio.get_running_loop().time()
            gap_s, asked_at_s = now_s - asked_at_s, now_s
            pace.request_left_downloader(follower)
        return gap_s

    return run_virtually(live())


@pytest.mark.parametrize(
    "end",
    [
        DownloadConnectionRefusedError(),
        DownloadFailedError(),
        DownloadTimeoutError(),
        ResponseDataLossError(),
        FetchTrouble("stalled"),
        500,
        503,
    ],
)
def test_trouble_of_the_host_slows_it_down(end: int | Exception):
    assert gap_after(end) == pytest.approx(4.0)


@pytest.mark.parametrize(
    "end",
    [
        CannotResolveHostError(),
        FetchTrouble("tls-expired"),
        FetchTrouble("too-large"),
        DownloadCancelledError(),
        AskedToWait(),
        ForbiddenByRobots(None),
        404,
    ],
)
def test_what_is_no_trouble_of_the_host_does_not(end: int | Exception):
    assert gap_after(end) == pytest.approx(2.0)


@pytest.mark.parametrize(("latency_s", "gap_s"), [(0.2, 2.0), (8.0, 8.0), (None, 2.0)])
def test_the_time_to_the_answer_counts(latency_s: float | None, gap_s: float):
    assert gap_after(200, latency_s) == pytest.approx(gap_s)


def test_a_second_try_that_is_sent_away_ends_as_the_first_one_did():
    async def live() -> list[object]:
        crawler = get_crawler(settings_dict={"NEWSWATCH_REMEMBERS": False})
        pace = PaceMiddleware.from_crawler(crawler)
        first, silent = Request(URL), Request(URL)
        await pace.process_request(first)
        pace.response_downloaded(first, Response(URL, status=500))
        pace.request_left_downloader(first)
        await pace.process_request(silent)
        pace.process_exception(silent, DownloadTimeoutError("30 seconds"))
        pace.request_left_downloader(silent)
        asking = Request(URL)
        await pace.process_request(asking)
        wait = Response(URL, status=429, headers={"Retry-After": "3600"})
        pace.response_downloaded(asking, wait)
        pace.request_left_downloader(asking)
        ends: list[object] = [(await pace.process_request(first.copy())).status]
        for request in (silent.copy(), Request(URL)):
            try:
                await pace.process_request(request)
            except Exception as error:
                ends.append(type(error))
        return ends

    assert run_virtually(live()) == [500, DownloadTimeoutError, AskedToWait]
