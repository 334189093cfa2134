"""Points in time as people give them on the command line: `30d`, `2026-11-23`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newswatch.errors import UsageError


def moment(option: str, text: str, now: datetime) -> datetime:
    """The instant that *text*, the value of *option*, means at *now*.

    A duration is counted back from *now*; a day is its first moment in UTC. Raises
    UsageError NW513 for anything else.
    """
    from newswatch.model.units import seconds

    try:
        return now - timedelta(seconds=seconds(text))
    except (ValueError, OverflowError):
        pass
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise UsageError(
            f'{option}: expected a duration like "30d" or a date like 2026-11-23,'
            f' got "{text}"',
            code="NW513",
            help="a number and one of m, h, d, without a space; or a day (UTC)",
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)
