"""What becomes of an article that goes over several pages, page by page.

    page 1 ─▶ lane ─▶ it names a next page ─▶ PageGoesOn: fetched like any page, then
              read with those before it … until one names no next page ─▶ the article

Until the last page is read nothing is admitted, and the link stays pending: a kill
between two pages costs their reading, not the article.

A page that did not come, and may come later, brings the whole visit back, at most
MOST_TRIES times, one that is not found once: news must not wait ten days for its
second page. After that, and for
what no later try would change (robots.txt, a limit), the article is taken with the
pages there are, and says so: `text-truncated`. A page that turns out to be none of the
article's is left out, and nothing is missing.
"""

from __future__ import annotations

from dataclasses import replace

from newswatch.extract.paging import is_same_host
from newswatch.items import PageGoesOn, PageItem, PageQuarantined, SoFar
from newswatch.model import (
    Article,
    FetchedPage,
    Outcome,
    Reading,
    Refusal,
    RefusalReason,
)
from newswatch.urls import canonical_url

#: pages of one article, and the bytes of all of them; chosen by hand
MOST_PAGES = 20
MOST_BYTES = 8 * 1024 * 1024
#: bytes of a first page, which is held in memory until the last one has come
MOST_HELD = 2 * 1024 * 1024
#: failed visits after which an article is taken without the pages that are missing:
#: `schedule.retry.further_page_at`, 35 minutes in all
MOST_TRIES = 3
TRUNCATED = "text-truncated"

#: a careless pager names a page after the last one: one more look is enough
_GONE = frozenset({"http-404", "http-410"})
#: reasons against a further page that may pass
_PASSING = frozenset(
    {
        RefusalReason.CONSENT_WALL,
        RefusalReason.ROBOT_CHECK,
        RefusalReason.REGION_BLOCK,
        RefusalReason.ERROR_PAGE,
        RefusalReason.LANE_DIED,
        RefusalReason.PAGE_WALL,
        RefusalReason.FOREIGN_HOST,
        RefusalReason.REDIRECTED_HOME,
        RefusalReason.REFUSED_ADDRESS,
    }
)


def settled(item: PageItem, reading: Reading) -> Reading:
    """The article's reading, now that the newest of its pages was read.

    Raises PageGoesOn where another is to be fetched first, PageQuarantined where the
    article, or a page that may be had later, is refused.
    """
    so_far, refusal = item.so_far, reading.result
    if isinstance(refusal, Refusal):
        if so_far is None or not (
            reading.is_stray
            or is_given_up(Outcome.QUARANTINED, refusal.reason, item.pending.attempts)
        ):
            raise PageQuarantined(refusal)
        if other := otherwise(so_far):
            raise PageGoesOn(other)
        return _ended(so_far.reading) if reading.is_stray else truncated(so_far.reading)
    if item.further is not None:
        further = (item.further.requested_url, item.further.url)
        item.also = tuple(dict.fromkeys((*item.also, *further)))
    if not reading.parts:
        return reading
    following = SoFar(
        page=item.page,
        reading=reading,
        also=item.also,
        size_bytes=(so_far.size_bytes if so_far else 0) + len(_newest(item).body),
    )
    if is_known(following.turn.url, item):
        return _ended(reading)
    if (
        not item.may_reroute
        or len(reading.parts) >= MOST_PAGES
        or following.size_bytes >= MOST_BYTES
        or len(item.page.body) > MOST_HELD
    ):
        return truncated(reading)
    raise PageGoesOn(following)


def otherwise(so_far: SoFar) -> SoFar | None:
    """The same, on to what is to be tried where the newest page proved wrong, if any.

    That is the article's next page, where its single page could not be had.
    """
    *rest, last = so_far.reading.parts
    turn = so_far.turn.otherwise
    if turn is None:
        return None
    parts = (*rest, replace(last, turn=turn))
    return replace(so_far, reading=replace(so_far.reading, parts=parts))


def strayed(item: PageItem) -> Reading | None:
    """The refusal of a further page that is one of those before, or on another host."""
    if item.further is None:
        return None
    url, why = item.further.url, ""
    if is_known(url, item):
        why = "it led back to a page that was read"
    elif not is_same_host(url, item.page.url):
        why = "it led to another host"
    if not why:
        return None
    refusal = Refusal(reason=RefusalReason.NOT_ARTICLE, detail=why)
    return Reading(result=refusal, is_stray=True)


def is_known(url: str, item: PageItem) -> bool:
    """Whether *url* is one of the article's pages so far."""
    known = (item.page.url, item.page.requested_url, *item.also)
    return canonical_url(url) in map(canonical_url, known)


def is_given_up(outcome: Outcome, reason: str, attempts: int) -> bool:
    """Whether an article goes without a page that failed so, after *attempts* visits.

    *outcome* is what the failure would be for a page of its own.
    """
    if outcome is Outcome.PENDING:
        return False  # the host asked to be left alone: nothing has failed
    if outcome is Outcome.QUARANTINED and reason not in _PASSING:
        return True
    if reason in _GONE:
        return attempts > 0
    return attempts >= MOST_TRIES


def awaited(so_far: SoFar, detail: str) -> str:
    """*detail*, which says why a page failed, and that the article waits for it."""
    waits = f"waits for page {len(so_far.reading.parts) + 1} of the article"
    return f"{waits}: {detail}" if detail else waits


def truncated(reading: Reading) -> Reading:
    """*reading* of an article of which pages are missing."""
    article = reading.result
    if isinstance(article, Article):
        warnings = tuple(dict.fromkeys((*article.warnings, TRUNCATED)))
        reading = replace(reading, result=replace(article, warnings=warnings))
    return _ended(reading)


def _ended(reading: Reading) -> Reading:
    """*reading* without the pages one by one, which nobody needs any more."""
    return replace(reading, parts=())


def _newest(item: PageItem) -> FetchedPage:
    return item.further or item.page
