"""Whether it is our own network that fails, or those we ask."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON

from newswatch.daemon.network import PROBE, Network, Turn
from newswatch.model import Ledger, Poll
from newswatch.model.heard import Failure, Heard, failure_of

MINUTE = timedelta(minutes=1)


class Desk:
    """Polls that end one after the other, ten seconds each."""

    def __init__(self) -> None:
        self.network = Network()
        self.now = NOON

    def poll(
        self,
        name: str,
        failure: Failure | None = Failure.NETWORK,
        *,
        host: str | None = None,
        was_well: bool = True,
        took: timedelta = timedelta(seconds=10),
    ) -> Turn:
        self.now += timedelta(seconds=10)
        ledger = Ledger(reached=failure is None, heard=Heard(failure=failure))
        return self.network.heard(
            Poll.starting(name, self.now - took, "aaaa"),
            host or f"{name}.example",
            ledger,
            self.now,
            was_well=was_well,
        )

    def lets_out(self, *due: str, under_way: set[str] | None = None) -> list[str]:
        return self.network.lets_out(due, under_way or set(), self.now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_three_that_were_well_and_fail_in_a_row_are_a_network_that_is_down(desk: Desk):
    assert [desk.poll(name) for name in "abc"] == [Turn.NONE, Turn.NONE, Turn.DOWN]
    assert desk.network.down_since == desk.now
    assert desk.network.suspected == ["a", "b", "c"]


NO_EVIDENCE = [
    pytest.param({"host": "one.example"}, id="one host"),
    pytest.param({"was_well": False}, id="failed before"),
    pytest.param({"failure": Failure.ANSWERED}, id="errors"),
    pytest.param({"failure": Failure.GONE}, id="gone"),
    pytest.param({"failure": Failure.OTHER}, id="other"),
]


@pytest.mark.parametrize("how", NO_EVIDENCE)
def test_what_says_nothing_of_our_network(desk: Desk, how: dict[str, object]):
    turns = {desk.poll(f"o{n}", **how) for n in range(20)}  # type: ignore[arg-type]
    assert turns == {Turn.NONE}


def test_failures_that_lie_far_apart_are_no_event(desk: Desk):
    for name in "abcdef":
        assert desk.poll(name) is Turn.NONE
        desk.now += 6 * MINUTE


def test_an_answer_in_between_speaks_for_the_network(desk: Desk):
    for name in "abcdef":
        assert desk.poll(name) is Turn.NONE
        desk.poll("well", None)


def test_an_answer_that_may_be_from_before_the_failure_says_nothing(desk: Desk):
    desk.poll("a")
    desk.poll("b")
    desk.poll("slow", None, took=5 * MINUTE)
    assert desk.poll("c") is Turn.DOWN


def test_one_in_ten_that_answers_may_be_next_door(desk: Desk):
    turns = []
    for number in range(40):
        next_door = number % 13 == 12
        turns.append(desk.poll(f"o{number}", None if next_door else Failure.NETWORK))
        if turns[-1] is Turn.DOWN:
            break
    assert turns[-1] is Turn.DOWN


@pytest.fixture
def down(desk: Desk) -> Desk:
    for name in "abc":
        desk.poll(name)
    return desk


def test_while_it_is_down_one_is_tried_every_half_minute(down: Desk):
    assert down.lets_out("a", "b") == []
    down.now += PROBE
    assert down.lets_out("a", "b") == ["a"]
    assert down.lets_out("b", under_way={"a"}) == []
    down.now += PROBE
    assert down.lets_out("a", "b", under_way={"a"}) == ["b"]


def test_no_more_than_three_are_tried_at_a_time_whatever_else_is_out(down: Desk):
    out = {f"x{n}" for n in range(500)}
    tried = []
    for name in "abcd":
        down.now += PROBE
        tried += down.lets_out(name, under_way=out | set(tried))
    assert tried == ["a", "b", "c"]


@pytest.mark.parametrize("failure", [None, Failure.ANSWERED, Failure.GONE])
def test_the_first_answer_ends_it(down: Desk, failure: Failure | None):
    down.now += MINUTE
    assert down.poll("a") is Turn.NONE
    assert down.poll("b", failure) is Turn.WELL
    assert not down.network.is_down
    assert down.lets_out("a", "b", "c") == ["a", "b", "c"]
    assert [down.poll(name) for name in "ab"] == [Turn.NONE, Turn.NONE]


def test_an_answer_to_what_was_asked_before_does_not_end_it(down: Desk):
    assert down.poll("d", None, took=MINUTE) is Turn.NONE
    assert down.network.is_down


def test_a_restart_finds_it_down_and_tries_at_once(desk: Desk):
    network = Network(NOON - MINUTE)
    assert network.lets_out(["a", "b"], set(), NOON) == ["a"]


def test_a_clock_that_was_set_back_delays_no_trial(down: Desk):
    down.now -= timedelta(days=400)
    assert down.lets_out("a") == ["a"]


REASONS = [
    (["dns"], Failure.NETWORK),
    (["dns", "timeout", "connection", "connection-refused"], Failure.NETWORK),
    (["dns", "http-500"], Failure.ANSWERED),
    (["http-404"], Failure.ANSWERED),
    (["http-410"], Failure.GONE),
    (["http-410", "http-410"], Failure.GONE),
    (["http-410", "timeout"], Failure.OTHER),
    (["robots"], Failure.OTHER),
    (["dns", "asked-to-wait"], Failure.OTHER),
    (["asked-to-wait"], Failure.WAITING),
    (["stalled", "connection-lost"], Failure.NETWORK),
    (["tls-expired"], Failure.OTHER),
]


@pytest.mark.parametrize(("reasons", "failure"), REASONS)
def test_what_a_poll_failed_for(reasons: list[str], failure: Failure):
    assert failure_of(reasons) is failure
