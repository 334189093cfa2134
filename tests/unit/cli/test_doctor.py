"""`newswatch doctor`: each fault is found, and each finding names the next step."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from crawl_folder import newswatch, write_watch

from newswatch.cli import doctor_folder, doctor_machine, doctor_state
from newswatch.cli.findings import Finding, Level, fail, ok, warn, worst
from newswatch.config import Configuration, load
from newswatch.feed.lock import FolderLock
from newswatch.model import Ledger, Poll
from newswatch.store.base import FeedPosition
from newswatch.store.sqlite import SqliteStore

NOW = datetime.now(UTC)
WATCH = """
[[outlet]]
id = "herald"
domains = ["herald.example"]
source = [{ kind = "feed", url = "https://herald.example/rss" }]
"""
ONE, TWO = "newswatch-2026-11-23.jsonl", "newswatch-2026-11-24.jsonl"


def line(seq: int) -> bytes:
    return json.dumps({"seq": seq}).encode() + b"\n"


@pytest.fixture
def here(tmp_path: Path) -> Configuration:
    """A folder with a state and a feed of four lines in two files."""
    configuration = load(write_watch(tmp_path, WATCH))
    configuration.feed_dir.mkdir(parents=True)
    (configuration.feed_dir / ONE).write_bytes(line(1) + line(2))
    (configuration.feed_dir / TWO).write_bytes(line(3) + line(4))
    store = SqliteStore(configuration.data_dir / "state.db")
    size = len(line(3) + line(4))
    store.set_feed_position(FeedPosition(file=TWO, offset=size, last_seq=4))
    store.close()
    return configuration


def change(configuration: Configuration, sql: str) -> None:
    db = sqlite3.connect(configuration.data_dir / "state.db")
    with db:
        db.execute(sql)
    db.close()


def append(name: str, data: bytes) -> Callable[[Configuration], None]:
    def act(configuration: Configuration) -> None:
        with (configuration.feed_dir / name).open("ab") as file:
            file.write(data)

    return act


def scribble(configuration: Configuration) -> None:
    path = configuration.data_dir / "state.db"
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 3] = b"\xff" * 8192
    path.write_bytes(data)


def unbalance(configuration: Configuration) -> None:
    store = SqliteStore(configuration.data_dir / "state.db")
    poll = Poll.starting("herald", NOW, "aaaa")
    store.record_run(poll, NOW, Ledger(reached=True, discovered=1), [])
    store.close()


def cut_short(configuration: Configuration) -> None:
    store = SqliteStore(configuration.data_dir / "state.db")
    store.open_run(Poll.starting("herald", NOW, "aaaa"), NOW)
    store.close()


def owe_lines(configuration: Configuration) -> None:
    """The state has the lines of the newest file."""
    for seq in (3, 4):
        change(
            configuration,
            f"INSERT INTO outbox VALUES ({seq}, 'e{seq}', 'nw:{seq}',"
            f" '2026-11-24T00:00:00.000Z', CAST('{line(seq).decode()}' AS BLOB))",
        )


def cut_to(size: int) -> Callable[[Configuration], None]:
    def act(configuration: Configuration) -> None:
        owe_lines(configuration)
        os.truncate(configuration.feed_dir / TWO, size)

    return act


def overwrite(data: bytes) -> Callable[[Configuration], None]:
    """The first bytes of the newest file's last line."""

    def act(configuration: Configuration) -> None:
        owe_lines(configuration)
        with (configuration.feed_dir / TWO).open("r+b") as file:
            file.seek(len(line(3)))
            file.write(data)

    return act


def sound(_: Configuration) -> None:
    """Nothing is wrong."""


