"""Writing down a visit that brought no article."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from newswatch import clock
from newswatch.further_pages import awaited
from newswatch.items import SoFar
from newswatch.model import RefusalReason
from newswatch.schedule.retry import further_page_at, retry_at
from newswatch.store import StoreThread
from newswatch.store.base import Announced, KeptOut, PendingLink, Store
from newswatch.store.run_book import NotedLink

#: what keeps a page out whatever the day; every other reason may pass
FINAL = frozenset(RefusalReason) - {
    RefusalReason.ROBOTS,
    RefusalReason.LANE_DIED,
    RefusalReason.PAGE_WALL,
    # A captive portal, a broken name server, a maintenance page: for an hour, one of
    # these can answer for every address there is.
    RefusalReason.REFUSED_ADDRESS,
    RefusalReason.FOREIGN_HOST,
    RefusalReason.REDIRECTED_HOME,
    RefusalReason.CROWDED_ADDRESS,
    # What stands behind them was never seen.
    RefusalReason.CONSENT_WALL,
    RefusalReason.ROBOT_CHECK,
    RefusalReason.REGION_BLOCK,
    RefusalReason.PAYWALL_STUB,
    # The article may be late, or its server in trouble.
    RefusalReason.SOFT_404,
    RefusalReason.ERROR_PAGE,
    RefusalReason.EMPTY_BODY,
    # Its headline and the teasers below may be there before its text is.
    RefusalReason.INDEX_PAGE,
}


async def settle_visit(
    store: StoreThread,
    pending: PendingLink,
    reason: str,
    detail: str = "",
    *,
    evidence: Sequence[str] = (),
    answered_by: str | None = None,
    so_far: SoFar | None = None,
) -> None:
    """Owe the visit again by the ladder of *reason*, or never if that is final.

    *so_far*: the pages before the one that failed, of an article that has several.
    Either way it is written down, for people who ask why there is no article.
    """
    now = clock.now()
    again = None
    if reason not in FINAL:
        next_at = further_page_at if so_far else retry_at
        again = next_at(reason, pending.attempts, now)
    if so_far:
        detail = awaited(so_far, detail)
    kept_out = KeptOut(
        key=pending.key,
        outlet_id=pending.outlet_id,
        url=pending.link.url,
        answered_by=answered_by,
        reason=reason,
        detail=detail,
        evidence=tuple(evidence),
        found_at=pending.found_at,
        visits=pending.attempts + 1,
        last_at=now,
        next_at=again,
    )
    await store.run(lambda s: s.keep_out(kept_out))


def rerouted(
    store: Store,
    key: bytes,
    announced: Announced,
    now: datetime,
    reason: str,
    run_id: str,
) -> bool:
    """As Store.reroute; the poll *run_id* owes an outcome to the other address too."""
    owed = store.reroute(key, announced, now, reason)
    if owed:
        store.note_links(run_id, [NotedLink(key=announced.key)])
    return owed
