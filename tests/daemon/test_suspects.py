"""Whose fault the crawler's death was, decided without any crawler."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from newswatch.daemon.suspects import ROPE, SAME, Suspects
from newswatch.daemon.trace import Trace


class Trial:
    """Plays crawlers that die of *killers* at once, until one is found guilty."""

    def __init__(self, suspects: Suspects, killers: Iterable[str]) -> None:
        self.suspects = suspects
        self.killers = set(killers)
        self.deaths = 0
        self.done: list[str] = []

    def until_guilty(self, outlets: list[str]) -> str:
        waiting = list(outlets)
        while True:
            guilty = self.crawler(waiting)
            if guilty:
                return guilty

    def crawler(self, waiting: list[str]) -> str | None:
        """One crawler's life; *waiting* loses those whose polls go well."""
        self.suspects.crawler_started()
        while True:
            going = self.suspects.may_go(waiting, time_is_up=False)
            assert going, f"nobody goes, and {waiting} wait for ever"
            if self.killers & set(going):
                self.deaths += 1
                return self.suspects.crawler_died(going, time_was_up=False)
            for outlet_id in going:
                waiting.remove(outlet_id)
                self.done.append(outlet_id)
                self.suspects.got_through(outlet_id)


NAMES = [f"outlet_{number}" for number in range(50)]


@pytest.mark.parametrize("killer", [NAMES[0], NAMES[24], NAMES[25], NAMES[49]])
def test_the_killer_among_fifty_is_found_and_nobody_else_suffers(killer: str):
    trial = Trial(Suspects(), [killer])
    assert trial.until_guilty(list(NAMES)) == killer
    assert sorted(trial.done) == sorted(set(NAMES) - {killer})
    # One that nobody could have foreseen, halving, and its rope.
    assert trial.deaths <= 1 + 6 + ROPE


def test_two_killers_are_found_one_after_the_other():
    suspects = Suspects()
    trial = Trial(suspects, ["outlet_3", "outlet_7"])
    first = trial.until_guilty(NAMES[:10])
    trial.killers.remove(first)
    waiting = [name for name in NAMES[:10] if name not in (first, *trial.done)]
    second = trial.until_guilty(waiting)
    assert {first, second} == {"outlet_3", "outlet_7"}


def test_an_outlet_that_was_not_under_way_never_waits():
    suspects = Suspects()
    suspects.crawler_died(["a", "b", "c", "d"], time_was_up=False)
    suspects.crawler_started()
    assert suspects.may_go(["a", "b", "c", "d", "new"], time_is_up=False)[0] == "new"
    assert suspects.may_go(["c", "d", "newer"], time_is_up=False) == ["newer"]


def test_suspects_that_are_slow_give_way_when_their_time_is_up():
    suspects = Suspects()
    suspects.crawler_died(["a", "b", "c", "d"], time_was_up=False)
    suspects.crawler_started()
    assert suspects.may_go(["a", "b", "c", "d"], time_is_up=False) == ["a", "b"]
    assert suspects.may_go(["c", "d"], time_is_up=False) == []
    assert suspects.may_go(["c", "d"], time_is_up=True) == ["c"]


def test_who_goes_last_does_not_pay_for_a_slow_one_that_went_before():
    suspects = Suspects()
    suspects.crawler_died(["slow", "good"], time_was_up=False)
    for _ in range(ROPE):
        suspects.crawler_started()
        assert suspects.may_go(["slow", "good"], time_is_up=False) == ["slow"]
        assert suspects.may_go(["good"], time_is_up=True) == ["good"]
        assert suspects.crawler_died(["slow", "good"], time_was_up=False) is None
    suspects.crawler_started()
    suspects.may_go(["good"], time_is_up=False)
    suspects.got_through("good")
    guilty = None
    while guilty is None:
        suspects.crawler_started()
        suspects.may_go(["slow"], time_is_up=False)
        guilty = suspects.crawler_died(["slow"], time_was_up=True)
    assert guilty == "slow"


def test_one_death_condemns_nobody():
    assert Suspects().crawler_died(["alone"], time_was_up=False) is None


def test_a_poll_that_goes_well_clears_the_name():
    suspects = Suspects()
    for _ in range(5 * ROPE):
        assert suspects.crawler_died(["alone"], time_was_up=False) is None
        suspects.crawler_started()
        suspects.may_go(["alone"], time_is_up=False)
        suspects.got_through("alone")


def test_the_guilty_goes_last_the_next_time_and_has_no_rope():
    suspects = Suspects()
    for _ in range(ROPE):
        guilty = suspects.crawler_died(["bad"], time_was_up=False)
    assert guilty == "bad"
    suspects.crawler_died(["x", "y"], time_was_up=False)
    suspects.crawler_started()
    assert suspects.may_go(["bad", "x", "y"], time_is_up=False) == ["x"]
    assert suspects.may_go(["bad", "y"], time_is_up=True) == ["y"]
    assert suspects.may_go(["bad"], time_is_up=True) == ["bad"]
    assert suspects.crawler_died(["bad", "x", "y"], time_was_up=False) == "bad"


