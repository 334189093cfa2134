"""Learning which parameters change nothing, from articles that were read anyway.

An article is compared with what was read at the addresses that differ in one parameter,
and with the one that its link waited behind (waiting.py): that is proof, or the end of
it. The day a parameter proves to matter, all that waited for its sake is visited,
whether or not a listing still names it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta

from newswatch.dedup.parameters import has_same_text, is_proved
from newswatch.model.revision import Candidate
from newswatch.model.variant import ABSENT, LearnedParameter, Variant
from newswatch.store import checks
from newswatch.store.rows import instant_text
from newswatch.urls import host_of

#: addresses of an outlet that are compared with: the newest, and of so many days
MOST_VARIANTS, MEMORY = 2000, timedelta(days=30)
#: proofs of one parameter beyond which more prove nothing
MOST_PROOFS = 200
#: addresses that one is compared with
MOST_SIBLINGS = 20

_READ = """
  SELECT variant.host, variant.name, variant.value, variant.words_hash,
    article.id, article.url,
    CASE WHEN article.words_hash IS variant.words_hash THEN article.text END AS text
  FROM variant JOIN article ON article.id = variant.article_id
"""
# Only an address where the article's own text was read: not one that was known again.
_READ_BARE = """
  SELECT article.id, article.url, article.words_hash, article.text, x'' AS value
  FROM seen JOIN article ON article.id = seen.article_id
  WHERE seen.key = ? AND NOT claimed AND ifnull(seen.reason, 'same-text') = 'same-text'
