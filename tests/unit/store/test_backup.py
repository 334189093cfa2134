"""A backup is one moment of the state, whole, or it is not there."""

from __future__ import annotations

import errno
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from newswatch.errors import StorageError
from newswatch.store.backup import back_up
from newswatch.store.connection import connect, transaction


def count(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        found: int = db.execute("SELECT count(*) FROM outlet").fetchone()[0]
        return found


def test_a_backup_has_what_stands_in_the_log_only(tmp_path: Path):
    with closing(connect(tmp_path / "state.db")) as db:
        db.execute(
            "INSERT INTO outlet (id, next_due_at, failures) VALUES ('one', '', 0)"
        )
        assert back_up(tmp_path / "state.db", tmp_path / "a" / "copy.db") > 0
    assert count(tmp_path / "a" / "copy.db") == 1
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["copy.db"]


def test_a_backup_while_others_write_is_one_moment_of_it(tmp_path: Path):
    state, ending = tmp_path / "state.db", threading.Event()
    connect(state).close()

    def write() -> None:
        with closing(connect(state)) as db:
            number = 0
            while not ending.is_set():
                with transaction(db):  # always two together
                    for _ in range(2):
                        number += 1
                        row = (f"outlet_{number}",)
                        db.execute(
                            "INSERT INTO outlet (id, next_due_at) VALUES (?, '')",
                            row,
                        )

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            back_up(state, tmp_path / f"{number}.db")
    finally:
        ending.set()
        writer.join()
    counts = [count(tmp_path / f"{number}.db") for number in range(5)]
    assert counts == sorted(counts)
    assert all(each % 2 == 0 for each in counts)


def test_a_name_that_is_taken_is_left_alone(tmp_path: Path):
    connect(tmp_path / "state.db").close()
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(StorageError, match="exists already") as caught:
        back_up(tmp_path / "state.db", tmp_path / "copy.db")
    assert caught.value.code == "NW421"
    assert (tmp_path / "copy.db").read_text() == "mine"


@pytest.mark.parametrize("target", ["file/copy.db", "/proc/copy.db"])
def test_a_place_that_takes_no_file_is_named_not_the_state(tmp_path: Path, target: str):
    connect(tmp_path / "state.db").close()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(StorageError, match=r"copy\.db") as caught:
        back_up(tmp_path / "state.db", tmp_path / target)
    assert caught.value.code == "NW421"


def test_a_disk_that_knows_no_links_takes_a_backup(tmp_path: Path, monkeypatch):
    state, target = tmp_path / "state.db", tmp_path / "copies" / "copy.db"
    with closing(connect(state)) as db:
        db.execute(
            "INSERT INTO outlet (id, next_due_at, failures) VALUES ('one', '', 0)"
        )

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr("os.link", refuse)
    back_up(state, target)
    assert count(target) == 1
    assert [path.name for path in target.parent.iterdir()] == ["copy.db"]


def test_a_damaged_state_gives_no_backup(tmp_path: Path):
    state = tmp_path / "state.db"
    with closing(connect(state)) as db:
        for number in range(500):
            db.execute(
                "INSERT INTO outlet (id, next_due_at, failures) VALUES (?, '', 0)",
                (f"o{number:060}",),
            )
    data = bytearray(state.read_bytes())
    data[-3 * 4096 :] = bytes(3 * 4096)
    state.write_bytes(data)
    with pytest.raises(StorageError) as caught:
        back_up(state, tmp_path / "copy.db")
    assert caught.value.code == "NW403"
    assert not list(tmp_path.glob("*copy*"))
