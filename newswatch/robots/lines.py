"""The lines of a robots.txt as groups: who is meant, and what is asked of them.

A group is one or more User-agent lines and the rules after them (RFC 9309 2.1). The
first rule closes the list of agents. Sitemap, Crawl-delay and what else is no rule does
not (2.2.4); but a line in an unknown word that gives a path is a rule that is not
understood (`Noindex: /a`), and does. Rules before any User-agent line are for nobody.

People misspell: the words are taken in the spellings that Google's reader and Protego
take, with or without a colon. Bytes stay bytes, so that no letter is lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_BLANK = b" \t\v\f\0"
# Bounded repeats: a line of 500 KiB costs no more than its length.
_LINE = re.compile(
    rb"""(?ix) [ \t\v\f\0]*
    (?: (?P<agent>user[-_ ]?agent) | (?P<disallow>di[a-z]{0,6}a[a-z]{0,6}w)
      | (?P<allow>allow) | (?P<delay>crawl[-_ ]?delay) | (?P<rate>request[-_ ]?rate) )
    [^\s\0:]*
    (?: [ \t\v\f\0]* : (?P<value>.*) | [ \t\v\f\0]+ (?P<word>[^\s\0]+) [ \t\v\f\0]* )
    """,
    re.DOTALL,
)
_UNKNOWN_RULE = re.compile(rb"(?i)\s*(?!site-?map)[\w -]{1,40}:\s*[/*]")
_NUMBER = re.compile(rb"\d{1,9}(?:\.\d{1,9})?|\.\d{1,9}")
_RATE = re.compile(rb"\s*(\d{1,9})\s*/\s*(\d{1,9})\s*([smh]?)", re.IGNORECASE)
_UNITS_S = {b"": 1, b"s": 1, b"m": 60, b"h": 3600}
_MARKUP = re.compile(rb"\s*<(?:!doctype|!--|html|head|body|\?xml)", re.IGNORECASE)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line:
    """An Allow or Disallow; *number* counts from 1, *path* is as written."""

    number: int
    allows: bool
    path: bytes


@dataclass(slots=True)
class Group:
    #: as written, version and all
    agents: list[str] = field(default_factory=list)
    rules: list[Line] = field(default_factory=list)
    #: seconds between two requests, for so many of the agents: those named before it
    delays: list[tuple[int, float]] = field(default_factory=list)
    #: whether the list of agents is closed
    closed: bool = False


def groups(body: bytes) -> Iterator[Group]:
    """The groups of a robots.txt in their order, whatever its bytes are."""
    group: Group | None = None
    for number, line in enumerate(_lines(body), start=1):
        text = line.partition(b"#")[0]
        found = _LINE.fullmatch(text)
        if found is None:
            if group is not None and _UNKNOWN_RULE.match(text):
                group.closed = True
            continue
        value = (found["value"] or found["word"] or b"").strip(_BLANK)
        if found["agent"]:
            if group is None or group.closed:
                if group is not None:
                    yield group
                group = Group()
            group.agents.append(value.decode("utf-8", "replace"))
        elif group is not None:
            _add(group, number, found, value)
    if group is not None:
        yield group


def _add(group: Group, number: int, found: re.Match[bytes], value: bytes) -> None:
    if found["allow"] or found["disallow"]:
        group.closed = True
        group.rules.append(Line(number, bool(found["allow"]), value))
        return
    delay_s = _seconds(value) if found["delay"] else _seconds_of_rate(value)
    if delay_s is not None:
        group.delays.append((len(group.agents), delay_s))


def line_text(body: bytes, number: int) -> str:
    """Line *number* of *body*, for a person."""
    return _lines(body)[number - 1].strip(_BLANK).decode("utf-8", "replace")


def looks_like_markup(body: bytes) -> bool:
    """Whether a page was sent in the place of a robots.txt."""
    return _MARKUP.match(body.lstrip(_BOM)) is not None


def _lines(body: bytes) -> list[bytes]:
    """Ended by CR, LF or both. Half a BOM, or two, must not hide the first one."""
    return body.lstrip(_BOM).splitlines()


def _seconds(value: bytes) -> float | None:
    found = _NUMBER.match(value)  # of `10 s` the 10
    return float(found[0]) if found else None


def _seconds_of_rate(value: bytes) -> float | None:
    """`1/20`, `3/2m`: requests in a time. Hours of the day after it are not read."""
    found = _RATE.match(value)
    if found is None or int(found[1]) == 0:
        return None
    return int(found[2]) * _UNITS_S[found[3].lower()] / int(found[1])
