"""The path of a page through the stages; each pipeline translates and delegates.

ReadPipeline  ─▶ the lane, with the outlet's furniture: extract, clean, cut,
                 fingerprint, match; or a refusal; or on to the article's next page
DedupPipeline ─▶ its addresses, and what the store knows near it
AdmitPipeline ─▶ the store's one transaction; the only place that writes
                 (a live blog: one for its page, one for each post)
"""

from __future__ import annotations

from functools import partial
from typing import Self

from itemadapter import ItemAdapter
from scrapy.crawler import Crawler
from scrapy.pipelines import ItemPipelineManager

from newswatch import clock
from newswatch.again import Revisits, answer_of
from newswatch.dedup.identity import (
    addresses_of,
    amp_original,
    misdirection,
    waylaid,
)
from newswatch.feed.record import line_of, new_record
from newswatch.further_pages import settled, strayed
from newswatch.items import PageIsKnown, PageItem, PageQuarantined, PageRerouted
from newswatch.live_blogs import LiveBlogs, post_item
from newswatch.mark import marked
from newswatch.model import Outcome, Reading, Refusal
from newswatch.model.revision import Admission, Candidate, Cluster
from newswatch.schedule.ladder import next_look
from newswatch.workshop import Workshop


class MarkedPipelines(ItemPipelineManager):
    """All of them, under the mark of the page's outlet."""

    async def process_item_async(self, item: PageItem) -> PageItem:
        admitted: PageItem = await marked(
            item.outlet.id, super().process_item_async(item)
        )
        return admitted


class _Stage:
    """What the three have in common: the crawl's workshop."""

    def __init__(self, workshop: Workshop) -> None:
        self.workshop = workshop

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(Workshop.of(crawler))


class ReadPipeline(_Stage):
    """Awaits the lane; what is no article leaves here, with its reason."""

    async def process_item(self, item: PageItem) -> PageItem:
        adapter = ItemAdapter(item)
        if adapter["reading"] is None:
            reading = strayed(item) or await self._read(item)
            adapter["reading"] = settled(item, reading)
        return item

    async def _read(self, item: PageItem) -> Reading:
        page, outlet, pending = item.further or item.page, item.outlet, item.pending
        if refusal := misdirection(page, outlet):
            return Reading(result=refusal)
        workshop, so_far = self.workshop, item.so_far
        async with workshop.turns.of(outlet.id) as turn:
            item.furniture = furniture = await workshop.store.run(
                lambda s: s.furniture(outlet.id, pending.key, page.fetched_at)
            )
            reading = await workshop.reader.read(
                page,
                outlet,
                # What the listing said is said of the first page.
                None if so_far else pending.link,
                item.topic_ids,
                furniture,
                so_far.reading.parts if so_far else (),
            )
            turn.cost_s = reading.cpu_s
        return reading


class DedupPipeline(_Stage):
    """Makes the candidate: which article this is, by all that is known near it."""

    async def process_item(self, item: PageItem) -> PageItem:
        adapter = ItemAdapter(item)
        candidate = _candidate(item, adapter["reading"])
        if item.pending.revisit is not None:  # it was told apart when it was admitted
            adapter["candidate"] = candidate
            return item
        if item.may_reroute and item.pending.hops == 0:
            if original := amp_original(candidate, item.outlet):
                raise PageRerouted(original)
            if first_page := candidate.article.first_page:
                raise PageRerouted(first_page, "further-page")
        known = await self.workshop.store.run(lambda s: s.relatives(candidate))
        if refusal := waylaid(candidate, known):
            raise PageQuarantined(refusal)
        if self.workshop.classify(candidate, known).claims_refuted:
            candidate = candidate.without_claims()
        adapter["candidate"] = candidate
        return item


class AdmitPipeline(_Stage):
    """Has the store take the article in: seen, text and line in one transaction.

    Of one that was admitted before, what is new is told.
    """

    def __init__(self, workshop: Workshop) -> None:
        super().__init__(workshop)
        self._revisits = Revisits(workshop)

    async def process_item(self, item: PageItem) -> PageItem:
        adapter = ItemAdapter(item)
        candidate, key = adapter["candidate"], item.pending.key
        if revisit := item.pending.revisit:
            adapter["admission"] = await self._revisits.read(
                revisit, candidate, item.visit, item.outlet, item.furniture
            )
            return item
        revisit_at = next_look(
            self.workshop.configuration.options.again.ladder_s, 0, candidate.observed_at
        )
        line = partial(_line, item=item, workshop=self.workshop)
        admission: Admission
        if item.reading is not None and (live := item.reading.live):
            post_line = partial(_line, item=post_item(item), workshop=self.workshop)
            blogs = LiveBlogs(self.workshop, line, post_line)
            admission = await blogs.admit(item, candidate, live)
        else:
            admission = await self.workshop.store.run(
                lambda s: s.admit(
                    candidate, key, self.workshop.classify, line, revisit_at
                )
            )
        if admission.outcome is Outcome.DUPLICATE:
            raise PageIsKnown(admission.reason or "known", admission.article_id)
        adapter["admission"] = admission
        return item


def _candidate(item: PageItem, reading: Reading) -> Candidate:
    article, fingerprint = reading.result, reading.fingerprint
    if isinstance(article, Refusal) or fingerprint is None:
        raise TypeError("a refusal is no candidate")
    return Candidate(
        outlet_id=item.outlet.id,
        addresses=addresses_of(
            item.page, article, item.pending.link, item.outlet, item.also
        ),
        article=article,
        fingerprint=fingerprint,
        matches=reading.matches,
        observed_at=clock.now(),
        blocks=reading.blocks,
        removed=reading.removed,
        topics_asked=item.topic_ids,
        answer=answer_of(item.page, article),
    )


def _line(
    seq: int,
    event_id: str,
    cluster: Cluster,
    candidate: Candidate,
    *,
    item: PageItem,
    workshop: Workshop,
) -> bytes:
    record = new_record(
        seq,
        event_id,
        cluster,
        candidate=candidate,
        outlet=item.outlet,
        visit=item.visit,
        making=workshop.making,
    )
    return line_of(record)
