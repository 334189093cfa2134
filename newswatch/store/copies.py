"""The copy index: texts of the window, found by a passage that they share.

query:  sparse passages ─▶ prints that have one ─▶ the likest of them, compared in full
insert: one row a text (print), one a sparse passage (passage)
window: each admission takes out as many old texts as keep the index from growing, in
        its own transaction; there is no other clean-up that could be cut short

A passage is common when it stands in more than `COMMON` stories: furniture and set
phrases. Stories, not texts: one agency's report in forty outlets is one story. Passages
between two neighbouring common ones of the index are common too, as one block.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby, pairwise
from operator import itemgetter

from newswatch.dedup.likeness import SIMILAR, likeness
from newswatch.model.likeness import Likeness, Passages, Print
from newswatch.store.packing import (
    packed,
    packed_bits,
    packed_counts,
    unpacked,
    unpacked_counts,
    where_set,
)

#: stories in which a passage may stand and still tell something
COMMON = 25
#: texts that are looked at under one passage, the oldest first
_MOST_UNDER_ONE = 100
#: texts that are compared in full
MOST_COMPARED = 30
#: passages of which fewer find nothing; then common ones must do
_FEW = 3
#: old texts that are taken out for each new one
FORGOTTEN_AT_ONCE = 4

#: the oldest texts under each of a list of passages. The bound stands alone on its
#: side, so that it is looked up once a passage and ends the walk
_UNDER_EACH = """
  SELECT hash, print, ifnull(story, print)
  FROM json_each(?1) AS asked CROSS JOIN passage ON hash = asked.value
    AND print <= ifnull((SELECT print FROM passage WHERE hash = asked.value
                         ORDER BY print LIMIT 1 OFFSET ?2), 9223372036854775807)
"""


def alike(
    db: sqlite3.Connection,
    new: Passages,
    *,
    outlet_id: str,
    headline: str | None,
    since: datetime,
) -> dict[str, tuple[Likeness, bool]]:
    """Articles seen after *since* that are at least similar, the oldest first.

    By article id: how alike, and whether it is a roundup.
    """
    found, common = _found_by_passages(db, new.print.sparse)
    block = _within_blocks(new, common)
    rows = db.execute(
        "SELECT print.*, article.outlet_id, article.title"
        " FROM json_each(?) AS found JOIN print ON print.id = found.value"
        " JOIN article ON article.id = print.article_id"
        " WHERE print.seen_at >= ? ORDER BY print.id",
        (json.dumps(found), _seconds(since)),
    )
    kin = {}
    for row in rows.fetchall():
        how = likeness(
            new,
            _print_of(row),
            common=block,
            headlines=(headline, row["title"]),
            same_outlet=row["outlet_id"] == outlet_id,
        )
        if how.score >= SIMILAR:
            kin[row["article_id"]] = (how, bool(row["roundup"]))
    return kin


def _found_by_passages(
    db: sqlite3.Connection, sparse: Sequence[int]
) -> tuple[list[int], set[int]]:
    """Prints that share passages, the likest first; and which passages are common."""
    telling: Counter[int] = Counter()
    by_common: Counter[int] = Counter()
    common = set()
    # All at once: a statement for each passage would be half of all there are.
    rows = db.execute(_UNDER_EACH, (json.dumps(sparse), _MOST_UNDER_ONE - 1))
    for passage, under in groupby(rows.fetchall(), itemgetter(0)):
        found = list(under)
        prints = [print_id for _, print_id, _ in found]
        if len(found) > COMMON and len({story for _, _, story in found}) > COMMON:
            common.add(passage)
            by_common.update(prints)
        else:
            telling.update(prints)
    if len(sparse) - len(common) < _FEW:
        telling.update(by_common)
    likest = sorted(telling, key=lambda print_id: (-telling[print_id], print_id))
    return likest[:MOST_COMPARED], common


def _within_blocks(new: Passages, common: set[int]) -> frozenset[int]:
    """The common passages of a text, with all that lies between two neighbours."""
    if not common:
        return frozenset()
    place = {passage: number for number, passage in enumerate(new.every)}
    sparse = new.print.sparse
    block = set(common)
    for one, other in pairwise(sparse):
        if one in common and other in common:
            block.update(new.every[place[one] : place[other]])
    return frozenset(block)


def index(
    db: sqlite3.Connection,
    article_id: str,
    kept: Print,
    now: datetime,
    *,
    like: str | None = None,
    roundup: bool = False,
) -> None:
    """Let copies of an article be found; *like* is one of the same story.

    An article that was indexed before is found by its new text only.
    """
    story = _story_of(db, like or article_id)
    sql = "SELECT id, picks, sparse FROM print WHERE article_id = ?"
    before = db.execute(sql, (article_id,)).fetchall()
    _take_out(db, before)
    if not kept.picks:
        return
    # A revised article keeps its place: the first stays the first.
    place = before[0]["id"] if before else None
    print_id = _insert(db, article_id, kept, now, place, story, roundup=roundup)
    db.executemany(
        "INSERT INTO passage VALUES (?, ?, ?)",
        [(passage, print_id, story) for passage in sorted(set(kept.sparse))],
    )


def _insert(
    db: sqlite3.Connection,
    article_id: str,
    kept: Print,
    now: datetime,
    place: int | None,
    story: int | None,
    *,
    roundup: bool,
) -> int | None:
    """The id of the print: its *place*, or the next one."""
    sparse = set(kept.sparse)
    return db.execute(
        "INSERT INTO print (id, article_id, story, seen_at, roundup, lede_size,"
        " passage_count, word_count, picks, sparse, numbers)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            place,
            article_id,
            story,
            _seconds(now),
            roundup,
            kept.lede_size,
            kept.passage_count,
            kept.word_count,
            packed(kept.picks),
            packed_bits(map(sparse.__contains__, kept.picks)),
            packed_counts(kept.numbers),
        ),
    ).lastrowid


def _story_of(db: sqlite3.Connection, article_id: str) -> int | None:
    row = db.execute(
        "SELECT ifnull(story, id) FROM print WHERE article_id = ?", (article_id,)
    ).fetchone()
    return row[0] if row else None


def forget(
    db: sqlite3.Connection, before: datetime, most: int = FORGOTTEN_AT_ONCE
) -> int:
    """Take out up to *most* texts that were seen *before*; how many it were."""
    rows = db.execute(
        "SELECT id, picks, sparse FROM print WHERE seen_at < ?"
        " ORDER BY seen_at, id LIMIT ?",
        (_seconds(before), most),
    ).fetchall()
    _take_out(db, rows)
    return len(rows)


def _take_out(db: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> None:
    for row in rows:
        sparse = where_set(row["sparse"], unpacked(row["picks"]))
        db.executemany(
            "DELETE FROM passage WHERE hash = ? AND print = ?",
            [(passage, row["id"]) for passage in sparse],
        )
        db.execute("DELETE FROM print WHERE id = ?", (row["id"],))


def _print_of(row: sqlite3.Row) -> Print:
    return Print(
        picks=unpacked(row["picks"]),
        lede_size=row["lede_size"],
        passage_count=row["passage_count"],
        word_count=row["word_count"],
        numbers=unpacked_counts(row["numbers"]),
    )


def _seconds(at: datetime) -> int:
    return int(at.timestamp())
