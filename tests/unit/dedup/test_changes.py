from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newswatch.dedup.changes import MOST_DIFF, change_between
from newswatch.model.change import Change, ChangeClass, Version

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
TITLE = "Ministers end talks in Riyadh without a ceasefire"
TEXT = (
    "Talks between the two delegations ended on Monday after nine hours.",
    "The minister said that 3 points remain open and that 12 were settled.",
    "Both sides will meet again in a week, the host said in a statement.",
)


def version(*paragraphs: str, title: str | None = TITLE, **more: object) -> Version:
    given = {"title": title, "paragraphs": paragraphs or TEXT, "published_at": AT}
    return Version(**{**given, **more})  # type: ignore[arg-type]


def change(after: Version, before: Version | None = None) -> Change:
    found = change_between(before or version(), after)
    assert found is not None
    return found


SAME = [
    ("nothing", version()),
    ("quotation marks", version(*TEXT[:2], TEXT[2].replace("a week", "a “week”"))),
    ("spaces", version(*[text.replace(" ", "  ") for text in TEXT])),
    ("a paragraph split in two", version(TEXT[0], TEXT[1][:43], TEXT[1][43:], TEXT[2])),
    (
        "soft hyphens",
        version(TEXT[0].replace("delegations", "dele\xadgations"), *TEXT[1:]),
    ),
    ("a counter", version(*TEXT, "128 comments")),
    ("a relative time", version("Published 3 hours ago", *TEXT)),
    ("a stamp", version("Updated: 23 November 2026, 14:05", *TEXT)),
    ("a reading time", version("4 min read", *TEXT)),
    ("modified alone", version(modified_at=AT + timedelta(hours=2))),
    ("a date stated to the minute", version(published_at=AT + timedelta(hours=9))),
    ("a byline that is not stated now", version(authors=())),
    ("a summary that is not stated now", version(summary=None)),
]


@pytest.mark.parametrize("after", [v for _, v in SAME], ids=[n for n, _ in SAME])
def test_what_a_reader_does_not_see_is_no_change(after: Version):
    before = version(authors=("Ann Reporter",), summary="What was said in Riyadh.")
    if after.authors or after.summary:
        before = version()
    assert change_between(before, after) is None


CLOCKWORK = [
    ("an hour ago", "2 hours ago"),
    ("just now", "5 min ago"),
    ("Updated: Nov. 25, 2026 at 4:05 p.m.", "Updated: Nov. 25, 2026 at 5:10 p.m."),
    ("Updated 4:05 p.m. ET", "Updated 6:15 p.m. ET"),
    ("Stand: 25.11.2026 14:05 Uhr", "Stand: 25.11.2026 15:00 Uhr"),
    ("Обновлено 25.11.2026", "Обновлено 26.11.2026"),
    ("1,234 people are reading this", "2,087 people are reading this"),
    ("Shared 52 times", "Shared 60 times"),
    ("12 Comments | 5 Shares", "14 Comments | 6 Shares"),
    ("12 Likes · 3 Dislikes", "37 Likes · 4 Dislikes"),
    ("This article has been read 12 times", "This article has been read 37 times"),
    ("12 users have shared this story", "37 users have shared this story"),
    ("12 мин. назад", "37 мин. назад"),
    ("閲覧数 12", "閲覧数 37"),
    ("Rated 4.1 out of 5 by readers", "Rated 4.3 out of 5 by readers"),
]


@pytest.mark.parametrize(("old", "new"), CLOCKWORK)
def test_the_clockwork_of_a_page_moves_without_a_change(old: str, new: str):
    assert change_between(version(old, *TEXT), version(new, *TEXT)) is None


@pytest.mark.parametrize(("old", "new"), [((), ("128",)), (("128",), ("1 311",))])
def test_a_bare_count_below_the_text_is_none_of_its_words(
    old: tuple[str, ...], new: tuple[str, ...]
):
    assert change_between(version(*TEXT, *old), version(*TEXT, *new)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(("The dead so far:", "3"), ("The dead so far:", "12"), id="colon"),
        pytest.param(("How many?", "3"), ("How many?", "12"), id="answer"),
        pytest.param(("4", "17"), ("4", "18"), id="a list"),
        pytest.param(("1.081",), ("1.083",), id="a rate"),
        pytest.param(("-3",), ("-4",), id="degrees"),
    ],
)
def test_a_number_that_is_told_is_a_revision(
    old: tuple[str, ...], new: tuple[str, ...]
):
    found = change(version(*TEXT, *new), version(*TEXT, *old))
    assert (found.kind, found.is_revision) == (ChangeClass.UPDATE, True)


