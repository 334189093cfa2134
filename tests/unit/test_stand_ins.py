"""A line that is withdrawn: a copy that was left out for it takes its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from looking import Desk
from story_texts import words

from newswatch.dedup.identity import key_of
from newswatch.model import Outcome
from newswatch.store.sqlite import SqliteStore

PARTS = [" ".join(words(40, number)) for number in range(8)]
WHOLE = slice(8)


@dataclass
class Outlets:
    """Outlets that share a store; the wire had the story first."""

    desks: dict[str, Desk]

    def tell(self, outlet: str, *topics: str, parts: slice = WHOLE) -> Outcome | None:
        desk = self.desks[outlet]
        url = f"https://{outlet}.example/a"
        desk.serve(*PARTS[parts], at=url)
        admission = desk.visit(url, topics=topics or ("talks",))
        return admission and admission.outcome

    def withdraw(self, outlet: str) -> None:
        desk = self.desks[outlet]
        desk.change(at=f"https://{outlet}.example/a", status=410)
        while (word := desk.next_look()) != "withdrawn":
            assert word is not None
        for other in self.desks.values():
            other.now = desk.now

    def lines(self) -> list[tuple[str, str]]:
        lines = self.desks["wire"].lines()
        return [(line["outlet"]["id"], line["event"]) for line in lines]


@pytest.fixture
def outlets() -> Outlets:
    store = SqliteStore(":memory:")
    names = ("wire", "herald", "post", "daily")
    return Outlets({name: Desk(store, name) for name in names})


def test_the_earliest_copy_has_a_line_once_its_original_is_withdrawn(outlets: Outlets):
    assert outlets.tell("wire") is Outcome.EMITTED
    outlets.desks["herald"].now += timedelta(minutes=1)
    outlets.desks["post"].now += timedelta(minutes=2)
    assert outlets.tell("post") is Outcome.DUPLICATE
    assert outlets.tell("herald", parts=slice(7)) is Outcome.DUPLICATE
    outlets.withdraw("wire")
    assert outlets.desks["post"].look() is None
    assert outlets.desks["herald"].look() == Outcome.EMITTED
    told = [("wire", "new"), ("wire", "withdrawn"), ("herald", "new")]
    assert outlets.lines() == told
    first, _, line = outlets.desks["wire"].lines()
    assert (line["cluster"]["role"], line["revision"]) == ("near-copy", 1)
    assert line["cluster"]["copy_of"] == first["id"]
    # The post's reader has the herald's line now, and nothing comes twice.
    for desk in outlets.desks.values():
        while desk.next_look():
            pass
    assert outlets.lines() == told


def test_a_copy_has_a_line_too_where_the_first_ones_line_lacks_its_words(
    outlets: Outlets,
):
    outlets.tell("wire")
    outlets.desks["post"].now += timedelta(minutes=1)
    assert outlets.tell("herald", parts=slice(6)) is Outcome.DUPLICATE
    assert outlets.tell("post", parts=slice(2, 8)) is Outcome.DUPLICATE
    outlets.withdraw("wire")
    assert outlets.desks["herald"].look() == Outcome.EMITTED
    assert outlets.desks["post"].look() == Outcome.EMITTED
    assert outlets.lines()[2:] == [("herald", "new"), ("post", "new")]


def test_a_copy_that_tells_another_story_by_now_is_its_first(outlets: Outlets):
    outlets.tell("wire")
    assert outlets.tell("herald") is Outcome.DUPLICATE
    herald = outlets.desks["herald"]
    url = "https://herald.example/a"
    herald.serve(*(" ".join(words(40, n)) for n in range(20, 26)), at=url, title="Ebb")
    herald.now += timedelta(hours=1)
    herald.announce(url, modified_at=herald.now)
    assert herald.look() == Outcome.EMITTED
    first, line = outlets.desks["wire"].lines()
    assert (line["event"], line["title"]) == ("new", "Ebb")
    assert line["cluster"] == {
        "id": "c:" + line["id"].removeprefix("nw:")[:16],
        "role": "first",
        "copy_of": None,
        "similarity": None,
        "size": 1,
    }
    assert herald.store.cluster_of(line["id"]).role == "first"
    assert herald.store.cluster_of(first["id"]).size == 1


def test_a_copy_that_is_gone_as_well_leaves_its_place_to_the_next(outlets: Outlets):
    for outlet in outlets.desks:
        outlets.tell(outlet)
    earliest, *others = sorted(
        ("herald", "post", "daily"), key=lambda name: article_of(outlets, name)
    )
    outlets.desks[earliest].change(at=f"https://{earliest}.example/a", status=404)
    outlets.withdraw("wire")
    assert [outlets.desks[name].look() for name in others] == [None, None]
    assert outlets.desks[earliest].look() == Outcome.UNCHANGED
    assert outlets.desks[others[0]].look() == Outcome.EMITTED
    assert outlets.lines()[2:] == [(others[0], "new")]
    assert outlets.desks[others[1]].look() is None


def article_of(outlets: Outlets, name: str) -> str:
    desk = outlets.desks[name]
    key = key_of(f"https://{name}.example/a", desk.outlet)
    return desk.store.articles_at([key])[key].article_id


def test_copies_of_other_topics_have_lines_of_their_own(outlets: Outlets):
    outlets.tell("wire", "talks", "arctic")
    outlets.desks["post"].now += timedelta(minutes=1)
    outlets.tell("herald", "talks")
    outlets.tell("post", "arctic")
    outlets.withdraw("wire")
    assert outlets.desks["herald"].look(topics=("talks",)) == Outcome.EMITTED
    assert outlets.desks["post"].look(topics=("arctic",)) == Outcome.EMITTED
    assert outlets.lines()[2:] == [("herald", "new"), ("post", "new")]


def test_a_copy_that_another_line_serves_stays_out(outlets: Outlets):
    outlets.tell("wire", "talks")
    outlets.tell("herald", "talks", "arctic")
    assert outlets.tell("post", "talks") is Outcome.DUPLICATE
    outlets.withdraw("wire")
    assert outlets.desks["post"].look() is None
    assert outlets.lines() == [
        ("wire", "new"),
        ("herald", "new"),
        ("wire", "withdrawn"),
    ]


def test_a_stand_in_that_is_withdrawn_has_one_too(outlets: Outlets):
    for outlet in ("wire", "herald", "post"):
        outlets.tell(outlet)
    outlets.withdraw("wire")
    (first,) = {n for n, d in outlets.desks.items() if d.look() == Outcome.EMITTED}
    (last,) = {"herald", "post"} - {first}
    outlets.withdraw(first)
    assert outlets.desks[last].look() == Outcome.EMITTED
    assert outlets.lines()[2:] == [(first, "new"), (first, "withdrawn"), (last, "new")]
