"""What outlets repeat, as the store keeps it: blocks of pages, and what was cut.

One row a story holds all its blocks: they are counted anew for each page (under 2 ms
for 200 stories), so that there is no counter which could drift, and forgetting is the
deletion of old rows.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from newswatch.clean.blocks import MOST_BLOCKS
from newswatch.clean.boilerplate import WINDOW, furniture_among
from newswatch.model import Furniture, PageBlocks, Removed
from newswatch.model.revision import Candidate
from newswatch.store.rows import instant_of, instant_text

#: a page that is further away in time says nothing of today's furniture
MEMORY = timedelta(days=30)
#: how far ahead of a page another may be: archives are not replayed in order, and a
#: clock that was wrong once must not teach for ever
_AHEAD = timedelta(days=2)
#: bytes of a number → its letter for `struct`
_CODES = {4: "I", 8: "Q"}


def furniture(
    db: sqlite3.Connection, outlet_id: str, key: bytes, now: datetime
) -> Furniture:
    """What counts as furniture on the page at *key*, fetched at *now*."""
    return furniture_among(neighbours(db, outlet_id, key, now))


def neighbours(
    db: sqlite3.Connection, outlet_id: str, key: bytes, now: datetime
) -> list[PageBlocks]:
    """The blocks of the outlet's other stories, newest first."""
    rows = db.execute(
        "SELECT seen_at, blocks, counted, subject FROM page_blocks"
        " WHERE outlet_id = ? AND seen_at BETWEEN ? AND ? AND story_id IS NOT"
        " (SELECT cluster_id FROM article JOIN seen ON seen.article_id = article.id"
        "  WHERE seen.key = ?)"
        # An archive may have one date for all its pages: then as they were read.
        " ORDER BY seen_at DESC, id DESC LIMIT ?",
        (
            outlet_id,
            instant_text(now - MEMORY),
            instant_text(now + _AHEAD),
            key,
            WINDOW,
        ),
    ).fetchall()
    return [
        PageBlocks(
            seen_at=instant_of(row["seen_at"]),
            blocks=_unpacked(row["blocks"], 8),
            counted=_unpacked(row["counted"], 8),
            subject=_unpacked(row["subject"], 4),
        )
        for row in rows
    ]


def learn(
    db: sqlite3.Connection,
    candidate: Candidate,
    article_id: str,
    story_id: str,
    *,
    again: bool = False,
) -> None:
    """Keep the blocks of an article, and what was cut from it.

    Read *again*, it keeps the earlier blocks too: by them its neighbours can tell that
    what has gone from all pages was no story's own.
    """
    blocks = candidate.blocks
    if blocks is not None and again:
        blocks = _with_earlier(db, candidate.outlet_id, story_id, blocks)
    if blocks is not None:
        _note_blocks(db, candidate.outlet_id, story_id, blocks)
    db.execute("DELETE FROM removed WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT OR REPLACE INTO removed VALUES (?, ?, ?, ?)",
        [
            (article_id, position, _packed([removed.block], 8), removed.seen_on)
            for position, removed in enumerate(candidate.removed)
        ],
    )
    db.executemany(
        "INSERT OR IGNORE INTO furniture_text VALUES (?, ?, ?)",
        [
            (candidate.outlet_id, _packed([removed.block], 8), removed.text)
            for removed in candidate.removed
        ],
    )


def _with_earlier(
    db: sqlite3.Connection, outlet_id: str, story_id: str, page: PageBlocks
) -> PageBlocks:
    row = db.execute(
        "SELECT blocks FROM page_blocks WHERE outlet_id = ? AND story_id = ?",
        (outlet_id, story_id),
    ).fetchone()
    if row is None:
        return page
    earlier = sorted(_unpacked(row["blocks"], 8) - page.blocks)
    room = max(0, MOST_BLOCKS - len(page.blocks))
    return replace(page, blocks=page.blocks.union(earlier[:room]))


def _note_blocks(
    db: sqlite3.Connection, outlet_id: str, story_id: str, page: PageBlocks
) -> None:
    seen_at = instant_text(page.seen_at)
    db.execute(
        "INSERT OR REPLACE INTO page_blocks (outlet_id, story_id, seen_at, blocks,"
        " counted, subject) VALUES (?, ?, ?, ?, ?, ?)",
        (
            outlet_id,
            story_id,
            seen_at,
            _packed(page.blocks, 8),
            _packed(page.counted, 8),
            _packed(page.subject, 4),
        ),
    )
    # What is older than a window's worth before this page; an archive's old pages
    # have their own window, however many newer ones there are.
    db.execute(
        "DELETE FROM page_blocks WHERE id IN (SELECT id FROM page_blocks"
        "  WHERE outlet_id = ? AND seen_at <= ?"
        "  ORDER BY seen_at DESC, id DESC LIMIT -1 OFFSET ?)",
        (outlet_id, seen_at, WINDOW),
    )


def removed_from(db: sqlite3.Connection, article_id: str) -> list[Removed]:
    """What was cut from an article, in the order of its text."""
    rows = db.execute(
        "SELECT removed.block, seen_on, furniture_text.text FROM removed"
        " JOIN article ON article.id = removed.article_id"
        " JOIN furniture_text ON furniture_text.outlet_id = article.outlet_id"
        "  AND furniture_text.block = removed.block"
        " WHERE article_id = ? ORDER BY position",
        (article_id,),
    ).fetchall()
    return [
        Removed(
            block=int.from_bytes(row["block"], "big"),
            text=row["text"],
            seen_on=row["seen_on"],
        )
        for row in rows
    ]


def _packed(numbers: Iterable[int], size: int) -> bytes:
    all_of_them = tuple(numbers)
    return struct.pack(f">{len(all_of_them)}{_CODES[size]}", *all_of_them)


def _unpacked(packed: bytes, size: int) -> frozenset[int]:
    return frozenset(struct.unpack(f">{len(packed) // size}{_CODES[size]}", packed))
