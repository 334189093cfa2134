"""A topic's table: every mistake at once, each where it was made; its tests tried."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from newswatch.config import Configuration, failed_tests
from newswatch.errors import ConfigError

Load = Callable[..., Configuration]
Mistakes = Callable[..., list[ConfigError]]
Unmark = Callable[[str], tuple[str, int, int, int]]

FILE = "schedules/topics/t.toml"
HEAD = '[[topic]]\nid = "t"\n'
WORDS = '[topic.words]\na = ["one"]\n'
RULE = '[[topic.score]]\nwhen = "@a"\nadd = 3\n'

CASES = [
    # a topic with the marked place, code, part of the message
    (f"{HEAD}query = ⟦''⟧\n", "NW103", "must not be empty"),
    (f"⟦[[topic]]⟧\nid = 't'\n{WORDS}", "NW107", '"query" is missing'),
    (f"{HEAD}query = ⟦'x'⟧\nthreshold = 1\n{WORDS}{RULE}", "NW103", "not both"),
    (f"⟦[[topic]]⟧\nid = 't'\n{WORDS}{RULE}", "NW107", '"threshold" is missing'),
    (f"{HEAD}query = 'x'\nthreshold = ⟦2⟧\n", "NW103", "means nothing beside a query"),
    (f"{HEAD}query = 'x AND ⟦@rusia⟧'\n[topic.words]\nrussia = ['Putin']\n",
     "NW206", "unknown group @rusia"),
    (f"{HEAD}query = '\"an @here\" ⟦@no⟧'\n", "NW206", "@no"),
    (f"{HEAD}query = '@a'\n[topic.words]\na = ['x', '⟦(y⟧']\n", "NW203", "a bracket"),
    (f"{HEAD}query = '@a'\n[topic.words]\na = ['x y', 'ru⟦*⟧ia']\n",
     "NW203", "not at the end"),
    (f"{HEAD}query = '@a'\n[topic.words]\na = ['⟦x*⟧', 'x']\n", "NW203", "too short"),
    (f"{HEAD}query = '@a'\n[topic.words]\na = ['⟦*⟧']\n", "NW203", "is no word"),
    (f"{HEAD}query = '@a'\n[topic.words]\na = ⟦[]⟧\n", "NW204", "@a is empty"),
    (f"{HEAD}query = 'x'\n[topic.words]\n'É' = ⟦['x']⟧\n", "NW103", "no @ can call"),
    (f"{HEAD}threshold = 3\n{WORDS}{RULE}[[topic.score]]\nwhen = '@a AND ⟦headline:⟧x'"
     "\nadd = 1\n", "NW205", "rule of topic"),
    (f"{HEAD}threshold = ⟦4⟧\n{WORDS}{RULE}", "NW222", "give 3 points at most"),
    (f"{HEAD}threshold = ⟦0⟧\n{WORDS}{RULE}", "NW222", "every article"),
    (f"{HEAD}threshold = 3\nlow = ⟦3⟧\n{WORDS}{RULE}", "NW103", "not below"),
    (f"{HEAD}threshold = 2\n{WORDS}{RULE}max = ⟦2⟧\n", "NW103", "of one place"),
    (f"{HEAD}threshold = 3\n{WORDS}{RULE}[[topic.score]]\nwhen = 'x'\nadd = ⟦0⟧\n",
     "NW103", "change nothing"),
    (f"{HEAD}threshold = 3\n{WORDS}[[topic.score]]\nwhen = '@a'\nadd = ⟦nan⟧\n",
     "NW103", "expected a number"),
    (f"{HEAD}query = 'talks AND ⟦NOT⟧ talks'\n", "NW204", "talks is asked for and"),
    (f"{HEAD}query = 'x lang:@c'\n[topic.words]\na = ['⟦(y⟧']\nc = ['en']\n",
     "NW203", "a bracket"),
    (f"{HEAD}query = 'x'\n⟦[[topic.test]]⟧\nmatch = true\n", "NW107", "without a text"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "message"), CASES, ids=[case[2] for case in CASES]
)
def test_mistake_is_shown_where_it_was_made(
    text: str, code: str, message: str, mistakes: Mistakes, marked: Unmark
) -> None:
    plain, line, column, width = marked(text)

    (error,) = mistakes({FILE: plain})

    assert error.code == code
    assert message in error.message
    assert error.place is not None
    assert (error.place.line, error.place.column, error.place.width) == (
        line,
        column,
        width,
    )


def test_mistakes_of_several_rules_are_told_together(mistakes: Mistakes) -> None:
    rules = "".join(
        f"[[topic.score]]\nwhen = '{when}'\nadd = 1\n" for when in ("(a", "@b", "c AND")
    )

    found = mistakes({FILE: f"{HEAD}threshold = 1\n{rules}"})

    assert [error.code for error in found] == ["NW203", "NW206", "NW203"]


def test_group_that_no_rule_names_is_a_warning(loaded: Load, marked: Unmark) -> None:
    text = f"{HEAD}query = '@a'\n[topic.words]\na = ['x']\n⟦b⟧ = ['y']\n"
    plain, line, column, _ = marked(text)

    warnings = [w for w in loaded({FILE: plain}).warnings if w.code == "NW221"]

    assert [(w.place.line, w.place.column) for w in warnings if w.place] == [
        (line, column)
    ]


def test_failed_test_of_a_topic_is_told_with_its_place(
    loaded: Load, marked: Unmark
) -> None:
    tests = (
        "[[topic.test]]\ntext = 'two one'\nmatch = true\n"
        "[[topic.test]]\ntext = 'two'\nmatch = ⟦true⟧\n"
        "[[topic.test]]\ntitle = 'two'\ntext = 'one'\nmatch = false\n"
    )
    plain, line, column, _ = marked(f"{HEAD}query = 'title: one'\n{tests}")

    (failed,) = failed_tests(loaded({FILE: plain}))

    assert failed.code == "NW224"
    assert "should match and has 0 of 1 points" in failed.message
    assert failed.place is not None
    assert (failed.place.line, failed.place.column) == (line, column)
