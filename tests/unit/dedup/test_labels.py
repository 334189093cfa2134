"""Lines that say who wrote an article and when are told from those of its story."""

from __future__ import annotations

import pytest

from newswatch.dedup.labels import is_label, without_labels

STORY = "The council voted to close the old bridge.\nA ferry is to carry people across."


@pytest.mark.parametrize(
    "line",
    [
        "Updated 5:32 am PDT, Sunday, July 15, 2018",
        "6:59 am CDT, Sunday, July 15, 2018",
        "July 16, 2018 09:29 AM",
        "16.07.2018, 09:29",
        "Posted: 9:20 AM, July 15, 2018Updated: 9:25 AM, July 15, 2018",
        "3 hours ago",
        "128 comments",
        "By Ann Lee and Bo van der Ek, Staff Writers",
        "BY ANN LEE",
        "Von Anna Ek und Bo Lind",
        "Автор: Анна Эк",
        "Photo: Bo Ek, AP",
        "Foto: Bo Ek/dpa",
        "(AP Photo/Bo Ek)",
    ],
)
def test_a_line_of_stamps_names_or_credits_is_a_label(line: str):
    assert is_label(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "05:32",
        "July 15, 2018",
        "15.07.2018",
        "7, 12, 25, 31 and 44",
        "Magnitude 5.2",
        "Arvik 2-1 Borgsund",
        "Arvid Lindqvist",
        "By Monday the strike was over",
        "By the time help came, 14 people had died",
        "Photo: the mayor opens the bridge",
        "The bridge was closed on July 15, 2018 at 9:29 AM",
        "Updated plans for the bridge were shown",
        "Von der Leyen reist nach Oslo",
    ],
)
def test_a_line_that_tells_something_is_none(line: str):
    assert not is_label(line)


def test_calls_behind_the_story_are_left_out():
    calls = "Follow the Herald for the latest news\nView Comments"
    assert without_labels(f"{STORY}\n\n{calls}") == STORY


@pytest.mark.parametrize("last", ["It opens in May.", "Winner: 7", "x " * 30])
def test_what_is_told_last_is_no_call(last: str):
    assert without_labels(f"{STORY}\n{last}").endswith(last.strip())


def test_a_text_of_calls_is_not_emptied():
    assert without_labels("View Comments") == "View Comments"
