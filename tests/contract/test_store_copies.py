"""Copies of a text: what every store must find, keep and forget."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from builders import NOON
from story_texts import STORY, candidate_of, words

from newswatch.dedup.classify import classify
from newswatch.model import Author, Outcome
from newswatch.model.revision import Candidate, Cluster, Role
from newswatch.store import Store
from newswatch.store.base import Retelling, Revisit

MARK = partial(classify, drop_copies=False)
DROP = partial(classify, drop_copies=True)
#: the default of `[store] window`
WINDOW = timedelta(days=90)


class Lines:
    """Keeps the cluster of each line that was owed."""

    def __init__(self) -> None:
        self.clusters: list[Cluster] = []

    def __call__(self, seq: int, event: str, cluster: Cluster, _: Candidate) -> bytes:
        self.clusters.append(cluster)
        return b"line\n"


def admit(store: Store, *candidates: Candidate, how: partial = MARK) -> list[Cluster]:
    """Admit the *candidates* in order; the clusters of their lines."""
    lines = Lines()
    for candidate in candidates:
        if store.admit(candidate, None, how, lines).seq is None:
            lines.clusters.pop()
    return lines.clusters


CUT = STORY[:330]
NEW_LEDE = words(30, 2) + STORY[20:]


def test_a_wire_story_at_three_outlets_is_one_cluster(store):
    first, *others = admit(
        store,
        candidate_of(STORY, "wire"),
        candidate_of(NEW_LEDE, "herald"),
        candidate_of(CUT, "post"),
    )
    assert (first.role, first.size) == (Role.FIRST, 1)
    assert [each.role for each in others] == [Role.NEAR_COPY] * 2
    assert {each.id for each in others} == {first.id}
    assert {each.copy_of for each in others} == {f"nw:{first_id(store)}"}
    assert [each.size for each in others] == [2, 3]
    assert all(0.6 <= (each.similarity or 0) <= 1 for each in others)


def first_id(store: Store) -> str:
    (known,) = [
        each
        for each in store.relatives(candidate_of(STORY, "wire"))
        if each.outlet_id == "wire"
    ]
    return known.article_id.removeprefix("nw:")


def test_copies_stay_out_of_the_feed_where_the_reader_has_the_text(store):
    lines = admit(
        store,
        candidate_of(STORY, "wire"),
        candidate_of(NEW_LEDE, "herald"),
        candidate_of(CUT, "post"),
        how=DROP,
    )
    assert [each.role for each in lines] == [Role.FIRST]
    # … and are counted: the next one is the fourth.
    (fourth,) = admit(store, candidate_of(STORY + words(9, 9), "daily"))
    assert fourth.size == 4


@pytest.mark.parametrize(
    ("first", "copy"),
    [
        pytest.param({}, {"topics": ("arctic",)}, id="other-topic"),
        pytest.param({"topics": ()}, {}, id="original-has-no-line"),
    ],
)
def test_a_copy_is_a_line_where_the_reader_lacks_the_text(store, first, copy):
    admit(store, candidate_of(STORY, "wire", **first))
    (line,) = admit(store, candidate_of(CUT, "post", **copy), how=DROP)
    assert line.role is Role.NEAR_COPY


def test_a_much_longer_copy_is_a_line(store):
    longer = [*STORY, *words(300, 5)]
    lines = admit(
        store, candidate_of(STORY, "wire"), candidate_of(longer, "post"), how=DROP
    )
    assert [each.role for each in lines] == [Role.FIRST, Role.NEAR_COPY]


def test_a_copy_as_long_as_the_line_with_a_fifth_of_its_own_is_a_line(store):
    own = [*STORY[:320], *words(80, 5)]
    lines = admit(
        store, candidate_of(STORY, "wire"), candidate_of(own, "post"), how=DROP
    )
    assert [each.role for each in lines] == [Role.FIRST, Role.NEAR_COPY]


def test_a_form_with_other_facts_at_another_outlet_is_a_line(store):
    def quake(place: str, magnitude: str) -> list[str]:
        rest = words(80, 11)
        return f"A quake of {magnitude} was felt at {place} today".split() + rest

    lines = admit(
        store,
        candidate_of(quake("Ostmark", "5.2"), "wire"),
        candidate_of(quake("Ostmark", "5.2")[3:], "late"),
        candidate_of(quake("Vestmark", "5.2"), "post"),
        candidate_of(quake("Ostmark", "4.9"), "herald"),
        how=DROP,
    )
    assert [each.role for each in lines] == [Role.FIRST, *[Role.NEAR_COPY] * 2]


def test_an_outlets_own_near_copy_is_never_left_out(store):
    follow_up = STORY[:350] + words(40, 6)
    lines = admit(
        store,
        candidate_of(STORY, "wire"),
        candidate_of(follow_up, "wire", page="b"),
        how=DROP,
    )
    assert [each.role for each in lines] == [Role.FIRST, Role.NEAR_COPY]


def test_what_is_merely_similar_is_a_line_and_a_cluster_of_its_own(store):
    half = STORY[:200] + words(200, 7)
    first, similar = admit(
        store, candidate_of(STORY, "wire"), candidate_of(half, "post"), how=DROP
    )
    assert similar.role is Role.RELATED
    assert similar.id != first.id
    assert similar.copy_of is not None
    assert 0.41 <= (similar.similarity or 0) < 0.6


def test_a_short_story_that_names_the_same_things_is_no_copy(store):
    for seed in range(3):
        (line,) = admit(store, candidate_of(words(45, seed + 20), f"outlet_{seed}"))
        assert line.role is Role.FIRST


def test_a_roundup_chains_no_stories_together(store):
    stories = [words(150, seed) for seed in range(40, 44)]
    roundup = [word for story in stories for word in story[:110]]
    outlets = ("wire", "post", "daily", "herald")
    clusters = admit(
        store,
        *(
            candidate_of(story, outlet)
            for story, outlet in zip(stories, outlets, strict=True)
        ),
        candidate_of(roundup, "digest"),
        # Items that come after it join neither it nor one another.
        *(
            candidate_of(story[:120], "late", page=str(number))
            for number, story in enumerate(stories)
        ),
    )
    assert clusters[4].role is Role.RELATED
    assert len({each.id for each in clusters}) == 5
    assert [each.id for each in clusters[5:]] == [each.id for each in clusters[:4]]


def test_what_many_stories_share_makes_no_copies(store):
    block = words(120, 60)
    for number in range(40):
        text = words(80, 100 + number) + block
        admit(store, candidate_of(text, f"outlet_{number}"))
    (line,) = admit(store, candidate_of(words(80, 99) + block, "post"))
    assert line.role is Role.FIRST


def test_a_story_that_many_outlets_carry_is_still_found(store):
    for number in range(40):
        text = words(10, 300 + number) + STORY
        admit(store, candidate_of(text, f"outlet_{number}"))
    (line,) = admit(store, candidate_of(STORY[:200], "post"))
    assert (line.role, line.size) == (Role.NEAR_COPY, 41)


def test_a_copy_is_found_within_the_window_and_not_after_it(store):
    admit(store, candidate_of(STORY, "wire"))
    inside = candidate_of(CUT, "post", observed_at=NOON + WINDOW)
    outside = candidate_of(
        CUT, "post", page="b", observed_at=NOON + WINDOW + timedelta(seconds=2)
    )
    assert store.relatives(inside)
    assert not store.relatives(outside)


def test_equal_texts_are_found_beyond_the_window(store):
    admit(store, candidate_of(STORY, "wire"))
    (line,) = admit(store, candidate_of(STORY, "post", observed_at=NOON + 2 * WINDOW))
    assert (line.role, line.size) == (Role.EXACT_COPY, 2)


def test_an_article_admitted_again_is_indexed_once(store):
    admit(store, candidate_of(STORY, "wire"))
    again = store.admit(candidate_of(STORY, "wire"), None, MARK, Lines())
    assert again.outcome is Outcome.DUPLICATE
    assert len(store.relatives(candidate_of(CUT, "post"))) == 1


def test_a_story_tells_who_had_it_first_and_how_much_was_copied(store, look):
    article = candidate_of(STORY, "wire")
    admit(
        store,
        article,
        candidate_of(CUT, "post", observed_at=NOON + timedelta(minutes=5)),
        candidate_of(
            STORY + words(400, 8), "herald", observed_at=NOON + timedelta(minutes=9)
        ),
        candidate_of(words(300, 9), "daily"),
    )
    (known,) = store.relatives(article)[:1]
    lookup = look()
    story = lookup.story(known.article_id)
    assert story.outlet_ids == ("wire", "post", "herald")
    assert (story.size, story.first_seen_at) == (3, NOON)
    first, cut, longer = story.tellings
    assert (first.role, first.copied) == (Role.FIRST, None)
    assert cut.copied == pytest.approx(1.0, abs=0.1)
    assert longer.copied == pytest.approx(0.5, abs=0.1)
    assert cut.like == first.article_id
    assert story.copied == pytest.approx(0.65, abs=0.1)
    assert lookup.story(cut.article_id) == story
    assert lookup.story("nw:unknown") is None


def test_a_story_names_the_wires_that_are_credited(store, look):
    candidate = candidate_of(STORY, "post")
    article = replace(candidate.article, authors=(Author(name="Reuters/AP"),))
    admission = store.admit(replace(candidate, article=article), None, MARK, Lines())
    story = look().story(admission.article_id)
    assert story.tellings[0].agencies == ("Reuters", "AP")


def test_the_index_never_outgrows_its_window(open_again, tmp_path):
    store = open_again()
    for number in range(30):
        text = words(60, 500 + number)
        admit(store, candidate_of(text, "wire", page=str(number)))
    later = NOON + WINDOW + timedelta(days=1)
    kept = [30]
    for number in range(10):
        text = words(60, 600 + number)
        admit(store, candidate_of(text, "post", page=str(number), observed_at=later))
        kept.append(indexed(tmp_path))
    assert kept == [30, 27, 24, 21, 18, 15, 12, 9, 8, 9, 10]


def indexed(tmp_path: Path) -> int:
    """Texts in the index of the SQLite store; none has passages without a print."""
    with closing(sqlite3.connect(tmp_path / "state.db")) as db:
        prints = {row[0] for row in db.execute("SELECT id FROM print")}
        passages = {row[0] for row in db.execute("SELECT print FROM passage")}
    assert prints == passages
    return len(prints)


def test_what_is_undone_leaves_no_print(store):
    def refuse(*_: object) -> bytes:
        raise ValueError("no line")

    with pytest.raises(ValueError, match="no line"):
        store.admit(candidate_of(STORY, "wire"), None, MARK, refuse)
    assert store.relatives(candidate_of(CUT, "post")) == []


def test_a_withdrawn_line_serves_no_reader(store):
    admit(store, candidate_of(STORY, "wire"), how=DROP)
    (known,) = store.relatives(candidate_of(STORY, "post"))
    assert known.emitted_topics
    gone = Retelling(
        event="withdrawn",
        event_id="w",
        revision=1,
        observed_at=NOON,
        line=b"w",
        candidate=None,
    )
    revisit = Revisit(article_id=known.article_id)
    store.revisited(revisit, None, NOON, tell=lambda *_: gone)
    (known,) = store.relatives(candidate_of(STORY, "post"))
    assert known.emitted_topics == frozenset()
