"""The state file at start, and the check in full beside the work."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from builders import NOON

from newswatch.errors import StorageError
from newswatch.store import connection
from newswatch.store.connection import connect
from newswatch.store.repair import check_in_full, make_sound


@pytest.fixture
def state(tmp_path: Path) -> Path:
    path = tmp_path / "state.db"
    with closing(connect(path)) as db:
        for number in range(200):
            db.execute(
                "INSERT INTO outbox VALUES (?, ?, ?, ?, ?)",
                (number, f"event {number}", f"article {number}", "", b"x" * 200),
            )
    return path


def test_a_whole_state_stays(state: Path):
    before = state.read_bytes()
    assert make_sound(state, NOON) == []
    assert state.read_bytes() == before
    assert check_in_full(state, []) is None


def test_no_state_is_nothing_to_complain_of(tmp_path: Path):
    assert make_sound(tmp_path / "state.db", NOON) == []


def test_another_program_s_database_is_set_aside(tmp_path: Path):
    path = tmp_path / "state.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE theirs (a)")
    assert make_sound(path, NOON) == [tmp_path / "state.db.damaged-20261123T120000Z"]


@pytest.mark.parametrize("table", ["pending", "run_day"])
def test_a_state_that_lacks_a_table_is_set_aside(state: Path, table: str):
    with closing(sqlite3.connect(state)) as db:
        db.execute(f"DROP TABLE {table}")
    (aside, *_) = make_sound(state, NOON)
    assert aside.name == "state.db.damaged-20261123T120000Z"


def test_a_newer_state_is_neither_touched_nor_set_aside(state: Path):
    with closing(sqlite3.connect(state)) as db:
        db.execute("PRAGMA user_version = 11999")
        db.execute("DROP TABLE pending")
    assert make_sound(state, NOON) == []
    with pytest.raises(StorageError) as caught:
        connect(state)
    assert caught.value.code == "NW404"


def damage_an_index(state: Path) -> None:
    with closing(sqlite3.connect(state)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        page = db.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'outbox_article'"
        ).fetchone()[0]
        size = db.execute("PRAGMA page_size").fetchone()[0]
    data = bytearray(state.read_bytes())
    start = (page - 1) * size
    where = data.index(b"article ", start, start + size)
    data[where : where + 8] = b"brticle "
    state.write_bytes(data)


def test_a_damaged_index_is_found_beside_the_work_and_mended_by_the_next_start(
    state: Path,
):
    damage_an_index(state)
    assert make_sound(state, NOON) == []  # a start waits for no comparison of indexes
    assert check_in_full(state, []) is not None
    assert make_sound(state, NOON) == []
    assert check_in_full(state, []) is None
    with closing(connect(state)) as db:
        assert db.execute("SELECT count(*) FROM outbox").fetchone()[0] == 200


def test_an_older_state_is_kept_beside_before_it_is_migrated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    state, steps = tmp_path / "state.db", connection._migrations()
    monkeypatch.setattr(connection, "_migrations", lambda: steps[:9])
    with closing(connect(state)) as db:
        db.execute(
            "INSERT INTO outlet (id, next_due_at, failures) VALUES ('one', '', 0)"
        )
    monkeypatch.undo()
    connect(state).close()
    kept = state.with_name("state.db.schema-9")
    with closing(sqlite3.connect(kept)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 9
        assert db.execute("SELECT count(*) FROM outlet").fetchone()[0] == 1
    assert not list(state.parent.glob("*.part*"))