FACTS = [
    ("He was jailed for 10 days.", "He was jailed for 30 days."),
    ("The truce holds for 6 months.", "The truce holds for 36 months."),
    (
        "Die Brücke wurde vor 15 Tagen gesperrt.",
        "Die Brücke wurde vor 25 Tagen gesperrt.",
    ),
    ("As of Monday 35 people were dead.", "As of Monday 61 people were dead."),
    ("The bank lost 1.5 million.", "The bank lost 15 million."),
    ("It was -5 degrees there.", "It was 5 degrees there."),
    ("The ticket costs $5 a day.", "The ticket costs €5 a day."),
    ("It cost 5 million in all.", "It cost 5 billion in all."),
    ("Seven died in the fire.", "Eleven died in the fire."),
    ("The plane came from Iran.", "The plane came from Iraq."),
    ("The law was read 2 times in May.", "The law was read 3 times in May."),
    ("12 people have shared the prize.", "14 people have shared the prize."),
    ("Moody's rated 4 of 5 banks as weak.", "Moody's rated 3 of 5 banks as weak."),
    ("Updated guidance went to 3 states.", "Updated guidance went to 5 states."),
]


@pytest.mark.parametrize(("old", "new"), FACTS)
def test_another_fact_is_a_revision(old: str, new: str):
    found = change(version(*TEXT, new), version(*TEXT, old))
    assert (found.kind, found.is_revision) == (ChangeClass.UPDATE, True)


def test_another_sum_in_a_headline_is_a_revision():
    before = version(title="City buys striker for 30m euros")
    found = change(version(title="City buys striker for 90m euros"), before)
    assert (found.kind, found.is_revision) == (ChangeClass.HEADLINE, True)


@pytest.mark.parametrize(
    "notice",
    [
        "Correction Nov. 25: the host is Saudi Arabia.",
        "(This version corrects the name of the host.)",
    ],
)
def test_short_notices_are_corrections_too(notice: str):
    assert change(version(*TEXT, notice)).kind is ChangeClass.CORRECTION


def test_two_letters_that_changed_places_are_a_typo():
    assert change(version("Teh end.", *TEXT), version("The end.", *TEXT)).kind == "typo"


@pytest.mark.parametrize(
    ("after", "kind", "fields"),
    [
        (version(title="Riyadh talks end"), "headline", {"title"}),
        (version(summary="Nothing was signed."), "headline", {"summary"}),
        (version(authors=("Ben Writer",)), "headline", {"authors"}),
        (version(published_at=AT + timedelta(days=2)), "headline", {"date_published"}),
        (
            version(TEXT[0], TEXT[1].replace("3", "5"), TEXT[2]),
            "update",
            {"content_text"},
        ),
        (
            version(TEXT[0].replace("ended", "have not ended"), *TEXT[1:]),
            "update",
            {"content_text"},
        ),
        (
            version(*TEXT, "A spokesman called the day useful."),
            "update",
            {"content_text"},
        ),
        (version(*TEXT[:2]), "update", {"content_text"}),
        (
            version(title="Riyadh talks end", modified_at=AT),
            "headline",
            {"title", "date_modified"},
        ),
        (
            version(*TEXT, "Correction: the host is Saudi Arabia, not Qatar."),
            "correction",
            {"content_text"},
        ),
        (version(title="CORRECTED: " + TITLE), "correction", {"title"}),
        (
            version(
                *TEXT,
                "In einer früheren Version dieses Artikels hieß es, es seien 4 Punkte.",
            ),
            "correction",
            {"content_text"},
        ),
        (
            version(*TEXT, "訂正:会談は月曜日に終わりました。"),
            "correction",
            {"content_text"},
        ),
    ],
)
def test_a_change_has_a_class_and_says_which_fields(
    after: Version, kind: str, fields: set[str]
):
    before = version(summary="What was said in Riyadh.", authors=("Ann Reporter",))
    found = change(after, before)
    assert (found.kind, {*found.fields}) == (kind, fields)
    assert found.is_revision


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("delegations", "delegatons"),
        ("minister", "Minister"),
        ("nine hours", "ninehours"),
        ("statement", "statment"),
    ],
)
def test_one_respelled_word_is_a_typo_and_no_revision(old: str, new: str):
    found = change(version(*[text.replace(old, new) for text in TEXT]))
    assert found.kind is ChangeClass.TYPO
    assert not found.is_revision


