"""Instants: the dates that outlets write, as aware UTC with the precision they have.

Understood, whatever the order: a day in numbers whose order is certain (`2026-11-23`,
`2026/11/23`, `20261123`, `23.11.2026`, `2026年11月23日`) or with a month's name, a
clock time with or without seconds, fractions, `am`/`pm`, and a zone as an offset or a
name. That covers RFC 3339, ISO 8601 in its usual forms, W3C-DTF, RFC 822 and 2822 as
sloppily as feeds write them, RFC 850, asctime and JavaScript's dates.

The text is cut into pieces and each piece must be understood, none twice: a date that
is wrong is worse than none. So these are left alone: `11/12/2026` and `11-12-26`,
whose order nobody can know (an outlet's formats are for them), dates without a day of
the month or a year, ages such as "2 hours ago", and zone names that several countries
use, unless the outlet's own zone has that name. A weekday is not checked.

A month or a year alone is valid W3C-DTF; it becomes its first day, marked `coarse`,
so that who needs the true day can pass it by.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from itertools import product
from zoneinfo import ZoneInfo

from newswatch.model.article import Precision

#: the longest text looked at; JavaScript's dates, the longest of all, have 60
MAX_LENGTH = 128
#: years of web news; anything else is a mistake or a placeholder
YEARS = range(1990, 2101)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """A moment, aware UTC; a bare day is its midnight in UTC, whatever the zone."""

    at: datetime
    precision: Precision
    #: only the month or the year was stated; `at` is its first day
    coarse: bool = False


def parse_instant(
    text: str, zone: tzinfo | str = UTC, formats: Sequence[str] = ()
) -> Instant | None:
    """The instant that *text* states, or None if it states none for certain.

    A time without a zone is in *zone*. *formats* are strptime(3) patterns, tried
    first; `%B` and `%b` also match month names of other languages. Never raises.
    """
    plain = text.strip()
    if len(plain) > 4 * MAX_LENGTH:  # before any work; white space may still go
        return None
    plain = " ".join(unicodedata.normalize("NFKC", plain).split())
    if not plain or len(plain) > MAX_LENGTH:
        return None
    home = _zone_called(zone) if isinstance(zone, str) else zone
    try:
        return _by_formats(plain, formats, home) or _by_pieces(plain, home)
    except (ValueError, OverflowError):  # 31 February, a zone east of the calendar
        return None


def record_instant(at: datetime) -> str:
    """RFC 3339 in UTC with `Z`; milliseconds only where they are not zero.

    Raises ValueError for a naive datetime.
    """
    if at.tzinfo is None:
        raise ValueError("a naive datetime is no instant")
    exact = at.astimezone(UTC).replace(tzinfo=None)
    spec = "milliseconds" if exact.microsecond // 1000 else "seconds"
    return f"{exact.isoformat(timespec=spec)}Z"


# Names of the months in dates: Unicode CLDR, format-wide; any beginning of three or
# more letters that fits one month in all of these languages will do as well.
_MONTH_NAMES = (
    "january february march april may june july august september october november "
    "december",
    "januar februar märz april mai juni juli august september oktober november "
    "dezember",
    "janvier février mars avril mai juin juillet août septembre octobre novembre "
    "décembre",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
    "diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
    "novembre dicembre",
    "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
    "dezembro",
    "januari februari maart april mei juni juli augustus september oktober november "
    "december",
    "januari februari mars april maj juni juli augusti september oktober november "
    "december",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października "
    "listopada grudnia",
    "ledna února března dubna května června července srpna září října listopadu "
    "prosince",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада "
    "грудня",
    "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου "
    "σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "január február március április május június július augusztus szeptember október "
    "november december",
    "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
)
_ENGLISH = _MONTH_NAMES[0].title().split()

# RFC 822 section 5.1, and names that mean one offset only. CST, EST … are American, as
# RFC 822 has them; BST is British; IST is left out (India, Israel, Ireland).
_HOURS_EAST = (
    "UT:0 UTC:0 GMT:0 Z:0 ETC/GMT:0 ETC/UTC:0 WET:0 BST:1 CET:1 MET:1 MEZ:1 WEST:1 "
    "WAT:1 CEST:2 MEST:2 MESZ:2 EET:2 CAT:2 SAST:2 EEST:3 MSK:3 EAT:3 TRT:3 PKT:5 "
    "WIB:7 ICT:7 HKT:8 SGT:8 AWST:8 PHT:8 MYT:8 JST:9 KST:9 AEST:10 AEDT:11 NZST:12 "
    "NZDT:13 BRT:-3 ART:-3 ADT:-3 EDT:-4 AST:-4 EST:-5 CDT:-5 CST:-6 MDT:-6 MST:-7 "
    "PDT:-7 PST:-8 AKDT:-8 AKST:-9 HST:-10"
)
_ZONES = {
    name: timezone(timedelta(hours=int(hours)))
    for name, hours in (pair.split(":") for pair in _HOURS_EAST.split())
}
# Names that follow the seasons: what North American outlets write all year round.
_PLACES = {
    "AT": "America/Halifax",
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
# Words around a date that say nothing; chosen by hand from pages in those languages.
_FILLER_WORDS = "at on um uhr à de del o в г г. р р. kl"
_FILLERS = frozenset(_FILLER_WORDS.split())

_OFFSET = r"[+-](?:1[0-5]|0?\d)(?::?[0-5]\d)?"
_REWRITES = (
    (re.compile(r"\([^()]*\)"), " "),  # a comment (RFC 822)
    (re.compile(r"(?<=\d)T(?=\d)", re.IGNORECASE), " "),
    (re.compile(r"(\d)\s?([ap])\.?\s?m\b\.?", re.IGNORECASE), r"\1 \2m"),
    (re.compile(r"오전|上午|午前"), " am "),
    (re.compile(r"오후|下午|午後"), " pm "),
    (
        re.compile(r"(\d{4})\s?[년年]\s?(\d\d?)\s?[월月]\s?(\d\d?)\s?[일日]"),
        r"\1-\2-\3 ",
    ),
    (
        re.compile(r"(\d\d?)\s?[시時时]\s?(\d\d)\s?[분分](?:\s?(\d\d)\s?[초秒])?"),
        r"\1:\2 ",
    ),
    (re.compile(r"(\d{4})-([^\W\d_]+)-(\d\d?)(?!\d)"), r"\3 \2 \1 "),
    (re.compile(r"(?<!\d)(\d\d?)-([^\W\d_]+)-(\d{4}|\d\d)(?!\d)"), r"\1 \2 \3 "),
    (re.compile(r"^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)$"), r"\1"),  # XML Schema date
    (re.compile(r"^(\d{8})(\d\d)(\d\d)(\d\d)?$"), r"\1 \2:\3:\4"),
    (re.compile(r"(?<=\d{8} )(\d\d)(\d\d)(\d\d)?(?=[Z+-]|$)"), r"\1:\2:\3"),
)
_HANGUL = re.compile(r"[\uac00-\ud7a3]")

_YMD = re.compile(r"(\d{4})([-/.])0?(\d\d?)\2(\d\d?)\.?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_DMY = re.compile(r"(\d\d?)\.(\d\d?)\.(\d{4})\.?")
_COARSE = re.compile(r"(\d{4})(?:-(\d\d))?")
_CLOCK = re.compile(
    rf"(\d\d?)[:h](\d\d)(?::(\d\d)(?:[.,](\d+))?)?:?(Z|{_OFFSET})?", re.IGNORECASE
)
_NUMBER = re.compile(r"(\d\d?)(?:st|nd|rd|th|er|º|\.)?")
_ZONE_OFFSET = re.compile(rf"(?:GMT|UTC)?({_OFFSET})", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+\.?")
_DIRECTIVE = re.compile(r"%-?([A-Za-z])")


def _folded(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.rstrip(".").casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _month_by_name() -> dict[str, int]:
    whole: dict[str, int] = {}
    begun: dict[str, set[int]] = {}
    for names in _MONTH_NAMES:
        for month, name in enumerate(map(_folded, names.split()), 1):
            whole[name] = month
            for length in range(3, len(name)):
                begun.setdefault(name[:length], set()).add(month)
    certain = {name: months.pop() for name, months in begun.items() if len(months) == 1}
    return certain | whole


_MONTHS = _month_by_name()


@dataclass(slots=True)
class _Pieces:
    """What has been understood so far."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: re.Match[str] | None = None
    half: str | None = None
    zone: str | None = None


