"""What is kept for a time goes in small bites; what was seen stays seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON
from feed_desk import Desk

from newswatch.feed import retention
from newswatch.feed.reader import FeedTail, read_feed
from newswatch.feed.retention import Retention
from newswatch.model import Ledger, Options, Outcome, Poll
from newswatch.store.sqlite_lookup import SqliteLookup
from newswatch.store.states import HostState, RobotsState

DAYS = [NOON + timedelta(days=number) for number in range(5)]
NOW = DAYS[4] + timedelta(hours=13)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    for number, day in enumerate(DAYS):
        desk.write(3 * number + 1, 3 * number + 3, at=day)
    yield desk
    desk.close()


def steps(desk: Desk, options: Options) -> int:
    keeper = Retention(desk.folder, desk.store, options)
    taken = 1
    while keeper.step(NOW, desk.feed.file):
        taken += 1
        assert taken < 100
    return taken


def keeping(**keep: object) -> Options:
    store = {"keep_texts": "forever", "keep_runs": "forever"} | {
        key: value for key, value in keep.items() if key != "keep"
    }
    return Options.model_validate(
        {"feed": {"keep": keep.get("keep", "forever")}, "store": store}
    )


def days_of(desk: Desk) -> list[str]:
    return [name[18:20] for name in desk.files()]


def test_closed_day_files_go_when_their_last_moment_is_too_old(desk: Desk):
    steps(desk, keeping(keep="2d"))
    assert days_of(desk) == ["26", "27"]
    assert [record.seq for record in read_feed(desk.folder)] == list(range(10, 16))


def test_the_newest_file_stays_however_old_it_is(desk: Desk):
    keeper = Retention(desk.folder, desk.store, keeping(keep="1h"))
    for _ in range(50):
        keeper.step(NOW + timedelta(days=400), desk.feed.file)
    assert days_of(desk) == ["27"]
    desk.write(16, 16, at=DAYS[4])
    assert [record.seq for record in read_feed(desk.folder)][-1] == 16


def test_nothing_that_went_comes_again(desk: Desk):
    steps(desk, keeping(keep="1d", keep_texts="1h", keep_runs="1h"))
    desk.restart()
    for number in range(1, 16):
        assert desk.admit(number, at=DAYS[4]).outcome is Outcome.DUPLICATE
    assert desk.announce(range(1, 16)) == ()
    assert desk.feed.pump() == 0
    assert desk.admit(16, at=DAYS[4]).seq == 16


def test_texts_go_and_the_newest_wording_stays_to_be_compared_with(desk: Desk):
    look = SqliteLookup(desk.state)
    ids = look.article_ids("nw:", 99)
    look.close()
    steps(desk, keeping(keep_texts="36h"))
    look = SqliteLookup(desk.state)
    kept = [id_ for id_ in ids if look.text(id_) is not None]
    look.close()
    assert len(kept) == 3
    assert all(desk.store.told(id_).text for id_ in ids)


def test_runs_go(desk: Desk):
    for day in DAYS:
        poll = Poll.starting("wire", day, "abcd")
        desk.store.record_run(poll, day, Ledger(), [])
    steps(desk, keeping(keep_runs="36h"))
    # The sums of a day go when all of the day is old.
    for table, kept in (("run", 1), ("run_day", 2)):
        (left,) = desk.store._one(f"SELECT count(*) FROM {table}")
        assert left == kept, table


def test_what_a_line_would_say_goes_with_the_text(desk: Desk):
    desk.store._db.execute("INSERT INTO untold SELECT id, x'00' FROM article")
    steps(desk, keeping(keep_texts="36h"))
    (left,) = desk.store._one("SELECT count(*) FROM untold")
    assert left == 3


def test_it_goes_in_bites_and_only_once_a_day(desk: Desk, monkeypatch):
    monkeypatch.setattr(retention, "BITE", 2)
    options = keeping(keep_texts="1h")
    assert steps(desk, options) >= 7
    again = Retention(desk.folder, desk.store, options)
    assert not again.step(NOW + timedelta(hours=23), desk.feed.file)
    desk.write(16, 19, at=DAYS[4])
    assert not again.step(NOW + timedelta(hours=23), desk.feed.file)
    assert again.step(NOW + timedelta(hours=25), desk.feed.file)


def test_a_kill_between_lines_and_file_is_made_good_by_the_next_day(desk: Desk):
    desk.store.forget_lines(3, NOW, 99)  # the lines of the first day, and then a kill
    desk.restart()
    desk.feed.pump()
    steps(desk, keeping(keep="2d"))
    assert days_of(desk) == ["26", "27"]


def test_a_strange_old_file_takes_no_line_with_it_that_waits(desk: Desk):
    desk.admit(16, at=DAYS[4])
    strange = desk.folder / "newswatch-2020-01-01.jsonl"
    strange.write_bytes(b'{"seq": 999}\n')
    steps(desk, keeping(keep="2d"))
    assert not strange.exists()
    assert [record.seq for record in read_feed(desk.folder)] == list(range(10, 16))
    assert desk.feed.pump() == 1


def test_a_reader_goes_on_over_a_file_that_is_removed_meanwhile(desk: Desk):
    lines = FeedTail(desk.folder).lines()
    first = next(lines)
    steps(desk, keeping(keep="2d"))
    rest = list(lines)
    assert first.startswith(b'{"schema":')
    # What was open stays readable to its end; the next files are gone.
    assert len(rest) == 2 + 2 * 3


def test_manners_towards_hosts_go_after_sixty_days_without_a_request(desk: Desk):
    for days in (59, 61):
        then = NOW - timedelta(days=days)
        state = HostState(next_at=then, latency_s=4.0)
        desk.store.set_host_state(f"h{days}.example", state)
        robots = RobotsState(status=200, body=b"", fetched_at=then)
        desk.store.set_robots(f"https://h{days}.example", robots)
    steps(desk, keeping())
    assert desk.store.host_state("h59.example").latency_s == 4.0
    assert desk.store.host_state("h61.example") == HostState()
    assert desk.store.robots("https://h59.example") is not None
    assert desk.store.robots("https://h61.example") is None
