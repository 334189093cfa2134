"""Backfill: a topic as it is written now over the articles that are stored.

    ids of the window, the oldest first ─▶ in batches: match ─▶ what matches and was
    not told so: ONE transaction a batch, in which it is read and matched once more
    ─▶ outbox ─▶ whoever holds the folder writes the feed

A line that says the topic is the proof that it was told, so that a backfill that was
killed, or one beside a crawl, tells each article once. A copy stays out by the same
rule as in the crawl (dedup/kinship.py); an article that is withdrawn stays so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from newswatch.config import Configuration
from newswatch.dedup.kinship import FULL_ENOUGH, MOST_READ, tells_all
from newswatch.feed.record import Making, line_of
from newswatch.feed.rematched import Place, rematched_record
from newswatch.feed.stored import document_of, record_of, said_of
from newswatch.match import Document, Scorer
from newswatch.match.explain import explain
from newswatch.model import Match
from newswatch.model.revision import event_id
from newswatch.schedule.ladder import looks_left
from newswatch.store.base import Retelling, Store, Told
from newswatch.store.lookup import StoredArticle
from newswatch.store.rematching import Stored
from newswatch.store.texts import StoredText, ToldCopy

#: articles that are matched between two commits
BATCH = 100

#: told how many articles are done, of how many, and how many were told of
Heard = Callable[[int, int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An article that the backfill has something to say of."""

    id: str
    outlet_id: str
    url: str
    title: str | None
    #: its place in the feed; None if nothing is written
    seq: int | None = None
    #: whether the feed never told of it before
    is_first: bool = False
    #: whether it came before all that its line says was kept
    lacks_facts: bool = False


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the articles of the window."""

    #: matched with the topic
    tried: int = 0
    #: not matched: no schedule asks their outlet for the topic, or no text is kept
    unwatched: int = 0
    textless: int = 0
    matched: int = 0
    #: on the topic, and no line: it says so already, a copy, withdrawn
    already: int = 0
    copies: int = 0
    withdrawn: int = 0
    told: list[Found] = field(default_factory=list)
    #: told as on the topic, and not on it any more
    fallen: list[Found] = field(default_factory=list)


class Backfill:
    def __init__(
        self, configuration: Configuration, topic_id: str, now: datetime
    ) -> None:
        """Raises QueryError, a TopicError, if the topic cannot be read."""
        self._configuration = configuration
        self._topic_id = topic_id
        self._now = now
        self._scorers = {topic_id: Scorer(configuration.topics[topic_id])}
        options = configuration.options
        self._drops_copies = options.feed.copies == "drop"
        self._making = Making(
            config_hash=configuration.config_hash, text_policy=options.feed.text
        )
        self._looks_left = partial(self._looks, options.again.ladder_s)
        #: of this run: what a dry one would have written counts as told
        self._now_told: set[str] = set()

    def run(
        self,
        stored: Stored,
        store: Store | None,
        since: datetime,
        until: datetime,
        heard: Heard,
    ) -> Tally:
        """Tell what is to be told of the articles admitted in [since, until).

        *stored* is asked what there is; without *store* nothing is written.
        """
        tally = Tally()
        ids = stored.ids_between(since, until)
        for start in range(0, len(ids), BATCH):
            batch = ids[start : start + BATCH]
            hits = [hit for each in batch if (hit := self._hit(stored, each, tally))]
            # Counted when it is committed, not before.
            told: list[Found] = []
            with store.transaction() if store and hits else nullcontext():
                for hit in hits:
                    self._settle(stored, store, hit, tally, told)
            tally.told += told
            heard(min(start + BATCH, len(ids)), len(ids), len(tally.told))
        return tally

    def _hit(self, stored: Stored, article_id: str, tally: Tally) -> StoredText | None:
        """The article if a line may be owed; else it is counted here."""
        text = stored.text(article_id)
        if text is None:
            tally.textless += 1
            return None
        if self._topic_id not in self._configuration.topic_ids_for(text.outlet_id):
            tally.unwatched += 1
            return None
        said = said_of(text)
        was, match = self._was_told(text, said), self._match(text, said)
        tally.tried += 1
        if match is None:
            if was:
                tally.fallen.append(_found(text))
            return None
        tally.matched += 1
        if was:
            tally.already += 1
        elif text.is_told and said["event"] == "withdrawn":
            tally.withdrawn += 1
        else:
            return text
        return None

    def _settle(
        self,
        stored: Stored,
        store: Store | None,
        hit: StoredText,
        tally: Tally,
        told: list[Found],
    ) -> None:
        if not hit.is_told and self._is_served(stored, hit):
            tally.copies += 1
            return
        seq = None
        if store is not None:
            tell = partial(self._tell, store, hit.id)
            seq = store.rematched(hit.id, tell, self._looks_left)
            if seq is None:  # another process told of it, or changed it, meanwhile
                tally.already += 1
                return
        self._now_told.add(hit.id)
        told.append(_found(hit, seq))

    def _tell(
        self, store: Store, article_id: str, seq: int, told: Told | None
    ) -> Retelling | None:
        text, article = store.text(article_id), store.article(article_id)
        if text is None or article is None:
            return None
        said = said_of(text)
        match = self._match(text, said)
        is_gone = told is not None and told.event == "withdrawn"
        if match is None or is_gone or self._was_told(text, said):
            return None
        matches = [match] if told else [*self._found_before(text, said), match]
        return self._retelling(seq, told, text, article, matches, store)

    def _retelling(
        self,
        seq: int,
        told: Told | None,
        text: StoredText,
        article: StoredArticle,
        matches: Sequence[Match],
        store: Store,
    ) -> Retelling:
        outlet = self._configuration.outlets.get(text.outlet_id)
        before, how = record_of(text, article, outlet), article.how_read
        revision = before.revision
        topics = {match.topic_id for match in matches}
        topics |= {match.topic for match in before.matches if told}
        earlier = told.events.get("rematched", 0) if told else 0
        event = event_id(text.id, "rematched", revision, sorted(topics), earlier)
        record = rematched_record(
            before,
            Place(seq=seq, event_id=event, observed_at=self._now),
            is_told=told is not None,
            text=told.text if told else text.text,
            text_evidence=how.provenance.get("content_text") if how else None,
            matches=matches,
            cluster=store.cluster_of(text.id),
            making=self._making,
        )
        return Retelling(
            event="rematched",
            event_id=event,
            revision=revision,
            observed_at=self._now,
            line=line_of(record),
            candidate=None,
            entered={match.topic_id: match.query_hash for match in matches},
        )

    # -- topics

    def _was_told(self, text: StoredText, said: Mapping[str, Any]) -> bool:
        topics = (match["topic"] for match in said.get("matches", ()))
        return text.is_told and self._topic_id in topics

    def _match(self, text: StoredText, said: Mapping[str, Any]) -> Match | None:
        return self._matched(self._topic_id, self._document(text, said))

    def _found_before(
        self, text: StoredText, said: Mapping[str, Any]
    ) -> Iterator[Match]:
        """The topics that an article without a line was found to be on, as of now."""
        document = self._document(text, said)
        for topic_id in sorted(text.topics_matched - {self._topic_id}):
            is_known = topic_id in self._configuration.topics
            if is_known and (match := self._matched(topic_id, document)):
                yield match

    def _matched(self, topic_id: str, document: Document) -> Match | None:
        scorer = self._scorers.get(topic_id)
        if scorer is None:
            scorer = Scorer(self._configuration.topics[topic_id])
            self._scorers[topic_id] = scorer
        score = scorer.score(document)
        confidence = scorer.confidence(score)
        if confidence is None:
            return None
        return explain(scorer, document, score, confidence)

    def _document(self, text: StoredText, said: Mapping[str, Any]) -> Document:
        outlet = self._configuration.outlets.get(text.outlet_id)
        return document_of(text, said, outlet)

    # -- copies and looks

    def _is_served(self, stored: Stored, hit: StoredText) -> bool:
        """Whether another outlet's line has the text already, for its topics."""
        if not self._drops_copies:
            return False
        near = [copy for copy in stored.copies_of(hit.id) if self._may_serve(copy, hit)]
        lines = (stored.text(copy.article_id) for copy in near[:MOST_READ])
        return any(line and tells_all(line.text, hit.text) for line in lines)

    def _may_serve(self, copy: ToldCopy, hit: StoredText) -> bool:
        topics = hit.topics_matched | {self._topic_id}
        entered = {self._topic_id} if copy.article_id in self._now_told else set()
        return (
            copy.outlet_id != hit.outlet_id
            and copy.word_count >= FULL_ENOUGH * hit.word_count
            and topics <= copy.topics | entered
        )

    def _looks(
        self, ladder_s: tuple[float, ...], read_at: datetime
    ) -> tuple[int, datetime | None]:
        return looks_left(ladder_s, read_at, self._now)


def _found(text: StoredText, seq: int | None = None) -> Found:
    return Found(
        id=text.id,
        outlet_id=text.outlet_id,
        url=text.url,
        title=text.title,
        seq=seq,
        is_first=not text.is_told,
        lacks_facts=text.line is None,
    )
