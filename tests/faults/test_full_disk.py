"""The whole daemon on a disk that fills up, and is enlarged while it runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from crawl_folder import feed_lines, write_watch
from loopback import Site, rss, story
from small_disk import check_that_all_is_there_once, mounted, mounts, remount

from newswatch.config import load
from newswatch.daemon import service as service_module
from newswatch.daemon.service import Service
from newswatch.daemon.supervisor import Supervisor
from newswatch.model import Ledger, Poll

ARTICLES = 150
#: a state takes 300 kB before its first article; a third of these find room
SMALL, LARGE = "size=1400k", "size=64m"
PATIENCE_S = 90


class Running:
    """A daemon in this process; its crawler writes its log to *log*."""

    def __init__(self, folder: Path, log: Path, monkeypatch: pytest.MonkeyPatch):
        self.folder, self.log = folder, log
        self.polls = 0
        self.told: list[tuple[Ledger, list[str]]] = []
        monkeypatch.setattr(service_module, "HALT_S", 0.5)
        submit = Supervisor.submit

        def counted(supervisor: Supervisor, poll: Poll) -> None:
            self.polls += 1
            submit(supervisor, poll)

        monkeypatch.setattr(Supervisor, "submit", counted)

    async def live(self, during: Callable[[], object]) -> None:
        with self.log.open("wb") as log:
            service = Service(
                load(self.folder),
                lambda _, ledger, problems: self.told.append((ledger, problems)),
                crawler_stderr=log.fileno(),
            )
            running = asyncio.create_task(service.run())
            try:
                await during()  # type: ignore[misc]
            finally:
                service.stop()
                await running

    def errors(self) -> list[str]:
        return [line for line in self.log.read_text().splitlines() if " error " in line]


async def until(holds: Callable[[], bool], what: str) -> None:
    for _ in range(PATIENCE_S * 20):
        if holds():
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never: {what}")


@mounts
@pytest.mark.slow
def test_a_full_disk_is_told_once_waited_for_and_costs_no_article(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    links = [f"/a-{number}" for number in range(ARTICLES)]
    with Site({link: story(link[3:]) for link in links}) as site:
        site.pages["/rss"] = rss(*links, base=site.base)
        watch = write_watch(
            tmp_path / "watch",
            f"""[[outlet]]\nid = "harbour"
            source = [{{ kind = "feed", url = "{site.base}/rss" }}]""",
        )
        data = watch / "data"
        daemon = Running(watch, tmp_path / "log", monkeypatch)

        async def fill_and_enlarge() -> None:
            await until(lambda: bool(daemon.errors()), "an error is told")
            await until(lambda: daemon.polls > 1, "a poll was turned away")
            asked, polls = len(site.asked), daemon.polls
            await until(lambda: daemon.polls > polls + 3, "more were turned away")
            assert len(site.asked) == asked  # nothing is fetched for nothing
            assert len(feed_lines(watch)) < ARTICLES
            remount(data, LARGE)
            await until(
                lambda: len(feed_lines(watch)) >= ARTICLES, "all is in the feed"
            )

        with mounted(data, SMALL):
            asyncio.run(daemon.live(fill_and_enlarge))
            check_that_all_is_there_once(data / "feed", ARTICLES)
    (error,) = daemon.errors()
    assert "code=NW401" in error
    assert str(data) in error
    assert "make room" in error
    feed_errors = [r for r in caplog.records if r.levelname == "ERROR"]
    assert len(feed_errors) <= 1  # the feed is on the same disk
    # A visit that came to nothing for want of room is no failed one.
    assert all(ledger.balances for ledger, _ in daemon.told)
    assert len(set(site.articles_asked())) == ARTICLES + 1
    assert len(site.articles_asked()) < ARTICLES + 30
