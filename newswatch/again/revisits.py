"""Settling a revisit: what to tell, and when to look next."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

from newswatch import clock
from newswatch.again.sighting import Finding, Sighting, found_in, is_seen_again
from newswatch.again.standing import cluster_by, standing_of
from newswatch.again.telling import news, withdrawal
from newswatch.discover.validators import Validators, fields_of, remembered
from newswatch.feed.record import Visit
from newswatch.model import (
    LOOKED_AT,
    Article,
    FetchedPage,
    Furniture,
    Outcome,
    Outlet,
    RefusalReason,
)
from newswatch.model.revision import Admission, Answer, Candidate, Novelty
from newswatch.schedule.ladder import (
    look_after_failure,
    look_in_doubt,
    look_while_gone,
    next_look,
)
from newswatch.store.base import PendingLink, Revisit, Tell
from newswatch.workshop import Workshop

#: why a look came to nothing that was led to another article
STRAYED = "another-article"
#: how an article answers that was taken down
GONE = frozenset(
    {"http-404", "http-410", RefusalReason.REDIRECTED_HOME, RefusalReason.SOFT_404}
)


class Revisits:
    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop
        options = workshop.configuration.options
        self._ladder_s = options.again.ladder_s
        self._withdrawn_after = options.feed.withdrawn_after

    def headers(self, revisit: Revisit, *, in_full: bool = False) -> dict[str, str]:
        """The conditional headers of a look; the last one asks in full.

        So a validator that lies hides a change for the length of the ladder at most;
        an outlet that is known to lie of its listings is always asked *in_full*.
        What is in doubt, or was gone, is asked in full too: `304` would bring nothing
        that could be told.
        """
        is_last = revisit.step >= len(self._ladder_s) - 1
        if in_full or is_last or revisit.gone or revisit.doubted:
            return {}
        known = Validators(etag=revisit.etag, last_modified=revisit.last_modified)
        return known.headers()

    async def read(
        self,
        revisit: Revisit,
        candidate: Candidate,
        visit: Visit,
        outlet: Outlet,
        furniture: Furniture,
    ) -> Admission:
        """Settle a look that brought the page *candidate* was read from."""
        store = self._workshop.store
        told = await store.run(lambda s: s.told(revisit.article_id))
        standing = await store.run(lambda s: standing_of(s, revisit, candidate, told))
        if standing.is_another:
            return await self._strayed(visit, revisit)
        key, at = visit.pending.key, visit.page.fetched_at
        cluster = await store.run(lambda s: s.cluster_of(revisit.article_id))
        is_left_out = False
        if told is None:
            verdict = self._workshop.classify(candidate, standing.others)
            # What has no line may be another one's text still, and stays out.
            is_left_out = verdict.left_out or verdict.novelty is Novelty.SAME
            cluster = cluster_by(verdict, revisit.article_id, cluster)
        sighting = Sighting(
            revisit=revisit,
            candidate=candidate.without_claims()
            if standing.claims_refuted
            else candidate,
            visit=visit,
            outlet=outlet,
            furniture=furniture,
            neighbours=await store.run(lambda s: s.neighbours(outlet.id, key, at)),
            told=told,
            cluster=cluster,
            config_hash=self._workshop.making.config_hash,
        )
        # Long texts take a while to compare, and the loop has other pages to serve.
        finding = await asyncio.to_thread(found_in, sighting)
        if is_left_out:
            finding = Finding()
        return await self._settle(sighting, finding)

    async def _settle(self, sighting: Sighting, finding: Finding) -> Admission:
        """Tell what was found, or have it seen once more, or be content."""
        before, candidate = sighting.revisit, sighting.candidate
        seen = replace(
            before,
            gone=0,
            doubted=None,
            read_by=finding.read_by,
            etag=candidate.answer.etag,
            last_modified=candidate.answer.last_modified,
        )
        seq: int | None = None
        reason: str | None = LOOKED_AT
        if finding.doubt and not is_seen_again(before.doubted, finding.doubt):
            reason = "change-in-doubt"
            await self._doubt(replace(seen, doubted=finding.doubt), before, candidate)
        else:
            tell = None
            if finding.is_news:
                tell = news(sighting, finding.change, self._workshop.making)
            seq = await self._climb(
                seen,
                candidate.observed_at,
                candidate,
                tell,
                reread=finding.is_reread,
            )
            if seq is not None:
                reason = "revised" if sighting.told else None
        return Admission(
            outcome=Outcome.UNCHANGED if seq is None else Outcome.EMITTED,
            article_id=before.article_id,
            reason=reason,
            seq=seq,
        )

    async def _doubt(
        self, seen: Revisit, before: Revisit, candidate: Candidate
    ) -> None:
        """Have a change seen once more, soon; another one each time can wait."""
        now = candidate.observed_at
        if before.doubted is not None:
            await self._climb(seen, now, candidate)
            return
        due_at = look_in_doubt(now)
        await self._workshop.store.run(
            lambda s: s.revisited(seen, due_at, now, read=candidate)
        )

    async def _strayed(self, visit: Visit, revisit: Revisit) -> Admission:
        """Settle a look that was led to another article."""
        outcome, reason = await self.missed(
            visit.pending, revisit, STRAYED, visit.run_id
        )
        return Admission(outcome=outcome, article_id=revisit.article_id, reason=reason)

    async def unchanged(self, revisit: Revisit, page: FetchedPage) -> None:
        """Settle a look that was answered with 304."""
        seen = _as_answered(replace(revisit, gone=0), page)
        await self._climb(seen, page.fetched_at)

    async def missed(
        self, pending: PendingLink, revisit: Revisit, reason: str, run_id: str
    ) -> tuple[Outcome, str]:
        """Settle a look that brought no article; what its round says of it."""
        now = clock.now()
        # Where it was gone already, what another article answers is no sign of it.
        is_gone = reason in GONE or (reason == STRAYED and revisit.gone > 0)
        if not is_gone:
            due_at = look_after_failure(pending.attempts + 1, now)
            await self._put_off(revisit, due_at, now)
            return Outcome.FAILED, reason
        gone = replace(revisit, gone=revisit.gone + 1)
        told = await self._workshop.store.run(lambda s: s.told(revisit.article_id))
        if told is None or told.event == "withdrawn":
            await self._climb(gone, now)
            return Outcome.UNCHANGED, reason
        # Each look asks another of its addresses: all must have said so.
        if gone.gone < max(self._withdrawn_after, told.addresses):
            due_at = look_while_gone(gone.gone, now)
            await self._workshop.store.run(lambda s: s.revisited(gone, due_at, now))
            return Outcome.FAILED, reason
        seq = await self._climb(gone, now, tell=withdrawal(reason, run_id, now))
        if seq is None:
            return Outcome.UNCHANGED, reason  # it was told meanwhile
        return Outcome.EMITTED, "withdrawn"

    async def _put_off(
        self, revisit: Revisit, due_at: datetime | None, now: datetime
    ) -> None:
        if due_at is None:
            await self._climb(revisit, now, failed=True)
            return
        await self._workshop.store.run(
            lambda s: s.revisited(revisit, due_at, now, failed=True)
        )

    async def _climb(
        self,
        revisit: Revisit,
        now: datetime,
        read: Candidate | None = None,
        tell: Tell | None = None,
        *,
        reread: bool = False,
        failed: bool = False,
    ) -> int | None:
        """Note the look as a step of the ladder."""
        store, step = self._workshop.store, revisit.step + 1
        # What was never told is looked at when a listing says that it changed.
        told = await store.run(lambda s: s.told(revisit.article_id))
        has_line = told is not None or tell is not None
        due_at = next_look(self._ladder_s, step, now) if has_line else None
        after = replace(revisit, step=step)
        return await store.run(
            lambda s: s.revisited(
                after,
                due_at,
                now,
                read=read,
                tell=tell,
                reread=reread,
                failed=failed,
            )
        )


def answer_of(page: FetchedPage, article: Article) -> Answer:
    """What the answer that brought *article* said of itself, to ask by it again.

    Nothing where further pages of the article could not be had: the next look has to
    bring the first one to get at them.
    """
    if "text-truncated" in article.warnings:
        return Answer()
    known = remembered(Validators(), page.status, fields_of(page), now=page.fetched_at)
    return Answer(etag=known.etag, last_modified=known.last_modified)


def _as_answered(revisit: Revisit, page: FetchedPage) -> Revisit:
    """*revisit* with what a `304` said of the page that it spared."""
    known = Validators(etag=revisit.etag, last_modified=revisit.last_modified)
    after = remembered(known, page.status, fields_of(page), now=page.fetched_at)
    return replace(revisit, etag=after.etag, last_modified=after.last_modified)
