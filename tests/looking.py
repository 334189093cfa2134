"""One article of one outlet, looked at again and again without a network.

`Desk` holds the page as its server has it, and a store as a deployment has it. A look
asks as the crawler does: with validators, where the store says, when it is due.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, TypeVar

from builders import NOON, make_article, make_link, make_match, make_outlet, make_page

from newswatch import clock
from newswatch.again import Revisits, answer_of
from newswatch.dedup.classify import classify
from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.identity import addresses_of, key_of
from newswatch.feed.record import Making, Visit, line_of, new_record
from newswatch.model import NO_FURNITURE, FetchedPage, Options, Outcome, RefusalReason
from newswatch.model.revision import Admission, Candidate, Cluster
from newswatch.schedule.ladder import next_look
from newswatch.store.base import Announced, PendingLink, Store
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

HOME = "https://herald.example/"
FIRST = "https://herald.example/a"
LISTING = "https://herald.example/rss"
CLASSIFY = partial(classify, drop_copies=True)

#: after one of these the next look is due, if any ever is
GAPS = [timedelta(minutes=minutes) for minutes in (0, 10, 15, 60, 360, 1440, 4320)]

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Served:
    """What the server has at an address."""

    status: int = 200
    paragraphs: tuple[str, ...] = ()
    title: str = "Envoys meet by the lake"
    moved_to: str | None = None
    cache_control: str | None = None

    @property
    def etag(self) -> str:
        page = "|".join((self.title, *self.paragraphs))
        return '"' + hashlib.md5(page.encode()).hexdigest() + '"'


class _Thread:
    """A StoreThread that is none."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def run(self, call: Callable[[Store], T]) -> T:
        return call(self._store)


class Desk:
    def __init__(
        self, store: Store | None = None, outlet_id: str = "herald", **feed: Any
    ) -> None:
        options = Options.model_validate({"feed": feed})
        self.store = store or SqliteStore(":memory:")
        self.making = Making(config_hash="sha256:0", text_policy=options.feed.text)
        self.ladder_s = options.again.ladder_s
        workshop: Any = SimpleNamespace(
            store=_Thread(self.store),
            configuration=SimpleNamespace(options=options),
            making=self.making,
            classify=CLASSIFY,
        )
        self.revisits = Revisits(workshop)
        self.outlet = make_outlet(outlet_id)
        self.now = NOON
        self.site: dict[str, Served] = {}
        #: (address, status) of every answer
        self.asked: list[tuple[str, int]] = []

    # -- listings and first visits

    def announce(self, url: str, **dates: datetime) -> bool:
        """Whether a listing with *url* leaves it owed a visit."""
        link = make_link(url, **dates)
        key = key_of(url, self.outlet)
        known = self.store.announce(
            self.outlet.id,
            LISTING,
            SourceState(),
            [Announced(key=key, link=link)],
            self.now,
        )
        return key in (*known.new, *known.waiting)

    def visit(self, url: str = FIRST, **candidate: Any) -> Admission | None:
        """What became of *url*, announced and visited; None if it is settled."""
        if not self.announce(url):
            return None
        (admission,) = self.admit_owed(**candidate)
        return admission

    def admit_owed(self, **candidate: Any) -> list[Admission]:
        """What became of all that is owed a visit."""
        admissions = []
        for pending in self.store.pending(self.outlet.id, self.now):
            page = self._answer(pending.link.url, {})
            found = self._candidate(page, pending, **candidate)
            line = partial(self._line, visit=self._visit(page, pending))
            at = next_look(self.ladder_s, 0, self.now)
            admissions.append(self.store.admit(found, pending.key, CLASSIFY, line, at))
        return admissions

    def _line(
        self,
        seq: int,
        event_id: str,
        cluster: Cluster,
        candidate: Candidate,
        *,
        visit: Visit,
    ) -> bytes:
        record = new_record(
            seq,
            event_id,
            cluster,
            candidate=candidate,
            outlet=self.outlet,
            visit=visit,
            making=self.making,
        )
        return line_of(record)

    # -- looks

    def look(
        self,
        after: timedelta = timedelta(0),
        *,
        meanwhile: Callable[[], object] = lambda: None,
        **candidate: Any,
    ) -> str | None:
        """What the looks that are due *after* this came to; None if none is.

        *meanwhile* happens when they are planned and not begun: visits come first.
        """
        self.now += after
        due = self.store.revisits(self.outlet.id, self.now)
        meanwhile()
        words = [self._look_at(pending, **candidate) for pending in due]
        return words[-1] if words else None

    def next_look(self, **candidate: Any) -> str | None:
        """The same, at the time at which the next look is due."""
        for gap in GAPS:
            if self.store.revisits(self.outlet.id, self.now + gap):
                return self.look(gap, **candidate)
        return None

    def _look_at(self, pending: PendingLink, **candidate: Any) -> str:
        revisit = pending.revisit
        assert revisit is not None
        page = self._answer(pending.link.url, self.revisits.headers(revisit))
        with clock.standing_at(self.now):
            if page.status == 304:
                asyncio.run(self.revisits.unchanged(revisit, page))
                return "304"
            reason = f"http-{page.status}" if page.status != 200 else None
            if page.url == HOME:
                reason = RefusalReason.REDIRECTED_HOME
            if reason is not None:
                outcome, why = asyncio.run(
                    self.revisits.missed(pending, revisit, reason, "run")
                )
                return why if outcome is Outcome.EMITTED else outcome
            admission = asyncio.run(
                self.revisits.read(
                    revisit,
                    self._candidate(page, pending, **candidate),
                    self._visit(page, pending),
                    self.outlet,
                    NO_FURNITURE,
                )
            )
            return admission.reason or admission.outcome

    def _answer(self, url: str, headers: dict[str, str]) -> FetchedPage:
        asked, served = url, self.site.get(url, Served(status=404))
        while served.moved_to:
            url, served = served.moved_to, self.site.get(served.moved_to, Served())
        status, etag = served.status, served.etag if served.paragraphs else None
        if status == 200 and etag and headers.get("If-None-Match") == etag:
            status = 304
        self.asked.append((asked, status))
        return make_page(
            url,
            requested_url=asked,
            status=status,
            etag=etag,
            cache_control=served.cache_control,
            fetched_at=self.now,
            body=json.dumps([served.title, *served.paragraphs]).encode(),
        )

    def _candidate(
        self,
        page: FetchedPage,
        pending: PendingLink,
        topics: tuple[str, ...] = ("talks",),
        **article: Any,
    ) -> Candidate:
        title, *paragraphs = json.loads(page.body)
        read = make_article(
            title, paragraphs=tuple(paragraphs), published_at=NOON, **article
        )
        return Candidate(
            outlet_id=self.outlet.id,
            addresses=addresses_of(page, read, pending.link, self.outlet),
            article=read,
            fingerprint=fingerprint(title, paragraphs),
            matches=tuple(map(make_match, topics)),
            observed_at=self.now,
            answer=answer_of(page, read),
        )

    def _visit(self, page: FetchedPage, pending: PendingLink) -> Visit:
        return Visit(page=page, pending=pending, run_id="run", robots="allowed")

    # -- what came of it

    def serve(self, *paragraphs: str, at: str = FIRST, **served: Any) -> None:
        self.site[at] = Served(paragraphs=paragraphs, **served)

    def change(self, at: str = FIRST, **served: Any) -> None:
        self.site[at] = replace(self.site[at], **served)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(row.line) for row in self.store.outbox_after(0, 1000)]
