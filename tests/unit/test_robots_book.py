"""robots.txt over time: asked for once a day, and believed by RFC 9309."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from newswatch.robots_book import RobotsBook, RobotsUnavailableError
from newswatch.store import StoreThread
from newswatch.store.sqlite import SqliteStore

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
ORIGIN = "https://herald.example"
PAGE = f"{ORIGIN}/private/a"
FORBIDS = b"User-agent: *\nDisallow: /private"


class Web:
    """Answers for robots.txt, and the time."""

    def __init__(self, *answers: tuple[int, bytes] | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0
        self.now = NOON

    async def ask(self, origin: str) -> tuple[int, bytes]:
        assert origin == ORIGIN
        self.asked += 1
        await asyncio.sleep(0)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def clock(self) -> datetime:
        return self.now


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreThread]:
    thread = StoreThread(SqliteStore(tmp_path / "state.db"))
    yield thread
    thread.close()


async def allows(book: RobotsBook) -> bool:
    return (await book.rules(ORIGIN)).may_fetch(PAGE, "newswatch")


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(test(), 30))


@pytest.mark.parametrize(
    ("answer", "allowed"),
    [
        ((200, FORBIDS), False),
        ((200, b"<html>Not a robots.txt</html>"), True),
        ((204, b""), True),
        ((404, FORBIDS), True),
        ((410, b""), True),
        ((401, b""), True),
        ((403, FORBIDS), True),
    ],
)
def test_what_an_answer_allows(answer: tuple[int, bytes], allowed: bool):
    async def test() -> None:
        web = Web(answer)
        assert await allows(RobotsBook(None, web.ask, web.clock)) is allowed

    run(test)


@pytest.mark.parametrize("status", [500, 502, 503, 599, 429])
def test_a_server_in_trouble_allows_nothing_and_is_asked_again_soon(status: int):
    async def test() -> None:
        web = Web((status, b""), (200, b""))
        book = RobotsBook(None, web.ask, web.clock)
        for _ in range(3):
            with pytest.raises(RobotsUnavailableError, match=str(status)):
                await book.rules(ORIGIN)
        assert web.asked == 1
        web.now += timedelta(minutes=1)
        assert await allows(book)

    run(test)


def test_what_kept_a_host_from_answering_is_told_as_it_was():
    async def test() -> None:
        web = Web(ConnectionRefusedError("nobody listens"))
        book = RobotsBook(None, web.ask, web.clock)
        for _ in range(2):
            with pytest.raises(ConnectionRefusedError):
                await book.rules(ORIGIN)
        assert web.asked == 1

    run(test)


def test_a_copy_is_good_for_a_day_and_over_restarts(store: StoreThread):
    async def test() -> None:
        web = Web((200, FORBIDS), (200, b""))
        assert not await allows(RobotsBook(store, web.ask, web.clock))
        web.now += timedelta(hours=23, minutes=59)
        restarted = RobotsBook(store, web.ask, web.clock)
        assert not await allows(restarted)
        assert web.asked == 1
        web.now += timedelta(minutes=1)
        assert await allows(restarted)
        assert web.asked == 2

    run(test)


def test_an_older_copy_stands_in_for_a_month(store: StoreThread):
    async def test() -> None:
        web = Web((200, FORBIDS), (503, b""), TimeoutError(), (503, b""))
        book = RobotsBook(store, web.ask, web.clock)
        assert not await allows(book)
        for _ in range(2):
            web.now += timedelta(days=14)
            assert not await allows(book)
        web.now += timedelta(days=3)
        with pytest.raises(RobotsUnavailableError):
            await book.rules(ORIGIN)

    run(test)


def test_many_who_ask_at_once_cost_one_question():
    async def test() -> None:
        web = Web((200, FORBIDS))
        book = RobotsBook(None, web.ask, web.clock)
        answers = await asyncio.gather(*(allows(book) for _ in range(20)))
        assert answers == [False] * 20
        assert web.asked == 1

    run(test)


def test_a_copy_from_the_future_is_not_believed(store: StoreThread):
    async def test() -> None:
        web = Web((200, FORBIDS), (200, b""))
        web.now += timedelta(days=400)
        assert not await allows(RobotsBook(store, web.ask, web.clock))
        web.now = NOON
        assert await allows(RobotsBook(store, web.ask, web.clock))

    run(test)


def test_a_failure_that_passes_is_not_kept():
    async def test() -> None:
        web = Web(InterruptedError(), (200, FORBIDS))
        book = RobotsBook(None, web.ask, web.clock, passing=(InterruptedError,))
        with pytest.raises(InterruptedError):
            await book.rules(ORIGIN)
        assert not await allows(book)

    run(test)


def test_a_page_in_the_place_of_robots_txt_has_no_rules_and_is_told(
    caplog: pytest.LogCaptureFixture,
):
    caplog.set_level("INFO", "newswatch.robots_book")

    async def test() -> None:
        web = Web((200, b"<!doctype html><title>Not found</title>"))
        assert await allows(RobotsBook(None, web.ask, web.clock))

    run(test)
    (record,) = caplog.records
    assert record.message == "a page in the place of robots.txt"
    assert record.url == f"{ORIGIN}/robots.txt"


def test_large_files_of_many_origins_do_not_pile_up_in_memory():
    async def test() -> None:
        asked = []

        async def ask(origin: str) -> tuple[int, bytes]:
            asked.append(origin)
            return 200, FORBIDS + b"#" * (500 << 10)

        book = RobotsBook(None, ask)
        origins = [f"https://h{n}.example" for n in range(40)]
        for origin in [*origins, origins[-1], origins[0]]:
            await book.rules(origin)
        # The last one is known still, the first one had to go.
        assert asked == [*origins, origins[0]]

    run(test)
