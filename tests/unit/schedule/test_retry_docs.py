"""docs/quarantine.md says of every reason when it is visited again, and truly."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOON

from newswatch.model import RefusalReason
from newswatch.schedule.retry import retry_at
from newswatch.spiders.visits import FINAL

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| `([\w-]+)` \|.*\| ([^|]+) \|$", re.M)
STEP = re.compile(r"(\d+) (min|h|d)\b")
UNITS = {"min": "minutes", "h": "hours", "d": "days"}


def documented() -> dict[str, str]:
    text = (ROOT / "docs" / "quarantine.md").read_text("utf-8")
    return {reason: again.strip() for reason, again in ROW.findall(text)}


def test_every_reason_is_documented():
    assert documented().keys() == {str(reason) for reason in RefusalReason}


@pytest.mark.parametrize("reason", RefusalReason)
def test_documented_visits_are_those_of_the_ladder(reason: RefusalReason):
    again = documented()[reason]
    waits = [retry_at(reason, attempts, NOON) for attempts in range(5)]
    if again == "never":
        assert reason in FINAL
    elif again.startswith("like a status 503"):
        assert reason not in FINAL
        assert waits == [retry_at("http-503", n, NOON) for n in range(5)]
    else:
        steps = [timedelta(**{UNITS[u]: int(n)}) for n, u in STEP.findall(again)]
        assert reason not in FINAL
        assert [at - NOON for at in waits if at] == steps
