"""Reading the feed: what is said of a line that is no record."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from feed_desk import Desk

from newswatch.errors import StorageError
from newswatch.feed.reader import FeedTail, read_feed

DAY = "newswatch-2026-11-23.jsonl"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """A folder whose only file has a broken line between two good ones."""
    desk = Desk(tmp_path)
    desk.write(1, 2)
    desk.close()
    path = desk.folder / DAY
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(first + b'{"seq": 2}\n' + second)
    return desk.folder


def is_at_the_second_line_of(folder: Path, error: StorageError) -> bool:
    place = error.place
    assert place is not None
    return (error.code, place.file, place.line) == ("NW407", str(folder / DAY), 2)


@pytest.mark.parametrize("name", [".", DAY])
def test_a_line_that_is_no_record_is_named_by_file_and_line(feed: Path, name: str):
    with pytest.raises(StorageError) as caught:
        list(read_feed(feed / name))
    assert is_at_the_second_line_of(feed, caught.value)


def test_a_tail_names_the_line_too_and_goes_on_behind_it(feed: Path):
    tail = FeedTail(feed)
    with pytest.raises(StorageError) as caught:
        list(tail.objects())
    assert is_at_the_second_line_of(feed, caught.value)
    assert [record["seq"] for _, record in tail.objects()] == [2]


def test_lines_are_counted_over_calls_and_for_each_file_anew(tmp_path: Path):
    tail, places = FeedTail(tmp_path), []
    for day in ("2026-11-23", "2026-11-24"):
        for seq in range(2):
            path = tmp_path / f"newswatch-{day}.jsonl"
            with path.open("a") as file:
                file.write(json.dumps({"seq": seq}) + "\n")
            places += [(tail.place.file[-8:], tail.place.line) for _ in tail.lines()]
    assert places == [
        *(("23.jsonl", 1), ("23.jsonl", 2)),
        *(("24.jsonl", 1), ("24.jsonl", 2)),
    ]
