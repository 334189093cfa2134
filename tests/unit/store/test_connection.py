"""Opening the state: migrated, durable, and refused in words."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from newswatch.errors import StorageError
from newswatch.store.connection import connect


def test_a_new_state_is_durable_against_power_cuts(tmp_path: Path):
    db = connect(tmp_path / "state.db")
    assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    assert db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL
    db.close()


def test_opening_again_keeps_what_is_there(tmp_path: Path):
    db = connect(tmp_path / "state.db")
    db.execute(
        "INSERT INTO outlet (id, next_due_at) VALUES ('one', '2026-11-23T12:00:00Z')"
    )
    db.close()
    db = connect(tmp_path / "state.db")
    assert db.execute("SELECT count(*) FROM outlet").fetchone()[0] == 1
    db.close()


def refusal(path: Path) -> StorageError:
    with pytest.raises(StorageError) as caught:
        connect(path)
    assert str(path) in str(caught.value)
    assert caught.value.help
    return caught.value


def test_a_newer_state_is_refused(tmp_path: Path):
    path = tmp_path / "state.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 9999")
    db.close()
    assert refusal(path).code == "NW404"


def test_a_damaged_state_is_refused(tmp_path: Path):
    path = tmp_path / "state.db"
    path.write_bytes(b"this is no database, but long enough to look like one" * 100)
    assert refusal(path).code == "NW403"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path):
    assert refusal(tmp_path / "missing" / "state.db").code == "NW401"
