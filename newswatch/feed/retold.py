"""Further lines about an article that the feed has: revised, withdrawn, back again."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from newswatch.dates import record_instant
from newswatch.feed.record import NO_CHANGE
from newswatch.model.change import Change
from newswatch.model.record import FeedRecord, RecordChange


def told_record(line: bytes) -> FeedRecord:
    """The record that a line of the feed holds, also one that lacks newer keys."""
    stated = json.loads(line)
    stated["change"] = NO_CHANGE.model_dump(by_alias=True) | stated["change"]
    stated["matches"] = [_with_points(match) for match in stated["matches"]]
    return FeedRecord.model_validate(stated)


def _with_points(match: dict[str, Any]) -> dict[str, Any]:
    """A match as it was written before topics had points."""
    if "rules" in match:
        return match
    terms = [{"group": None} | term for term in match["terms"]]
    points = {"score": 1.0, "threshold": 1.0, "confidence": "high", "rules": []}
    return match | points | {"terms": terms}


def revised_record(
    fresh: FeedRecord,
    before: FeedRecord,
    change: Change | None,
    *,
    cluster_size: int,
) -> FeedRecord:
    """The `revised` event of an article whose page reads as *fresh* now.

    *before* is the newest record of it. *change* is None where only the topics are
    others, or where a withdrawn article came back as it was.
    """
    now, then = _topics(fresh), _topics(before)
    return fresh.model_copy(
        update={
            "event": "revised",
            "id": before.id,
            "revision": before.revision + 1,
            "cluster": before.cluster.model_copy(update={"size": cluster_size}),
            # It was discovered once.
            "crawl": fresh.crawl.model_copy(
                update={
                    "discovered_via": before.crawl.discovered_via,
                    "discovered_from": before.crawl.discovered_from,
                    "discovered_at": before.crawl.discovered_at,
                }
            ),
            "change": _change(before, _shown(change, fresh), now - then, then - now),
        }
    )


def _shown(change: Change | None, fresh: FeedRecord) -> Change | None:
    """*change* as the text policy lets it be shown: no diff where the text is not."""
    is_whole = fresh.producer.text_policy == "full" or (
        fresh.content_text is not None and "text-truncated" not in fresh.warnings
    )
    return change if change is None or is_whole else replace(change, diff=None)


def withdrawn_record(
    before: FeedRecord,
    *,
    seq: int,
    event_id: str,
    observed_at: datetime,
    run_id: str,
    status: int | None,
) -> FeedRecord:
    """The `withdrawn` event: the newest content once more, and how it was missed.

    *status* is that of the answer which said so; None where it led elsewhere.
    """
    at = record_instant(observed_at)
    crawl: dict[str, Any] = {"run_id": run_id, "fetched_at": at}
    if status is not None:
        crawl["status"] = status
    return before.model_copy(
        update={
            "event": "withdrawn",
            "event_id": event_id,
            "seq": seq,
            "observed_at": at,
            "crawl": before.crawl.model_copy(update=crawl),
            "change": _change(before, None, (), ()),
        }
    )


def _topics(record: FeedRecord) -> set[str]:
    return {match.topic for match in record.matches}


def _change(
    before: FeedRecord,
    change: Change | None,
    entered: Collection[str],
    left: Collection[str],
) -> RecordChange:
    said = {
        "previous_revision": before.revision,
        "previous_seq": before.seq,
        "topics_entered": sorted(entered),
        "topics_left": sorted(left),
    }
    if change is not None:
        said |= {
            "class_": change.kind.value,
            "fields": list(change.fields),
            "words_added": change.words_added,
            "words_removed": change.words_removed,
            "similarity": change.similarity,
            "diff": change.diff,
        }
    return NO_CHANGE.model_copy(update=said)
