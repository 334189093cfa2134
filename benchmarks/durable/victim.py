"""A watched folder whose newswatch is killed again and again, and what became of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from durable.site import Site

#: no run takes longer, unless something hangs
PATIENCE_S = 120
_TOML = """
[agent]
contact = "tests@newswatch.example"
[polite]
delay = "5ms"
per_host = 4
allow_networks = ["127.0.0.0/8"]
"""
_SCHEDULE = """
[[outlet]]
id = "harbour"
name = "The Harbour"
domains = ["127.0.0.1"]
source = [{{ kind = "feed", url = "{base}/rss" }}]
[[topic]]
id = "all"
query = "*"
"""
#: newswatch with a clock that stands where it is told
_PROGRAM = """
import sys
from datetime import datetime
from newswatch import clock
from newswatch.cli import main
at = sys.argv.pop(1)
if at:
    clock.stand_at(datetime.fromisoformat(at))
main()
"""


@dataclass(slots=True)
class Toll:
    """What a feed shows after all that was done to it."""

    articles: int = 0
    lost: int = 0
    doubled: int = 0
    torn: int = 0
    gaps: int = 0
    #: bytes of the feed that were others at an earlier look
    changed: int = 0
    notes: list[str] = field(default_factory=list)

    def __iadd__(self, other: Toll) -> Toll:
        for name in ("articles", "lost", "doubled", "torn", "gaps", "changed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.notes += other.notes
        return self

    @property
    def is_clean(self) -> bool:
        return not any((self.lost, self.doubled, self.torn, self.gaps, self.changed))


class Victim:
    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.site = site
        self.feed = folder / "data" / "feed"
        self._read: dict[Path, bytes] = {}
        self._changed = 0
        (folder / "schedules").mkdir(parents=True)
        (folder / "newswatch.toml").write_text(_TOML, "utf-8")
        schedule = _SCHEDULE.format(base=site.base)
        (folder / "schedules" / "all.toml").write_text(schedule, "utf-8")

    def start(
        self, *arguments: str, at: str = "", more: Mapping[str, str] | None = None
    ) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [
                *(sys.executable, "-c", _PROGRAM, at, "-C", str(self.folder)),
                *(arguments or ("once", "-q")),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(more or {})},
        )

    def finish(self, at: str = "") -> str:
        """Let it work off everything that is owed; what it complained of."""
        self.site.most = max(self.site.count, self.site.step)
        told = ""
        # What failed for want of a process is owed to the next round.
        for _ in range(3):
            process = self.start(at=at)
            told += process.communicate(timeout=PATIENCE_S)[1]
            self.look()
            if not self.toll().lost:
                break
        return told

    def whole_round(self, at: str = "") -> float:
        """One round that nobody disturbs; how long it took."""
        began = time.monotonic()
        self.start(at=at).communicate(timeout=PATIENCE_S)
        self.look()
        return time.monotonic() - began

    def look(self) -> None:
        """Compare what can be read with what could be read before."""
        for path in sorted(self.feed.glob("*.jsonl")):
            now = path.read_bytes()
            before = self._read.get(path, b"")
            if not now.startswith(before):
                self._changed += 1
            self._read[path] = now

    def toll(self) -> Toll:
        text = b"".join(p.read_bytes() for p in sorted(self.feed.glob("*.jsonl")))
        toll = Toll(articles=self.site.count, changed=self._changed)
        seqs, urls = [], Counter[str]()
        for line in text.splitlines(keepends=True):
            try:
                record = json.loads(line)
            except ValueError:
                toll.torn += 1
                continue
            seqs.append(record["seq"])
            urls[record["url"]] += 1
        toll.torn += bool(text) and not text.endswith(b"\n")
        toll.gaps = sum(b != a + 1 for a, b in zip([0, *seqs], seqs, strict=False))
        toll.doubled = sum(count - 1 for count in urls.values())
        lost = set(self.site.urls) - set(urls)
        toll.lost = len(lost)
        toll.notes += sorted(lost)[:5]
        return toll


def strike(process: subprocess.Popen[str], role: str, number: int) -> bool:
    """Send *number* to the process in *role*, if there is one by now."""
    below = descendants(process.pid)
    pids = {
        "parent": [process.pid] if process.poll() is None else [],
        "child": [pid for pid, line in below if "-m newswatch.crawler " in line],
        "lane": [pid for pid, line in below if "multiprocessing" in line][-1:],
    }[role]
    struck = False
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            struck = True
    if struck and role == "parent" and number == signal.SIGKILL:
        process.wait(PATIENCE_S)
        wait_for_orphans([pid for pid, _ in below])
    return struck


def wait_for_orphans(pids: list[int]) -> None:
    """Nobody may go on crawling for a parent that is gone."""
    deadline = time.monotonic() + PATIENCE_S
    while any(map(_alive, pids)):
        if time.monotonic() > deadline:
            raise SystemExit(f"still running after their parent: {pids}")
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def descendants(pid: int) -> list[tuple[int, str]]:
    """(pid, command line) of all processes below *pid*."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError, ValueError):
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
                children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, queue = [], list(children.get(pid, ()))
    while queue:
        child = queue.pop()
        with suppress(OSError):
            line = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
            found.append((child, line))
        queue += children.get(child, ())
    return found
