"""What the store knows near an article: by its addresses, its words, its passages."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from newswatch.model.likeness import Likeness
from newswatch.model.revision import Candidate, Known, Signal
from newswatch.store import copies
from newswatch.store.rows import known_of

_TWINS = """
  WHERE article.id IN (SELECT id FROM article WHERE words_hash = ?
                       ORDER BY title IS NOT ?, observed_at, id LIMIT ?)
  ORDER BY observed_at, id
"""
_KNOWN = """
  SELECT article.id, article.outlet_id, article.title, article.text,
    article.words_hash, article.word_count, article.published_at, article.cluster_id,
    (SELECT count(*) FROM seen AS other
      WHERE other.article_id = article.id AND NOT other.claimed) AS addresses,
    (SELECT count(*) FROM article AS other
      WHERE other.cluster_id = article.cluster_id) AS cluster_size
  FROM article
"""
_KNOWN_AT = (
    _KNOWN.replace("SELECT", "SELECT seen.key, seen.claimed,", 1)
    + "JOIN seen ON seen.article_id = article.id WHERE seen.key IN ({keys})"
)
#: articles of one text that are looked at; those with the same headline come first
MOST_TWINS = 50


def of(db: sqlite3.Connection, candidate: Candidate, window: timedelta) -> list[Known]:
    """Known articles that may be the candidate or its original; the surest first.

    By text or passages, the oldest comes first; passages are looked for in articles of
    the *window* before it. One article can come up by several signals; only the surest
    is kept.
    """
    kin = copies.alike(
        db,
        candidate.fingerprint.passages,
        outlet_id=candidate.outlet_id,
        headline=candidate.article.headline,
        since=candidate.observed_at - window,
    )
    found: dict[str, Known] = {}
    for signal, rows in (
        *_by_addresses(db, candidate),
        (Signal.TEXT, _by_text(db, candidate)),
        (Signal.PASSAGES, _by_id(db, kin)),
    ):
        for row in rows:
            if row["id"] not in found:
                found[row["id"]] = _known(db, row, signal, kin)
    return list(found.values())


_Rows = Iterable[sqlite3.Row]


def _by_addresses(
    db: sqlite3.Connection, candidate: Candidate
) -> Iterator[tuple[Signal, _Rows]]:
    addresses = candidate.addresses
    by_signal = (
        (Signal.ADDRESS, addresses.own, (0,)),
        (Signal.NAMED, addresses.own, (1,)),
        (Signal.CANONICAL, addresses.canonical, (0, 1)),
        (Signal.FORM, addresses.form, (0, 1)),
        (Signal.GUID, addresses.guid, (0, 1)),
    )
    keys = list(dict.fromkeys(key for _, keys, _ in by_signal for key in keys))
    rows = db.execute(_KNOWN_AT.format(keys=", ".join("?" * len(keys))), keys)
    by_key = {row["key"]: row for row in rows.fetchall()}
    for signal, keys_of, claimed in by_signal:
        found = (by_key.get(key) for key in keys_of)
        yield signal, [row for row in found if row and row["claimed"] in claimed]


def _by_text(db: sqlite3.Connection, candidate: Candidate) -> _Rows:
    words_hash = candidate.fingerprint.words_hash
    if words_hash is None:
        return ()
    # Stubs ("Subscribe to read on.") are alike by the thousand.
    asked = (words_hash, candidate.article.headline, MOST_TWINS)
    return db.execute(_KNOWN + _TWINS, asked).fetchall()


def _by_id(db: sqlite3.Connection, ids: Iterable[str]) -> _Rows:
    sql = _KNOWN + "WHERE article.id = ?"
    return [db.execute(sql, (article_id,)).fetchone() for article_id in ids]


def _known(
    db: sqlite3.Connection,
    row: sqlite3.Row,
    signal: Signal,
    kin: Mapping[str, tuple[Likeness, bool]],
) -> Known:
    rows = db.execute(
        # A line that was withdrawn serves nobody any more.
        "SELECT topic_id FROM matched WHERE article_id = ?1 AND emitted AND (SELECT"
        "  event FROM told WHERE article_id = ?1 ORDER BY seq DESC LIMIT 1)"
        " IS NOT 'withdrawn'",
        (row["id"],),
    )
    emitted = frozenset(topic_id for (topic_id,) in rows)
    return known_of(row, signal, emitted, kin.get(row["id"]))
