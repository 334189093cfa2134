"""robots.txt (RFC 9309): what may be asked, how fast, and which line forbids it.

Protego reads and judges; it is the most tolerant reader and knows the `*` and `$` of
RFC 9309 2.2.3. What it does not tell is which rule it went by, and "kept out by
robots.txt" is no proof without the line. So the line is looked for with Protego's own
judgement: the longest rule that forbids the address by itself, and without which the
whole file would allow it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from protego import Protego

#: a parser reads at least 500 KiB (RFC 9309 2.5); the rest of a longer file is not read
MAX_BYTES = 500 << 10
# Each costs a parse of one line; files with more have machine-made lists.
_MOST_LINES = 2000
# As Protego does, with the ways in which people misspell the word.
_DISALLOW = re.compile(r"\s*di[a-z]*a[a-z]*w\s*[:\s]", re.IGNORECASE)
_SHOWN = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The line of a robots.txt that forbids an address; *line* counts from 1."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"robots.txt line {self.line}: {self.text[:_SHOWN]}"


class Robots:
    """The rules of one robots.txt."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._rules = Protego.parse(text)

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Any bytes give rules; of a long file the first MAX_BYTES count.

        UTF-8 (RFC 9309 2.2), with what is not UTF-8 replaced: a rule with such
        a letter matches nothing, the others hold.
        """
        return cls(body[:MAX_BYTES].decode("utf-8-sig", "replace"))

    def may_fetch(self, url: str, agent: str) -> bool:
        """Whether *agent* (the product token, e.g. `newswatch`) may ask for *url*."""
        return self._rules.can_fetch(url, agent)

    def crawl_delay_s(self, agent: str) -> float | None:
        """Seconds between two requests, by Crawl-delay and Request-rate; None: any."""
        delays = [self._rules.crawl_delay(agent) or 0.0]
        if rate := self._rules.request_rate(agent):
            delays.append(rate.seconds / rate.requests)
        return max(delays) or None

    def forbidding_rule(self, url: str, agent: str) -> Rule | None:
        """The rule by which *url* is forbidden; None if it is allowed, or not found."""
        if self.may_fetch(url, agent):
            return None
        alone = [rule for rule in self._disallows if _forbids_alone(rule, url)]
        alone.sort(key=lambda rule: -len(rule.text))
        for rule in alone:
            if Protego.parse(self._without(rule)).can_fetch(url, agent):
                return rule
        # Several say the same, so that none decides; the longest of them is shown.
        return alone[0] if alone else None

    @cached_property
    def _disallows(self) -> list[Rule]:
        found: list[Rule] = []
        for number, line in enumerate(self._text.splitlines(), start=1):
            if _DISALLOW.match(line) and len(found) < _MOST_LINES:
                found.append(Rule(line=number, text=line.strip()))
        return found

    def _without(self, rule: Rule) -> str:
        lines = self._text.splitlines()
        # An empty rule, not an empty line: it keeps the group before it closed.
        lines[rule.line - 1] = "Disallow:"
        return "\n".join(lines)


def _forbids_alone(rule: Rule, url: str) -> bool:
    return not Protego.parse(f"User-agent: *\n{rule.text}").can_fetch(url, "newswatch")
