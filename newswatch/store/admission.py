"""Taking an article in: the one transaction behind every line of the feed.

relatives ─▶ classify ─▶ SAME: its addresses become aliases of the known article
                      ─▶ else: article, matches, aliases, and, where one is owed,
                         seq = last + 1 and the outbox row with its final bytes
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, timedelta

from newswatch.model import Outcome
from newswatch.model.likeness import Likeness
from newswatch.model.revision import (
    Admission,
    Candidate,
    Cluster,
    Known,
    Novelty,
    Role,
    Signal,
    Verdict,
    cluster_id,
    event_id,
)
from newswatch.store import (
    aliases,
    copies,
    furniture,
    occasions,
    parameters,
    reading,
    revisits,
    stories,
)
from newswatch.store.base import Classify, LineOf, Retelling
from newswatch.store.lines import last_seq, owe_line
from newswatch.store.rows import instant_text, known_of, optional_instant_text

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


#: articles of one text that are looked at; those with the same headline come first
MOST_TWINS = 50


def relatives(
    db: sqlite3.Connection, candidate: Candidate, window: timedelta
) -> list[Known]:
    """Known articles that may be the candidate or its original; the surest first.

    By text or passages, the oldest comes first; passages are looked for in articles of
    the *window* before it. One article can come up by several signals; only the surest
    is kept.
    """
    addresses = candidate.addresses
    kin = copies.alike(
        db,
        candidate.fingerprint.passages,
        outlet_id=candidate.outlet_id,
        headline=candidate.article.headline,
        since=candidate.observed_at - window,
    )
    found: dict[str, Known] = {}
    for signal, keys, claimed in (
        (Signal.ADDRESS, addresses.own, False),
        (Signal.NAMED, addresses.own, True),
        (Signal.CANONICAL, addresses.canonical, None),
        (Signal.FORM, addresses.form, None),
        (Signal.GUID, addresses.guid, None),
    ):
        for key in keys:
            row = db.execute(
                _KNOWN + "JOIN seen ON seen.article_id = article.id"
                " WHERE seen.key = ? AND seen.claimed = ifnull(?, seen.claimed)",
                (key, claimed),
            ).fetchone()
            if row and row["id"] not in found:
                found[row["id"]] = _known(db, row, signal, kin)
    if candidate.fingerprint.words_hash is not None:
        for row in db.execute(
            # Stubs ("Subscribe to read on.") are alike by the thousand.
            _KNOWN + _TWINS,
            (candidate.fingerprint.words_hash, candidate.article.headline, MOST_TWINS),
        ).fetchall():
            if row["id"] not in found:
                found[row["id"]] = _known(db, row, Signal.TEXT, kin)
    for article in [each for each in kin if each not in found]:
        row = db.execute(_KNOWN + "WHERE article.id = ?", (article,)).fetchone()
        found[article] = _known(db, row, Signal.PASSAGES, kin)
    return list(found.values())


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


def admit(
    db: sqlite3.Connection,
    candidate: Candidate,
    pending_key: bytes | None,
    classify: Classify,
    line_of: LineOf,
    revisit_at: datetime | None,
    *,
    keep_text: bool,
    window: timedelta,
) -> Admission:
    """Admit *candidate* inside the transaction that the caller has begun."""
    verdict = classify(candidate, relatives(db, candidate, window))
    if verdict.claims_refuted:
        candidate = candidate.without_claims()
    keys = (*candidate.addresses.own, *candidate.addresses.further)
    found = reading.how_found(db, pending_key)
    link = db.execute("SELECT * FROM pending WHERE key = ?", (pending_key,)).fetchone()
    if pending_key is not None:
        db.execute("DELETE FROM pending WHERE key = ?", (pending_key,))
        keys = (pending_key, *keys)
    now, url = candidate.observed_at, candidate.addresses.url
    if verdict.novelty is Novelty.SAME and verdict.of is not None:
        known_id = verdict.of.article_id
        if pending_key is not None:
            parameters.learn(db, candidate, pending_key, known_id)
        aliases.remember(db, keys, known_id, url, verdict.reason, now)
        occasions.came_again(db, known_id, candidate, verdict.of.signal, link)
        return Admission(
            outcome=Outcome.DUPLICATE, article_id=known_id, reason=verdict.reason
        )
    new_id = candidate.new_id
    outcome = _outcome(candidate, verdict)
    cluster = _cluster(new_id, verdict)
    _insert(db, candidate, new_id, cluster, verdict, outcome, keep_text=keep_text)
    if pending_key is not None:
        parameters.learn(db, candidate, pending_key, new_id)
    aliases.remember(db, keys, new_id, url, None, now)
    aliases.note_claims(db, candidate, new_id)
    furniture.learn(db, candidate, new_id, cluster.id)
    reading.keep(db, candidate, new_id, found)
    stories.note(db, candidate, new_id, verdict)
    _index(db, candidate, new_id, verdict)
    copies.forget(db, now - window)
    seq = None
    if outcome is Outcome.EMITTED:
        seq = _owe_line(db, candidate, new_id, cluster, line_of)
    revisits.begin(db, candidate, new_id, link, revisit_at if seq else None)
    return Admission(outcome=outcome, article_id=new_id, reason=verdict.reason, seq=seq)


def _index(
    db: sqlite3.Connection, candidate: Candidate, new_id: str, verdict: Verdict
) -> None:
    of = verdict.of if verdict.novelty is Novelty.COPY else None
    copies.index(
        db,
        new_id,
        candidate.fingerprint.passages.print,
        candidate.observed_at,
        like=of.article_id if of else None,
        roundup=verdict.roundup,
    )


def _outcome(candidate: Candidate, verdict: Verdict) -> Outcome:
    if not candidate.matches:
        return Outcome.OFF_TOPIC
    return Outcome.DUPLICATE if verdict.left_out else Outcome.EMITTED


def _cluster(new_id: str, verdict: Verdict) -> Cluster:
    of = verdict.of
    if of is None:
        return Cluster(id=cluster_id(new_id), role=Role.FIRST)
    similarity = round(verdict.likeness.score, 3) if verdict.likeness else None
    if verdict.novelty is not Novelty.COPY:
        return Cluster(
            id=cluster_id(new_id),
            role=Role.RELATED,
            copy_of=of.article_id,
            similarity=similarity,
        )
    return Cluster(
        id=of.cluster_id,
        role=Role(verdict.reason or Role.NEAR_COPY),
        copy_of=of.article_id,
        similarity=similarity,
        size=of.cluster_size + 1,
    )


def _insert(
    db: sqlite3.Connection,
    candidate: Candidate,
    new_id: str,
    cluster: Cluster,
    verdict: Verdict,
    outcome: Outcome,
    *,
    keep_text: bool,
) -> None:
    article, print_ = candidate.article, candidate.fingerprint
    db.execute(
        "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            new_id,
            candidate.outlet_id,
            candidate.addresses.url,
            article.headline,
            article.text if keep_text else None,
            print_.words_hash,
            print_.content_hash,
            print_.word_count,
            article.language,
            optional_instant_text(article.published_at),
            instant_text(candidate.observed_at),
            cluster.id,
            cluster.role,
            cluster.copy_of,
            outcome,
            verdict.reason,
        ),
    )
    db.executemany(
        "INSERT INTO matched VALUES (?, ?, ?, ?)",
        [
            (new_id, match.topic_id, match.query_hash, outcome is Outcome.EMITTED)
            for match in candidate.matches
        ],
    )


def _owe_line(
    db: sqlite3.Connection,
    candidate: Candidate,
    new_id: str,
    cluster: Cluster,
    line_of: LineOf,
) -> int:
    seq = last_seq(db) + 1
    event = event_id(new_id, "new", 1, sorted(candidate.topic_ids), 0)
    telling = Retelling(
        event="new",
        event_id=event,
        revision=1,
        observed_at=candidate.observed_at,
        line=line_of(seq, event, cluster, candidate),
        candidate=candidate,
    )
    owe_line(db, seq, event, new_id, telling.observed_at, telling.line)
    revisits.note_told(db, new_id, seq, telling, candidate.article.text)
    return seq
