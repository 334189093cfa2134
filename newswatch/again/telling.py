"""From what is new about an article to the line that tells it."""

from __future__ import annotations

from datetime import datetime

from newswatch.again.sighting import Sighting
from newswatch.feed.record import Making, line_of, new_record
from newswatch.feed.retold import revised_record, told_record, withdrawn_record
from newswatch.model.change import Change
from newswatch.model.revision import event_id
from newswatch.store.base import Retelling, Tell, Told


def news(sighting: Sighting, change: Change | None, making: Making) -> Tell:
    """Tells of the page as it is now: `revised`, or `new` if nothing was told."""

    def tell(seq: int, told: Told | None) -> Retelling | None:
        if (told and told.seq) != (sighting.told and sighting.told.seq):
            return None  # it was told meanwhile
        candidate, article_id = sighting.candidate, sighting.revisit.article_id
        event, revision = ("revised", told.revision + 1) if told else ("new", 1)
        topics, earlier = sorted(candidate.topic_ids), _earlier(told, event)
        name = event_id(article_id, event, revision, topics, earlier)
        record = new_record(
            seq,
            name,
            sighting.cluster,
            candidate=candidate,
            outlet=sighting.outlet,
            visit=sighting.visit,
            making=making,
        ).model_copy(update={"id": article_id})
        if told:
            before = told_record(told.record)
            size = sighting.cluster.size
            record = revised_record(record, before, change, cluster_size=size)
        return Retelling(
            event=event,
            event_id=name,
            revision=revision,
            observed_at=candidate.observed_at,
            line=line_of(record),
            candidate=candidate,
            cluster=None if told else sighting.cluster,
        )

    return tell


def withdrawal(reason: str, run_id: str, now: datetime) -> Tell:
    """Tells that an article is gone; *reason* is the stable word for how."""
    _, _, status = reason.partition("http-")

    def tell(seq: int, told: Told | None) -> Retelling | None:
        if told is None or told.event == "withdrawn":
            return None
        before = told_record(told.record)
        topics = sorted(match.topic for match in before.matches)
        name = event_id(
            told.article_id,
            "withdrawn",
            told.revision,
            topics,
            _earlier(told, "withdrawn"),
        )
        record = withdrawn_record(
            before,
            seq=seq,
            event_id=name,
            observed_at=now,
            run_id=run_id,
            status=int(status) if status else None,
        )
        return Retelling(
            event="withdrawn",
            event_id=name,
            revision=told.revision,
            observed_at=now,
            line=line_of(record),
            candidate=None,
        )

    return tell


def _earlier(told: Told | None, event: str) -> int:
    return told.events.get(event, 0) if told else 0
