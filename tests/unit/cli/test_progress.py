"""What is drawn of polls under way."""

from __future__ import annotations

import pytest
from builders import NOON

from newswatch.cli.progress import Progress
from newswatch.model import Ledger, Outcome, Poll, Standing


def poll(outlet_id: str) -> Poll:
    return Poll.starting(outlet_id, NOON, "abcd")


def progress(total: int | None = 3) -> Progress:
    ticks = iter(range(0, 10_000, 7))
    return Progress(clock=lambda: float(next(ticks)), total=total)


def test_each_outlet_has_a_line_and_all_have_a_sum():
    seen = progress()
    seen.heard(poll("herald"), Standing())
    seen.heard(poll("wire"), Standing(discovered=9, settled=4, emitted=2))
    assert seen.lines(80, 24) == [
        "herald                asking",
        "wire                     4 of 9 links      2 matched",
        "0 of 3 outlets, 4 links, 2 matched, 7 s",
    ]


def test_a_poll_that_is_over_counts_in_the_sum_only():
    seen = progress()
    seen.heard(poll("wire"), Standing(discovered=9, settled=4, emitted=2))
    ledger = Ledger(reached=True, discovered=9)
    ledger.outcomes[Outcome.EMITTED] = 5
    seen.ended(poll("wire"), ledger)
    assert seen.lines(80, 24) == ["1 of 3 outlets, 9 links, 5 matched, 7 s"]


def test_news_may_be_lost_or_come_twice():
    seen = progress()
    seen.ended(poll("never_heard_of"), Ledger())
    for _ in range(2):
        seen.heard(poll("wire"), Standing(discovered=1))
    assert len(seen.lines(80, 24)) == 2


@pytest.mark.parametrize(("height", "shown"), [(50, 10), (24, 10), (12, 6), (2, 1)])
def test_170_outlets_take_a_part_of_the_screen(height: int, shown: int):
    seen = progress(total=170)
    for number in range(170):
        seen.heard(poll(f"outlet_{number}"), Standing())
    lines = seen.lines(100, height)
    assert len(lines) == shown + 2
    assert lines[-2] == f"and {170 - shown} more outlets"
    assert lines[-1].startswith("0 of 170 outlets")


def test_one_outlet_more_is_shown_rather_than_counted():
    seen = progress(total=11)
    for number in range(11):
        seen.heard(poll(f"outlet_{number}"), Standing())
    assert len(seen.lines(100, 24)) == 12


@pytest.mark.parametrize("width", [40, 54, 80, 100, 200])
def test_lines_fit_the_screen(width: int):
    seen = progress()
    seen.heard(poll("a" * 64), Standing(discovered=8888, settled=7777, emitted=5555))
    assert all(len(line) < width for line in seen.lines(width, 24))
    assert seen.lines(width, 24)[0].startswith("aaaaaaaaaaaa")


def test_a_daemon_between_two_polls_draws_nothing():
    seen = progress(total=None)
    assert seen.lines(80, 24) == []
    seen.heard(poll("wire"), Standing())
    assert seen.lines(80, 24)[-1] == "1 outlet under way"
    seen.ended(poll("wire"), Ledger())
    assert seen.lines(80, 24) == []