@pytest.mark.parametrize(
    ("sabotage", "test", "level", "words"),
    [
        (sound, "feed", Level.OK, "2 files, the last line is #4"),
        (append(TWO, b'{"seq": 5, "ti'), "feed", Level.WARN, "a torn one follows"),
        (append(TWO, line(6)), "feed", Level.FAIL, "#6 follows #4"),
        (append(TWO, line(5)), "feed", Level.FAIL, "the state ends with #4"),
        (append(TWO, b"no record\n"), "feed", Level.FAIL, "is no record"),
        (append(ONE, line(3)), "feed", Level.FAIL, "begins with #3, but #3 is"),
        (
            lambda here: (here.feed_dir / ONE).write_bytes(b"\0" * 9),
            *("feed", Level.FAIL, "holds no whole line"),
        ),
        (
            lambda here: (here.feed_dir / TWO).write_bytes(line(3)),
            *("feed", Level.FAIL, "but 22 were written"),
        ),
        (cut_to(11), "feed", Level.WARN, "has 11 bytes, but 22 were written"),
        (overwrite(bytes(5)), "feed", Level.WARN, ":2: NUL bytes in the line"),
        (overwrite(b'{"seq":4 }'), "feed", Level.FAIL, ":2: the line is not the one"),
        (
            lambda here: change(here, "DELETE FROM feed_position"),
            *("feed", Level.FAIL, "the state knows of none"),
        ),
        (
            lambda here: change(here, "UPDATE feed_position SET last_seq = 6"),
            *("feed", Level.WARN, "2 records more in the state"),
        ),
        (sound, "state", Level.OK, "whole, schema"),
        (scribble, "state", Level.FAIL, "state.db"),
        (
            lambda here: (here.data_dir / "state.db").write_bytes(b"no database" * 99),
            *("state", Level.FAIL, "damaged"),
        ),
        (
            lambda here: change(here, "PRAGMA user_version = 9999"),
            *("state", Level.FAIL, "newer newswatch"),
        ),
        (
            lambda here: (here.data_dir / "state.db").unlink(),
            *("state", Level.OK, "nothing was crawled here"),
        ),
        (sound, "ledger", Level.OK, "all balance"),
        (unbalance, "ledger", Level.FAIL, "without an outcome"),
        (cut_short, "ledger", Level.WARN, "cut short: herald"),
    ],
)
def test_a_fault_of_state_or_feed_is_found(here, sabotage, test, level, words):
    sabotage(here)
    found = [*doctor_state.state(here, NOW), *doctor_state.feed(here)]
    (finding,) = [each for each in found if each.test == test]
    assert (finding.level, words in finding.what) == (level, True), finding
    assert bool(finding.next_step) == (level is not Level.OK)


def test_what_a_start_mends_is_not_to_be_brought_back_from_a_copy(here):
    cut_to(11)(here)
    (finding,) = doctor_state.feed(here)
    assert "writes the rest anew" in finding.next_step
    scribble(here)
    damage = next(iter(doctor_state.state(here, NOW)))
    assert "builds it anew from the feed" in damage.next_step


def test_a_torn_tail_and_owed_lines_are_daily_work_of_a_running_daemon(here):
    change(here, "UPDATE feed_position SET last_seq = 6")
    append(TWO, b'{"seq": 5, "ti')(here)
    with FolderLock(here.data_dir):
        (finding,) = doctor_state.feed(here)
    assert finding.level is Level.OK
    assert "2 more on their way" in finding.what


@pytest.mark.parametrize(
    ("free", "inodes", "levels"),
    [
        (5 << 30, 10_000, ["ok", "ok"]),
        (900 << 20, 500, ["warn", "warn"]),
        (9 << 20, 5, ["fail", "fail"]),
    ],
)
def test_room_and_inodes_are_asked_for(tmp_path, monkeypatch, free, inodes, levels):
    real = os.statvfs(tmp_path)
    names = ("f_bavail", "f_frsize", "f_files", "f_favail")
    fake = type("Statvfs", (), dict.fromkeys(names, 0))
    fake.f_bavail, fake.f_frsize = free // real.f_frsize, real.f_frsize
    fake.f_files, fake.f_favail = 1 << 20, inodes
    monkeypatch.setattr(os, "statvfs", lambda _: fake)
    found = list(doctor_folder.space(tmp_path / "not" / "there"))
    assert [each.level.value for each in found] == levels


def test_a_folder_that_cannot_be_written_is_named(tmp_path, monkeypatch):
    (tmp_path / "feed").mkdir()
    (tmp_path / "state.db").touch()
    refused = tmp_path / "state.db"
    monkeypatch.setattr(os, "access", lambda path, _mode: path != refused)
    (finding,) = doctor_folder.permissions(tmp_path)
    assert finding.level is Level.FAIL
    assert str(refused) in finding.what


def test_a_network_file_system_is_warned_of(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor_folder, "_file_system", lambda _: "nfs4")
    (finding,) = doctor_folder.permissions(tmp_path)
    assert (finding.level, "nfs4" in finding.what) == (Level.WARN, True)


def test_a_lock_says_who_has_it_and_who_had_it(tmp_path: Path):
    assert "nothing runs here" in doctor_folder.lock(tmp_path, NOW).what
    with FolderLock(tmp_path):
        assert f"held by pid {os.getpid()}" in doctor_folder.lock(tmp_path, NOW).what
    assert "nothing runs here" in doctor_folder.lock(tmp_path, NOW).what
    # A holder that ends by itself leaves no name behind; a killed one does.
    (tmp_path / "lock").write_text(f"{2**22 + 1}\n")
    assert "has ended" in doctor_folder.lock(tmp_path, NOW).what


