"""When outlets are due, and what their polls have taught of when they publish."""

from __future__ import annotations

import json
import math
from datetime import datetime

from newswatch.schedule.rhythm import HOURS, Rhythm
from newswatch.store.database import Database
from newswatch.store.rows import (
    instant_of,
    instant_text,
    optional_instant_of,
    optional_instant_text,
)
from newswatch.store.states import OutletState

_NUMBERS = ("n", "days", "scrolled", "lately", "expected", "fresh_s")


class Rhythms(Database):
    """The methods of newswatch.store.base.Store about due times."""

    def outlet_states(self) -> dict[str, OutletState]:
        return {
            row["id"]: OutletState(
                next_due_at=instant_of(row["next_due_at"]),
                failures=row["failures"],
                rhythm=rhythm_of(row["rhythm"]),
            )
            for row in self._all("SELECT * FROM outlet")
        }

    def set_outlet_state(self, outlet_id: str, state: OutletState) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO outlet VALUES (?, ?, ?, ?)",
                (
                    *(outlet_id, instant_text(state.next_due_at), state.failures),
                    rhythm_text(state.rhythm),
                ),
            )

    def network_down_since(self) -> datetime | None:
        row = self._one("SELECT down_since FROM network")
        return optional_instant_of(row["down_since"]) if row else None

    def set_network_down_since(self, since: datetime | None) -> None:
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO network VALUES (1, ?)",
                (optional_instant_text(since),),
            )


def rhythm_text(rhythm: Rhythm) -> str:
    return json.dumps(
        {
            "n": round(rhythm.n, 4),
            "days": round(rhythm.days, 6),
            "hours": [round(count, 3) for count in rhythm.hours],
            "scrolled": round(rhythm.scrolled, 5),
            "lately": round(rhythm.lately, 3),
            "expected": round(rhythm.expected, 3),
            "learned_at": optional_instant_text(rhythm.learned_at),
            "fresh_s": rhythm.fresh_s,
        },
        separators=(",", ":"),
    )


def rhythm_of(text: str) -> Rhythm:
    """The rhythm in *text*; one that has to be learned anew if it cannot be read.

    It is a help and no account: a state must not be refused for its sake.
    """
    try:
        fields = json.loads(text)
        numbers = {key: float(fields[key]) for key in _NUMBERS}
        hours = tuple(float(count) for count in fields["hours"])
        learned_at = optional_instant_of(fields["learned_at"])
    except (ValueError, KeyError, TypeError):
        return Rhythm()
    if len(hours) != HOURS or not all(map(_is_count, (*numbers.values(), *hours))):
        return Rhythm()
    return Rhythm(hours=hours, learned_at=learned_at, **numbers)


def _is_count(number: float) -> bool:
    return math.isfinite(number) and number >= 0
