"""`newswatch backup`, and a state that was lost, as a user meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import feed_lines, newswatch

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("backup")
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(folder, server, delay="10ms")
        assert newswatch(folder, "once", "-q").returncode == 0
        yield folder


def test_a_backup_says_where_it_is_and_restores(crawled: Path, tmp_path: Path):
    done = newswatch(crawled, "backup", str(tmp_path / "copy.db"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"{tmp_path / 'copy.db'}\n"
    assert "checked" in done.stderr
    assert (tmp_path / "copy.db").stat().st_size > 100_000


def test_a_backup_without_a_target_is_named_after_the_time(crawled: Path):
    done = newswatch(crawled, "backup", "-q")
    path = Path(done.stdout.strip())
    assert path.parent == crawled / "data" / "backup"
    assert path.name.startswith("state-20")
    again = newswatch(crawled, "backup", str(path))
    assert again.returncode == 5
    assert "NW421" in again.stderr


def test_no_state_gives_no_backup(tmp_path: Path):
    (tmp_path / "newswatch.toml").write_text("")
    done = newswatch(tmp_path, "backup")
    assert done.returncode == 5
    assert "there is no state yet" in done.stderr


def test_a_crawl_beside_a_damaged_state_doubles_no_line(crawled: Path):
    before = feed_lines(crawled)
    state = crawled / "data" / "state.db"
    state.write_bytes(b"\0" * 5000)
    done = newswatch(crawled, "once")
    assert done.returncode == 0, done.stderr
    assert "NW403" in done.stderr
    assert feed_lines(crawled) == before
    assert list((crawled / "data").glob("state.db.damaged-*"))