"""


def learn(
    db: sqlite3.Connection,
    candidate: Candidate,
    key: bytes,
    article_id: str,
    link: sqlite3.Row | None = None,
) -> None:
    """Compare a candidate, read at *key*, with what its sibling addresses gave.

    *link* is the row of `pending` that led there. To be called before *key* is entered
    as seen: no page shall prove itself.
    """
    for variant in candidate.addresses.variants:
        for row in _siblings(db, variant):
            _weigh(db, candidate, variant, row, article_id)
        if not _is_kept(db, candidate.outlet_id, variant.host, variant.name):
            _note(db, candidate, variant, key, article_id)
    without = db.execute(
        _READ + "WHERE variant.bare = ? AND variant.outlet_id = ? LIMIT ?",
        (key, candidate.outlet_id, MOST_SIBLINGS),
    ).fetchall()
    for row in without:
        bare = Variant(host=row["host"], name=row["name"], value=ABSENT, bare=key)
        _weigh(db, candidate, bare, row, article_id)
    if link is not None and link["behind"] is not None:
        _check(db, candidate, link, article_id)


def _check(
    db: sqlite3.Connection, candidate: Candidate, link: sqlite3.Row, article_id: str
) -> None:
    """Free what waits behind one article if *link*, which did, is another one.

    Siblings are forgotten with time, and none differs in one parameter where several
    were ignored together: then all of them are kept.
    """
    twin = db.execute(
        "SELECT article.* FROM seen JOIN article ON article.id = seen.article_id"
        " WHERE seen.key = ? AND NOT claimed",
        (link["behind"],),
    ).fetchone()
    if twin is None or twin["id"] == article_id:
        return
    same = has_same_text(
        candidate,
        words_hash=twin["words_hash"],
        text=twin["text"],
        same_article=False,
    )
    if same:
        return
    checks.release(db, link["behind"])
    host = host_of(link["url"]).removeprefix("www.")
    names = [name for name in (link["apart"] or link["dropped"]).split("&") if name]
    if same is False and not any(
        _is_kept(db, candidate.outlet_id, host, name) for name in names
    ):
        for name in names:
            apart = Variant(host=host, name=name, value=ABSENT, bare=b"")
            _keep(db, candidate, apart, twin["url"])


def _siblings(db: sqlite3.Connection, variant: Variant) -> Iterator[sqlite3.Row]:
    """What was read at the addresses that differ from one in this parameter only."""
    yield from db.execute(
        _READ + "WHERE variant.bare = ? AND variant.name = ? AND variant.value <> ?"
        " LIMIT ?",
        (variant.bare, variant.name, variant.value, MOST_SIBLINGS),
    ).fetchall()
    yield from db.execute(_READ_BARE, (variant.bare,)).fetchall()


def _weigh(
    db: sqlite3.Connection,
    candidate: Candidate,
    variant: Variant,
    row: sqlite3.Row,
    article_id: str,
) -> None:
    same = has_same_text(
        candidate,
        words_hash=row["words_hash"],
        text=row["text"],
        same_article=row["id"] == article_id,
    )
    if same is None or _is_kept(db, candidate.outlet_id, variant.host, variant.name):
        return
    if not same:
        _keep(db, candidate, variant, row["url"])
        return
    of = (candidate.outlet_id, variant.host, variant.name)
    (proofs,) = db.execute(
        "SELECT count(*) FROM parameter_proof"
        " WHERE outlet_id = ? AND host = ? AND name = ?",
        of,
    ).fetchone()
    if proofs < MOST_PROOFS:
        db.executemany(
            "INSERT OR IGNORE INTO parameter_proof VALUES (?, ?, ?, ?, ?, ?)",
            [
                (*of, value, variant.bare, row["words_hash"])
                for value in (variant.value, row["value"])
            ],
        )


def _note(
    db: sqlite3.Connection,
    candidate: Candidate,
    variant: Variant,
    key: bytes,
    article_id: str,
) -> None:
    outlet_id, now = candidate.outlet_id, candidate.observed_at
    db.execute(
        "INSERT OR REPLACE INTO variant (bare, name, value, outlet_id, host, key,"
        " article_id, words_hash, seen_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            variant.bare,
            variant.name,
            variant.value,
            outlet_id,
            variant.host,
            key,
            article_id,
            candidate.fingerprint.words_hash,
            instant_text(now),
        ),
    )
    db.execute(
        "DELETE FROM variant WHERE outlet_id = ? AND seen_at < max(?, ifnull((SELECT"
        " seen_at FROM variant WHERE outlet_id = ? ORDER BY seen_at DESC"
        " LIMIT 1 OFFSET ?), ''))",
        (outlet_id, instant_text(now - MEMORY), outlet_id, MOST_VARIANTS),
    )


def _is_kept(db: sqlite3.Connection, outlet_id: str, host: str, name: str) -> bool:
    sql = "SELECT 1 FROM parameter_kept WHERE outlet_id = ? AND host = ? AND name = ?"
    return db.execute(sql, (outlet_id, host, name)).fetchone() is not None


def _keep(
    db: sqlite3.Connection, candidate: Candidate, variant: Variant, other_url: str
) -> None:
    """The parameter matters, from now on and for ever; what waited is visited."""
    of = (candidate.outlet_id, variant.host, variant.name)
    db.execute(
        "INSERT OR IGNORE INTO parameter_kept VALUES (?, ?, ?, ?, ?, ?)",
        (
            *of,
            instant_text(candidate.observed_at),
            candidate.addresses.answered_url,
            other_url,
        ),
    )
    for delete in ("DELETE FROM parameter_proof", "DELETE FROM variant"):
        db.execute(f"{delete} WHERE outlet_id = ? AND host = ? AND name = ?", of)
    checks.free(db, candidate.outlet_id, variant.name)


def learned(db: sqlite3.Connection, outlet_id: str) -> list[LearnedParameter]:
    """What is known of the outlet's parameters; those with some proof, and the kept."""
    proved = db.execute(
        "SELECT host, name,"
        " min(count(DISTINCT bare), count(DISTINCT words_hash)) AS articles"
        " FROM parameter_proof WHERE outlet_id = ? GROUP BY host, name",
        (outlet_id,),
    ).fetchall()
    kept = db.execute(
        "SELECT host, name, one_url, other_url FROM parameter_kept WHERE outlet_id = ?",
        (outlet_id,),
    ).fetchall()
    found = [
        LearnedParameter(
            host=row["host"], name=row["name"], articles=row["articles"], kept=False
        )
        for row in proved
    ] + [
        LearnedParameter(
            host=row["host"],
            name=row["name"],
            articles=0,
            kept=True,
            example=(row["one_url"], row["other_url"]),
        )
        for row in kept
    ]
    return sorted(found, key=lambda each: (each.host, each.name))


def is_ignored(
    db: sqlite3.Connection, outlet_id: str, host: str, name: str, value: bytes
) -> bool:
    return is_proved(*proofs_of(db, outlet_id, host, name, value))


def proofs_of(
    db: sqlite3.Connection, outlet_id: str, host: str, name: str, value: bytes
) -> tuple[int, int, int]:
    """How many articles proved the value, how many any value, and how many values."""
    articles, of_all, values = db.execute(
        "SELECT"
        " min(count(DISTINCT CASE WHEN value = ?1 THEN bare END),"
        "  count(DISTINCT CASE WHEN value = ?1 THEN words_hash END)),"
        " min(count(DISTINCT bare), count(DISTINCT words_hash)),"
        " count(DISTINCT nullif(value, x''))"
        " FROM parameter_proof WHERE outlet_id = ?2 AND host = ?3 AND name = ?4",
        (value, outlet_id, host, name),
    ).fetchone()
    # Of values that nobody saw, being absent is not one.
    return articles, of_all, values if value != ABSENT else 0
