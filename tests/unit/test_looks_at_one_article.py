"""Looks at one article: where it is asked for, what is told of it, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import NOON
from looking import FIRST, HOME, Desk
from story_texts import words

NEW = "https://herald.example/b"
HOUR = timedelta(hours=1)


def paragraph(seed: int) -> str:
    return " ".join(words(40, seed)) + "."


STORY = tuple(paragraph(n) for n in range(4))
EDITED = (STORY[0].replace(words(40, 0)[7], "edited"), *STORY[1:])


@pytest.fixture
def desk():
    desk = Desk()
    desk.serve(*STORY)
    desk.visit()
    yield desk
    desk.store.close()


def events(desk: Desk) -> list[str]:
    return [line["event"] for line in desk.lines()]


def test_an_edited_text_under_a_new_slug_is_told_as_a_revision(desk: Desk):
    desk.site = {}
    desk.serve(*EDITED, at=NEW)
    admission = desk.visit(NEW)
    assert admission is not None
    assert admission.reason == "same-passages"
    assert desk.look() == "revised"
    first, second = desk.lines()
    assert (second["event"], second["id"], second["revision"]) == (
        "revised",
        first["id"],
        2,
    )
    assert (first["url"], second["url"]) == (FIRST, NEW)
    assert second["content_text"].startswith(EDITED[0])


def test_slugs_that_all_changed_withdraw_nothing(desk: Desk):
    desk.site = {}
    desk.serve(*STORY, at=NEW)
    desk.visit(NEW)
    for _ in range(8):
        desk.next_look()
    assert events(desk) == ["new"]
    assert {url for url, _ in desk.asked[2:]} == {NEW}


def test_slugs_that_all_changed_and_a_count_below_are_no_revision(desk: Desk):
    desk.site = {}
    desk.serve(*STORY, "128", at=NEW)
    desk.visit(NEW)
    for _ in range(8):
        desk.next_look()
    assert events(desk) == ["new"]


def test_one_address_of_two_that_goes_withdraws_nothing(desk: Desk):
    desk.serve(*STORY, at=NEW)
    desk.visit(NEW)
    del desk.site[NEW]
    for _ in range(8):
        desk.next_look()
    assert events(desk) == ["new"]


def test_an_article_whose_addresses_are_all_gone_is_withdrawn(desk: Desk):
    desk.serve(*STORY, at=NEW)
    desk.visit(NEW)
    desk.site = {}
    for _ in range(3):
        desk.next_look()
    assert events(desk) == ["new", "withdrawn"]
    assert {url for url, _ in desk.asked[-3:]} == {FIRST, NEW}


@pytest.mark.parametrize("looks_before", [0, 2])
def test_slugs_that_change_for_the_second_time_withdraw_nothing(
    desk: Desk, looks_before: int
):
    second, third = f"{NEW}-2", f"{NEW}-3"
    desk.serve(*STORY, at=second)
    desk.change(moved_to=second)
    desk.visit(second)
    desk.look(HOUR)
    desk.site = {}
    for _ in range(looks_before):
        desk.next_look()
    desk.serve(*STORY, at=third)
    desk.look(HOUR, meanwhile=lambda: desk.visit(third))
    for _ in range(6):
        desk.next_look()
    assert events(desk) == ["new"]
    assert desk.asked[-1] == (third, 200)


def test_one_address_of_five_that_stands_withdraws_nothing(desk: Desk):
    for number in range(4):
        at = f"{NEW}-{number}"
        desk.serve(*STORY, at=at)
        desk.visit(at)
        del desk.site[at]
    for _ in range(12):
        desk.next_look()
    assert events(desk) == ["new"]


def test_the_address_that_a_look_was_led_to_is_no_new_article(desk: Desk):
    desk.change(moved_to=NEW)
    desk.serve(*EDITED, at=NEW)
    assert desk.next_look() == "revised"
    assert desk.lines()[-1]["url"] == NEW
    assert desk.visit(NEW) is None
    assert len(desk.lines()) == 2


@pytest.mark.parametrize(
    "wall",
    [{"free": False}, {"warnings": ("paywall-suspected",)}],
    ids=str,
)
def test_a_text_that_went_behind_a_paywall_is_no_revision(desk: Desk, wall: dict):
    desk.serve(STORY[0])
    for _ in range(3):
        desk.next_look(**wall)
    assert events(desk) == ["new"]
    desk.serve(*STORY)
    desk.next_look()
    assert events(desk) == ["new"]


@pytest.mark.parametrize(("left", "told"), [(1, False), (3, True)])
def test_of_a_text_that_was_always_paid_for_only_a_deep_cut_is_the_wall(
    left: int, told: bool
):
    desk = Desk()
    desk.serve(*STORY)
    desk.visit(free=False)
    desk.serve(*STORY[:left])
    for _ in range(2):
        desk.next_look(free=False)
    assert events(desk) == ["new", "revised"][: 1 + told]
    desk.store.close()


def test_words_that_came_behind_a_paywall_are_a_revision(desk: Desk):
    desk.serve(EDITED[0])
    desk.next_look(free=False)
    assert events(desk) == ["new", "revised"]


def test_a_text_that_was_cut_without_a_paywall_is_a_revision(desk: Desk):
    desk.serve(STORY[0])
    for _ in range(2):
        desk.next_look()
    assert events(desk) == ["new", "revised"]


def test_an_address_that_leads_to_another_article_is_no_revision(desk: Desk):
    other = tuple(paragraph(n) for n in range(10, 14))
    desk.change(moved_to=NEW)
    desk.serve(*other, at=NEW, title="Harbour closed for a week")
    assert desk.next_look() == "another-article"
    assert events(desk) == ["new"]
    admission = desk.visit(NEW)
    assert admission is not None
    assert admission.article_id != desk.lines()[0]["id"]
    desk.look(HOUR)
    assert events(desk) == ["new", "new"]


def test_a_change_in_doubt_is_told_although_the_server_knows_validators(desk: Desk):
    desk.serve(*STORY, paragraph(9))
    assert desk.next_look() == "change-in-doubt"
    assert desk.next_look() == "revised"


def test_an_appeal_that_comes_with_an_edit_is_in_doubt_and_the_edit_is_not(desk: Desk):
    desk.serve(*EDITED, paragraph(9))
    assert desk.next_look() == "change-in-doubt"
    desk.serve(*EDITED)
    assert desk.next_look() == "revised"
    change = desk.lines()[-1]["change"]
    assert (change["words_added"], change["words_removed"]) == (1, 1)


def test_a_story_that_grows_at_every_look_is_told_as_it_grows(desk: Desk):
    told = []
    for number in range(5):
        told.append(f"Paragraph {number} came in while we were looking at the page.")
        desk.serve(*STORY, *told)
        desk.next_look()
    assert events(desk)[:2] == ["new", "revised"]
    assert len(events(desk)) >= 3


def test_a_counter_that_moves_does_not_renew_a_doubt(desk: Desk):
    desk.serve(*STORY, paragraph(9), "128 comments")
    assert desk.next_look() == "change-in-doubt"
    desk.serve(*STORY, paragraph(9), "131 comments")
    assert desk.next_look() == "revised"


def test_another_appeal_at_every_look_is_never_told_and_ends_with_the_ladder(
    desk: Desk,
):
    said = []
    for number in range(20, 40):
        desk.serve(*STORY, paragraph(number))
        said.append(desk.next_look())
    assert said == ["change-in-doubt"] * 6 + [None] * 14
    assert events(desk) == ["new"]


@pytest.mark.parametrize("how", ["gone", "home"])
def test_what_was_withdrawn_comes_back_although_it_has_not_changed(
    desk: Desk, how: str
):
    gone = {"status": 410} if how == "gone" else {"moved_to": HOME}
    desk.change(**gone)
    desk.serve("News", at=HOME)
    said = [desk.next_look() for _ in range(3)]
    assert said == ["failed", "failed", "withdrawn"]
    desk.serve(*STORY)
    assert desk.next_look() == "revised"
    assert events(desk) == ["new", "withdrawn", "revised"]


def test_an_old_address_that_comes_alive_under_a_new_one_is_told(desk: Desk):
    desk.change(status=410)
    for _ in range(3):
        desk.next_look()
    desk.serve(*STORY, at=NEW)
    desk.visit(NEW)
    assert desk.look() == "revised"
    assert events(desk) == ["new", "withdrawn", "revised"]


def test_a_copy_that_was_left_out_stays_out_when_it_is_looked_at():
    wire = Desk(outlet_id="wire")
    wire.serve(*STORY)
    wire.visit()
    desk = Desk(wire.store)
    desk.serve(*STORY)
    admission = desk.visit()
    assert admission is not None
    assert admission.reason == "exact-copy"
    desk.now += HOUR
    desk.serve(*STORY, "The wire has more.")
    desk.announce(FIRST, modified_at=desk.now)
    assert desk.look() == "looked-at"
    assert events(desk) == ["new"]
    desk.store.close()


@pytest.mark.parametrize("policy", ["excerpt", "none"])
def test_a_line_without_the_text_has_no_diff_of_it(policy: str):
    desk = Desk(text=policy)
    desk.serve(*STORY)
    desk.visit()
    desk.serve(*EDITED)
    assert desk.next_look() == "revised"
    change = desk.lines()[-1]["change"]
    assert (change["words_added"], change["diff"]) == (1, None)
    desk.store.close()


def test_an_article_that_lacked_its_further_pages_is_asked_for_in_full():
    desk = Desk()
    desk.serve(*STORY)
    desk.visit(warnings=("text-truncated",))
    assert desk.next_look() == "looked-at"
    assert desk.next_look() == "304"
    desk.store.close()


def test_an_answer_that_must_not_be_kept_is_asked_for_in_full():
    desk = Desk()
    desk.serve(*STORY, cache_control="no-store")
    desk.visit()
    assert [desk.next_look(), desk.next_look()] == ["looked-at", "looked-at"]
    desk.store.close()


def after_the_ladder(desk: Desk) -> None:
    while desk.next_look():
        pass


def test_what_was_withdrawn_comes_back_when_a_listing_names_it_again(desk: Desk):
    desk.change(status=410)
    after_the_ladder(desk)
    assert events(desk) == ["new", "withdrawn"]
    desk.serve(*STORY)
    desk.now += 20 * HOUR
    desk.announce(FIRST)
    assert desk.look(HOUR) == "revised"
    assert events(desk) == ["new", "withdrawn", "revised"]


@pytest.mark.parametrize("date", ["modified_at", "published_at"])
def test_a_date_that_moved_has_what_was_withdrawn_asked_for_at_once(
    desk: Desk, date: str
):
    desk.change(status=410)
    after_the_ladder(desk)
    desk.serve(*STORY)
    desk.now += 20 * HOUR
    desk.announce(FIRST, **{date: desk.now})
    assert desk.look() == "revised"


def test_a_listing_that_keeps_what_is_gone_has_it_asked_for_less_and_less(desk: Desk):
    desk.change(status=410)
    after_the_ladder(desk)
    asked = []
    for hour in range(24 * 60):
        before = len(desk.asked)
        desk.announce(FIRST, modified_at=desk.now - 200 * HOUR)
        desk.look(HOUR)
        if len(desk.asked) > before:
            asked.append(hour)
    assert asked[0] <= 1
    assert 5 <= len(asked) <= 7
    assert events(desk) == ["new", "withdrawn"]


def test_a_date_of_publication_that_moved_asks_for_a_look(desk: Desk):
    after_the_ladder(desk)
    desk.serve(*EDITED)
    desk.now += HOUR
    desk.announce(FIRST, published_at=desk.now)
    assert desk.look() == "revised"


#: what another extractor reads in the page of STORY
OTHERWISE = (*STORY[:2], "Read also: the lake in winter", *STORY[2:])


def test_another_extractor_is_no_revision_and_hides_none(desk: Desk):
    desk.serve(*OTHERWISE)
    assert desk.next_look(extractor="y 2") == "looked-at"
    desk.serve(*OTHERWISE, status=200)
    assert desk.look(HOUR, extractor="y 2") != "revised"
    desk.serve(EDITED[0], *OTHERWISE[1:])
    assert desk.next_look(extractor="y 2") == "revised"
    assert events(desk) == ["new", "revised"]
    change = desk.lines()[-1]["change"]
    assert "Read also" in change["diff"]
    assert desk.next_look(extractor="y 2") != "revised"


def test_an_extractor_that_reads_the_same_hides_no_edit():
    desk = Desk()
    desk.serve(*STORY, cache_control="no-store")
    desk.visit()
    assert desk.next_look(extractor="y 2") == "looked-at"
    desk.serve(*EDITED)
    assert desk.next_look(extractor="y 2") == "revised"
    desk.store.close()


def test_two_new_extractors_in_a_row_are_no_revision(desk: Desk):
    desk.serve(*OTHERWISE)
    assert desk.next_look(extractor="y 2") == "looked-at"
    desk.serve(*OTHERWISE, "Subscribe to the lake letter today")
    assert desk.next_look(extractor="z 3") == "looked-at"
    desk.serve(*OTHERWISE, "Subscribe to the lake letter today", status=200)
    assert desk.next_look(extractor="z 3") == "304"
    assert events(desk) == ["new"]


def test_a_headline_that_changes_with_the_extractor_is_told(desk: Desk):
    desk.serve(*OTHERWISE, title="Envoys leave the lake")
    assert desk.next_look(extractor="y 2") == "revised"


def test_a_headline_that_is_found_elsewhere_is_no_other_headline(desk: Desk):
    desk.serve(*OTHERWISE, title="Envoys meet by the lake - The Herald")
    found = {"extractor": "y 2", "evidence": {"title": "opengraph:og:title"}}
    assert desk.next_look(**found) == "looked-at"
    desk.serve(*OTHERWISE, title="Envoys leave the lake - The Herald")
    assert desk.next_look(**found) == "revised"


def test_a_date_more_exact_than_a_line_has_it_is_no_word_of_a_change():
    desk, exact = Desk(), NOON + timedelta(microseconds=1234)
    desk.serve(*STORY)
    desk.visit(modified_at=exact)
    desk.serve(*STORY, paragraph(9))
    assert desk.next_look(modified_at=exact) == "change-in-doubt"
    desk.store.close()


def test_a_doubt_outlives_another_extractor(desk: Desk):
    assert desk.next_look(extractor="y 2") == "304"
    desk.serve(*OTHERWISE)
    desk.next_look(extractor="y 2")
    desk.serve(*OTHERWISE, paragraph(9))
    assert desk.next_look(extractor="y 2") == "change-in-doubt"
    assert desk.next_look(extractor="y 2") == "revised"
