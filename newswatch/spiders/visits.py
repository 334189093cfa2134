"""Writing down a visit that brought no article."""

from __future__ import annotations

from datetime import UTC, datetime

from newswatch.model import RefusalReason
from newswatch.schedule.retry import retry_at
from newswatch.store import StoreThread
from newswatch.store.base import PendingLink

#: reasons for keeping a page out that may not hold the next time
PASSING = frozenset(
    {RefusalReason.ROBOTS, RefusalReason.LANE_DIED, RefusalReason.PAGE_WALL}
)


async def settle_visit(
    store: StoreThread,
    pending: PendingLink,
    reason: str,
    detail: str = "",
    *,
    passing: bool,
) -> None:
    """Owe the visit again by the ladder of *reason* if it is *passing*, else never."""
    now = datetime.now(UTC)
    again = retry_at(reason, pending.attempts, now) if passing else None
    await store.run(
        lambda s: s.settle(pending.key, pending.link.url, reason, now, again, detail)
    )
