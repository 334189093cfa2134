"""When files that change are read again."""

from __future__ import annotations

import asyncio
import os
from itertools import pairwise
from pathlib import Path

import newswatch.daemon.changes as changes_module
from newswatch.config.files import stamps
from newswatch.daemon.changes import MOST_LOOKS, Changes, have_settled

OLD, HALF, NEW = {"a": (1,)}, {"a": (2,)}, {"a": (3,)}


def test_files_that_stay_as_they_are_are_not_read_again():
    changes = Changes(OLD)
    assert [changes.found(OLD) for _ in range(3)] == [False] * 3


def test_a_change_counts_once_it_has_settled_and_once_only():
    changes = Changes(OLD)
    looks = [HALF, NEW, NEW, NEW, NEW]
    assert [changes.found(look) for look in looks] == [False, False, True, False, False]


def test_what_was_read_for_another_reason_is_no_change_any_more():
    changes = Changes(OLD)
    changes.found(NEW)
    changes.were_read(NEW)
    assert not changes.found(NEW)


def test_looks_that_cost_much_are_rare_but_for_those_that_find_a_change(monkeypatch):
    monkeypatch.setattr(changes_module, "LOOKING_SHARE", 1e-9)
    changes, looks = Changes(OLD), [NEW, NEW, OLD]

    def look():
        sum(range(100_000))
        return looks.pop(0)

    assert [changes.look(look) for _ in range(9)] == [False, True] + [False] * 7
    assert looks == [OLD]  # the second look found what the first had: rest


def test_stamps_tell_of_each_edit_and_of_files_that_come_and_go(tmp_path: Path):
    folder = tmp_path / "schedules" / "topics"
    folder.mkdir(parents=True)
    seen = [stamps(tmp_path, "schedules")]
    for edit in (
        lambda: (tmp_path / "newswatch.toml").write_text(""),
        lambda: (folder / "a.toml").write_text("a"),
        lambda: (folder / "a.toml").write_text("b"),
        lambda: os.utime(folder / "a.toml", (1, 1)),
        lambda: (folder / "b.toml").symlink_to("a.toml"),
        lambda: (folder / "a.toml").unlink(),
    ):
        edit()
        seen.append(stamps(tmp_path, "schedules"))
    assert all(a != b for a, b in pairwise(seen))


def looking(*stamps: dict[str, tuple[int, ...]]) -> tuple[bool, int]:
    """What comes of waiting while each look finds the next of *stamps*; the looks."""
    left = list(stamps)

    def look() -> dict[str, tuple[int, ...]]:
        return left.pop(0)

    found = asyncio.run(have_settled(look, 0.0, asyncio.Event()))
    return found, len(stamps) - len(left)


def test_who_asks_for_a_reload_amid_a_change_waits_for_its_end():
    assert looking(OLD, OLD, NEW) == (True, 2)
    assert looking(OLD, HALF, NEW, NEW, OLD) == (True, 4)


def test_files_that_change_all_the_time_are_read_as_they_are():
    restless = [{"a": (number,)} for number in range(2 * MOST_LOOKS)]
    assert looking(*restless) == (True, MOST_LOOKS + 1)


def test_an_end_is_not_kept_waiting_by_files_that_change():
    stop = asyncio.Event()
    stop.set()
    assert not asyncio.run(have_settled(lambda: OLD, 1000.0, stop))
