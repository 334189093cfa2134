"""The feed files: whole lines, each once, whatever happened in between."""

from __future__ import annotations

import os
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from builders import NOON, make_candidate

from newswatch.dedup.classify import classify
from newswatch.errors import StorageError
from newswatch.feed import jsonl
from newswatch.feed.jsonl import JsonlFeed
from newswatch.store.sqlite import SqliteStore

DAY_ONE = "newswatch-2026-11-23.jsonl"
DAY_TWO = "newswatch-2026-11-24.jsonl"


class Desk:
    """A store, a feed folder, and the means to kill and restart the writer."""

    def __init__(self, folder: Path) -> None:
        self.store = SqliteStore(folder / "state.db")
        self.folder = folder / "feed"
        self.feed = JsonlFeed(self.folder, self.store)
        self.count = 0

    def owe(self, number: int = 1, at=NOON) -> None:
        for _ in range(number):
            self.count += 1
            candidate = make_candidate(
                f"https://herald.example/{self.count}",
                words=f"text {self.count}",
                observed_at=at,
            )
            self.store.admit(
                candidate,
                None,
                partial(classify, drop_copies=False),
                lambda seq, *_: f"line {seq}\n".encode(),
            )

    def restart(self) -> None:
        self.feed.close()
        self.feed = JsonlFeed(self.folder, self.store)

    def text(self, name: str = DAY_ONE) -> str:
        return (self.folder / name).read_text()

    def forget_position_of(self, lines: int) -> None:
        """As if killed after the bytes were written and before it was noted."""
        position = self.store.feed_position()
        size = sum(len(f"line {position.last_seq - n}\n") for n in range(lines))
        self.store.set_feed_position(
            type(position)(
                file=position.file,
                offset=position.offset - size,
                last_seq=position.last_seq - lines,
            )
        )


@pytest.fixture
def desk(tmp_path: Path):
    desk = Desk(tmp_path)
    yield desk
    desk.feed.close()
    desk.store.close()


def lines(last: int, first: int = 1) -> str:
    return "".join(f"line {n}\n" for n in range(first, last + 1))


def test_what_is_owed_is_written_once(desk: Desk):
    desk.owe(3)
    assert desk.feed.pump() == 3
    assert desk.feed.pump() == 0
    desk.owe(2)
    assert desk.feed.pump() == 2
    assert desk.text() == lines(5)


def test_more_than_one_batch_is_written(desk: Desk, monkeypatch):
    monkeypatch.setattr(jsonl, "BATCH", 2)
    desk.owe(5)
    assert desk.feed.pump() == 5
    assert desk.text() == lines(5)


def test_nothing_owed_makes_no_file(desk: Desk):
    assert desk.feed.pump() == 0
    assert list(desk.folder.iterdir()) == []


def test_a_restart_goes_on_where_it_was(desk: Desk):
    desk.owe(2)
    desk.feed.pump()
    desk.restart()
    desk.owe(1)
    desk.feed.pump()
    assert desk.text() == lines(3)


def test_lines_written_but_not_noted_are_adopted(desk: Desk):
    desk.owe(4)
    desk.feed.pump()
    desk.forget_position_of(2)
    desk.restart()
    assert desk.feed.pump() == 2
    assert desk.text() == lines(4)


def test_adopting_works_over_batches(desk: Desk, monkeypatch):
    desk.owe(7)
    desk.feed.pump()
    desk.forget_position_of(7)
    monkeypatch.setattr(jsonl, "BATCH", 2)
    desk.restart()
    assert desk.feed.pump() == 7
    assert desk.text() == lines(7)


@pytest.mark.parametrize("kept", range(1, 7))
def test_a_torn_line_gets_its_missing_end(desk: Desk, kept: int):
    desk.owe(2)
    desk.feed.pump()
    desk.owe(2)
    path = desk.folder / DAY_ONE
    with path.open("ab") as file:
        file.write(b"line 3\nline 4\n"[: 7 + kept])
    inode, before = path.stat().st_ino, path.read_bytes()
    desk.restart()
    desk.feed.pump()
    assert desk.text() == lines(4)
    # A reader has the old bytes: they are still there, in the same file.
    assert path.stat().st_ino == inode
    assert path.read_bytes().startswith(before)
    assert list(desk.folder.iterdir()) == [path]