@pytest.mark.parametrize(
    ("old", "new"),
    [("3 points", "4 points"), ("2019", "2020"), ("is", "was"), ("Ukraine", "Russia")],
)
def test_another_number_or_word_is_no_typo(old: str, new: str):
    text = f"He said that {old} and no more."
    found = change(version(text.replace(old, new)), version(text))
    assert found.kind is ChangeClass.UPDATE
    assert found.is_revision


def test_many_respelled_words_are_a_revision():
    old = "The goverment of the provnce annouced its comittee on Monday."
    new = "The government of the province announced its committee on Monday."
    found = change(version(new), version(old))
    assert (found.kind, found.is_revision) == (ChangeClass.TYPO, True)


def test_words_are_counted_and_the_diff_is_by_paragraph():
    after = version(TEXT[0], TEXT[1], "Both sides will never meet again, he said.")
    found = change(after)
    assert found.diff == (
        "@@ -2,2 +2,2 @@\n"
        " The minister said that 3 points remain open and that 12 were settled.\n"
        "-Both sides will meet again in a week, the host said in a statement.\n"
        "+Both sides will never meet again, he said."
    )
    # never, he; in a week, the host, in a statement
    assert (found.words_added, found.words_removed) == (2, 8)
    assert 0.8 < found.similarity < 0.9


def test_characters_are_the_words_of_han_text():
    found = change(version("会谈于星期二结束。"), version("会谈于星期一结束。"))
    assert (found.words_added, found.words_removed) == (1, 1)


def test_a_notice_that_was_there_before_is_no_new_correction():
    notice = "Correction: the host is Saudi Arabia, not Qatar."
    found = change(version(notice, *TEXT[:2]), version(notice, *TEXT))
    assert found.kind is ChangeClass.UPDATE


def test_a_story_about_a_correction_is_none():
    text = "The correction of the market came on Friday, and the bank amended its view."
    assert change(version(*TEXT, text)).kind is ChangeClass.UPDATE


def test_a_long_diff_is_cut_at_a_lines_end():
    before = [f"Paragraph {n} said a thing of {'x' * 90}." for n in range(400)]
    after = [text.replace("said", "denied") for text in before]
    diff = change(version(*after), version(*before)).diff or ""
    assert len(diff.encode()) <= MOST_DIFF
    assert diff.splitlines()[-1].endswith("more lines are left out")


def test_a_book_in_one_paragraph_is_compared_in_bounded_work():
    before = " ".join(f"word{n}" for n in range(60_000))
    after = " ".join(f"word{n}" for n in range(30, 60_030))
    found = change(version(after), version(before))
    assert (found.words_added, found.words_removed) == (30, 30)


TEXTS = st.lists(st.text("ab1. \n’–\u3042", max_size=30), max_size=5).map(tuple)


@given(TEXTS, TEXTS)
def test_a_change_turned_round_trades_what_was_added_for_what_was_removed(
    one: tuple[str, ...], other: tuple[str, ...]
):
    there = change_between(version(*one, title=None), version(*other, title=None))
    back = change_between(version(*other, title=None), version(*one, title=None))
    assert (there is None) == (back is None)
    if there and back:
        size = there.words_added - there.words_removed
        assert size == back.words_removed - back.words_added


@given(TEXTS)
def test_a_version_does_not_differ_from_itself(text: tuple[str, ...]):
    assert change_between(version(*text), version(*text)) is None
