"""Taking in a live blog: its page once, each of its posts once, and the next look.

    page ─▶ admitted, and owed another look at once          (one transaction)
    posts ─▶ each admitted by itself, unless it is known as it is
    next look ─▶ when the blog may have more, or never

A live blog is a page and a listing at once, and its posts count as a listing's links
do: discovered, then emitted, off_topic, duplicate, or unchanged if they are known.
Because the look is owed before the first post is admitted, a kill between two posts
costs none of them: the page is read again, and what is known by then is left out.

The page itself is read once. Later looks bring posts and nothing else, however often
its headline changes. A post whose text has changed is told again, as `revised`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from newswatch import clock
from newswatch.again import Revisits
from newswatch.errors import NewswatchError
from newswatch.items import PageItem
from newswatch.model import LiveReading, Outcome, PostReading, Via
from newswatch.model.revision import (
    Addresses,
    Admission,
    Candidate,
    is_wording,
    post_id,
    seen_key,
)
from newswatch.schedule.again import next_look
from newswatch.store import Store
from newswatch.store.base import Classify, Held, LineOf, PendingLink, Revisit
from newswatch.workshop import Workshop

log = logging.getLogger(__name__)

#: posts that are handed to the store at a time: one group of its commits
_BATCH = 50
#: words that no two posts of an outlet have in common at one and the same time
_TELLING_WORDS = 8


@dataclass(frozen=True, slots=True)
class LiveBlogs:
    """Takes live blogs in; the lines are those of a page and of its posts."""

    workshop: Workshop
    page_line: LineOf
    post_line: LineOf

    async def admit(
        self, item: PageItem, candidate: Candidate, live: LiveReading
    ) -> Admission:
        """What became of the page; its posts are in the round's account.

        Raises what the store raises. What was not admitted by then is owed still.
        """
        store, look = self.workshop.store, _look_at(item, candidate)
        take = partial(
            _take_page,
            candidate=candidate,
            pending=item.pending,
            look=look,
            classify=self.workshop.classify,
            line_of=self.page_line,
        )
        page = await store.run(take)
        posts = list(_candidates(candidate, page.article_id, live.posts))
        found = await self._admit_posts(item, posts)
        if look is not None:
            now = clock.now()
            at = next_look(
                found_at=look.found_at,
                active_at=now
                if found and item.pending.looks
                else _last(candidate, live),
                ends_at=live.ends_at,
                now=now,
            )
            await store.run(lambda s: _owe(s, item.pending, look, at))
        return page

    async def _admit_posts(self, item: PageItem, posts: Sequence[Candidate]) -> bool:
        """Admit what is not known as it is; whether anything was."""
        keys = [key for post in posts for key in post.addresses.own]
        held = await self.workshop.store.run(lambda s: s.articles_at(keys))
        asking = []
        for post in posts:
            if _is_unchanged(post, held):
                self._settle(item, post, Outcome.UNCHANGED)
            else:
                # Until it is settled it counts as pending.
                item.round.discover(post.addresses.own[0])
                asking.append(post)
        new = [post for post in asking if held.keys().isdisjoint(post.addresses.own)]
        for start in range(0, len(asking), _BATCH):
            batch = asking[start : start + _BATCH]
            admitting = (self._admit_post(item, post) for post in batch)
            ends = await asyncio.gather(*admitting, return_exceptions=True)
            if broken := next((e for e in ends if isinstance(e, BaseException)), None):
                raise broken
        return bool(new)

    async def _admit_post(self, item: PageItem, post: Candidate) -> None:
        try:
            admission = await self.workshop.store.run(
                lambda s: s.admit(post, None, self.workshop.classify, self.post_line)
            )
        except NewswatchError:
            raise
        except Exception:  # one post must not keep the others out
            about = {"outlet": item.outlet.id, "url": post.addresses.url}
            log.exception("post not admitted", extra=about)
            self._settle(item, post, Outcome.FAILED, "fault")
            return
        if admission.article_id == post.post_id:
            admission = await self._told_again(item, post, admission)
        self._settle(item, post, admission.outcome, admission.reason)

    async def _told_again(
        self, item: PageItem, post: Candidate, admission: Admission
    ) -> Admission:
        """What is new in a post that was known: it is revised like any article."""
        if admission.outcome is not Outcome.DUPLICATE:
            return admission
        known = Revisit(article_id=admission.article_id)
        visit = post_item(item).visit
        revisits = Revisits(self.workshop)
        return await revisits.read(known, post, visit, item.outlet, item.furniture)

    def _settle(
        self,
        item: PageItem,
        post: Candidate,
        outcome: Outcome,
        reason: str | None = None,
    ) -> None:
        item.round.settle_once(post.addresses.own[0], outcome, reason)


def post_item(item: PageItem) -> PageItem:
    """*item* as its posts have it: they were found on the page, when it was read."""
    pending, page = item.pending, item.page
    link = replace(pending.link, via=Via.LINK)
    found = replace(pending, link=link, source_url=page.url, found_at=page.fetched_at)
    return replace(item, pending=found)


def _look_at(item: PageItem, candidate: Candidate) -> PendingLink | None:
    """The further look that *item* is owed; archived pages are owed none."""
    if not item.may_look_again:
        return None
    pending = item.pending
    return replace(
        pending,
        key=candidate.addresses.own[0],
        link=replace(pending.link, url=item.page.url),
        looks=pending.looks + 1,
    )


def _take_page(
    store: Store,
    *,
    candidate: Candidate,
    pending: PendingLink,
    look: PendingLink | None,
    classify: Classify,
    line_of: LineOf,
) -> Admission:
    keys = (pending.key, *candidate.addresses.own)
    held = store.articles_at(keys)
    # At a new address of its own it is admitted as what is known already.
    if all(key in held for key in keys):
        return Admission(
            outcome=Outcome.UNCHANGED,
            article_id=held[pending.key].article_id,
            reason="live-blog",
        )
    admission = store.admit(candidate, pending.key, classify, line_of)
    if look is not None:
        store.look_again(look, candidate.observed_at)
    return admission


def _owe(
    store: Store, pending: PendingLink, look: PendingLink, at: datetime | None
) -> None:
    if pending.key != look.key:
        store.look_again(pending, None)
    store.look_again(look, at)


def _candidates(
    page: Candidate, page_id: str, posts: Sequence[PostReading]
) -> Iterator[Candidate]:
    for post in posts:
        ids = [post_id(page_id, name) for name in post.names]
        # A blog that moves has its posts at two addresses for a while.
        is_telling = post.fingerprint.word_count >= _TELLING_WORDS
        wide = [name for name in post.names if is_wording(name) and is_telling]
        url = post.url or f"{page.addresses.url}#{post.names[0]}"
        yield Candidate(
            outlet_id=page.outlet_id,
            addresses=Addresses(
                url=url,
                url_evidence="json-ld:LiveBlogPosting.liveBlogUpdate.url"
                if post.url
                else "computed:fragment",
                answered_url=url,
                address_key=ids[0],
                own=tuple(seen_key(page.outlet_id, each) for each in (*ids, *wide)),
            ),
            article=post.article,
            fingerprint=post.fingerprint,
            matches=post.matches,
            observed_at=clock.now(),
            removed=post.removed,
            post_id=ids[0],
        )


def _is_unchanged(post: Candidate, held: Mapping[bytes, Held]) -> bool:
    """Whether all of its names are known, and its text is as it was."""
    known = [held.get(key) for key in post.addresses.own]
    return all(
        each is not None and each.content_hash == post.fingerprint.content_hash
        for each in known
    )


def _last(page: Candidate, live: LiveReading) -> datetime | None:
    """When the blog last said something that is not in the future."""
    articles = (page.article, *(post.article for post in live.posts))
    times = (at for each in articles for at in (each.published_at, each.modified_at))
    return max((at for at in times if at and at <= page.observed_at), default=None)
