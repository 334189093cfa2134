"""The `rematched` event: a stored article that a later topic, or an edit, lets in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from newswatch import __version__
from newswatch.dates import record_instant
from newswatch.feed.record import (
    NO_CHANGE,
    Making,
    cluster_record,
    match_record,
    text_by_policy,
)
from newswatch.model import Match
from newswatch.model.record import FeedRecord, RecordChange, RecordMatch
from newswatch.model.revision import Cluster

_CUT = "text-truncated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in the feed a line stands."""

    seq: int
    event_id: str
    observed_at: datetime


def rematched_record(
    before: FeedRecord,
    place: Place,
    *,
    is_told: bool,
    text: str,
    text_evidence: str | None,
    matches: Sequence[Match],
    cluster: Cluster,
    making: Making,
) -> FeedRecord:
    """*before* once more, with *matches* beside those that it has.

    It is the newest line of the article; if it was never told (not *is_told*), what its
    line would have been, and *matches* are all there are. The content is that of the
    last revision, and so is the number; *text* is the whole body of it.
    """
    shown, is_cut = text_by_policy(text, making.text_policy)
    entered = sorted(match.topic_id for match in matches)
    others = before.matches if is_told else []
    told = [
        *(_within(each, shown) for each in others if each.topic not in entered),
        *(match_record(match, shown) for match in matches),
    ]
    size = {"size": cluster.size}
    evidence = before.provenance.content_text or text_evidence
    return before.model_copy(
        update={
            "event": "rematched",
            "event_id": place.event_id,
            "seq": place.seq,
            "observed_at": record_instant(place.observed_at),
            "content_text": shown,
            "matches": told,
            "cluster": before.cluster.model_copy(update=size)
            if is_told
            else cluster_record(cluster),
            "provenance": before.provenance.model_copy(
                update={"content_text": None if shown is None else evidence}
            ),
            "change": _change(before if is_told else None, entered),
            "warnings": _warnings(before, text, is_cut=is_cut),
            "producer": before.producer.model_copy(
                update={
                    "version": __version__,
                    "config_hash": making.config_hash,
                    "text_policy": making.text_policy,
                }
            ),
        }
    )


def _within(match: RecordMatch, text: str | None) -> RecordMatch:
    """A match of the line before, where this one may hold less of the text."""
    end = len(text) if text is not None else 0
    terms = [
        term.model_copy(
            update={"spans": [span for span in term.spans if span[1] <= end]}
        )
        if term.field == "content_text"
        else term
        for term in match.terms
    ]
    return match.model_copy(update={"terms": terms})


def _change(before: FeedRecord | None, entered: list[str]) -> RecordChange:
    return NO_CHANGE.model_copy(
        update={
            "previous_revision": before and before.revision,
            "previous_seq": before and before.seq,
            "topics_entered": entered,
        }
    )


def _warnings(before: FeedRecord, text: str, *, is_cut: bool) -> list[str]:
    """Those of *before*; of the cut of the text only what holds for this line too."""
    was_cut = before.content_text is not None and before.content_text != text
    codes = [code for code in before.warnings if code != _CUT or not was_cut]
    return list(dict.fromkeys([*codes, *([_CUT] if is_cut else [])]))
