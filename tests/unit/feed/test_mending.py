"""A feed file that somebody touched: as it was again, or refused by file and line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON
from feed_desk import Desk

from newswatch.errors import StorageError
from newswatch.feed import mending

DAY = "newswatch-2026-11-23.jsonl"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    desk.write(1, 5)
    yield desk
    desk.close()


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size * 2 // 3)


def cut_at_a_line(path: Path) -> None:
    os.truncate(path, len(b"".join(path.read_bytes().splitlines(True)[:3])))


def empty(path: Path) -> None:
    os.truncate(path, 0)


def remove(path: Path) -> None:
    path.unlink()


def rename(path: Path) -> None:
    path.rename(path.with_suffix(".old"))


def replace_by_its_start(path: Path) -> None:
    start = path.read_bytes()[:1000]
    path.unlink()
    path.write_bytes(start)


def zero_a_block(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2)
        file.write(bytes(300))


def zero_all(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


MENDED = (
    *(cut, cut_at_a_line, empty, remove, rename, replace_by_its_start),
    *(zero_a_block, zero_all),
)


@pytest.mark.parametrize("touch", MENDED)
def test_a_file_that_lost_bytes_is_as_it_was_after_a_start(
    desk: Desk, touch: Callable[[Path], None]
):
    before = desk.files()
    desk.close()
    touch(desk.folder / DAY)
    desk.open()
    desk.write(6, 6)
    after = desk.files()
    assert after[DAY].startswith(before[DAY])
    assert after[DAY].count(b"\n") == 6


@pytest.mark.parametrize(
    "touch", [cut, cut_at_a_line, empty, remove, rename, replace_by_its_start]
)
def test_a_file_that_lost_bytes_is_as_it_was_while_the_writer_runs(
    desk: Desk, touch: Callable[[Path], None]
):
    before = desk.files()
    touch(desk.folder / DAY)
    desk.feed.pump()
    assert desk.files() == before
    desk.write(6, 6)
    assert desk.files()[DAY].startswith(before[DAY])


def test_a_file_with_a_block_of_nuls_is_kept_aside_as_it_was_found(desk: Desk):
    desk.close()
    zero_a_block(desk.folder / DAY)
    found = (desk.folder / DAY).read_bytes()
    desk.open()
    desk.feed.pump()
    (aside,) = desk.beside("*.damaged-*")
    assert aside.name.startswith(f"{DAY}.damaged-2")
    assert aside.read_bytes() == found


def swap_a_word(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"Story 3", b"Storm 3"))


def take_a_line_out(path: Path) -> None:
    lines = path.read_bytes().splitlines(True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:], lines[2]]))


def end_it_otherwise(path: Path) -> None:
    lines = path.read_bytes().splitlines(True)
    path.write_bytes(b"".join(lines[:2]) + b'{"seq": 3, "by": "hand"}\n')


@pytest.mark.parametrize("edit", [swap_a_word, take_a_line_out, end_it_otherwise])
def test_an_edited_line_is_refused_by_file_and_number(
    desk: Desk, edit: Callable[[Path], None]
):
    desk.close()
    edit(desk.folder / DAY)
    found = desk.files()
    desk.open()
    desk.admit(6)
    for _ in range(2):
        with pytest.raises(StorageError, match=f"{DAY}:3: ") as caught:
            desk.feed.pump()
        assert caught.value.code == "NW420"
    assert desk.files() == found


def test_an_edited_file_that_is_moved_away_is_written_anew(desk: Desk):
    before = desk.files()
    desk.close()
    swap_a_word(desk.folder / DAY)
    desk.open()
    with pytest.raises(StorageError):
        desk.feed.pump()
    (desk.folder / DAY).rename(desk.data / "edited")
    desk.write(6, 6)
    assert desk.files()[DAY].startswith(before[DAY])


def test_only_the_end_of_a_large_file_is_compared_at_start(desk: Desk, monkeypatch):
    monkeypatch.setattr(mending, "CHECKED_AT_START", 10)
    desk.close()
    swap_a_word(desk.folder / DAY)
    desk.open()
    desk.write(6, 6)
    assert desk.files()[DAY].count(b"\n") == 6


def test_a_short_file_whose_lines_the_state_has_no_more_is_refused(desk: Desk):
    desk.store.forget_lines(4, NOON + timedelta(days=1), 10)
    desk.close()
    cut(desk.folder / DAY)
    desk.open()
    with pytest.raises(StorageError, match=DAY) as caught:
        desk.feed.pump()
    assert caught.value.code == "NW405"


def test_a_line_that_somebody_appends_is_refused(desk: Desk):
    before = desk.files()[DAY]
    with (desk.folder / DAY).open("ab") as file:
        file.write(before.splitlines(True)[1])
    with pytest.raises(StorageError, match=f"{DAY}:6: ") as caught:
        desk.feed.pump()
    assert caught.value.code == "NW406"


def test_rubbish_that_somebody_appends_is_kept_aside(desk: Desk):
    before = desk.files()
    with (desk.folder / DAY).open("ab") as file:
        file.write(b"\0" * 40 + b"\n")
    desk.feed.pump()
    assert desk.files() == before
    assert (desk.folder / f"{DAY}.torn").read_bytes() == b"\0" * 40 + b"\n"


def test_a_closed_file_is_nobody_s_business_at_start(desk: Desk):
    desk.write(6, 7, at=NOON + timedelta(days=1))
    desk.close()
    (desk.folder / DAY).unlink()
    desk.open()
    desk.write(8, 8, at=NOON + timedelta(days=1))
    assert [name.count("24") for name in desk.files()] == [1]


def test_what_is_adopted_after_a_failed_flush_is_written_to_the_disk_again(
    desk: Desk, monkeypatch
):
    desk.admit(6)
    flushes: list[int] = []
    real = os.fsync

    def fsync(fd: int) -> None:
        flushes.append(fd)
        if len(flushes) == 1:
            raise OSError(5, "Input/output error")
        real(fd)

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(StorageError, match="Input/output error"):
        desk.feed.pump()
    written: list[bytes] = []
    real_write = os.pwrite

    def pwrite(fd: int, data: bytes, at: int) -> int:
        written.append(bytes(data))
        return real_write(fd, data, at)

    monkeypatch.setattr(os, "pwrite", pwrite)
    desk.feed.pump()
    lines = desk.files()[DAY].splitlines(True)
    assert len(lines) == 6
    assert written == [lines[5]]


def test_the_outbox_reaches_back_over_whole_lines_only(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.write(1, 4)
    sizes = [len(line) for line in desk.files()[DAY].splitlines(True)]
    assert desk.store.outbox_reach(4, sum(sizes)) == (0, sum(sizes))
    assert desk.store.outbox_reach(4, 1) == (3, sizes[3])
    assert desk.store.outbox_reach(4, sizes[3] + 1) == (2, sum(sizes[2:]))
    desk.close()
