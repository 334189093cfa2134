"""Writing down a visit that brought no article."""

from __future__ import annotations

from newswatch import clock
from newswatch.model import RefusalReason
from newswatch.schedule.retry import retry_at
from newswatch.store import StoreThread
from newswatch.store.base import PendingLink

#: what keeps a page out whatever the day; every other reason may pass
_FINAL = frozenset(RefusalReason) - {
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
}


async def settle_visit(
    store: StoreThread, pending: PendingLink, reason: str, detail: str = ""
) -> None:
    """Owe the visit again by the ladder of *reason*, or never if that is final."""
    now = clock.now()
    again = None if reason in _FINAL else retry_at(reason, pending.attempts, now)
    await store.run(
        lambda s: s.settle(pending.key, pending.link.url, reason, now, again, detail)
    )
