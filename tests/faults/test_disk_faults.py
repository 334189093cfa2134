"""A disk that refuses: one error with the path, nothing lost or torn, on it goes."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from feed_desk import Desk
from small_disk import check_that_all_is_there_once, mounted, mounts, remount

from newswatch.errors import StorageError
from newswatch.feed.lock import FolderLock
from newswatch.store.backup import back_up
from newswatch.store.connection import connect, connect_to_read

TESTS = Path(__file__).parents[1]
DAY = "newswatch-2026-11-23.jsonl"
ARTICLES = 3
CALLS = "write,pwrite64,fsync,fdatasync,fallocate,ftruncate"

strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed"
)


@contextmanager
def feeding(
    folder: Path, count: int, before: Sequence[str] = ()
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*before, sys.executable, "-m", "feeding", str(folder), str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=TESTS,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def under_strace(folder: Path, fault: str) -> tuple[list[str], Counter[str]]:
    """Feed *folder* with *fault* injected; the errors told, and how often what came."""
    trace = folder.with_name(f"{folder.name}.trace")
    feed = folder / "feed"
    paths = [folder / "state.db", folder / "state.db-wal", feed, feed / DAY]
    injected = [
        *("strace", "-f", "-qq", "-o", str(trace), "-e", f"trace={CALLS}"),
        *(part for path in paths for part in ("-P", str(path))),
        *(("-e", f"inject={fault}") if fault else ()),
    ]
    with feeding(folder, ARTICLES, injected) as process:
        out, err = process.communicate("", timeout=60)
    assert out == "done\n", err
    traced = trace.read_text().splitlines()
    calls = (line.split()[1].partition("(")[0] for line in traced)
    return err.splitlines(), Counter(calls)


@strace
@pytest.mark.slow
@pytest.mark.parametrize("error", ["ENOSPC", "EIO"])
def test_a_call_that_fails_loses_nothing_wherever_it_is(tmp_path: Path, error: str):
    begun = tmp_path / "begun"
    begun.mkdir()
    Desk(begun).close()
    whole = shutil.copytree(begun, tmp_path / "whole")
    _, calls = under_strace(whole, "")
    assert {"write", "pwrite64", "fsync", "fdatasync"} <= set(calls)
    for call, count in calls.items():
        # One of each here; every single one in benchmarks/durability.py.
        number = count if error == "EIO" else 1 + count // 3
        folder = shutil.copytree(begun, tmp_path / call)
        told, _ = under_strace(folder, f"{call}:error={error}:when={number}")
        assert len(told) <= 1
        for line in told:
            assert line.startswith("NW401 ")
            assert str(folder) in line
        check_that_all_is_there_once(folder / "feed", ARTICLES)


@strace
def test_calls_that_go_on_failing_from_the_first_start_on_lose_nothing(tmp_path: Path):
    fault = f"{CALLS}:error=ENOSPC:when=50+110"
    told, _ = under_strace(tmp_path / "data", fault)
    assert told
    check_that_all_is_there_once(tmp_path / "data" / "feed", ARTICLES)


@mounts
@pytest.mark.parametrize(
    ("where", "options", "enlarged"),
    [("feed", "size=400k", "size=8m"), (".", "size=900k", "size=16m")],
)
def test_a_disk_that_is_full_is_waited_for(
    tmp_path: Path, where: str, options: str, enlarged: str
):
    data = tmp_path / "data"
    with mounted(data / where, options), feeding(data, 400) as process:
        assert process.stderr is not None
        error = process.stderr.readline()
        assert error.startswith("NW401 ")
        assert str(data) in error
        for path in (data / "feed").glob("*.jsonl"):
            assert path.read_bytes()[-1:] in (b"\n", b"")
        remount(data / where, enlarged)
        out, err = process.communicate("", timeout=120)
        assert (out, err) == ("done\n", "")
        check_that_all_is_there_once(data / "feed", 400)


@mounts
def test_a_disk_without_a_free_inode_is_waited_for(tmp_path: Path):
    data = tmp_path / "data"
    with mounted(data / "feed", "size=8m,nr_inodes=1"), feeding(data, 3) as process:
        assert process.stderr is not None
        assert "NW401" in process.stderr.readline()
        remount(data / "feed", "nr_inodes=100")
        out, err = process.communicate("", timeout=60)
        assert (out, err) == ("done\n", "")
        check_that_all_is_there_once(data / "feed", 3)


@mounts
def test_a_read_only_folder_is_refused_with_its_path(tmp_path: Path):
    with mounted(tmp_path / "data", "size=1m"):
        remount(tmp_path / "data", "ro")
        with pytest.raises(StorageError, match="Read-only file system") as caught:
            FolderLock(tmp_path / "data").acquire()
    assert caught.value.code == "NW401"
    assert str(tmp_path / "data") in str(caught.value)


@mounts
def test_a_state_at_rest_is_read_from_a_read_only_disk(tmp_path: Path):
    disk, state = tmp_path / "data", tmp_path / "data" / "state.db"
    with mounted(disk, "size=8m"):
        with closing(connect(state)) as db:
            db.execute("INSERT INTO outlet (id, next_due_at) VALUES ('one', '')")
        remount(disk, "ro")
        with closing(connect_to_read(state)) as db:
            assert db.execute("SELECT id FROM outlet").fetchone()[0] == "one"
        assert back_up(state, tmp_path / "copy.db") > 0


@mounts
def test_a_state_with_a_log_is_not_read_without_it(tmp_path: Path):
    disk, state = tmp_path / "data", tmp_path / "data" / "state.db"
    with mounted(disk, "size=8m"):
        connect(state).close()
        state.with_name("state.db-wal").write_bytes(b"x" * 100)
        remount(disk, "ro")
        with pytest.raises(StorageError):
            connect_to_read(state)


@contextmanager
def no_free_file() -> Iterator[None]:
    """This process can open no further file meanwhile."""
    limits = resource.getrlimit(resource.RLIMIT_NOFILE)
    used = max(int(path.name) for path in Path("/proc/self/fd").iterdir())
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 2, limits[1]))
    taken: list[int] = []
    try:
        with suppress(OSError):
            while True:
                taken.append(os.open(os.devnull, os.O_RDONLY))
        yield
    finally:
        for fd in taken:
            os.close(fd)
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)


def test_too_many_open_files_are_waited_for(tmp_path: Path):
    desk = Desk(tmp_path)
    desk.admit(1)
    with (
        no_free_file(),
        pytest.raises(StorageError, match="Too many open files") as caught,
    ):
        desk.feed.pump()
    assert str(tmp_path) in str(caught.value)
    desk.feed.pump()
    check_that_all_is_there_once(tmp_path / "feed", 1)
    desk.close()
