"""A state that was lost, or is an older one: the feed tells, nothing doubles."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON
from feed_desk import LADDER_S, OUTLET, Desk, url_of
from story_texts import candidate_of, words

from newswatch.dedup.identity import key_of
from newswatch.errors import StorageError
from newswatch.feed.taking_back import taking_back
from newswatch.model import Outcome
from newswatch.store.backup import back_up
from newswatch.store.connection import connect
from newswatch.store.sqlite_lookup import SqliteLookup

TOMORROW = NOON + timedelta(days=1)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.write(1, 6)
    desk.write(7, 9, at=TOMORROW)
    yield desk
    desk.close()


def delete(state: Path) -> None:
    for path in state.parent.glob("state.db*"):
        path.unlink()


def empty(state: Path) -> None:
    state.write_bytes(b"")


def empty_beside_a_log(state: Path) -> None:
    state.with_name("state.db-wal").write_bytes(os.urandom(5000))
    state.write_bytes(b"")


def cut(state: Path) -> None:
    os.truncate(state, state.stat().st_size // 2)


def cut_to_a_header(state: Path) -> None:
    os.truncate(state, 4096)


def zero_a_page(state: Path) -> None:
    with state.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(bytes(4096))


def overwrite_the_header(state: Path) -> None:
    with state.open("r+b") as file:
        file.write(os.urandom(100))


def overwrite_all(state: Path) -> None:
    state.write_bytes(os.urandom(state.stat().st_size))


LOSSES = (
    *(delete, empty, empty_beside_a_log, cut, cut_to_a_header, zero_a_page),
    *(overwrite_the_header, overwrite_all),
)


@pytest.mark.parametrize("lose", LOSSES)
def test_a_lost_state_is_built_anew_and_no_line_comes_twice(
    desk: Desk, lose: Callable[[Path], None]
):
    before = desk.files()
    desk.close()
    lose(desk.state)
    desk.open()
    assert desk.feed.pump() == 9
    for number in range(1, 10):
        assert desk.admit(number, at=TOMORROW).outcome is Outcome.DUPLICATE
    assert desk.announce(range(1, 10)) == ()
    assert desk.feed.pump() == 0
    assert desk.files() == before
    desk.write(10, 10, at=TOMORROW)
    last = "newswatch-2026-11-24.jsonl"
    assert desk.files()[last].splitlines()[-1].startswith(b'{"schema":')
    assert desk.store.last_seq() == 10


@pytest.mark.parametrize("lose", [cut, zero_a_page, overwrite_all, empty_beside_a_log])
def test_what_was_damaged_stands_aside_under_the_time(
    desk: Desk, lose: Callable[[Path], None]
):
    desk.close()
    lose(desk.state)
    found = desk.state.read_bytes() or (desk.data / "state.db-wal").read_bytes()
    desk.open()
    aside = desk.beside(f"state.db.damaged-{NOON:%Y%m%dT%H%M%SZ}*")
    assert found in [path.read_bytes() for path in aside]


def test_an_older_state_takes_back_what_the_feed_has_more(desk: Desk):
    back_up(desk.state, desk.data / "older.db")
    desk.write(10, 14, at=TOMORROW)
    desk.write(15, 18, at=TOMORROW + timedelta(days=1))
    before = desk.files()
    desk.close()
    delete(desk.state)
    shutil.copy(desk.data / "older.db", desk.state)
    desk.open()
    assert desk.feed.pump() == 9
    for number in (1, 10, 15, 18):
        assert desk.admit(number).outcome is Outcome.DUPLICATE
    assert desk.feed.pump() == 0
    assert desk.files() == before


def test_lines_that_an_older_state_still_owed_are_adopted(desk: Desk):
    desk.admit(10, at=TOMORROW)
    desk.admit(11, at=TOMORROW + timedelta(days=1))
    back_up(desk.state, desk.data / "older.db")
    desk.feed.pump()
    desk.write(12, 12, at=TOMORROW + timedelta(days=1))
    before = desk.files()
    desk.close()
    delete(desk.state)
    shutil.copy(desk.data / "older.db", desk.state)
    desk.open()
    desk.feed.pump()
    assert desk.files() == before
    assert desk.store.last_seq() == 12


def with_a_log(state: Path) -> bytes:
    """A -wal with pages in it, as a killed process leaves one."""
    db = connect(state)
    db.execute("PRAGMA wal_autocheckpoint = 0")
    for number in range(300):
        db.execute(
            "INSERT INTO outlet (id, next_due_at, failures) VALUES (?, '', 0)",
            (f"outlet_{number}",),
        )
    wal = state.with_name(f"{state.name}-wal").read_bytes()
    db.close()
    return wal


def test_a_foreign_log_beside_the_state_is_set_aside_and_the_state_kept(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
):
    elsewhere = Desk(tmp_path_factory.mktemp("elsewhere"))
    elsewhere.write(50, 57)
    elsewhere.close()
    wal = with_a_log(elsewhere.state)
    before = desk.files()
    desk.store.settle(b"k" * 16, "https://wire.example/x", "dull", NOON, None)
    desk.close()
    desk.state.with_name("state.db-wal").write_bytes(wal)
    desk.open()
    desk.feed.pump()
    assert desk.files() == before
    assert [p.read_bytes() for p in desk.beside("*.damaged-*-wal")] == [wal]
    # The state itself was whole: also what the feed cannot tell is known still.
    look = SqliteLookup(desk.state)
    assert look.seen(b"k" * 16) is not None
    look.close()


def test_a_torn_line_of_a_lost_state_is_kept_aside(desk: Desk):
    before = desk.files()
    desk.close()
    delete(desk.state)
    with (desk.folder / "newswatch-2026-11-24.jsonl").open("ab") as file:
        file.write(b'{"schema":"newswatch.art')
    desk.open()
    desk.feed.pump()
    assert desk.files() == before
    (torn,) = desk.beside("*.torn")
    assert torn.read_bytes() == b'{"schema":"newswatch.art'


def swap(line: bytes) -> bytes:
    return line.replace(b'"seq":4', b'"seq":3')


def zero(line: bytes) -> bytes:
    return bytes(len(line) - 1) + b"\n"


def blank(line: bytes) -> bytes:
    return b"\n"


@pytest.mark.parametrize("change", [swap, zero, blank])
def test_a_feed_with_a_bad_line_and_no_state_is_refused_by_file_and_line(
    desk: Desk, change: Callable[[bytes], bytes]
):
    desk.close()
    delete(desk.state)
    path = desk.folder / "newswatch-2026-11-23.jsonl"
    lines = path.read_bytes().splitlines(True)
    path.write_bytes(b"".join([*lines[:3], change(lines[3]), *lines[4:]]))
    found = desk.files()
    desk.open()
    with pytest.raises(StorageError, match=f"{path.name}:4: ") as caught:
        desk.feed.pump()
    assert caught.value.code == "NW406"
    assert desk.files() == found


def test_a_feed_that_retention_has_begun_to_remove_is_taken_back(desk: Desk):
    desk.close()
    delete(desk.state)
    (desk.folder / "newswatch-2026-11-23.jsonl").unlink()
    desk.open()
    desk.feed.pump()
    assert desk.admit(1).seq == 10


def test_what_is_taken_back_is_what_was_known(desk: Desk):
    def known() -> list[object]:
        look = SqliteLookup(desk.state)
        ids = look.article_ids("nw:", 99)
        articles = [look.article(id_) for id_ in ids]
        told = [desk.store.told(id_) for id_ in ids]
        at = [look.seen(key_of(url_of(number), OUTLET)) for number in range(1, 10)]
        texts = [look.text(id_) for id_ in ids]
        look.close()
        return [
            [
                (a.title, a.url, a.cluster_id, a.role, a.topics_matched)
                for a in articles
            ],
            [(t.seq, t.event, t.record, t.text, t.events) for t in told],
            [(seen.article_id, seen.claimed) for seen in at],
            [text.text for text in texts],
        ]

    before = known()
    desk.close()
    delete(desk.state)
    desk.open()
    desk.feed.pump()
    assert known() == before


def test_copies_are_known_again(desk: Desk):
    desk.close()
    delete(desk.state)
    desk.open()
    desk.feed.pump()
    copy = candidate_of(words(58, 3), "other", "copy", observed_at=TOMORROW)
    assert [known.article_id for known in desk.store.relatives(copy)]


@pytest.mark.parametrize(
    ("age", "step", "due"),
    [
        (timedelta(minutes=5), 0, timedelta(minutes=15)),
        (timedelta(minutes=20), 1, timedelta(minutes=75)),
        (timedelta(hours=3), 2, None),
    ],
)
def test_the_ladder_goes_on_where_it_was(
    desk: Desk, age: timedelta, step: int, due: timedelta | None
):
    line = desk.files()["newswatch-2026-11-23.jsonl"].splitlines(True)[0]
    taken = taking_back({}, LADDER_S, NOON + age)(line)
    assert (taken.step, taken.due_at) == (step, due and NOON + due)
