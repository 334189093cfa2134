"""How the copy index grows: the store's own admissions of invented texts.

A text has 500 passages, 158 picks and 39 sparse ones, as the labelled documents have on
average; of its sparse passages 92 % stand in no other text and 8 % are drawn from 5,000
set phrases, the n-th as often as 1/n (Zipf). One text in fifty repeats three quarters
of an earlier one. Admissions are committed in groups, as the crawler does, each with
its query, its article row and its addresses; queries are then timed one by one: by the
clock, and in CPU time, which a busy machine disturbs less.
"""

from __future__ import annotations

import json
import random
import sqlite3
import statistics
import tempfile
import time
from bisect import bisect
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from newswatch.dedup.classify import classify
from newswatch.dedup.passages import BITS
from newswatch.model import Article, Fingerprint
from newswatch.model.likeness import Passages, Print
from newswatch.model.revision import Addresses, Candidate, Novelty, seen_key
from newswatch.store.sqlite import SqliteStore
from newswatch.store.thread import GROUP_SIZE

STAGES = (10_000, 100_000, 300_000, 1_000_000)
QUICK = 3_000
PASSAGES, PICKS, SPARSE, LEDE = 500, 158, 39, 19
COMMON, COMMON_SHARE = 5_000, 0.08
COPIES_EVERY, COPIED = 50, 0.75
QUERIES = 2_000
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
WINDOW = timedelta(days=90)
#: texts that are admitted after the window has passed, to measure the purge
PURGING = 5_000

HEADS = {
    "texts": "texts",
    "rate": "insert+query/s",
    "cpu_rate": "a CPU second",
    "p50_ms": "query p50 ms",
    "p99_ms": "p99 ms",
    "p99_cpu_ms": "p99 CPU ms",
    "bytes": "bytes a text",
    "found": "copies found",
}
_WEIGHTS = list(accumulate(1 / (rank + 1) for rank in range(COMMON)))


