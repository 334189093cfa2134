"""Forms that were filled anew tell other facts; copies that were edited do not."""

from __future__ import annotations

import pytest

from newswatch.dedup.facts import MOST_WORDS, facts_replaced

QUAKE = (
    "A magnitude {} earthquake struck {} km north of {} on {}, the survey said. The"
    " quake hit at a depth of {} km. There were no immediate reports of damage or"
    " casualties. People in the area are asked to report what they felt to the survey."
    " Aftershocks are possible in the coming days, and residents should keep away from"
    " buildings that show cracks, the survey said in its notice."
)
MATCH = (
    "{} beat {} {} on {} to stay in the hunt for the title. {} scored the winner {}"
    " minutes from time after a corner that the visitors failed to clear. The home side"
    " had more of the ball and hit the post before the break. The visitors never"
    " recovered from the goal and left the field without a word to the crowd."
)
RESULTS = (
    "{} said on {} that net profit rose to {} million crowns in the {} quarter from {}"
    " million a year ago. The board kept its forecast for the year and said that demand"
    " in its main markets was stable. Shares were little changed in early trading. The"
    " company is to publish its annual report in spring, it said in a statement."
)
LOTTERY = (
    "The numbers drawn in the evening were {}. Nobody guessed all of them, so that the"
    " prize goes into the next draw, which will be held at the same hour as always."
    " Tickets can be had until an hour before it at every kiosk. Players have six weeks"
    " to hand in what they won, the lottery said, and must show who they are."
)
BEBEN = (
    "Ein Beben der Stärke {} hat am {} die Gegend um {} erschüttert. Berichte über"
    " Schäden lagen zunächst nicht vor. Die Warte rief dazu auf, Beobachtungen zu"
    " melden. Nachbeben seien in den nächsten Tagen möglich, hieß es in der Mitteilung."
)
ZEMLE = (
    "Землетрясение произошло в {} недалеко от города {}, сообщили в службе. Погибли {}"
    " человек, об этом говорится в сообщении ведомства. Спасатели продолжают работу на"
    " месте, жителей просят не возвращаться в дома с трещинами на стенах."
)
JISHIN = (
    "{}日午後、{}で地震があり、{}人がけがをした。気象庁によると、この地震による津波の"
    "心配はない。今後一週間ほどは同じ程度の揺れに注意するよう呼びかけている。"
)


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        pytest.param(
            QUAKE,
            ("5.2", "30", "Ostmark", "Tuesday", "10"),
            ("5.2", "30", "Vestmark", "Tuesday", "10"),
            id="place",
        ),
        pytest.param(
            QUAKE,
            ("5.2", "30", "Ostmark", "Tuesday", "10"),
            ("4.9", "30", "Ostmark", "Tuesday", "10"),
            id="number",
        ),
        pytest.param(
            QUAKE,
            ("5.2", "30", "Ostmark", "Tuesday", "10"),
            ("5.2", "30", "Ostmark", "Friday", "10"),
            id="day",
        ),
        pytest.param(
            QUAKE,
            ("5.2", "five", "Ostmark", "Tuesday", "10"),
            ("5.2", "seven", "Ostmark", "Tuesday", "10"),
            id="number-word",
        ),
        pytest.param(
            QUAKE,
            ("5.2", "forty-five", "Ostmark", "Tuesday", "10"),
            ("5.2", "forty-seven", "Ostmark", "Tuesday", "10"),
            id="compound",
        ),
        pytest.param(
            BEBEN,
            ("zweiundzwanzig", "Dienstag", "Ostmark"),
            ("dreiundzwanzig", "Dienstag", "Ostmark"),
            id="german-compound",
        ),
        pytest.param(
            MATCH,
            ("Arvik", "Borgsund", "2-1", "Sunday", "Lindqvist", "nine"),
            ("Norrby", "Sandvik", "2-1", "Sunday", "Ek", "nine"),
            id="teams",
        ),
        pytest.param(
            MATCH,
            ("Arvik", "Borgsund", "2-1", "Sunday", "Lindqvist", "nine"),
            ("Arvik", "Borgsund", "1-2", "Sunday", "Lindqvist", "nine"),
            id="score-turned-round",
        ),
        pytest.param(
            RESULTS,
            ("Arvik AB", "Monday", "12", "third", "11"),
            ("Borgsund AB", "Monday", "12", "third", "11"),
            id="company",
        ),
        pytest.param(
            RESULTS,
            ("Arvik AB", "Monday", "12", "third", "11"),
            ("Arvik AB", "Monday", "12", "second", "11"),
            id="ordinal",
        ),
        pytest.param(
            LOTTERY,
            ("3, 7, 12, 25, 31 and 44",),
            ("5, 7, 12, 25, 33 and 44",),
            id="lottery",
        ),
        pytest.param(
            LOTTERY,
            ("3, 7, 12, 25, 31, 44",),
            ("7, 12, 25, 31, 44, 49",),
            id="lottery-moved-on",
        ),
        pytest.param(
            LOTTERY,
            ("three, seven, twelve and twenty",),
            ("three, eight, twelve and twenty",),
            id="lottery-in-words",
        ),
        pytest.param(
            BEBEN,
            ("fünf", "Dienstag", "Ostmark"),
            ("sechs", "Dienstag", "Ostmark"),
            id="german",
        ),
        pytest.param(
            ZEMLE,
            ("пятницу", "Остров", "семь"),
            ("субботу", "Остров", "семь"),
            id="russian-day",
        ),
        pytest.param(
            ZEMLE,
            ("пятницу", "Остров", "семь"),
            ("пятницу", "Остров", "восемь"),
            id="russian-number",
        ),
        pytest.param(JISHIN, ("23", "東京", "五"), ("23", "大阪", "五"), id="kanji"),
        pytest.param(
            JISHIN, ("23", "東京", "五"), ("23", "東京", "七"), id="kanji-number"
        ),
        pytest.param(
            JISHIN, ("٢٣", "東京", "五"), ("٢٤", "東京", "五"), id="other-digits"
        ),
    ],
)
def test_a_form_that_was_filled_anew_tells_other_facts(form, one, other):
    mine, theirs = form.format(*one), form.format(*other)
    assert facts_replaced(mine, theirs)
    assert facts_replaced(theirs, mine)
    assert not facts_replaced(mine, mine)