def _by_pieces(text: str, home: tzinfo) -> Instant | None:
    if found := _COARSE.fullmatch(text):
        day = datetime(int(found[1]), int(found[2] or 1), 1, tzinfo=UTC)
        return _instant(day, Precision.DAY, coarse=True)
    if _HANGUL.search(text) and str(home) == "UTC":
        # Korean is written in one zone; UTC is what an outlet without a zone has.
        home = _zone_called("Asia/Seoul")
    for pattern, replacement in _REWRITES:
        text = pattern.sub(replacement, text)
    pieces = _Pieces()
    tokens = re.split(r"[\s,;|·–—]+", text.strip(" ,;|·–—"))
    if not _begins_with_weekday(tokens):
        tokens = ["", *tokens]
    if not all(_understood(token, pieces) for token in tokens[1:]):
        return None
    return _put_together(pieces, home)


def _begins_with_weekday(tokens: list[str]) -> bool:
    """Whether the first piece is a word that names no month, or another one does."""
    first = tokens[0]
    if not _WORD.fullmatch(first):
        return False
    return _folded(first) not in _MONTHS or any(
        _folded(token) in _MONTHS for token in tokens[1:]
    )


def _understood(token: str, pieces: _Pieces) -> bool:
    """Take *token* into *pieces*; False if it is not clear or comes a second time."""
    day_known = pieces.day is not None
    if found := _YMD.fullmatch(token):
        year, month, day = found[1], found[3], found[4]
    elif found := _COMPACT.fullmatch(token):
        year, month, day = found[1], found[2], found[3]
    elif found := _DMY.fullmatch(token):
        day, month, year = found[1], found[2], found[3]
    elif found := _CLOCK.fullmatch(token):
        return _take_clock(found, pieces)
    elif found := _NUMBER.fullmatch(token):
        return _take_number(found[1], pieces)
    elif token.isdecimal() and len(token) == 4:
        return _take_year(int(token), pieces)
    else:
        return _take_word(token, pieces)
    if day_known or pieces.month is not None or pieces.year is not None:
        return False
    pieces.year, pieces.month, pieces.day = int(year), int(month), int(day)
    return True


