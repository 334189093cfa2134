"""A log line is one line, whatever is in it."""

from __future__ import annotations

import json
import logging
import sys

import pytest

from newswatch.logs import (
    JsonFormatter,
    TextFormatter,
    _is_worth_a_line,
    hush_libraries,
)


def record(message: str = "page admitted", name: str = "newswatch.x", **extra: object):
    made = logging.makeLogRecord(
        {"msg": message, "levelname": "INFO", "levelno": logging.INFO, "name": name}
    )
    vars(made).update(extra)
    return made


FORGED = 'x"\n12:00:00 error everything is lost \x1b[31m\u202e'


@pytest.mark.parametrize("formatter", [TextFormatter(), JsonFormatter()])
def test_nothing_from_a_page_can_forge_a_line(formatter: logging.Formatter):
    line = formatter.format(record(url=FORGED, title=FORGED))
    assert "\n" not in line
    assert "\x1b" not in line
    assert "\u202e" not in line


def test_text_lines_name_their_facts():
    line = TextFormatter().format(record(outlet="herald", count=3, detail="two words"))
    assert line.endswith('info page admitted outlet=herald count=3 detail="two words"')


def test_json_lines_keep_facts_as_they_are():
    entry = json.loads(JsonFormatter().format(record(outlet="herald", count=3)))
    assert (entry["message"], entry["outlet"], entry["count"]) == (
        "page admitted", "herald", 3,
    )  # fmt: skip
    assert entry["time"].endswith("Z")


def test_tracebacks_are_kept():
    try:
        int("odd")
    except ValueError:
        made = record(exc_info=sys.exc_info())
    assert "ValueError: invalid" in TextFormatter().format(made)
    entry = json.loads(JsonFormatter().format(made))
    assert "ValueError: invalid" in entry["traceback"]


@pytest.mark.parametrize(
    ("name", "level", "worth"),
    [
        ("newswatch.store", logging.INFO, True),
        ("scrapy.core.engine", logging.INFO, False),
        ("trafilatura", logging.WARNING, False),
        ("scrapy.core.engine", logging.ERROR, True),
    ],
)
def test_libraries_only_complain(name: str, level: int, worth: bool):
    made = record(name=name)
    made.levelno = level
    assert _is_worth_a_line(made) is worth


@pytest.mark.parametrize(
    ("level", "made"),
    [
        (logging.WARNING, [logging.ERROR]),
        (logging.DEBUG, [logging.DEBUG, logging.INFO, logging.ERROR]),
    ],
)
def test_lines_that_none_will_see_are_not_made(level: int, made: list[int]):
    scrapy, engine = (
        logging.getLogger("scrapy"),
        logging.getLogger("scrapy.core.engine"),
    )
    before = scrapy.level
    scrapy.setLevel(logging.DEBUG)  # as Scrapy does when it starts
    try:
        hush_libraries(level)
        asked = (logging.DEBUG, logging.INFO, logging.ERROR)
        assert [each for each in asked if engine.isEnabledFor(each)] == made
    finally:
        scrapy.setLevel(before)