def test_a_killer_that_is_slow_to_kill_is_found_by_those_who_get_through():
    suspects = Suspects()
    outlets, guilty, deaths = ["a", "b", "bad", "c"], None, 0
    while not guilty:
        suspects.crawler_started()
        waiting, at_crawler = list(outlets), []
        while waiting:
            going = suspects.may_go(waiting, time_is_up=True)
            waiting = [each for each in waiting if each not in going]
            at_crawler += going
        guilty, deaths = suspects.crawler_died(at_crawler, time_was_up=True), deaths + 1
        for name in ("a", "b", "c")[: deaths - 1]:  # one more ends its poll each time
            suspects.got_through(name)
            outlets = [each for each in outlets if each != name]
    assert guilty == "bad"


def test_a_death_before_any_poll_is_nobodys_fault():
    assert Suspects().crawler_died([], time_was_up=False) is None


def proof(outlet_id: str) -> Trace:
    return Trace(outlet_id, is_proof=True)


def hint(outlet_id: str) -> Trace:
    return Trace(outlet_id, is_proof=False)


def died(suspects: Suspects, under_way: list[str], by: Trace | None) -> str | None:
    guilty = suspects.crawler_died(under_way, time_was_up=False, trace=by)
    suspects.crawler_started()
    return guilty


def test_a_proven_killer_is_found_after_its_rope_and_nobody_else_waits():
    suspects = Suspects()
    for death in range(1, ROPE + 1):
        guilty = died(suspects, NAMES, proof("outlet_7"))
        assert guilty == ("outlet_7" if death == ROPE else None)
        others = [name for name in NAMES if name != "outlet_7"]
        assert suspects.may_go(NAMES, time_is_up=False, is_calm=True) == others


def test_whoever_is_named_goes_when_the_others_are_through_or_have_had_their_time():
    suspects = Suspects()
    died(suspects, ["a", "bad"], proof("bad"))
    assert suspects.may_go(["a", "bad"], time_is_up=True, is_calm=True) == ["a"]
    assert suspects.may_go(["bad"], time_is_up=True, is_calm=False) == []
    assert suspects.may_go(["bad"], time_is_up=True, is_calm=True) == ["bad"]


def test_one_proof_condemns_nobody_and_a_poll_that_goes_well_takes_it_back():
    suspects = Suspects()
    for _ in range(5 * ROPE):
        assert died(suspects, ["alone"], proof("alone")) is None
        assert suspects.may_go(["alone"], time_is_up=False) == ["alone"]
        suspects.got_through("alone")


def test_whoever_was_guilty_before_needs_but_one_proof():
    suspects = Suspects()
    for _ in range(ROPE):
        guilty = died(suspects, ["a", "bad"], proof("bad"))
    assert guilty == "bad"
    assert died(suspects, ["a", "bad"], proof("bad")) == "bad"


def crowd(suspects: Suspects, waiting: list[str], killers: set[str]) -> list[str]:
    """Who is out when a crawler meets one of *killers*; before that all get through."""
    left = list(waiting)
    while True:
        out = suspects.may_go(left, time_is_up=False, is_calm=True)
        assert out, f"nobody goes, and {left} wait for ever"
        if killers & set(out):
            return out
        for name in out:
            left.remove(name)
            suspects.got_through(name)


def test_two_proven_killers_do_not_hide_each_other():
    suspects = Suspects()
    found: list[str] = []
    waiting, killers, deaths = list(NAMES), {"outlet_3", "outlet_7"}, 0
    while killers:
        out = crowd(suspects, waiting, killers)
        by = next(each for each in out if each in killers)
        deaths += 1
        if guilty := died(suspects, out, proof(by)):
            found.append(guilty)
            killers.remove(guilty)
            waiting.remove(guilty)
    assert sorted(found) == ["outlet_3", "outlet_7"]
    assert deaths == 2 * ROPE


def test_a_hint_has_its_outlet_go_last_and_all_others_before_it():
    suspects = Suspects()
    assert died(suspects, NAMES, hint("outlet_7")) is None
    others = [name for name in NAMES if name != "outlet_7"]
    going = suspects.may_go(NAMES, time_is_up=False, is_calm=True)
    assert sorted(going) == sorted(others)
    for name in others:
        suspects.got_through(name)
    for death in range(1, ROPE + 1):
        assert suspects.may_go(["outlet_7"], time_is_up=False) == ["outlet_7"]
        guilty = died(suspects, ["outlet_7"], None)
        assert guilty == ("outlet_7" if death == ROPE else None)


@pytest.mark.parametrize("says", [hint, proof])
@pytest.mark.parametrize("killer", [NAMES[0], NAMES[24], NAMES[49]])
def test_marks_that_always_name_another_one_do_not_hide_the_killer(says, killer: str):
    suspects = Suspects()
    deaths, guilty = 0, None
    while guilty is None:
        out = crowd(suspects, NAMES, {killer})
        bystanders = [name for name in out if name != killer]
        by = says(bystanders[deaths % len(bystanders)]) if bystanders else None
        guilty, deaths = died(suspects, out, by), deaths + 1
    assert guilty == killer
    assert deaths <= SAME + 2 + 6 + ROPE


def test_a_mark_of_an_outlet_that_is_not_under_way_counts_for_nothing():
    suspects = Suspects()
    assert died(suspects, ["a", "b"], proof("gone")) is None
    assert suspects.may_go(["a", "b"], time_is_up=False) == ["a"]