def _take_clock(found: re.Match[str], pieces: _Pieces) -> bool:
    if pieces.clock is not None or (found[5] and pieces.zone):
        return False
    pieces.clock, pieces.zone = found, pieces.zone or found[5]
    return True


def _take_number(digits: str, pieces: _Pieces) -> bool:
    if pieces.day is None:
        pieces.day = int(digits)
        return True
    # RFC 2822 section 4.3: 00 to 49 are of this century, 50 to 99 of the last.
    return len(digits) == 2 and _take_year(
        int(digits) + (2000 if int(digits) < 50 else 1900), pieces
    )


def _take_year(year: int, pieces: _Pieces) -> bool:
    if pieces.year is not None:
        return False
    pieces.year = year
    return True


def _take_word(token: str, pieces: _Pieces) -> bool:
    month = _MONTHS.get(_folded(token)) if _WORD.fullmatch(token) else None
    if month and pieces.month is None:
        pieces.month = month
    elif token.lower() in ("am", "pm") and pieces.half is None:
        pieces.half = token.lower()
    elif pieces.clock and pieces.zone is None and _is_zone(token):
        pieces.zone = token.upper()
    elif pieces.zone in ("GMT", "UTC", "UT") and _ZONE_OFFSET.fullmatch(token):
        pieces.zone = token
    else:
        return token == "" or token.lower() in _FILLERS
    return True


