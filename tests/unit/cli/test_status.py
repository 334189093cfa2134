"""What `newswatch status` says of outlets: facts of the ledger, and what needs one."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import make_announced
from crawl_folder import newswatch, write_watch

from newswatch.cli.holder import Holder, holder_of
from newswatch.cli.standing import Standing, shortened, standings
from newswatch.config import Configuration, load
from newswatch.model import Ledger, Outcome, Poll, SourceOutcome, SourceReport
from newswatch.store import open_lookup
from newswatch.store.base import KeptOut
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import OutletState, SourceState

NOW = datetime.now(UTC).replace(microsecond=0)
SOURCE = "https://herald.example/rss"
WATCH = f"""
[[outlet]]
id = "herald"
domains = ["herald.example"]
source = [{{ kind = "feed", url = "{SOURCE}" }}]
"""
FREE = Holder(is_held=False, pid=None, since=None)
HELD = Holder(is_held=True, pid=7, since=NOW - timedelta(hours=1))


class Here:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "data").mkdir()
        self.configuration: Configuration = load(write_watch(folder, WATCH))
        self.store = SqliteStore(folder / "data" / "state.db")
        self._polls = 0

    def poll(
        self,
        minutes_ago: float,
        *,
        outcome: SourceOutcome = SourceOutcome.READ,
        hole: bool = False,
        **counts: int,
    ) -> Poll:
        """An account that ended then; a count that is no outcome is `discovered`."""
        at = NOW - timedelta(minutes=minutes_ago)
        self._polls += 1
        poll = Poll.starting("herald", at, f"{self._polls:04x}")
        read = outcome in (SourceOutcome.READ, SourceOutcome.UNCHANGED)
        report = SourceReport(url=SOURCE, outcome=outcome, asked_at=at, is_hole=hole)
        ledger = Ledger(reached=read, sources=[report])
        ledger.discovered = counts.pop("discovered", sum(counts.values()))
        for name, number in counts.items():
            ledger.outcomes[Outcome(name)] = number
        self.store.record_run(poll, at, ledger, [] if read else ["no answer"])
        return poll

    def standing(self, holder: Holder = FREE, now: datetime = NOW) -> Standing:
        lookup = open_lookup(self.configuration.options, self.configuration.data_dir)
        assert lookup is not None
        try:
            books = lookup.books(now)
            down = lookup.network_down_since()
            (found,) = standings(
                self.configuration, books, holder, now, down_since=down
            )
            return found
        finally:
            lookup.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    made = Here(tmp_path)
    yield made
    made.store.close()


def fail_polls(here: Here, number: int) -> None:
    here.poll(60, emitted=1)
    for failure in range(number):
        here.poll(50 - failure, outcome=SourceOutcome.FAILED)
    due = OutletState(next_due_at=NOW + timedelta(hours=1), failures=number)
    here.store.set_outlet_state("herald", due)


def test_an_outlet_that_was_never_polled_says_so(here: Here):
    found = here.standing()
    assert (found.notes, dict(found.needs)) == (("never polled",), {})


def test_sums_are_of_today_and_of_seven_days(here: Here):
    noon = NOW.replace(hour=12, minute=0, second=0)
    for days, emitted in ((0, 1), (3, 20), (6, 300), (8, 4000)):
        here.poll(
            ((NOW - noon) + timedelta(days=days)) / timedelta(minutes=1),
            emitted=emitted,
        )
    book = here.standing(now=noon + timedelta(hours=1)).book
    assert (book.today.emitted, book.week.emitted, book.week.polls) == (1, 321, 3)


@pytest.mark.parametrize(("failures", "needs"), [(0, []), (2, []), (3, ["failing"])])
def test_a_person_is_needed_after_three_polls_in_vain(here: Here, failures, needs):
    fail_polls(here, failures)
    found = here.standing()
    assert sorted(found.needs) == needs
    assert (found.book.failing_since is not None) == (failures > 0)
    reached = NOW - timedelta(minutes=60)
    assert found.book.reached_at == reached


def test_a_ledger_that_does_not_balance_needs_a_person(here: Here):
    poll = here.poll(5, emitted=1, discovered=3)
    found = here.standing()
    assert found.needs["unbalanced"] == "1 ledger does not balance"
    assert found.book.unbalanced == (poll.run_id,)


def test_a_poll_that_is_open_is_under_way_or_cut_short(here: Here):
    here.poll(5, emitted=1)
    here.store.open_run(Poll.starting("herald", NOW, "ffff"), NOW)
    assert "under way" in here.standing(HELD).notes
    assert list(here.standing(FREE).needs) == ["unfinished"]


@pytest.mark.parametrize(
    ("late", "holder", "needs"),
    [
        (timedelta(minutes=9), HELD, []),
        (timedelta(minutes=11), HELD, ["overdue"]),
        # Without a daemon somebody else says when.
        (timedelta(minutes=11), FREE, []),
    ],
)
def test_a_running_daemon_is_late_after_ten_minutes(here: Here, late, holder, needs):
    here.poll(30, emitted=1)
    here.store.set_outlet_state("herald", OutletState(next_due_at=NOW - late))
    assert list(here.standing(holder).needs) == needs


def test_nobody_is_late_while_our_own_network_is_down(here: Here):
    here.poll(30, emitted=1)
    due = OutletState(next_due_at=NOW - timedelta(hours=3))
    here.store.set_outlet_state("herald", due)
    here.store.set_network_down_since(NOW - timedelta(hours=4))
    assert here.standing(HELD).needs == {}


def test_without_a_daemon_a_day_without_a_poll_needs_a_person(here: Here):
    here.poll(25 * 60, emitted=1)
    assert list(here.standing(FREE).needs) == ["overdue"]


def test_holes_of_the_week_are_counted(here: Here):
    here.poll(8 * 24 * 60, emitted=1, hole=True)
    here.poll(60, emitted=1, hole=True)
    here.poll(5, unchanged=1)
    assert here.standing().notes == ("1 hole in 7 days",)


def test_a_source_that_fails_is_told_although_another_one_answers(here: Here):
    here.poll(5, outcome=SourceOutcome.FAILED)
    other = SourceReport(
        url=SOURCE + "2", outcome=SourceOutcome.UNCHANGED, asked_at=NOW, status=304
    )
    ledger = Ledger(reached=True, sources=[other])
    here.store.record_run(Poll.starting("herald", NOW, "eeee"), NOW, ledger, [])
    assert here.standing().notes == ("1 source not read",)


def test_the_command_prints_what_programs_and_people_ask_for(here: Here):
    here.store.announce(
        "herald", SOURCE, SourceState(), [make_announced(SOURCE[:-3] + "owed")], NOW
    )
    here.store.keep_out(
        KeptOut(
            key=b"k" * 16,
            outlet_id="herald",
            url="https://herald.example/wall",
            reason="consent-wall",
            found_at=NOW,
            last_at=NOW,
            next_at=NOW + timedelta(hours=1),
        )
    )
    here.poll(5, emitted=2, off_topic=1, pending=1)
    told = json.loads(newswatch(here.folder, "status", "--json").stdout)
    (herald,) = told["outlets"]
    assert (herald["pending"], herald["quarantined"], herald["failed"]) == (1, 1, 0)
    assert herald["last_poll"]["balances"]
    assert told["running"]["pid"] is None
    rows = newswatch(here.folder, "status").stdout.splitlines()
    assert [row.split("\t")[0] for row in rows] == ["herald"]
    one = newswatch(here.folder, "status", "herald").stdout.splitlines()
    kinds = {row.partition("\t")[0] for row in one}
    assert kinds == {"poll", "source", "owed", "out"}
    polls = next(row for row in one if row.startswith("poll")).split("\t")
    assert polls[2:10] == ["4", "2", "1", "0", "0", "0", "0", "1"]
    facts = json.loads(newswatch(here.folder, "status", "herald", "--json").stdout)
    assert facts["kept_out"][0]["reason"] == "consent-wall"
    assert facts["owed"][0]["url"].endswith("owed")


def test_exit_says_whether_a_person_is_needed(here: Here):
    here.poll(90, emitted=1)
    assert newswatch(here.folder, "status", "--exit").returncode == 0
    fail_polls(here, 3)
    assert newswatch(here.folder, "status").returncode == 0
    assert newswatch(here.folder, "status", "--exit").returncode == 1


def test_an_imbalance_is_an_error_with_its_code_whatever_was_asked(here: Here):
    poll = here.poll(5, emitted=1, discovered=3)
    done = newswatch(here.folder, "status", "--json")
    assert done.returncode == 1
    assert "error[NW620]" in done.stderr
    assert poll.run_id in done.stderr
    assert json.loads(done.stdout)["outlets"][0]["needs"] == ["unbalanced"]


def test_a_folder_without_a_state_and_an_unknown_outlet(tmp_path: Path):
    write_watch(tmp_path, WATCH)
    done = newswatch(tmp_path, "status")
    assert (done.returncode, done.stdout.split("\t")[1]) == (0, "-")
    assert newswatch(tmp_path, "status", "--exit").returncode == 1
    unknown = newswatch(tmp_path, "status", "herold")
    assert unknown.returncode == 2
    assert 'did you mean "herald"' in unknown.stderr
    assert not (tmp_path / "data").exists()


def test_a_mistake_in_a_schedule_does_not_hide_how_its_outlets_stand(here: Here):
    here.poll(5, emitted=2)
    (here.folder / "schedules" / "test.toml").write_text("title = [", "utf-8")
    done = newswatch(here.folder, "status")
    assert done.returncode == 0
    assert "error[NW101]" in done.stderr
    row = done.stdout.strip().split("\t")
    assert (row[0], row[3], row[-1]) == ("herald", "2", "its file has mistakes")
    assert newswatch(here.folder, "status", "herald").returncode == 0
    assert newswatch(here.folder, "status", "--exit").returncode == 1
    assert newswatch(here.folder, "status", "herold").returncode == 2
    assert newswatch(here.folder, "backup").returncode == 0
    tests = newswatch(here.folder, "doctor", "--offline").stdout
    assert "fail\tconfiguration\t1 mistake" in tests
    assert "ok\tledger" in tests
    assert "ok\tfeed" in tests


def test_status_says_that_polls_stand_still_for_want_of_a_network(here: Here):
    here.poll(5, emitted=2)
    here.store.set_network_down_since(NOW)
    assert "NW607" not in newswatch(here.folder, "status").stderr
    with (here.folder / "data" / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        done = newswatch(here.folder, "status")
        assert "our own network fails since" in done.stderr
        assert "NW607" in newswatch(here.folder, "status", "herald").stderr
        told = json.loads(newswatch(here.folder, "status", "--json").stdout)
        assert told["network"]["down_since"] is not None
        assert newswatch(here.folder, "status", "--exit").returncode == 1


def test_where_the_state_is_must_be_said_without_a_mistake(here: Here):
    (here.folder / "newswatch.toml").write_text("[paths", "utf-8")
    assert newswatch(here.folder, "status").returncode == 78


def test_a_lock_is_told_without_being_taken(tmp_path: Path):
    assert holder_of(tmp_path) == Holder(is_held=False, pid=None, since=None)
    with (tmp_path / "lock").open("w") as file:
        file.write("123\n")
        file.flush()
        assert holder_of(tmp_path).is_stale
        fcntl.flock(file, fcntl.LOCK_EX)
        holder = holder_of(tmp_path)
        assert (holder.is_held, holder.pid) == (True, 123)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://a.example/1", "a.example/1"),
        ("https://a.example/abcdefghijklmnop", "a.example/ab…klmnop"),
    ],
)
def test_a_long_address_keeps_both_its_ends(url: str, shown: str):
    assert shortened(url, 19) == shown
