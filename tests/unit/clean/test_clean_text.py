from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest
from builders import make_article

from newswatch.clean import clean_article, clean_line, clean_paragraphs, word_count
from newswatch.model import Author

ROOT = Path(__file__).parents[3]
SUITE = Path(os.environ.get("NEWSWATCH_SHARED", ROOT.parent / "shared")) / (
    "suites/text_safety.jsonl"
)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  two \t words\n", "two words"),
        ("no\u00a0break", "no break"),
        ("e\u0301", "é"),
        ("a\x00b\x07c\x1b[31m\x7f\x9b", "abc[31m"),
        ("a\x0bb\x0cc\x1cd\x85e\u2028f\u2029g", "a b c d e f g"),
        ("a\ud800b\udfffc", "a\ufffdb\ufffdc"),
        ("Heli\u00adkopter\u200blande\u2060platz\ufeff", "Helikopterlandeplatz"),
        ("a\ufffeb\uffff", "ab"),
        ("zero\u200dwidth\u200cjoin", "zerowidthjoin"),
        ("мир\u200cный", "мирный"),
        ("\u200dstart", "start"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("“Quotes” – and — dashes", "“Quotes” – and — dashes"),
        ("", ""),
    ],
)
def test_line_is_what_a_reader_sees_and_no_more(text: str, cleaned: str) -> None:
    assert clean_line(text) == cleaned


def test_naughty_strings_end_as_one_printable_line() -> None:
    if not SUITE.exists():
        pytest.skip(f"{SUITE} is not here: the shared suites are a separate download")
    # Not splitlines(): some of the strings hold other line ends than "\n".
    for row in SUITE.read_text(encoding="utf-8").strip().split("\n"):
        case = json.loads(row)
        cleaned = clean_line(case.get("input", ""))

        assert len(cleaned.splitlines()) <= 1, case["id"]
        assert not {"Cc", "Cs"} & {*map(unicodedata.category, cleaned)}, case["id"]
        assert clean_line(cleaned) == cleaned, case["id"]


def test_empty_paragraphs_are_none() -> None:
    assert clean_paragraphs(["one", " \u00a0", "\u200b", "", "two"]) == ("one", "two")


@pytest.mark.parametrize(
    ("paragraphs", "kept"),
    [
        (("Talks End", "Text."), ("Text.",)),
        (("TALKS END!", "Text."), ("Text.",)),
        (("Talks end", "Talks end", "Text."), ("Talks end", "Text.")),
        (("Text.", "Talks end"), ("Text.", "Talks end")),
        (("Talks end in Geneva", "Text."), ("Talks end in Geneva", "Text.")),
        (("Talks end",), ("Talks end",)),
    ],
)
def test_echo_of_the_headline_goes_unless_it_is_the_whole_text(
    paragraphs: tuple[str, ...], kept: tuple[str, ...]
) -> None:
    assert clean_paragraphs(paragraphs, "Talks end") == kept


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Two words", 2),
        ("It's a two-day, U.S.-led effort", 5),
        ("one – two — three", 3),
        ("• item", 1),
        ("$2 and 10,000", 3),
        ("переговоры в Женеве", 3),
        ("会谈结束", 4),
        ("G7会谈 ended", 4),
        ("회담이 끝났다", 2),
        ("…", 0),
        ("", 0),
        ("." * 100_000, 0),
    ],
)
def test_words_are_counted_as_readers_do(text: str, count: int) -> None:
    assert word_count(text) == count


def test_every_text_of_an_article_is_cleaned() -> None:
    raw = make_article(
        "A\u200b  headline",
        paragraphs=("A headline", "Te\u00adxt."),
        authors=(Author(name=" Ann  Lee "), Author(name="\u200b")),
        summary=" Sum\x07mary ",
        section="\u200b",
        tags=("a  b", "a b", "\x00"),
        evidence={"section": "meta:section", "title": "html:h1", "image": "meta:x"},
    )

    cleaned = clean_article(raw)

    assert cleaned.headline == "A headline"
    assert cleaned.paragraphs == ("Text.",)
    assert cleaned.authors == (Author(name="Ann Lee"),)
    assert cleaned.summary == "Summary"
    assert cleaned.section is None
    assert cleaned.tags == ("a b",)
    assert cleaned.evidence == {
        "section": None,
        "title": "html:h1",
        "image": "meta:x",
    }
    assert clean_article(cleaned) == cleaned