def main(most: int, *, quick: bool) -> int:
    stages = [QUICK] if quick else [n for n in STAGES if n < most] + [most]
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state.db"
        store = SqliteStore(path, keep_texts=False, window=WINDOW)
        print("".join(f"{head:>16}" for head in HEADS.values()))
        done = 0
        for stage in stages:
            spent = _fill(store, done, stage)
            figures.append(
                {
                    "texts": stage,
                    "rate": round((stage - done) / spent[0]),
                    "cpu_rate": round((stage - done) / spent[1]),
                    **_queries(store, stage),
                    "bytes": round(_index_bytes(path) / stage),
                }
            )
            print("".join(f"{figures[-1][key]:>16}" for key in HEADS), flush=True)
            done = stage
        purge = _purge(store, path, done, min(PURGING, done // 4))
        print(f"admitted while older texts leave the window: {purge}")
        store.close()
        sound = sqlite3.connect(path).execute("PRAGMA integrity_check").fetchone()[0]
    print(json.dumps({"stages": figures, "purge": purge, "integrity_check": sound}))
    return 0 if sound == "ok" else 1


def _fill(store: SqliteStore, start: int, stop: int) -> tuple[float, float]:
    """Seconds and CPU seconds spent in the store, not those for inventing texts."""
    spent = (0.0, 0.0)
    for first in range(start, stop, GROUP_SIZE):
        group = [_candidate(n) for n in range(first, min(stop, first + GROUP_SIZE))]
        seconds, cpu_s = _admit(store, group)
        spent = (spent[0] + seconds, spent[1] + cpu_s)
    return spent


def _admit(store: SqliteStore, group: list[Candidate]) -> tuple[float, float]:
    decide = partial(classify, drop_copies=True)
    began, cpu_began = time.perf_counter(), time.thread_time()
    with store.transaction():
        for candidate in group:
            store.admit(candidate, None, decide, lambda *_: b"\n")
    return time.perf_counter() - began, time.thread_time() - cpu_began


def _queries(store: SqliteStore, stage: int) -> dict[str, float]:
    chance = random.Random(stage)
    times, cpu_times, found = [], [], 0
    numbers = [chance.randrange(stage) for _ in range(QUERIES)]
    for number in numbers:
        copy = _candidate(number, at=stage, copied=True)
        began, cpu_began = time.perf_counter(), time.thread_time()
        known = store.relatives(copy)
        cpu_times.append((time.thread_time() - cpu_began) * 1000)
        times.append((time.perf_counter() - began) * 1000)
        verdict = classify(copy, known, drop_copies=True)
        found += verdict.novelty is Novelty.COPY
    return {
        "p50_ms": round(statistics.median(times), 2),
        "p99_ms": _p99(times),
        "p99_cpu_ms": _p99(cpu_times),
        "found": round(found / QUERIES, 4),
    }


def _p99(times: list[float]) -> float:
    return round(statistics.quantiles(times, n=100)[-1], 2)


def _index_bytes(path: Path) -> int:
    """What the index takes on disk, free space in its pages included."""
    db = sqlite3.connect(path)
    size: int = db.execute(
        "SELECT sum(pgsize) FROM dbstat WHERE name IN ('print', 'passage',"
        " 'print_seen', 'sqlite_autoindex_print_1') AND aggregate = TRUE"
    ).fetchone()[0]
    db.close()
    return size


def _purge(store: SqliteStore, path: Path, done: int, count: int) -> dict[str, float]:
    """Admit *count* texts a window later: all of the older ones have left it."""
    seconds = cpu_s = 0.0
    for first in range(done, done + count, GROUP_SIZE):
        group = [_candidate(first + n, late=True) for n in range(GROUP_SIZE)]
        spent = _admit(store, group)
        seconds, cpu_s = seconds + spent[0], cpu_s + spent[1]
    db = sqlite3.connect(path)
    (left,) = db.execute("SELECT count(*) FROM print").fetchone()
    db.close()
    return {
        "rate": round(count / seconds),
        "cpu_rate": round(count / cpu_s),
        "left": left,
        "of": done + count,
    }


def _candidate(
    number: int, *, at: int | None = None, copied: bool = False, late: bool = False
) -> Candidate:
    """Text *number*; with *copied*, an article that has three quarters of its text."""
    url = f"https://growth.example/{number}{'/copy' if copied else ''}"
    when = NOON + timedelta(seconds=at if at is not None else number)
    made = _passages(number)
    if number % COPIES_EVERY == COPIES_EVERY - 1:
        made = _copy(_passages(number - COPIES_EVERY // 2), number)
    if copied:
        made = _copy(made, number + (1 << 40))
    return Candidate(
        outlet_id=f"outlet_{number % 300}{'_copy' if copied else ''}",
        addresses=Addresses(
            url=url,
            url_evidence="url",
            answered_url=url,
            address_key=url,
            own=(seen_key("growth", url),),
        ),
        article=Article(headline=f"Headline number {number}", paragraphs=()),
        fingerprint=Fingerprint(
            words_hash=number.to_bytes(16, "big") + copied.to_bytes(16, "big"),
            content_hash="sha256:" + "0" * 64,
            word_count=PASSAGES,
            passages=made,
        ),
        matches=(),
        observed_at=when + (2 * WINDOW if late else timedelta()),
    )


def _passages(seed: int) -> Passages:
    chance = random.Random(seed)
    every = [chance.getrandbits(BITS) for _ in range(PASSAGES)]
    sparse = range(5, PASSAGES, PASSAGES // SPARSE)[:SPARSE]
    for place in sparse:
        if chance.random() < COMMON_SHARE:
            every[place] = _set_phrase(chance)
    return _made(every)


def _made(every: list[int]) -> Passages:
    """*every* passage with every third or so picked, and some of those sparse."""
    sparse = set(range(5, PASSAGES, PASSAGES // SPARSE)[:SPARSE])
    fine = sparse | set(range(1, PASSAGES, 4)[: PICKS - SPARSE])
    return Passages(
        print=Print(
            picks=tuple(every[place] for place in sorted(fine)),
            sparse=tuple(every[place] for place in sorted(sparse)),
            lede_size=LEDE,
            passage_count=PASSAGES,
            word_count=PASSAGES + 4,
            numbers={every[0] & 0xFFFFFFFF: 1, every[1] & 0xFFFFFFFF: 2},
        ),
        every=tuple(every),
        lede_size=56,
    )


def _copy(of: Passages, seed: int) -> Passages:
    chance = random.Random(seed)
    kept = list(of.every[: int(COPIED * PASSAGES)])
    return _made(kept + [chance.getrandbits(BITS) for _ in range(PASSAGES - len(kept))])


def _set_phrase(chance: random.Random) -> int:
    rank = bisect(_WEIGHTS, chance.random() * _WEIGHTS[-1])
    return random.Random(rank).getrandbits(BITS)
