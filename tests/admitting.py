"""Admits invented articles until it is stopped: python -m admitting STATE FIRST.

Each line on standard output is the number of an article that is committed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count

from builders import NOON
from story_texts import candidate_of, words

from newswatch.dedup.classify import classify
from newswatch.model.revision import Candidate, Cluster
from newswatch.store.sqlite import SqliteStore

GROUP = 7
#: articles of one minute each that the index holds
WINDOW = timedelta(minutes=40)
DROP = partial(classify, drop_copies=True)


def article(number: int) -> Candidate:
    """Article *number*; every third one is cut from the story two before it."""
    seed = number - 2 if number % 3 == 2 else number
    text = words(90, seed)
    if seed != number:
        text = words(6, number) + text[4:]
    return candidate_of(
        text,
        f"outlet_{number % 5}",
        page=str(number),
        headline=f"Headline {seed}",
        observed_at=NOON + timedelta(minutes=number),
    )


def open_store(path: str) -> SqliteStore:
    return SqliteStore(path, window=WINDOW)


def line(seq: int, event_id: str, cluster: Cluster, candidate: Candidate) -> bytes:
    return f"{seq} {event_id} {cluster} {candidate.addresses.url}\n".encode()


def admit(store: SqliteStore, numbers: range) -> None:
    with store.transaction():
        for number in numbers:
            store.admit(article(number), None, DROP, line)


def groups(first: int) -> Iterator[range]:
    return (range(start, start + GROUP) for start in count(first, GROUP))


def main() -> None:
    store = open_store(sys.argv[1])
    for group in groups(int(sys.argv[2])):
        admit(store, group)
        print(group.stop, flush=True)


if __name__ == "__main__":
    main()
