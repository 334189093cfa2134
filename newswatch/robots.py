"""robots.txt (RFC 9309): what may be asked, how fast, and which line forbids it.

Protego reads and judges; it is the most tolerant reader and knows the `*` and `$` of
RFC 9309 2.2.3. What it does not tell is which rule it went by, and "kept out by
robots.txt" is no proof without the line. So the line is looked for with Protego's own
judgement: the longest rule that forbids the address by itself, and without which the
whole file would allow it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Self

from protego import Protego

#: a parser reads at least 500 KiB (RFC 9309 2.5); the rest of a longer file is not read
MAX_BYTES = 500 << 10
# A parse of one line costs 30 µs, that of 16 KiB 5 ms; chosen so that a search costs
# some 20 ms at most.
_MOST_RULES, _MOST_TRIED, _SMALL = 300, 4, 16 << 10
_LONGEST_RULE = 2048
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
        """The rule by which *url* is forbidden; None if it is allowed, or not found.

        The search ends after milliseconds, since it holds up every other host: of long
        files the longest rule that forbids *url* by itself is taken.
        """
        if self.may_fetch(url, agent):
            return None
        matching = (rule for rule, alone in self._disallows if not alone(url))
        alone = list(islice(matching, _MOST_TRIED))
        for rule in alone if len(self._text) <= _SMALL else ():
            if Protego.parse(self._without(rule)).can_fetch(url, agent):
                return rule
        # Several say the same, so that none decides; the longest of them is shown.
        return alone[0] if alone else None

    @cached_property
    def _disallows(self) -> list[tuple[Rule, Callable[[str], bool]]]:
        """Rules with what each allows by itself, the longest first (2.2.2)."""
        lines = enumerate(self._text.splitlines(), start=1)
        rules = [
            Rule(line=number, text=line.strip())
            for number, line in lines
            if len(line) <= _LONGEST_RULE and _DISALLOW.match(line)
        ]
        rules.sort(key=lambda rule: -len(rule.text))
        return [(rule, _allowed_by(rule)) for rule in rules[:_MOST_RULES]]

    def _without(self, rule: Rule) -> str:
        lines = self._text.splitlines()
        # An empty rule, not an empty line: it keeps the group before it closed.
        lines[rule.line - 1] = "Disallow:"
        return "\n".join(lines)


def _allowed_by(rule: Rule) -> Callable[[str], bool]:
    alone = Protego.parse(f"User-agent: *\n{rule.text}")
    return lambda url: bool(alone.can_fetch(url, "newswatch"))
