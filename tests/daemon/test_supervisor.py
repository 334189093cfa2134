"""The supervisor outlives its crawler, whatever the crawler does."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from builders import NOON
from crawl_folder import alive

from newswatch.daemon import supervisor as module
from newswatch.daemon import trace
from newswatch.daemon.supervisor import End, Supervisor
from newswatch.daemon.suspects import ROPE
from newswatch.model import Ledger, Poll, Standing

FAKE = Path(__file__).parents[1] / "fake_crawler.py"
POLL = Poll.starting("herald", NOON, "abcd")


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch):
    """The same decisions, without the waiting."""
    monkeypatch.setattr(module, "_BACKOFF_S", (0.0, 0.01))
    monkeypatch.setattr(module, "SILENCE_S", 1.0)
    monkeypatch.setattr(module, "STOP_S", 1.0)
    monkeypatch.setattr(module, "WATCH_S", 0.05)
    monkeypatch.setattr(module, "PROBATION_S", 2.0)
    monkeypatch.setattr(module, "SPIN_S", 0.5)
    monkeypatch.setattr(trace, "SLACK_S", 0.3)


def supervise(
    tmp_path: Path,
    behaviour: str,
    polls: int = 1,
    heard: list[Standing] | None = None,
    stderr: int | None = None,
    ends: list[End] | None = None,
):
    """What became of *polls*, and the pids of all crawlers that were started."""
    notes = tmp_path / "notes"
    told: list[tuple[str, Ledger, list[str]]] = []

    async def main() -> None:
        over = asyncio.Event()

        def on_done(poll: Poll, ledger: Ledger, problems: list[str], end: End) -> None:
            told.append((poll.run_id, ledger, problems))
            if ends is not None:
                ends.append(end)
            if len(told) == polls:
                over.set()

        command = [sys.executable, str(FAKE), behaviour, str(notes)]
        supervisor = Supervisor(
            command,
            on_done,
            lambda _poll, standing: (heard if heard is not None else []).append(
                standing
            ),
            stderr,
        )
        supervisor.start()
        for number in range(polls):
            supervisor.submit(Poll.starting(f"outlet_{number}", NOON, "abcd"))
        await asyncio.wait_for(over.wait(), 60)
        await supervisor.stop()

    asyncio.run(main())
    pids = [int(line) for line in notes.read_text().splitlines()]
    assert not alive(pids)
    return told, pids


def test_news_is_passed_on_and_nonsense_costs_nothing(tmp_path: Path):
    heard: list[Standing] = []
    told, pids = supervise(tmp_path, "chatty", heard=heard)
    assert len(told) == len(pids) == 1
    assert heard == [
        Standing(),
        Standing(discovered=7, settled=3, emitted=2),
        Standing(settled=5),
    ]


def test_a_crawler_logs_where_it_is_told_to(tmp_path: Path):
    with (tmp_path / "log").open("wb") as log:
        supervise(tmp_path, "babbles", stderr=log.fileno())
    assert (tmp_path / "log").read_bytes().startswith(b"at your service")


def test_polls_are_done_by_one_crawler(tmp_path: Path):
    told, pids = supervise(tmp_path, "honest", polls=5)
    assert len(pids) == 1
    assert len({run_id for run_id, _, _ in told}) == 5


@pytest.mark.parametrize("behaviour", ["dies-once", "hangs", "babbles"])
def test_a_poll_whose_crawler_fails_is_done_by_the_next(tmp_path: Path, behaviour: str):
    told, pids = supervise(tmp_path, behaviour)
    assert len(pids) == 2
    ((_, ledger, problems),) = told
    assert ledger.reached
    assert problems == []


def test_a_poll_that_kills_every_crawler_is_given_up(tmp_path: Path):
    ends: list[End] = []
    told, pids = supervise(tmp_path, "dies", ends=ends)
    assert len(pids) >= ROPE
    ((_, ledger, _),) = told
    assert not ledger.reached
    assert ends == [End.KILLER]


def test_a_crawler_that_cannot_be_started_is_told_in_a_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    told: list[list[str]] = []

    async def main() -> None:
        over = asyncio.Event()

        def on_done(_p: Poll, _l: Ledger, problems: list[str], _e: End) -> None:
            told.append(problems)
            over.set()

        supervisor = Supervisor([str(tmp_path / "missing")], on_done)
        supervisor.start()
        supervisor.submit(POLL)
        await asyncio.wait_for(over.wait(), 60)
        await supervisor.stop()

    asyncio.run(main())
    assert "NW604" in told[0][0]
    (record, *_) = caplog.records
    assert record.message == "crawler not started, trying again"
    assert "missing" in record.why
    assert not any(each.exc_info for each in caplog.records)


@pytest.mark.parametrize("how", ["dies-of", "hangs-of"])
def test_the_outlet_that_kills_is_found_among_many(tmp_path: Path, how: str):
    ends: list[End] = []
    told, pids = supervise(tmp_path, f"{how}-outlet_3", polls=8, ends=ends)
    guilty = [
        run_id
        for (run_id, _, _), end in zip(told, ends, strict=True)
        if end is End.KILLER
    ]
    assert guilty == [Poll.starting("outlet_3", NOON, "abcd").run_id]
    assert sum(ledger.reached for _, ledger, _ in told) == 7
    assert len(pids) <= 2 + 3 + ROPE


@pytest.mark.parametrize(
    ("how", "deaths"),
    [("dies-of", ROPE), ("hangs-of", ROPE), ("spins-of", ROPE), ("kill-9-of", 3)],
)
def test_the_outlet_that_a_crawler_marked_is_found_at_once(
    tmp_path: Path, how: str, deaths: int
):
    ends: list[End] = []
    told, pids = supervise(tmp_path, f"marked-{how}-outlet_3", polls=8, ends=ends)
    guilty = Poll.starting("outlet_3", NOON, "abcd").run_id
    assert [r for (r, _, _), e in zip(told, ends, strict=True) if e is End.KILLER] == [
        guilty
    ]
    assert sum(ledger.reached for _, ledger, _ in told) == 7
    assert len(pids) in (deaths, deaths + 1)  # the next one may have started by then


def test_a_crawler_that_spins_is_ended_before_it_has_been_silent_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "SILENCE_S", 3600.0)
    ends: list[End] = []
    supervise(tmp_path, "marked-spins-of-outlet_0", ends=ends)
    assert ends == [End.KILLER]


def test_crawlers_that_die_before_any_poll_are_nobodys_fault(tmp_path: Path):
    ends: list[End] = []
    told, pids = supervise(tmp_path, "stillborn", polls=2, ends=ends)
    assert ends == [End.DONE, End.DONE]
    assert len(pids) >= module.STILLBIRTHS
    for _, ledger, problems in told:
        assert not ledger.reached
        assert problems == ["the crawler died 3 times before it took a poll [NW604]"]


def test_a_crawler_that_does_not_stop_is_killed(tmp_path: Path):
    told, _ = supervise(tmp_path, "deaf")
    assert len(told) == 1


def replaced(tmp_path: Path, then_stop: bool) -> list[str]:
    """A crawler that does not end is replaced; what those that ran were handed."""
    notes = tmp_path / "notes"

    def pids() -> list[int]:
        return [int(n) for n in notes.read_text().split()] if notes.exists() else []

    async def main() -> None:
        over = asyncio.Event()
        supervisor = Supervisor(
            [sys.executable, str(FAKE), "deaf", str(notes)],
            lambda *_: over.set(),
            handover=b"old",
        )
        supervisor.start()
        supervisor.submit(POLL)
        await asyncio.wait_for(over.wait(), 60)
        supervisor.replace(b"new", why="its configuration")
        while len(pids()) < 2:
            await asyncio.sleep(0.01)
        first, second = pids()
        # The next one has begun, and has been handed nothing yet.
        assert alive([first, second]) == [first, second]
        assert notes.with_suffix(".in").read_text() == "old\n"
        if not then_stop:
            over.clear()
            supervisor.submit(Poll.starting("times", NOON, "abcd"))
            await asyncio.wait_for(over.wait(), 60)
            assert supervisor.pid == second
            assert not alive([first])
        await supervisor.stop()

    asyncio.run(main())
    assert not alive(pids())
    return notes.with_suffix(".in").read_text().splitlines()


def test_the_next_crawler_begins_while_the_one_before_it_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "STOP_S", 5.0)
    assert replaced(tmp_path, then_stop=False) == ["old", "new"]


def test_a_crawler_that_was_begun_and_is_not_needed_ends_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "STOP_S", 3.0)
    assert "new" not in replaced(tmp_path, then_stop=True)
