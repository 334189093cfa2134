"""Looking at admitted articles again, and what the feed was told of them.

Every admitted article has a row in `revisit`; only those with a line are looked at by
the ladder, the others if a listing says that they changed. Pages of live blogs, which
are looked at by a rule of their own, and their posts have none. Every line about an
article has a row in `told`, so that the next one can say what is different.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from newswatch.model import Link, Via
from newswatch.model.revision import Candidate, Cluster, Role, Signal, cluster_id
from newswatch.store import aliases, copies, furniture, stand_ins, untold
from newswatch.store.base import PendingLink, Retelling, Revisit, Tell, Told
from newswatch.store.lines import last_seq, owe_line
from newswatch.store.rows import (
    instant_of,
    instant_text,
    optional_instant_of,
    optional_instant_text,
)

#: no ladder is longer: the clock was ahead when this was written
LONGEST_GAP = timedelta(days=400)


def begin(
    db: sqlite3.Connection,
    candidate: Candidate,
    article_id: str,
    pending: sqlite3.Row | None,
    revisit_at: datetime | None,
) -> None:
    """Let an article under admission be looked at again; *pending* is its link."""
    is_live = candidate.article.article_type == "LiveBlogPosting"
    if pending is None or is_live or candidate.post_id is not None:
        return
    answer = candidate.answer
    db.execute(
        "INSERT OR REPLACE INTO revisit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0,"
        " 0, 0, NULL, ?, ?)",
        (
            article_id,
            candidate.outlet_id,
            pending["key"],
            pending["url"],
            pending["via"],
            pending["title"],
            pending["published_at"],
            pending["source_url"],
            pending["found_at"],
            optional_instant_text(revisit_at),
            instant_text(candidate.observed_at),
            answer.etag,
            answer.last_modified,
        ),
    )


def note_told(
    db: sqlite3.Connection, article_id: str, seq: int, telling: Retelling, text: str
) -> None:
    db.execute(
        "INSERT INTO told VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            article_id,
            seq,
            telling.event,
            telling.revision,
            instant_text(telling.observed_at),
            telling.line,
            text,
        ),
    )


def due(db: sqlite3.Connection, outlet_id: str, now: datetime) -> list[PendingLink]:
    rows = db.execute(
        "SELECT * FROM revisit WHERE outlet_id = ? AND (due_at <= ? OR due_at > ?)"
        " ORDER BY due_at",
        (outlet_id, instant_text(now), instant_text(now + LONGEST_GAP)),
    ).fetchall()
    return [_pending_of(row) for row in rows]


def told(db: sqlite3.Connection, article_id: str) -> Told | None:
    row = db.execute(
        "SELECT told.*, article.title AS page_title, article.text AS page_text"
        " FROM told LEFT JOIN article ON article.id = told.article_id"
        " WHERE article_id = ? ORDER BY seq DESC LIMIT 1",
        (article_id,),
    ).fetchone()
    if row is None:
        return None
    events = db.execute(
        "SELECT event, count(*) FROM told WHERE article_id = ? GROUP BY event",
        (article_id,),
    )
    (addresses,) = db.execute(
        "SELECT count(*) FROM seen WHERE article_id = ? AND NOT claimed", (article_id,)
    ).fetchone()
    return Told(
        article_id=article_id,
        seq=row["seq"],
        event=row["event"],
        revision=row["revision"],
        record=row["record"],
        text=row["text"],
        events=dict(events.fetchall()),
        addresses=addresses,
        page_title=row["page_title"],
        page_text=row["page_text"],
    )


def cluster_of(db: sqlite3.Connection, article_id: str) -> Cluster:
    row = db.execute(
        "SELECT cluster_id, role, copy_of, score, (SELECT count(*) FROM article AS"
        "  other WHERE other.cluster_id = article.cluster_id) AS size"
        " FROM article LEFT JOIN likeness ON article_id = article.id"
        " WHERE article.id = ?",
        (article_id,),
    ).fetchone()
    if row is None:
        return Cluster(id=cluster_id(article_id), role=Role.FIRST)
    return Cluster(
        id=row["cluster_id"],
        role=Role(row["role"]),
        copy_of=row["copy_of"],
        similarity=row["score"],
        size=row["size"],
    )


def revisited(
    db: sqlite3.Connection,
    revisit: Revisit,
    due_at: datetime | None,
    now: datetime,
    read: Candidate | None,
    tell: Tell | None,
    *,
    reread: bool,
    failed: bool,
) -> int | None:
    """See Store.revisited; inside the transaction that the caller has begun."""
    article_id = revisit.article_id
    if revisit.gone and _stands_elsewhere(db, revisit):
        return None
    seq = _tell(db, article_id, tell) if tell else None
    if read is not None:
        if reread:
            _keep_as_read(db, article_id, read, now)
        _learn(db, read, article_id, now)
    if revisit.gone:
        _ask_elsewhere(db, article_id)
    db.execute(
        "UPDATE revisit SET due_at = ?, step = ?, gone = ?, doubted = ?, etag = ?,"
        " last_modified = ?, read_at = iif(?, read_at, ?),"
        " attempts = iif(?, attempts + 1, 0) WHERE article_id = ?",
        (
            optional_instant_text(due_at),
            revisit.step,
            revisit.gone,
            _noted(revisit),
            revisit.etag,
            revisit.last_modified,
            failed or revisit.gone,
            instant_text(now),
            failed,
            article_id,
        ),
    )
    stand_ins.owe(db, article_id, now, is_over=seq is not None or due_at is None)
    return seq


# One column holds both: `=` and how the page was read, then the doubt, if there is one.


def _noted(revisit: Revisit) -> str | None:
    read_by = f"={revisit.read_by}" if revisit.read_by else ""
    return f"{read_by} {revisit.doubted or ''}".strip() or None


def doubt_in(noted: str | None) -> str | None:
    """The change in doubt that the column `doubted` names."""
    read_by, _, rest = (noted or "").partition(" ")
    return (rest if read_by.startswith("=") else noted) or None


def _read_by_in(noted: str | None) -> str | None:
    first = (noted or "").partition(" ")[0]
    return first[1:] if first.startswith("=") else None


def _learn(
    db: sqlite3.Connection, read: Candidate, article_id: str, now: datetime
) -> None:
    """What a page that was had anew teaches: its blocks, and its addresses of today."""
    sql = "SELECT cluster_id FROM article WHERE id = ?"
    row = db.execute(sql, (article_id,)).fetchone()
    if row is None:
        return
    furniture.learn(db, read, article_id, row["cluster_id"], again=True)
    if read.post_id is None:
        addresses = read.addresses
        keys = (*addresses.own, *addresses.further)
        aliases.remember(db, keys, article_id, addresses.url, Signal.ADDRESS, now)
        aliases.note_claims(db, read, article_id)


def _stands_elsewhere(db: sqlite3.Connection, revisit: Revisit) -> bool:
    """Whether the article came under another address since the look was planned.

    A round plans its looks before it visits what is new. That an address is gone which
    was left meanwhile tells nothing; the one that is asked instead has a look to come.
    """
    sql = "SELECT url FROM revisit WHERE article_id = ?"
    row = db.execute(sql, (revisit.article_id,)).fetchone()
    return bool(row and revisit.url and row["url"] != revisit.url)


def _ask_elsewhere(db: sqlite3.Connection, article_id: str) -> None:
    """Have the next look ask another address: it is gone when all of them say so."""
    sql = "SELECT url FROM revisit WHERE article_id = ?"
    if row := db.execute(sql, (article_id,)).fetchone():
        url = aliases.another(db, article_id, row["url"])
        db.execute("UPDATE revisit SET url = ? WHERE article_id = ?", (url, article_id))


def _tell(db: sqlite3.Connection, article_id: str, tell: Tell) -> int | None:
    """The seq of the line that *tell* makes, if it makes one."""
    seq, before = last_seq(db) + 1, told(db, article_id)
    if not (telling := tell(seq, before)):
        return None
    owe_line(db, seq, telling.event_id, article_id, telling.observed_at, telling.line)
    candidate = telling.candidate
    text = candidate.article.text if candidate else before.text if before else ""
    note_told(db, article_id, seq, telling, text)
    untold.forget(db, article_id)
    if "withdrawn" in (telling.event, before and before.event):
        # What listings said before is about another time.
        _restart_stated(db, article_id)
    if telling.cluster is not None:
        _join(db, article_id, telling.cluster)
    if candidate is not None:
        _keep_as_read(db, article_id, candidate, telling.observed_at)
        _note_matches(db, article_id, candidate)
    return seq


def _join(db: sqlite3.Connection, article_id: str, cluster: Cluster) -> None:
    db.execute(
        "UPDATE article SET cluster_id = ?, role = ?, copy_of = ? WHERE id = ?",
        (cluster.id, cluster.role, cluster.copy_of, article_id),
    )
    if cluster.copy_of is None:
        db.execute("DELETE FROM likeness WHERE article_id = ?", (article_id,))


def _restart_stated(db: sqlite3.Connection, article_id: str) -> None:
    db.execute("UPDATE revisit SET stated = 0 WHERE article_id = ?", (article_id,))


def _keep_as_read(
    db: sqlite3.Connection, article_id: str, candidate: Candidate, now: datetime
) -> None:
    """What the page says now is the article, for its copies and for later looks."""
    article, print_ = candidate.article, candidate.fingerprint
    db.execute(
        "UPDATE article SET title = ?, text = ?, words_hash = ?, content_hash = ?,"
        " word_count = ?, language = ?, published_at = ? WHERE id = ?",
        (
            article.headline,
            article.text,
            print_.words_hash,
            print_.content_hash,
            print_.word_count,
            article.language,
            optional_instant_text(article.published_at),
            article_id,
        ),
    )
    was = db.execute("SELECT roundup FROM print WHERE article_id = ?", (article_id,))
    copies.index(
        db,
        article_id,
        print_.passages.print,
        now,
        roundup=bool((was.fetchone() or (0,))[0]),
    )


def _note_matches(
    db: sqlite3.Connection, article_id: str, candidate: Candidate
) -> None:
    db.execute("UPDATE article SET outcome = 'emitted' WHERE id = ?", (article_id,))
    db.execute("DELETE FROM matched WHERE article_id = ?", (article_id,))
    db.executemany(
        "INSERT INTO matched VALUES (?, ?, ?, 1)",
        [(article_id, match.topic_id, match.query_hash) for match in candidate.matches],
    )


def _pending_of(row: sqlite3.Row) -> PendingLink:
    return PendingLink(
        key=row["key"],
        outlet_id=row["outlet_id"],
        link=Link(
            url=row["url"],
            via=Via(row["via"]),
            title=row["title"],
            published_at=optional_instant_of(row["published_at"]),
        ),
        source_url=row["source_url"],
        found_at=instant_of(row["found_at"]),
        attempts=row["attempts"],
        revisit=Revisit(
            article_id=row["article_id"],
            url=row["url"],
            step=row["step"],
            gone=row["gone"],
            doubted=doubt_in(row["doubted"]),
            read_by=_read_by_in(row["doubted"]),
            etag=row["etag"],
            last_modified=row["last_modified"],
        ),
    )
