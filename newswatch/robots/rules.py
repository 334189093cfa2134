"""What a robots.txt asks of one agent, and which of its lines forbids an address.

Groups are chosen by the whole product token, whatever its case: a group for `news` is
none for `newswatch`. All groups for an agent count together; `*` counts only where no
group names it (RFC 9309 2.2.1).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Self

from newswatch.robots.lines import Group, groups, line_text
from newswatch.robots.patterns import Rules

#: a parser reads at least 500 KiB (RFC 9309 2.5); the rest of a longer file is not read
MAX_BYTES = 500 << 10
_SHOWN = 200
#: a product token (RFC 9309 2.2.1)
_TOKEN = re.compile(r"[A-Za-z_-]*")
#: ends a name in a User-Agent or a User-agent line
_ENDS_NAME = re.compile(r"[\s/();,]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The line of a robots.txt that forbids an address; *line* counts from 1."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"robots.txt line {self.line}: {self.text[:_SHOWN]}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is asked of one agent."""

    rules: Rules
    delay_s: float | None


class Robots:
    """The rules of one robots.txt. *agent* is a product token, e.g. `newswatch`."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        # Only what is asked of somebody is kept: a crawl has one name.
        self._asked: dict[str, _Asked] = {}

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Any bytes give rules; of a long file the first MAX_BYTES count."""
        return cls(body[:MAX_BYTES])

    @property
    def size_bytes(self) -> int:
        return len(self._body)

    def may_fetch(self, url: str, agent: str) -> bool:
        """Whether *agent* may ask for *url*."""
        return self._of(agent).rules.forbidding_line(url) is None

    def crawl_delay_s(self, agent: str) -> float | None:
        """Seconds between two requests, by Crawl-delay and Request-rate; None: any."""
        return self._of(agent).delay_s

    def forbidding_rule(self, url: str, agent: str) -> Rule | None:
        """The rule by which *url* is forbidden; None if it is allowed."""
        line = self._of(agent).rules.forbidding_line(url)
        if line is None:
            return None
        return Rule(line=line, text=line_text(self._body, line))

    def _of(self, agent: str) -> _Asked:
        if agent not in self._asked:
            self._asked[agent] = _asked_of(agent, self._body)
        return self._asked[agent]


def _asked_of(agent: str, body: bytes) -> _Asked:
    means = _meant(agent)
    own: list[Group] = []
    others: list[Group] = []
    for group in groups(body):
        if any(map(means, group.agents)):
            own.append(group)
        elif any(map(_is_everybody, group.agents)):
            others.append(group)
    chosen, means = (own, means) if own else (others, _is_everybody)
    delays = [delay_s for group in chosen for delay_s in _delays(group, means)]
    rules = Rules(line for group in chosen for line in group.rules)
    return _Asked(rules, max(delays, default=0.0) or None)


def _delays(group: Group, means: Callable[[str], bool]) -> Iterator[float]:
    first = next(n for n, agent in enumerate(group.agents) if means(agent))
    return (delay_s for count, delay_s in group.delays if count > first)


def _meant(agent: str) -> Callable[[str], bool]:
    """Whether the value of a User-agent line names *agent*.

    Of a line only the token counts (`newswatch/2.0` is `newswatch`). RFC 9309 has
    letters, `_` and `-` in a token; a name with others (`bot2`) is meant by a line that
    has it whole, or its letters up to there (`bot`). *agent* may be a whole User-Agent
    header: then each of its names counts.
    """
    names = {name.casefold() for name in _ENDS_NAME.split(agent) if name}
    tokens = {name for name in names if _TOKEN.fullmatch(name)}
    heads = {_token(name) for name in names} - {""}

    def means(value: str) -> bool:
        name = _ENDS_NAME.split(value.strip(), maxsplit=1)[0].casefold()
        return name in names or name in heads or _token(name) in tokens

    return means


def _token(name: str) -> str:
    found = _TOKEN.match(name)
    return found[0] if found else ""


def _is_everybody(value: str) -> bool:
    return value.split(maxsplit=1)[:1] == ["*"]
