"""Cron lines: five fields, read as Debian's cron(8) reads them, by cronsim.

Weekday 0 and 7 are Sunday. A fixed hour that a spring night skips fires when the gap
ends; one that an autumn night repeats fires once. cronsim alone is too kind in three
ways, so lines are checked here first: it takes a step above the field's range
(`*/90` minutes is once an hour), a sixth field, and a line that never fires.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

_MONTHS = (
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
)
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    low: int
    high: int
    #: names in the order of their numbers, from *low* on
    names: tuple[str, ...] = ()


_FIELDS = (
    _Field(name="minute", low=0, high=59),
    _Field(name="hour", low=0, high=23),
    _Field(name="day of month", low=1, high=31),
    _Field(name="month", low=1, high=12, names=_MONTHS),
    _Field(name="weekday", low=0, high=7, names=_WEEKDAYS),
)
_MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_TERM = re.compile(r"(?P<start>\*|\w+)(?:-(?P<end>\w+))?(?:/(?P<step>\w+))?")
# Debian's cron does not know these; cronsim does, and so do most schedulers.
_LAST_DAY = re.compile(r"lw?", re.IGNORECASE)
_NTH_WEEKDAY = re.compile(
    r"(?P<day>\w+)#(?P<nth>[1-5])|(?P<last>[0-7])l", re.IGNORECASE
)

#: The line's shape does not depend on the day it is asked; any fixed instant will do.
_REFERENCE = datetime(2024, 1, 1, tzinfo=UTC)
# No sensible line is longer; a bound keeps the check cheap.
_MAX_LENGTH = 256


class CronError(ValueError):
    """A cron line that cannot be used, and where in it the mistake stands."""

    def __init__(
        self,
        message: str,
        *,
        offset: int = 0,
        width: int = 1,
        help: str,
        never_fires: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        #: code points from the start of the line, and how many are wrong
        self.offset = offset
        self.width = width
        self.help = help
        #: the line is well-formed, but no day ever meets it
        self.never_fires = never_fires


def check_cron(line: str) -> None:
    """Nothing, if *line* has five good fields and will fire within fifty years.

    Raises CronError for the first mistake.
    """
    if macro := _MACROS.get(line.strip().lower()):
        raise CronError(
            f"{line.strip()} is not known here",
            width=len(line),
            help=f'write "{macro}"',
        )
    words = list(re.finditer(r"\S+", line))
    if len(words) != len(_FIELDS) or len(line) > _MAX_LENGTH:
        raise CronError(
            f"expected five fields, got {len(words)}",
            width=len(line),
            help="minute hour day-of-month month weekday, e.g. 0 7-22 * * mon-fri",
        )
    for field, word in zip(_FIELDS, words, strict=True):
        offset = word.start()
        for term in word[0].split(","):
            _check_term(field, term, offset)
            offset += len(term) + 1
    _check_that_it_fires(line)


def _check_term(field: _Field, term: str, offset: int) -> None:
    if field.name == "day of month" and _LAST_DAY.fullmatch(term):
        return
    if field.name == "weekday" and (nth := _NTH_WEEKDAY.fullmatch(term)):
        if nth["day"]:
            _number(field, nth["day"], offset)
        return
    parts = _TERM.fullmatch(term)
    if not parts or (parts["start"] == "*" and parts["end"]):
        raise CronError(
            f'"{term}" is no {field.name}',
            offset=offset,
            width=max(1, len(term)),
            help=_range_help(field),
        )
    low, high = field.low, field.high
    if parts["start"] != "*":
        low = _number(field, parts["start"], offset)
    if parts["end"]:
        high = _number(field, parts["end"], offset + parts.start("end"))
        if high < low:
            raise CronError(
                f"the range {parts['start']}-{parts['end']} runs backwards",
                offset=offset,
                width=parts.end("end"),
                help="write two ranges with a comma between them, or a list",
            )
    if parts["step"]:
        _check_step(field, parts["step"], high - low, offset + parts.start("step"))


def _check_step(field: _Field, step: str, span: int, offset: int) -> None:
    if not re.fullmatch("[0-9]{1,9}", step) or not 1 <= int(step) <= span:
        raise CronError(
            f"step {step} is outside 1-{span}" if span else "a step needs a range",
            offset=offset,
            width=len(step),
            help=f"a step counts within one range of the field: {_range_help(field)}",
        )


def _number(field: _Field, word: str, offset: int) -> int:
    if word.lower() in field.names:
        return field.names.index(word.lower()) + field.low
    if not re.fullmatch("[0-9]{1,9}", word):
        raise CronError(
            f'"{word}" is no {field.name}',
            offset=offset,
            width=len(word),
            help=_range_help(field),
        )
    if not field.low <= int(word) <= field.high:
        raise CronError(
            f"{field.name} {word} is outside {field.low}-{field.high}",
            offset=offset,
            width=len(word),
            help=_range_help(field),
        )
    return int(word)


def _range_help(field: _Field) -> str:
    names = f", or {field.names[0]} to {field.names[-1]}" if field.names else ""
    return f"{field.name}s run from {field.low} to {field.high}{names}"


def _check_that_it_fires(line: str) -> None:
    try:
        if next(CronSim(line, _REFERENCE), None) is not None:
            return
    except CronSimError as error:
        # Days are the one thing left that can be wrong: 31 February and its like.
        if "day-of-month" not in str(error):
            raise CronError(
                str(error).lower(), width=len(line), help="see man 5 crontab"
            ) from error
    raise CronError(
        f'"{line}" never fires',
        width=len(line),
        help="no year has such a day; check the day of month against the month",
        never_fires=True,
    )


def next_fire(line: str, after: datetime, zone: str = "UTC") -> datetime:
    """The first instant later than *after* at which *line* fires, aware UTC.

    The fields are read in the time zone *zone*. Raises CronError if the line never
    fires again.
    """
    place = UTC if zone == "UTC" else ZoneInfo(zone)
    try:
        fires = CronSim(line, after.astimezone(place))
    except CronSimError as error:
        raise CronError(
            str(error), width=len(line), help="see man 5 crontab"
        ) from error
    # In the repeated hour of an autumn night cronsim offers the first pass again.
    for fire in fires:
        instant = fire.astimezone(UTC)
        if instant > after:
            return instant
    raise CronError(
        f'"{line}" never fires',
        width=len(line),
        help="no year has such a day",
        never_fires=True,
    )


def explain(line: str) -> str:
    """*line* in words, e.g. "At 09:00 on Monday through Friday"."""
    return str(CronSim(line, _REFERENCE).explain())


def names_weekdays_by_number(line: str) -> bool:
    """Whether the weekday field holds digits, which programs read differently."""
    fields = line.split()
    days = re.sub(r"[#/]\d+", "", fields[4]) if len(fields) == len(_FIELDS) else ""
    return any(character.isdigit() for character in days)
