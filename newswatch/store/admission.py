"""Taking an article in: the one transaction behind every line of the feed.

relatives ─▶ classify ─▶ SAME: its addresses become aliases of the known article
                      ─▶ else: article, matches, aliases, and, where one is owed,
                         seq = last + 1 and the outbox row with its final bytes
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from newswatch.model import Outcome
from newswatch.model.revision import (
    Admission,
    Candidate,
    Cluster,
    Known,
    Novelty,
    Role,
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
    relatives,
    revisits,
    stories,
    untold,
)
from newswatch.store.base import Classify, LineOf, Retelling
from newswatch.store.lines import last_seq, owe_line
from newswatch.store.rows import instant_text, optional_instant_text


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
    verdict = classify(candidate, relatives.of(db, candidate, window))
    if verdict.claims_refuted:
        candidate = candidate.without_claims()
    link = _Link(key=pending_key, row=_visit_owed(db, pending_key))
    db.execute("DELETE FROM pending WHERE key = ?", (pending_key,))
    if verdict.novelty is Novelty.SAME and verdict.of is not None:
        return _recognise(db, candidate, verdict.of, verdict.reason, link)
    new_id, outcome = candidate.new_id, _outcome(candidate, verdict)
    cluster = _cluster(new_id, verdict)
    _insert(db, candidate, new_id, cluster, verdict, outcome, keep_text=keep_text)
    _note(db, candidate, new_id, cluster, verdict, link)
    copies.forget(db, candidate.observed_at - window)
    seq = None
    if outcome is Outcome.EMITTED:
        seq = _owe_line(db, candidate, new_id, cluster, line_of)
    elif keep_text:
        untold.keep(db, candidate, new_id, cluster, line_of)
    revisits.begin(db, candidate, new_id, link.row, revisit_at if seq else None)
    return Admission(outcome=outcome, article_id=new_id, reason=verdict.reason, seq=seq)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Link:
    """The link that led to a candidate; both None for one that came without."""

    key: bytes | None
    #: what announced the page, as long as its visit is owed
    row: sqlite3.Row | None

    def keys_with(self, candidate: Candidate) -> tuple[bytes, ...]:
        """All keys under which the candidate was had, the link's first."""
        keys = (*candidate.addresses.own, *candidate.addresses.further)
        return keys if self.key is None else (self.key, *keys)


def _visit_owed(db: sqlite3.Connection, key: bytes | None) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM pending WHERE key = ?", (key,)
    ).fetchone()
    return row


def _recognise(
    db: sqlite3.Connection,
    candidate: Candidate,
    known: Known,
    reason: str | None,
    link: _Link,
) -> Admission:
    """Let what led to *candidate* lead to the *known* article that it is."""
    now, known_id = candidate.observed_at, known.article_id
    if link.key is not None:
        parameters.learn(db, candidate, link.key, known_id, link.row)
    keys = link.keys_with(candidate)
    aliases.remember(db, keys, known_id, candidate.addresses.url, reason, now)
    # What was read only to check is no address that the article has moved to.
    moved = link.row if link.row is not None and link.row["behind"] is None else None
    occasions.came_again(db, known_id, candidate, known.signal, moved)
    return Admission(outcome=Outcome.DUPLICATE, article_id=known_id, reason=reason)


def _note(
    db: sqlite3.Connection,
    candidate: Candidate,
    new_id: str,
    cluster: Cluster,
    verdict: Verdict,
    link: _Link,
) -> None:
    """Remember by what a new article is known, and what it teaches."""
    now, url = candidate.observed_at, candidate.addresses.url
    if link.key is not None:
        parameters.learn(db, candidate, link.key, new_id, link.row)
    aliases.remember(db, link.keys_with(candidate), new_id, url, None, now)
    aliases.note_claims(db, candidate, new_id)
    furniture.learn(db, candidate, new_id, cluster.id)
    reading.keep(db, candidate, new_id, link.row)
    stories.note(db, candidate, new_id, verdict)
    _index(db, candidate, new_id, verdict)


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