def test_a_form_whose_facts_stand_in_a_long_opening_tells_others():
    rest = QUAKE.partition(" There ")[2]
    one = (
        "Police in Ostmark have charged Arvid Lindqvist with the theft of 12 boats from"
        f" the harbour in May. {rest}"
    )
    other = (
        "Two vans that belonged to Berta Ek were burnt in Vestmark at Easter, and her"
        f" son Carl is held for it by officers. {rest}"
    )
    assert facts_replaced(one, other)


STORY = (
    "The council of Ostmark voted on Tuesday to close the old bridge for 14 months."
    " Mayor Arvid Lindqvist said the work could not wait. Engineers found rust in seven"
    " of the piers last year. Shops on both banks fear for their trade, and a petition"
    " against the closure has 1,500 names. A ferry is to carry people and bicycles"
    " across. The bridge was built in 1931 and repaired twice since, most lately by"
    " Borgsund AB."
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("said the work", "told reporters the work", id="words"),
        pytest.param("on Tuesday to", "to", id="left-out"),
        pytest.param("on Tuesday to", "May 4 to", id="day-as-a-date"),
        pytest.param("Mayor Arvid Lindqvist", "Lindqvist", id="shorter-name"),
        pytest.param("seven of the", "7 of the", id="number-word-as-number"),
        pytest.param("14 months", "fourteen months", id="number-as-a-word"),
        pytest.param("1,500 names", "1500 names", id="number-otherwise-grouped"),
        pytest.param("Shops on both", "Traders on both", id="first-word-of-a-sentence"),
        pytest.param("repaired twice", "REPAIRED TWICE", id="case"),
        pytest.param(
            "The council of Ostmark voted on Tuesday to close the old bridge for 14",
            "MALMO (Wire) 9:24 AM - An old bridge at Ostmark that needs repair is to be"
            " closed, its council decided this week, for at least 14",
            id="another-opening",
        ),
        pytest.param(
            " Borgsund AB.",
            " Borgsund AB. (Reporting by Ann Lee and Bo Ek; editing by"
            " Cy Oz in London on 3 May 2026 at 10:15)",
            id="credits-at-the-end",
        ),
    ],
)
def test_a_copy_that_was_edited_tells_the_same_facts(old, new):
    edited = STORY.replace(old, new)
    assert edited != STORY
    story = STORY + " Traders were heard."
    assert not facts_replaced(story, edited + " Traders were heard.")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        pytest.param("Updated 9:24 AM, May 3, 2026", "4 May 2026 10:05", id="stamps"),
        pytest.param("By Ann Lee", "By Cy Oz, Staff Writer", id="bylines"),
        pytest.param("Photo: Ann Lee/AP", "Foto: Cy Oz", id="credits"),
    ],
)
@pytest.mark.parametrize("at", ["{label}\n{story}", "{half}\n{label}\n{rest}"])
def test_who_wrote_it_and_when_are_no_facts(mine: str, theirs: str, at: str):
    half, _, rest = STORY.partition(" Shops ")
    parts = {"story": STORY, "half": half, "rest": f"Shops {rest}"}
    one, other = (at.format(label=label, **parts) for label in (mine, theirs))
    assert not facts_replaced(one, other)


def test_a_form_that_was_filled_anew_tells_others_beside_its_stamps():
    mine, theirs = (
        f"Updated {hour}:24 AM, May 3, 2026\n"
        + QUAKE.format("5.2", "30", place, "Tuesday", "10")
        for hour, place in ((9, "Ostmark"), (10, "Vestmark"))
    )
    assert facts_replaced(mine, theirs)


@pytest.mark.parametrize(
    ("one", "other"),
    [("one-on-one", "one on one"), ("a 26-year-old", "a 26 year old")],
)
def test_a_number_in_a_compound_is_that_number(one: str, other: str):
    sentence = "They met the mayor for {} talks in the hall."
    assert not facts_replaced(
        f"{STORY} {sentence.format(one)} The rest is known.",
        f"{STORY} {sentence.format(other)} The rest is known.",
    )


def test_what_is_cut_or_extended_tells_the_same_facts():
    cut = STORY.partition(" A ferry ")[0]
    assert not facts_replaced(STORY, cut)
    assert not facts_replaced(cut, STORY)
    assert not facts_replaced(STORY, f"{STORY} {QUAKE}")


@pytest.mark.parametrize("text", ["", "...", "7", "Arvid"])
def test_texts_without_words_to_compare_tell_no_other_facts(text):
    assert not facts_replaced(text, text)
    assert not facts_replaced(text, "")


def test_of_texts_too_long_to_compare_nothing_is_said_to_be_the_same():
    long = "word " * (MOST_WORDS + 1)
    assert not facts_replaced(long, long)
    assert facts_replaced(long, long + "more")
