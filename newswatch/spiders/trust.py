"""How far a source's validators are trusted.

A server that answers `304` for a listing that has changed hides what came. So each
source whose last answer was a `304` is audited once a day: it is asked in full. If that
brings entries that were not there, the validators of before are sent once more at once:
a `304` to them is a lie beyond doubt, for the listing differs from what they name;
anything else means that the listing has changed in between. A liar is asked in full for
`DISTRUST`; where the bytes are the same, nothing is read again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from newswatch.discover.validators import Validators
from newswatch.store.states import SourceState

AUDIT_EVERY = timedelta(days=1)
#: how long a liar is asked in full
DISTRUST = timedelta(days=30)


def usable(state: SourceState, read_as: str, agent: str, now: datetime) -> Validators:
    """The validators by which a source may be asked; none if it must be in full.

    *read_as* and *agent* are the outlet's definition and who asks by now.
    """
    if state.read_as != read_as or is_distrusted(state, now):
        return Validators()
    if state.sent_as is not None and state.sent_as != agent:
        return Validators()
    return Validators(
        etag=state.etag,
        last_modified=state.last_modified,
        answered_by=state.answered_by,
    )


def is_distrusted(state: SourceState, now: datetime) -> bool:
    # A clock that was ahead when it lied must not count for years.
    return state.lied_at is not None and abs(now - state.lied_at) < DISTRUST


def is_audit_due(state: SourceState, now: datetime) -> bool:
    """Whether the last answer was a `304` and the last audit a day ago."""
    if state.last_status != 304:
        return False
    return state.audited_at is None or abs(now - state.audited_at) >= AUDIT_EVERY


def audited(state: SourceState, now: datetime) -> SourceState:
    return replace(state, audited_at=now, audits=state.audits + 1)


def caught(state: SourceState, now: datetime) -> SourceState:
    """*state* of a source that has lied."""
    return replace(
        state,
        etag=None,
        last_modified=None,
        answered_by=None,
        lies=state.lies + 1,
        lied_at=now,
    )
