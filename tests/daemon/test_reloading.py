"""A running daemon whose files change under it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from crawl_folder import feed_lines, write_watch
from loopback import Site, rss, story

from newswatch.config import load
from newswatch.config.reload import Reloaded
from newswatch.daemon import service as service_module
from newswatch.daemon.service import Service
from newswatch.model import Ledger, Poll

#: for what a daemon does within seconds, on a machine that is busy
PATIENCE_S = 90


class World:
    """A folder, two outlets on loopback, and what a daemon on it says."""

    def __init__(self, folder: Path, sites: ExitStack) -> None:
        self.folder = folder
        self.first = sites.enter_context(Site({}, host="127.0.0.1"))
        self.second = sites.enter_context(Site({}, host="127.0.0.2"))
        for number, site in enumerate((self.first, self.second), start=1):
            self.announce(site, f"{number}1")
        self.reloads: asyncio.Queue[Reloaded] = asyncio.Queue()
        self.polls: asyncio.Queue[tuple[str, Ledger]] = asyncio.Queue()
        self.watch(first=self.first)

    def announce(self, site: Site, *numbers: str) -> None:
        site.pages |= {f"/a-{number}": story(number) for number in numbers}
        pages = [path for path in site.pages if path.startswith("/a-")]
        site.pages["/rss"] = rss(*pages, base=site.base)

    def watch(self, query: str = "*", more: str = "", **sites: Site) -> None:
        tables = "".join(
            f'[[outlet]]\nid = "{name}"\nevery = "1s"\n'
            f'source = [{{ kind = "feed", url = "{site.base}/rss" }}]\n'
            for name, site in sites.items()
        )
        more = f'[poll]\nmin = "1s"\njitter = 0\n{more}'
        write_watch(self.folder, tables, query=query, more=more)

    @asynccontextmanager
    async def daemon(self) -> AsyncIterator[Service]:
        def report(poll: Poll, ledger: Ledger, _problems: list[str]) -> None:
            self.polls.put_nowait((poll.outlet_id, ledger))

        service = Service(load(self.folder), report, on_reload=self.reloads.put_nowait)
        running = asyncio.create_task(service.run())
        try:
            yield service
        finally:
            service.stop()
            await running

    async def reloaded(self) -> Reloaded:
        return await asyncio.wait_for(self.reloads.get(), PATIENCE_S)

    async def polled(self, outlet_id: str) -> Ledger:
        """The next poll of this outlet that reaches it."""

        async def wait() -> Ledger:
            while True:
                polled, ledger = await self.polls.get()
                if polled == outlet_id and ledger.reached:
                    return ledger

        return await asyncio.wait_for(wait(), PATIENCE_S)

    async def line(self, url: str) -> dict[str, object]:
        async def wait() -> dict[str, object]:
            while True:
                for line in feed_lines(self.folder):
                    if str(line["url"]).endswith(url):
                        return line
                await asyncio.sleep(0.05)

        return await asyncio.wait_for(wait(), PATIENCE_S)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with ExitStack() as sites:
        yield World(tmp_path, sites)


@pytest.mark.slow
def test_outlets_that_come_are_polled_and_outlets_that_go_are_not(world: World):
    async def live() -> None:
        async with world.daemon():
            await world.polled("first")
            world.watch(second=world.second)
            reloaded = await world.reloaded()
            assert "outlet second added" in reloaded.changes
            assert "outlet first removed" in reloaded.changes
            await world.polled("second")
            asked = len(world.first.asked)
            await world.polled("second")
            assert len(world.first.asked) == asked

    asyncio.run(live())


@pytest.mark.slow
def test_a_new_topic_counts_from_the_next_page_on(world: World):
    async def live() -> None:
        async with world.daemon():
            await world.line("/a-11")
            world.watch(query="word13x0", first=world.first)
            await world.reloaded()
            world.announce(world.first, "12", "13")
            await world.line("/a-13")

    asyncio.run(live())
    assert [str(line["url"])[-5:] for line in feed_lines(world.folder)] == [
        "/a-11",
        "/a-13",
    ]


@pytest.mark.slow
def test_a_file_with_a_mistake_is_reported_and_polls_go_on(world: World):
    async def live() -> None:
        async with world.daemon():
            await world.polled("first")
            (world.folder / "schedules" / "test.toml").write_text("outlets = [")
            reloaded = await world.reloaded()
            assert reloaded.kept == ("schedules/test.toml",)
            assert len(reloaded.mistakes) == 1
            await world.polled("first")
            await world.polled("first")
            assert world.reloads.empty()

    asyncio.run(live())


@pytest.mark.slow
def test_a_sighup_amid_a_change_reads_the_whole_of_it(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(service_module, "LOOK_S", 3600.0)
    monkeypatch.setattr(service_module, "SETTLE_S", 0.5)

    async def live() -> None:
        async with world.daemon():
            await world.polled("first")
            # Without a mistake, but only the first half of what is to come.
            (world.folder / "schedules" / "test.toml").write_text("")
            os.kill(os.getpid(), signal.SIGHUP)
            # By the same loop's clock as the wait, which begins later and is longer.
            await asyncio.sleep(0.1)
            world.watch(first=world.first, second=world.second)
            reloaded = await world.reloaded()
            assert "outlet second added" in reloaded.changes
            assert "outlet first removed" not in reloaded.changes
            await world.polled("second")

    asyncio.run(live())


@pytest.mark.slow
def test_a_replaced_crawler_keeps_the_pace_and_asks_for_no_page_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(service_module, "LOOK_S", 0.1)
    world.announce(world.first, *(f"1{number}" for number in range(1, 31)))
    configuration = world.folder / "newswatch.toml"
    slow = configuration.read_text().replace('"10ms"', '"300ms"')
    configuration.write_text(slow)

    async def live() -> None:
        async with world.daemon():
            await world.line("/a-13")
            configuration.write_text(slow.replace("jitter = 0", "jitter = 0.1"))
            await world.reloaded()
            await world.line("/a-130")

    asyncio.run(live())
    pages = [path for path in world.first.asked if path.startswith("/a-")]
    assert len(pages) == 30, pages
    # Two crawlers at a time would ask at any moment; what the server measures varies.
    assert min(world.first.gaps_s()) >= 0.2
