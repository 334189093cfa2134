"""One newswatch to a folder, however many start, and whatever path they take."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import PATIENCE_S, start
from small_disk import mounted, mounts

from newswatch.cli.holder import Holder, holder_of
from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.errors import ProcessError, StorageError
from newswatch.feed.lock import FolderLock

STARTS = 50
#: whole daemons, of which each costs a second of a processor to start
DAEMONS = 10
#: takes the lock once a line comes in, says so, and holds it until the next one
STARTER = """
import sys
from pathlib import Path
from newswatch.errors import ProcessError
from newswatch.feed.lock import FolderLock
print("ready", flush=True)
sys.stdin.readline()
try:
    with FolderLock(Path(sys.argv[1])):
        print("holds", flush=True)
        sys.stdin.readline()
except ProcessError as error:
    print(error.code, error.message, flush=True)
"""


def starter(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


def told(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def test_of_fifty_starts_at_once_one_holds_the_lock_and_all_know_which(tmp_path: Path):
    # A pid of a process that was killed stands in it, and misleads nobody.
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    (tmp_path / "lock").write_text(f"{dead.pid}\n")
    processes = [starter(tmp_path) for _ in range(STARTS)]
    try:
        assert {told(process) for process in processes} == {"ready"}
        for process in processes:
            go_on(process)
        said = [told(process) for process in processes]
        (winner,) = [
            p for p, line in zip(processes, said, strict=True) if line == "holds"
        ]
        refusal = f"NW601 another newswatch (pid {winner.pid}) uses {tmp_path}"
        assert said.count(refusal) == STARTS - 1
    finally:
        for process in processes:
            process.communicate("\n")


@pytest.mark.slow
def test_of_ten_daemons_started_at_once_one_runs(tmp_path: Path):
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="50ms")
        processes = [start(tmp_path, "run") for _ in range(DAEMONS)]
        try:
            losers = []
            while len(losers) < DAEMONS - 1:
                time.sleep(0.05)
                losers = [p for p in processes if p.poll() is not None]
            (winner,) = set(processes) - set(losers)
            for process in losers:
                _, err = process.communicate(timeout=PATIENCE_S)
                assert process.returncode == 75, err
                assert f"another newswatch (pid {winner.pid})" in err
            assert winner.poll() is None
            winner.send_signal(signal.SIGTERM)
            _, err = winner.communicate(timeout=PATIENCE_S)
            assert winner.returncode == 0, err
        finally:
            for process in processes:
                if process.poll() is None:
                    process.kill()
                process.communicate()


def test_the_lock_of_a_process_that_was_killed_does_not_block(tmp_path: Path):
    process = starter(tmp_path)
    go_on(process)
    assert (told(process), told(process)) == ("ready", "holds")
    process.kill()
    process.communicate()
    with FolderLock(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


@pytest.mark.parametrize("path", ["link", "link/../real", "real/."])
def test_another_path_to_the_folder_leads_to_the_same_lock(tmp_path: Path, path: str):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with (
        FolderLock(tmp_path / "real"),
        pytest.raises(ProcessError, match=rf"pid {os.getpid()}\)") as refusal,
        FolderLock(tmp_path / path),
    ):
        raise AssertionError("held twice")
    assert refusal.value.code == "NW601"


def lose_it(lock: Path) -> None:
    lock.unlink()


def replace_it(lock: Path) -> None:
    lock.unlink()
    lock.write_text("1\n")


@pytest.mark.parametrize("act", [lose_it, replace_it])
def test_a_lock_file_that_was_deleted_lets_no_second_one_in(
    tmp_path: Path, act: Callable[[Path], None]
):
    with FolderLock(tmp_path) as lock:
        act(tmp_path / "lock")
        assert holder_of(tmp_path).is_held
        lock.renew()
        assert holder_of(tmp_path).pid == os.getpid()
        with pytest.raises(ProcessError, match=rf"pid {os.getpid()}\)"):
            FolderLock(tmp_path).acquire()


def test_a_lock_file_that_was_deleted_is_none_the_less_held(tmp_path: Path):
    process = starter(tmp_path)
    go_on(process)
    assert (told(process), told(process)) == ("ready", "holds")
    try:
        (tmp_path / "lock").unlink()
        with pytest.raises(ProcessError) as refusal:
            FolderLock(tmp_path).acquire()
        assert refusal.value.code == "NW601"
    finally:
        process.communicate("\n")
    with FolderLock(tmp_path):
        assert holder_of(tmp_path).pid == os.getpid()


def test_a_folder_that_was_moved_away_is_not_written_anew(tmp_path: Path):
    data, aside = tmp_path / "data", tmp_path / "aside"
    with FolderLock(data) as lock:
        data.rename(aside)
        with pytest.raises(StorageError, match="moved") as refusal:
            lock.renew()
        assert refusal.value.code == "NW401"
        assert not data.exists()
        data.mkdir()
        with pytest.raises(StorageError, match="another one put in its place"):
            lock.renew()
        data.rmdir()
        aside.rename(data)
        lock.renew()


@mounts
def test_a_lock_on_a_full_disk_locks_and_is_signed_later(tmp_path: Path):
    data = tmp_path / "data"
    with mounted(data, "size=16k"):
        with suppress(OSError), (data / "filler").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        with FolderLock(data) as lock:
            assert holder_of(data) == Holder(
                is_held=True, pid=None, since=holder_of(data).since
            )
            (data / "filler").unlink()
            lock.renew()
            assert holder_of(data).pid == os.getpid()
