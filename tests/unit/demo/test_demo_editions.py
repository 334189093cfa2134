"""What changes in the demo's world between its two editions."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from newswatch.demo import render
from newswatch.demo.expectations import SecondPass, expectations, second_pass
from newswatch.demo.newsroom import Edition, Fate
from newswatch.demo.site import build_site
from newswatch.demo.tally import tally
from newswatch.model import LOOKED_AT, Outcome

Rooms = dict[str, Edition]


@pytest.fixture(scope="module")
def changes(rooms: Rooms, later_rooms: Rooms) -> SecondPass:
    return second_pass(rooms.values(), later_rooms.values())


def test_one_story_is_new_one_edited_one_taken_down(changes: SecondPass) -> None:
    assert [each.story.id for each in changes.new] == ["air_group_meets"]
    assert [each.story.id for each in changes.edited] == ["envoys_meet_later"]
    assert [url.rpartition("/")[2] for url in changes.taken_down] == [
        "sanctions-signal-p31001"
    ]


def test_new_story_is_nowhere_in_the_first_edition(rooms: Rooms) -> None:
    for edition in rooms.values():
        for answer in build_site(edition).values():
            assert b"air-group-meets" not in answer.body


def test_story_taken_down_is_nowhere_in_the_second(later_rooms: Rooms) -> None:
    post = later_rooms["demo_post"]
    assert "/world/sanctions-signal-p31001" not in build_site(post)
    assert b"sanctions-signal" not in b"".join(
        render.listing(post, shown) for shown in post.newsroom.listings
    )


def test_edited_story_keeps_its_address_and_says_when(
    rooms: Rooms, later_rooms: Rooms
) -> None:
    before, after = (
        build_site(each["demo_herald"])[
            "/2026/11/23/envoys-meet-in-valletta-a4101"
        ].body.decode()
        for each in (rooms, later_rooms)
    )
    assert "dateModified" not in before
    assert '"dateModified": "2026-11-23T18:30:00+00:00"' in after
    assert "agree in Valletta on one flight a week" not in before
    assert "agree in Valletta on one flight a week" in after


def test_every_page_changes_its_box_though_not_its_story(
    rooms: Rooms, later_rooms: Rooms
) -> None:
    library = next(
        page
        for page in rooms["demo_herald"].newsroom.having(Fate.STORY)
        if page.story and page.story.id == "library_reopens"
    )
    first, second = (
        render.article(each["demo_herald"], library) for each in (rooms, later_rooms)
    )
    assert first != second
    assert library.story
    assert library.story.paragraphs[-1].encode() in second


def test_listing_without_news_is_the_same_bytes(
    rooms: Rooms, later_rooms: Rooms
) -> None:
    arctic = [
        build_site(each["demo_post"])["/arctic"].etag for each in (rooms, later_rooms)
    ]
    assert arctic[0] == arctic[1]


def test_tallies_of_both_passes_balance(rooms: Rooms, changes: SecondPass) -> None:
    tallies = [
        *expectations(rooms.values()).tallies.values(),
        *changes.tallies.values(),
    ]
    for found in tallies:
        assert found.discovered == found.outcomes.total()


def test_tally_counts_articles_once(rooms: Rooms) -> None:
    expected = expectations(rooms.values())
    emitted = sum(t.outcomes[Outcome.EMITTED] for t in expected.tallies.values())
    assert emitted == len(expected.records)


def test_round_on_an_unchanged_world_looks_at_its_lines_and_no_more(
    rooms: Rooms,
) -> None:
    records = expectations(rooms.values()).records
    for outlet_id, edition in rooms.items():
        lines = sum(record.outlet_id == outlet_id for record in records)
        found = tally(replace(edition), edition)
        assert found.discovered == lines > 0
        assert found.outcomes == {Outcome.UNCHANGED: lines}
        assert found.reasons == {LOOKED_AT: lines}


def test_each_change_of_a_line_is_told_once(changes: SecondPass) -> None:
    told = sum((each.reasons for each in changes.tallies.values()), Counter())
    assert told["revised"] == len(changes.edited) == 1
    assert told["withdrawn"] == len(changes.taken_down) == 1


def test_walls_hold_no_word_of_the_story_behind_them(rooms: Rooms) -> None:
    walled = [
        (edition, page)
        for edition in rooms.values()
        for fate in (Fate.CONSENT, Fate.CHALLENGE)
        for page in edition.newsroom.having(fate)
    ]
    assert len(walled) == 2
    for edition, page in walled:
        body = build_site(edition)[edition.path(page)].body.decode()
        assert page.headline not in body