@pytest.mark.parametrize(
    ("behind", "drift_s", "level"),
    [
        (timedelta(), 0.0, Level.OK),
        (timedelta(), 0.5, Level.WARN),
        (timedelta(days=40 * 365), 0.0, Level.FAIL),
        (timedelta(days=2), 0.0, Level.FAIL),
    ],
)
def test_a_clock_is_held_against_year_files_and_itself(here, behind, drift_s, level):
    now = datetime.now(UTC) - behind  # the files of the folder are as new as the test
    (finding,) = doctor_machine.clock(here.data_dir, now, drift_s)
    assert finding.level is level, finding


@pytest.mark.parametrize(
    ("limit", "level"),
    [((65536, 65536), Level.OK), ((1024, 4096), Level.WARN), ((64, 64), Level.FAIL)],
)
def test_few_open_files_name_the_limit_to_raise(monkeypatch, limit, level):
    monkeypatch.setattr(doctor_machine.resource, "getrlimit", lambda _: limit)
    finding = doctor_machine.open_files()
    assert finding.level is level
    assert ("ulimit -n" in finding.next_step) == (level is not Level.OK)


def test_a_name_that_is_not_found_is_told_and_one_that_hangs_is_not_waited_for(
    here, monkeypatch
):
    def refuse(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    finding = doctor_machine.dns(here)
    assert (finding.level, "herald.example" in finding.what) == (Level.FAIL, True)
    gate = doctor_machine.threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gate.wait(60))
    try:
        assert "no answer in time" in doctor_machine.dns(here, 0.01).what
    finally:
        gate.set()


def test_a_missing_ca_bundle_is_found(here, monkeypatch):
    def broken() -> None:
        raise OSError("no such file")

    assert doctor_machine.tls(here, live=False).level is Level.OK
    monkeypatch.setattr(doctor_machine.ssl, "create_default_context", broken)
    assert doctor_machine.tls(here, live=False).level is Level.FAIL


def test_the_worst_finding_decides():
    findings = [ok("a", ""), warn("b", "", "x"), fail("c", "", "x")]
    assert [worst(findings[:n]) for n in range(4)] == ["ok", "ok", "warn", "fail"]


@pytest.fixture
def files(here) -> Callable[[], dict[str, bytes]]:
    def contents() -> dict[str, bytes]:
        return {
            str(path): path.read_bytes()
            for path in here.folder.rglob("*")
            # SQLite may leave its empty sidecars to whoever reads next.
            if path.is_file() and not path.name.endswith(("-shm", "-wal"))
        }

    return contents


def test_the_command_changes_nothing_and_exits_by_the_worst(here, files):
    before = files()
    done = newswatch(here.folder, "doctor", "--offline", "--json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["worst"]) in ((0, "ok"), (0, "warn")), done.stdout
    assert {each["test"] for each in told["tests"]} >= {
        *("versions", "extras", "open files", "configuration", "clock", "folder"),
        *("disk", "inodes", "lock", "state", "ledger", "feed", "tls"),
    }
    assert "dns" not in {each["test"] for each in told["tests"]}
    assert files() == before
    append(TWO, line(6))(here)
    broken = newswatch(here.folder, "doctor", "--offline")
    assert broken.returncode == 1
    row = next(r for r in broken.stdout.splitlines() if r.startswith("fail"))
    assert row.split("\t")[1] == "feed"
    assert row.split("\t")[3]


def test_a_broken_configuration_is_a_finding_not_an_end(here):
    (here.folder / "newswatch.toml").write_text("[polite]\ndelay = 3\n")
    done = newswatch(here.folder, "doctor", "--offline")
    assert done.returncode == 1
    rows = [row.split("\t") for row in done.stdout.splitlines()]
    assert ["fail", "configuration"] in [row[:2] for row in rows]
    assert ["ok", "disk"] in [row[:2] for row in rows]


def test_findings_as_objects_name_their_next_step():
    finding: Finding = warn("disk", "little", "make room")
    assert finding.as_object() == {
        "test": "disk",
        "level": "warn",
        "what": "little",
        "next": "make room",
    }


def no_folder(here: Configuration) -> None:
    here.data_dir.rename(here.folder / "aside")
    here.data_dir.write_text("x")


def lock_is_a_folder(here: Configuration) -> None:
    cut_short(here)
    (here.data_dir / "lock").mkdir()


@pytest.mark.parametrize(
    ("sabotage", "line"),
    [
        (no_folder, "fail\tfolder"),
        (lock_is_a_folder, "fail\tlock"),
        (lambda here: change(here, "DROP TABLE run_day"), "no table run_day"),
        (lambda here: change(here, "DROP INDEX run_unbalanced"), "fail\tstate\tnot"),
    ],
)
def test_nothing_keeps_the_other_tests_from_being_made(here, sabotage, line):
    sabotage(here)
    done = newswatch(here.folder, "doctor", "--offline")
    assert done.returncode == 1, done.stderr
    assert line in done.stdout
    assert "\ttls\t" in done.stdout
