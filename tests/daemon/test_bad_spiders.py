"""What a spider can do to its process, and what the other outlets notice of it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from crawl_folder import alive, descendants, feed_lines, write_watch
from loopback import Site, rss, story

from newswatch.config import load
from newswatch.daemon import service as service_module
from newswatch.daemon import supervisor as supervisor_module
from newswatch.daemon.service import Service
from newswatch.model import Ledger, Outcome, Poll

BAD = "outlet_2"
OUTLETS = ("outlet_1", "outlet_2", "outlet_3", "outlet_4")
ROGUE = Path(__file__).with_name("sabotaged_crawler.py")
#: for a few deaths of a real crawler, each known after SILENCE_S
PATIENCE_S = 120


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Four outlets, each on a host of its own, with two articles each."""
    with ExitStack() as sites:
        tables = ""
        for number, outlet_id in enumerate(OUTLETS, start=1):
            pages = {
                "/rss": rss("/a-1", "/a-2"),
                "/a-1": story(f"{number}1"),
                "/a-2": story(f"{number}2"),
            }
            site = sites.enter_context(Site(pages, host=f"127.0.0.{number}"))
            pages["/rss"] = rss("/a-1", "/a-2", base=site.base)
            site.pages.update(pages)
            tables += (
                f'[[outlet]]\nid = "{outlet_id}"\n'
                f'source = [{{ kind = "feed", url = "{site.base}/rss" }}]\n'
            )
        yield write_watch(tmp_path, tables)


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(supervisor_module, "SILENCE_S", 5.0)
    monkeypatch.setattr(supervisor_module, "PROBATION_S", 8.0)
    monkeypatch.setattr(supervisor_module, "_BACKOFF_S", (0.0, 0.1))


def crawl(
    folder: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> dict[str, tuple[Ledger, list[str]]]:
    """One round of all outlets with a crawler in which BAD's listing does *how*."""
    honest = service_module.crawler_command

    def command(*arguments: object, **options: object) -> list[str]:
        _python, _m, _module, *rest = honest(*arguments, **options)  # type: ignore[arg-type]
        return [sys.executable, str(ROGUE), how, BAD, *rest]

    monkeypatch.setattr(service_module, "crawler_command", command)
    told: dict[str, tuple[Ledger, list[str]]] = {}

    def report(poll: Poll, ledger: Ledger, problems: list[str]) -> None:
        told[poll.outlet_id] = (ledger, problems)

    async def live() -> None:
        service = Service(load(folder), report)
        assert await asyncio.wait_for(service.once(OUTLETS), PATIENCE_S)

    asyncio.run(live())
    return told


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "deaths"),
    [
        ("loop", 2),
        ("sleep", 2),
        ("leave-page", 2),
        ("crash", 2),
        ("eat", 3),  # a hint, no proof
    ],
)
def test_an_outlet_that_ends_its_crawler_is_left_alone_and_the_others_are_read(
    folder: Path,
    how: str,
    deaths: int,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
):
    # A fork server that earlier tests share may be among them.
    before = set(descendants(os.getpid()))
    told = crawl(folder, how, monkeypatch)
    bad, problems = told.pop(BAD)
    assert not bad.reached
    (problem,) = problems
    assert problem.startswith("the crawler died of it more than once")
    assert problem.endswith("[NW605]")
    assert all(ledger.reached for ledger, _ in told.values())
    lines = feed_lines(folder)
    assert len(lines) == len({line["url"] for line in lines}) == 6
    died = [r for r in caplog.records if r.message.startswith("crawler died")]
    assert [record.at_work_for for record in died] == [BAD] * deaths
    left = set(descendants(os.getpid())) - before
    assert not alive([pid for pid, _ in left])


@pytest.mark.slow
@pytest.mark.parametrize("how", ["fail", "fail-failure", "fail-page"])
def test_a_fault_of_ours_is_a_problem_of_its_poll_and_of_no_other(
    folder: Path, how: str, monkeypatch: pytest.MonkeyPatch
):
    if how == "fail-failure":
        refuse_listing_of(folder, BAD)
    told = crawl(folder, how, monkeypatch)
    bad, problems = told.pop(BAD)
    assert bad.balances
    if how == "fail-page":  # written down with the page
        assert bad.outcomes[Outcome.FAILED] == 2
        assert bad.reasons == {"fault": 2}
    else:
        assert any("nobody thought of this" in problem for problem in problems)
        assert bad.reached == (how == "fail")
    assert all(
        ledger.reached and ledger.balances and not problems
        for ledger, problems in told.values()
    )
    assert len(feed_lines(folder)) == 6


def refuse_listing_of(folder: Path, outlet_id: str) -> None:
    """Have the listing of *outlet_id* be at an address where nothing is."""
    (file,) = (folder / "schedules").glob("*.toml")
    before, id_, after = file.read_text("utf-8").partition(f'"{outlet_id}"')
    file.write_text(before + id_ + after.replace("/rss", "/nothing", 1), "utf-8")
