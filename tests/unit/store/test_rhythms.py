"""A rhythm that cannot be read is learned anew; no state is refused for it."""

from __future__ import annotations

import json

import pytest

from newswatch.schedule.rhythm import Rhythm
from newswatch.store.rhythms import rhythm_of, rhythm_text

GOOD = json.loads(rhythm_text(Rhythm(n=3.0, days=1.0)))
BROKEN = [
    "",
    "{",
    "[]",
    "null",
    json.dumps({**GOOD, "n": "many"}),
    json.dumps({**GOOD, "n": -1}),
    json.dumps({**GOOD, "days": float("nan")}),
    json.dumps({**GOOD, "hours": [1.0] * 23}),
    json.dumps({**GOOD, "hours": None}),
    json.dumps({**GOOD, "learned_at": "yesterday"}),
    json.dumps({key: value for key, value in GOOD.items() if key != "lately"}),
]


@pytest.mark.parametrize("text", BROKEN)
def test_what_cannot_be_read_is_an_outlet_of_which_nothing_is_known(text: str):
    assert rhythm_of(text) == Rhythm()


def test_what_can_be_read_is():
    assert rhythm_of(json.dumps(GOOD)) == Rhythm(n=3.0, days=1.0)
