"""A round's account: each link once, also when another crawler takes it over."""

from __future__ import annotations

import pytest
from builders import NOON

from newswatch.crawler.messages import done_message, encode, ledger_of
from newswatch.model import Outcome, Outlet, Poll
from newswatch.model.heard import Failure, Heard
from newswatch.rounds import Round
from newswatch.store.run_book import Fate

POLL = Poll.starting("herald", NOON, "aaaa")
ONE, TWO, THREE = (bytes([n]) * 16 for n in range(3))


@pytest.fixture
def round_() -> Round:
    return Round(POLL, Outlet(id="herald", name="The Herald"), frozenset())


def test_a_link_without_an_outcome_is_pending(round_: Round):
    round_.discover(ONE)
    round_.discover(TWO)
    round_.settle(ONE, Outcome.EMITTED)
    ledger = round_.ledger()
    assert ledger.balances
    assert ledger.outcomes == {Outcome.EMITTED: 1, Outcome.PENDING: 1}


def test_an_outcome_of_what_was_never_discovered_does_not_balance(round_: Round):
    round_.settle(ONE, Outcome.EMITTED)
    assert not round_.ledger().balances


def test_a_link_that_was_owed_before_is_counted_as_carried(round_: Round):
    round_.carry(ONE)
    round_.discover(TWO)
    ledger = round_.ledger()
    assert (ledger.discovered, ledger.carried, ledger.balances) == (2, 1, True)


def test_what_a_dead_crawler_settled_is_not_visited_again(round_: Round):
    round_.resume(
        [
            Fate(key=ONE, outcome=Outcome.EMITTED),
            Fate(key=TWO, outcome=Outcome.PENDING, carried=True),
        ]
    )
    assert [round_.visit(key) for key in (ONE, TWO, THREE)] == [False, True, True]
    assert not round_.discover(ONE)
    ledger = round_.ledger()
    assert ledger.outcomes == {Outcome.EMITTED: 1, Outcome.PENDING: 2}
    assert (ledger.carried, ledger.balances) == (1, True)


def test_a_link_that_the_store_has_lost_unbalances_the_round(round_: Round):
    round_.resume([Fate(key=ONE, outcome=None)])
    assert not round_.ledger().balances


def test_what_listings_refused_is_told_by_what_refused_it(round_: Round):
    round_.refused_by["rules"] += 2
    round_.refused_by["address"] += 1
    assert round_.ledger().refused == 3


def test_an_account_comes_through_the_socket_whole_but_for_its_sources(round_: Round):
    round_.carry(ONE)
    round_.settle(ONE, Outcome.FAILED, "timeout")
    round_.refused_by["rules"] += 1
    round_.size_bytes = 4096
    ledger = round_.ledger()
    ledger.not_before = NOON
    ledger.heard = Heard(
        published_at=[NOON],
        undated=2,
        scrolled=0.1,
        whole_since=NOON,
        fresh_s=60.0,
        failure=Failure.GONE,
    )
    message = done_message(POLL, ledger, ["slow"])
    assert ledger_of(message) == ledger
    assert encode(message).endswith(b"\n")
