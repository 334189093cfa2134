"""How soon a watch with a large state is at work again after kill -9."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from durable.site import Site
from durable.victim import PATIENCE_S, Victim, strike
from newswatch.store.connection import connect

#: bytes that a row's article, line and told line take together
_PER_ARTICLE = 13_000


def after_kills(folder: Path, megabytes: int, starts: int) -> list[dict[str, Any]]:
    with Site(most=0) as site:
        victim = Victim(folder / "watch", site)
        victim.start().communicate(timeout=PATIENCE_S)  # makes data/ and state.db
        state = victim.folder / "data" / "state.db"
        feed = _fill(state, victim.feed, megabytes * 1_000_000 // _PER_ARTICLE)
        found = [_time_to_ready(victim) for _ in range(starts)]
        times = sorted(seconds for seconds, _ in found)
        cpu = sorted(seconds for _, seconds in found)
    size = state.stat().st_size
    return [
        {
            "what": f"run ready after kill -9, state of {size / 1e6:.0f} MB",
            "feed_mb": round(feed / 1e6, 1),
            "median_s": round(times[starts // 2], 2),
            "worst_s": round(times[-1], 2),
            "median_cpu_s": round(cpu[starts // 2], 2),
            "clean": times[starts // 2] <= 2.0,
        }
    ]


def _time_to_ready(victim: Victim) -> tuple[float, float]:
    """Seconds by the clock, and of CPU time: a busy machine disturbs these less."""
    began = time.monotonic()
    process = victim.start("run")
    assert process.stderr is not None
    while "watching" not in (line := process.stderr.readline()):
        if not line:
            raise SystemExit("it did not start")
    seconds = time.monotonic() - began
    stat = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    cpu_s = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    time.sleep(1.0)
    strike(process, "parent", signal.SIGKILL)
    process.communicate()
    return seconds, cpu_s


def _fill(state: Path, feed: Path, articles: int) -> int:
    """Invented rows, and the day file that they stand in; its size."""
    chance = random.Random(1)
    words = [f"w{chance.randrange(10**5):05}" for _ in range(20_000)]
    now = datetime.now(UTC)
    at = now.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    name = f"newswatch-{now:%Y-%m-%d}.jsonl"
    offset = 0
    with closing(connect(state)) as db, (feed / name).open("wb") as file:
        db.execute("BEGIN")
        for seq in range(1, articles + 1):
            text = " ".join(chance.choices(words, k=600))
            line = f'{{"seq":{seq},"content_text":"{text}"}}\n'.encode()
            offset += file.write(line)
            _insert(db, seq, f"nw:{chance.getrandbits(128):032x}", at, text, line)
        db.execute(
            "INSERT OR REPLACE INTO feed_position VALUES (1, ?, ?, ?)",
            (name, offset, articles),
        )
        db.execute("COMMIT")
    return offset


def _insert(
    db: sqlite3.Connection, seq: int, id_: str, at: str, text: str, line: bytes
) -> None:
    url = f"https://harbour.example/{seq}"
    db.execute(
        "INSERT INTO article VALUES (?, 'harbour', ?, 't', ?, ?, '', 600, 'en', NULL,"
        " ?, ?, 'first', NULL, 'emitted', NULL)",
        (id_, url, text, seq.to_bytes(32), at, id_),
    )
    db.execute(
        "INSERT INTO seen VALUES (?, ?, ?, 0, NULL, NULL, ?)",
        (seq.to_bytes(16), id_, url, at),
    )
    db.execute("INSERT INTO outbox VALUES (?, ?, ?, ?, ?)", (seq, id_, id_, at, line))
    db.execute(
        "INSERT INTO told VALUES (?, ?, 'new', 1, ?, ?, ?)", (id_, seq, at, line, text)
    )