def test_bytes_that_nobody_wrote_are_kept_aside(desk: Desk):
    desk.owe(2)
    desk.feed.pump()
    with (desk.folder / DAY_ONE).open("ab") as file:
        file.write(b"\0\0\0\0")
    desk.restart()
    desk.owe(1)
    desk.feed.pump()
    assert desk.text() == lines(3)
    assert desk.text(f"{DAY_ONE}.torn") == "\0\0\0\0"


def test_whole_lines_before_foreign_bytes_are_adopted(desk: Desk):
    desk.owe(1)
    desk.feed.pump()
    desk.owe(2)
    with (desk.folder / DAY_ONE).open("ab") as file:
        file.write(b"line 2\nrubbish")
    desk.restart()
    desk.feed.pump()
    assert desk.text() == lines(3)
    assert desk.text(f"{DAY_ONE}.torn") == "rubbish"


def test_a_file_that_the_state_does_not_know_is_refused(desk: Desk):
    desk.folder.mkdir()
    (desk.folder / DAY_ONE).write_text("line 1\n")
    desk.owe(1)
    with pytest.raises(StorageError, match=DAY_ONE) as caught:
        desk.feed.pump()
    assert caught.value.code == "NW406"
    assert desk.text() == "line 1\n"


def test_each_day_has_its_file(desk: Desk):
    desk.owe(2)
    desk.owe(2, at=NOON + timedelta(days=1))
    assert desk.feed.pump() == 4
    assert (desk.text(DAY_ONE), desk.text(DAY_TWO)) == (lines(2), lines(4, first=3))


def test_a_clock_that_was_set_back_reopens_no_closed_day(desk: Desk):
    desk.owe(1, at=NOON + timedelta(days=1))
    desk.owe(1, at=NOON)
    desk.feed.pump()
    assert desk.text(DAY_TWO) == lines(2)
    assert not (desk.folder / DAY_ONE).exists()


def test_a_day_is_the_utc_day(desk: Desk):
    desk.owe(1, at=NOON.replace(hour=23, minute=59, second=59))
    desk.feed.pump()
    assert desk.text(DAY_ONE) == lines(1)


def test_a_position_that_is_not_stored_doubles_no_line(desk: Desk, monkeypatch):
    desk.owe(2)
    desk.feed.pump()
    desk.owe(2)

    def locked(position) -> None:
        raise StorageError("the state is locked", code="NW402")

    monkeypatch.setattr(desk.store, "set_feed_position", locked)
    for _ in range(3):
        with pytest.raises(StorageError, match="locked"):
            desk.feed.pump()
    monkeypatch.undo()
    desk.owe(1)
    desk.feed.pump()
    assert desk.text() == lines(5)


def test_a_state_that_was_lost_does_not_begin_again_beside_old_lines(desk: Desk):
    desk.folder.mkdir()
    (desk.folder / "newswatch-2026-01-01.jsonl").write_text("line 1\n")
    with pytest.raises(StorageError) as caught:
        desk.feed.pump()
    assert caught.value.code == "NW406"


def test_a_full_disk_loses_nothing(desk: Desk, monkeypatch):
    desk.owe(2)
    desk.feed.pump()
    desk.owe(2)
    real_write, room = os.write, [9]

    def write(fd: int, data: bytes) -> int:
        # The kernel takes what fits, then refuses.
        if not room[0]:
            raise OSError(28, "No space left on device")
        fits = min(room[0], len(data))
        room[0] -= fits
        return real_write(fd, bytes(data[:fits]))

    monkeypatch.setattr(jsonl.os, "write", write)
    for _ in range(2):
        with pytest.raises(StorageError, match="No space left") as caught:
            desk.feed.pump()
        assert caught.value.code == "NW401"
    assert desk.text() == "line 1\nline 2\nline 3\nli"
    monkeypatch.undo()
    desk.feed.pump()
    assert desk.text() == lines(4)


def test_a_disk_known_to_be_full_is_not_written_to(desk: Desk, monkeypatch):
    desk.owe(1)
    full = os.statvfs_result((4096, 4096, 100, 0, 0, 0, 0, 0, 0, 255))
    monkeypatch.setattr(jsonl.os, "statvfs", lambda _: full)
    with pytest.raises(StorageError, match="No space left"):
        desk.feed.pump()
    assert desk.text() == ""