def _is_zone(token: str) -> bool:
    name = token.upper()
    # Any short capital name may be the outlet's own; decided when the day is known.
    own = token.isascii() and token.isalpha() and token.isupper() and len(token) > 2
    known = name in _ZONES or name in _PLACES
    return known or own or bool(_ZONE_OFFSET.fullmatch(token))


def _put_together(pieces: _Pieces, home: tzinfo) -> Instant | None:
    if pieces.year is None or pieces.month is None or pieces.day is None:
        return None
    day = datetime(pieces.year, pieces.month, pieces.day, tzinfo=UTC)
    clock = pieces.clock
    if clock is None:
        return None if pieces.half or pieces.zone else _instant(day, Precision.DAY)
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if pieces.half and hour <= 12:
        hour = hour % 12 + (12 if pieces.half == "pm" else 0)
    if hour == 24 and minute == second == 0:  # ISO 8601: the end of the day
        hour, day = 0, day + timedelta(days=1)
    if second == 60:  # a leap second
        second = 59
    micro = int((clock[4] or "0")[:6].ljust(6, "0"))
    local = day.replace(hour=hour, minute=minute, second=second, microsecond=micro)
    zone = _zone_of(pieces.zone, local, home)
    if zone is None:
        return None
    precision = Precision.SECOND if clock[3] else Precision.MINUTE
    return _instant(local.replace(tzinfo=zone), precision)


def _zone_of(name: str | None, local: datetime, home: tzinfo) -> tzinfo | None:
    if name is None:
        return home
    if found := _ZONE_OFFSET.fullmatch(name):
        digits = found[1][1:].replace(":", "")
        hours, minutes = (
            (digits, "0") if len(digits) < 3 else (digits[:-2], digits[-2:])
        )
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if found[1][0] == "-" else offset)
    if local.replace(tzinfo=home).tzname() == name:
        return home
    if name in _PLACES:
        return _zone_called(_PLACES[name])
    return _ZONES.get(name.upper())


def _zone_called(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # no such zone, or no zone data here
        return UTC


def _instant(
    at: datetime, precision: Precision, *, coarse: bool = False
) -> Instant | None:
    moment = at.astimezone(UTC)
    if moment.year not in YEARS:
        return None
    return Instant(at=moment, precision=precision, coarse=coarse)


def _by_formats(text: str, formats: Sequence[str], home: tzinfo) -> Instant | None:
    variants = (text, _in_english(text, None), _in_english(text, 3)) if formats else ()
    for pattern, variant in product(formats, variants):
        try:
            read = datetime.strptime(variant, pattern)  # noqa: DTZ007 (zone below)
        except (ValueError, re.error):
            continue
        stated = set(_DIRECTIVE.findall(pattern))
        if not stated & set("HIMScXTRrs"):
            day = read.replace(tzinfo=UTC)
            return _instant(day, Precision.DAY, coarse=not stated & set("djuwxDFe"))
        precision = Precision.SECOND if stated & set("ScXTrs") else Precision.MINUTE
        return _instant(read if read.tzinfo else read.replace(tzinfo=home), precision)
    return None


def _in_english(text: str, length: int | None) -> str:
    """*text* with month names in English, cut to *length* letters, as strptime asks."""

    def english(found: re.Match[str]) -> str:
        month = _MONTHS.get(_folded(found[0]))
        return _ENGLISH[month - 1][:length] if month else found[0]

    return re.sub(r"[^\W\d_]{3,}", english, text)
