"""kill -9 amid a backfill, at each point that matters: each article once."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from backfilling import POINTS
from builders import NOON
from crawl_folder import feed_lines, newswatch
from looking import Desk

from newswatch.store.backup import back_up
from newswatch.store.sqlite import SqliteStore

WATCH = """
[schedule]
every = "15m"
[[outlet]]
id = "herald"
domains = ["herald.example"]
source = [{ kind = "feed", url = "https://herald.example/rss" }]
[[topic]]
id = "talks"
query = "treaty"
[[topic]]
id = "grain"
query = "grain"
"""
COUNT = 9
DAY = timedelta(days=1)
#: the state, and a copy of it from before the backfill
Lose = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with articles on no topic, on another one, and off this one too."""
    folder = tmp_path_factory.mktemp("seeded")
    (folder / "schedules").mkdir()
    (folder / "schedules" / "w.toml").write_text(WATCH, "utf-8")
    (folder / "data").mkdir()
    desk = Desk(SqliteStore(folder / "data" / "state.db"))
    for number in range(COUNT):
        desk.now = NOON + timedelta(minutes=number)
        at = f"https://herald.example/{number}"
        subject = "salt" if number % 4 == 3 else "grain"
        text = f"Ship {number} of the {number}th fleet brought {subject} {number * 7}."
        desk.serve(text, at=at, title=f"Ship number {number} is in")
        desk.visit(at, topics=("talks",) if number % 3 == 0 else ())
    desk.store.close()
    return folder


def backfill(folder: Path, point: str, *nth: str) -> int:
    instant = (NOON + DAY).isoformat()
    return subprocess.run(
        [sys.executable, "-m", "backfilling", str(folder), instant, point, *nth],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        timeout=60,
        check=False,
    ).returncode


def feed_bytes(folder: Path) -> dict[str, bytes]:
    files = sorted((folder / "data" / "feed").iterdir())
    return {path.name: path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def whole(seeded: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The feed of a backfill that nothing disturbed."""
    folder = tmp_path_factory.mktemp("whole") / "w"
    shutil.copytree(seeded, folder)
    assert backfill(folder, "never") == 0
    return feed_bytes(folder)


@pytest.mark.parametrize(
    ("point", "nth"),
    [*((point, "1") for point in POINTS), ("in-transaction", "4"), (POINTS[1], "3")],
)
def test_killed_backfill_ends_in_the_same_bytes_when_it_is_run_again(
    seeded: Path, whole: dict[str, bytes], tmp_path: Path, point: str, nth: str
) -> None:
    folder = tmp_path / "w"
    shutil.copytree(seeded, folder)

    assert backfill(folder, point, nth) == -9
    assert backfill(folder, "never") == 0

    assert feed_bytes(folder) == whole


def test_backfill_killed_at_every_point_in_turn_ends_in_the_same_bytes(
    seeded: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "w"
    shutil.copytree(seeded, folder)
    assert [backfill(folder, point) for point in POINTS] == [-9] * len(POINTS)
    assert [backfill(folder, "never") for _ in range(2)] == [0, 0]

    assert feed_bytes(folder) == whole


def test_each_article_is_told_of_once(whole: dict[str, bytes], seeded: Path) -> None:
    lines = b"".join(whole.values()).splitlines()
    assert sum(b'"event":"rematched"' in line for line in lines) == 7
    assert len(lines) == 3 + 7


def test_dry_run_writes_nothing(seeded: Path, tmp_path: Path) -> None:
    folder = tmp_path / "w"
    shutil.copytree(seeded, folder)
    before = (folder / "data" / "state.db").read_bytes()

    done = newswatch(
        folder, "topics", "backfill", "grain", "--since", "2026-11-01", "--dry-run"
    )

    assert "7 would be told" in done.stdout
    assert (folder / "data" / "state.db").read_bytes() == before
    assert feed_lines(folder) == []


def lose_all(state: Path, _: Path) -> None:
    for path in state.parent.glob("state.db*"):
        path.unlink()


def go_back(state: Path, older: Path) -> None:
    lose_all(state, older)
    shutil.copy(older, state)


@pytest.mark.parametrize("lose", [lose_all, go_back])
def test_rematched_lines_that_a_lost_state_forgot_are_told_by_no_second_backfill(
    seeded: Path, whole: dict[str, bytes], tmp_path: Path, lose: Lose
) -> None:
    folder, older = tmp_path / "w", tmp_path / "older.db"
    shutil.copytree(seeded, folder)
    back_up(folder / "data" / "state.db", older)
    assert backfill(folder, "never") == 0
    lose(folder / "data" / "state.db", older)

    assert [backfill(folder, "never") for _ in range(2)] == [0, 0]

    assert feed_bytes(folder) == whole
    with closing(sqlite3.connect(folder / "data" / "state.db")) as db:
        (told,) = db.execute("SELECT count(*) FROM told").fetchone()
        on = "SELECT count(*) FROM matched WHERE topic_id = 'grain'"
        (grain,) = db.execute(on).fetchone()
        lines_left = "SELECT count(*) FROM untold JOIN told USING (article_id)"
        (told_and_untold,) = db.execute(lines_left).fetchone()
    assert (told, grain, told_and_untold) == (10, 7, 0)
