"""`newswatch topics`: what is said of a topic and of an edit of it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from builders import NOON, make_candidate
from crawl_folder import newswatch, newswatch_at

from newswatch.cli.topics_compare import MOST_LISTED, compare
from newswatch.cli.topics_trial import Trial, tree_lines
from newswatch.config import load
from newswatch.dedup.classify import classify
from newswatch.match import Document, Scorer
from newswatch.model import ScoreRule, Topic
from newswatch.store import Store
from newswatch.store.sqlite import SqliteStore
from newswatch.store.texts import StoredText

TALKS = Topic(
    id="talks",
    name="Talks",
    words={"russia": ("Lavrov",), "usa": ("Rubio",)},
    threshold=3,
    low=2,
    score=(
        ScoreRule(when="title: @russia AND @usa", add=3),
        ScoreRule(when="lede: @russia NEAR/4 @usa", add=1, max=2),
    ),
)
FILE = """
[[topic]]
id = "talks"
query = "title: talks AND Geneva"
"""


def kept(title: str, *topics: str, number: int = 0, **said: object) -> StoredText:
    line = {"crawl": {"final_url": f"https://herald.example/{number}"}, **said}
    return StoredText(
        id=f"nw:{number:032x}",
        outlet_id="herald",
        url=f"https://herald.example/{number}",
        title=title,
        text="",
        word_count=0,
        language="en",
        observed_at=NOON,
        topics_matched=frozenset(topics),
        line=json.dumps(line).encode(),
    )


def test_topic_is_printed_as_it_was_understood() -> None:
    assert [*tree_lines(Scorer(TALKS))] == [
        "talks  Talks  threshold 3, low confidence from 2",
        "  +3  title:(@russia AND @usa)",
        "  +1 a place, at most 2  lede:(@russia NEAR/4 @usa)",
    ]


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        (
            "Lavrov calls Rubio",
            "",
            [
                "match, high confidence: 4 of 3 points",
                "  +3  title: @russia AND @usa",
                "      @russia: Lavrov in title",
                "      @usa: Rubio in title",
                "  +1  lede: @russia NEAR/4 @usa",
                "      @russia: Lavrov in title",
                "      @usa: Rubio in title",
            ],
        ),
        (
            "Lavrov speaks",
            "Rubio did not answer.",
            [
                "no match: 0 of 2 points",
                "nearest:",
                "  +1  lede: @russia NEAR/4 @usa",
                "      in different texts of lede: @russia NEAR/4 @usa",
                "  +3  title: @russia AND @usa",
                "      missing in title: @usa",
            ],
        ),
    ],
)
def test_article_is_told_rule_by_rule(
    title: str, text: str, expected: list[str]
) -> None:
    assert [*Trial.of(Scorer(TALKS), Document(title, text)).lines()] == expected


def test_edit_in_the_files_is_set_beside_what_was_found(tmp_path: Path) -> None:
    texts = [
        kept("Lavrov and Rubio", "talks", number=1),
        kept("Lavrov calls Rubio", number=2),
        kept("Rubio travels", "talks", number=3),
        kept("Weather", "other", number=4),
    ]

    found = compare(texts, load(tmp_path, {}), Scorer(TALKS), None)

    assert (found.tried, found.matched) == (4, 2)
    assert [*found.lines()] == [
        "4 kept articles: 2 match, 1 gained, 1 lost",
        "  + Lavrov calls Rubio  https://herald.example/2",
        "      +3  title: @russia AND @usa  (@russia: Lavrov in title, @usa: Rubio in"
        " title)",
        "      +1  lede: @russia NEAR/4 @usa  (@russia: Lavrov in title, @usa: Rubio in"
        " title)",
        "  - Rubio travels  https://herald.example/3",
        "      0 of 2 points",
        "      missing in title: @russia",
    ]


def test_query_is_set_beside_the_topic_of_the_files(tmp_path: Path) -> None:
    texts = [kept("Lavrov and Rubio", number=1), kept("Rubio travels", number=2)]
    query = {"query": "@usa travels", "score": (), "threshold": 1.0, "low": None}
    edited = Scorer(TALKS.model_copy(update=query))

    found = compare(texts, load(tmp_path, {}), Scorer(TALKS), edited)

    assert [text.title for text in found.gained] == ["Rubio travels"]
    assert [text.title for text in found.lost] == ["Lavrov and Rubio"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("author: Quill", {"authors": [{"name": "Nora Quill", "url": None}]}),
        ("tag: Diplomacy", {"tags": ["Diplomacy"]}),
        ("section: World", {"section": "World"}),
        ('outlet: "The Herald"', {"outlet": {"name": "The Herald"}}),
        ("lang: en", {}),
        ("url: moved", {"crawl": {"final_url": "https://herald.example/moved"}}),
    ],
)
def test_kept_article_is_asked_in_every_field_of_its_line(
    tmp_path: Path, query: str, said: dict[str, object]
) -> None:
    scorer = Scorer(Topic(id="talks", query=query))

    found = compare([kept("Talks", **said)], load(tmp_path, {}), scorer, None)

    assert (found.matched, found.factless) == (1, 0)


def test_what_an_edit_lost_by_points_against_it_is_told(tmp_path: Path) -> None:
    noise = ScoreRule(when="title: chess", add=-3)
    topic = TALKS.model_copy(update={"score": (*TALKS.score, noise)})

    found = compare(
        [kept("Lavrov and Rubio play chess", "talks")],
        load(tmp_path, {}),
        Scorer(topic),
        None,
    )

    assert found.lost[0].why[:2] == (
        "1 of 2 points",
        "-3  title: chess  (chess in title)",
    )


def test_articles_without_text_or_facts_are_counted_and_named(tmp_path: Path) -> None:
    bare = replace(kept("Lavrov and Rubio"), line=None)

    found = compare([None, bare], load(tmp_path, {}), Scorer(TALKS), None)

    assert [*found.lines()][-3:] == [
        "1 of them tried without section, authors and tags,",
        "  which were not kept when they came",
        "1 more article without a kept text",
    ]


def test_long_list_of_changes_is_cut_and_says_so(tmp_path: Path) -> None:
    texts = [kept("Lavrov and Rubio", number=n) for n in range(MOST_LISTED + 2)]

    lines = [*compare(texts, load(tmp_path, {}), Scorer(TALKS), None).lines()]

    assert lines[-1] == "  + and 2 more: --json lists all"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "schedules" / "topics").mkdir(parents=True)
    (tmp_path / "schedules" / "topics" / "t.toml").write_text(FILE, "utf-8")
    return tmp_path


@pytest.fixture
def store_of(folder: Path) -> Store:
    (folder / "data").mkdir()
    return SqliteStore(folder / "data" / "state.db")


def test_list_has_every_topic_before_anything_was_crawled(folder: Path) -> None:
    done = newswatch(folder, "topics", "list", "--json")

    assert json.loads(done.stdout) == {
        "topic": "talks",
        "name": "talks",
        "today": 0,
        "days_7": 0,
        "days_30": 0,
    }


def test_first_line_of_a_file_is_the_headline(folder: Path) -> None:
    (folder / "a.txt").write_text("Talks in Geneva\n\nThey went on.", "utf-8")

    done = newswatch(
        folder, "topics", "test", "talks", "--file", str(folder / "a.txt"), "--json"
    )

    assert json.loads(done.stdout)["match"] is True


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("talk",), "NW201"),
        (("talks", "--against", "x"), "NW512"),
        (("talks", "--since", "30"), "NW513"),
        (("talks", "--since", "1d", "--against", "x AND"), "NW203"),
        (("talks", "--file", "absent.txt"), "NW513"),
        (("talks", "--url", "https://herald.example/1"), "NW517"),
    ],
)
def test_wrong_use_is_told_with_its_code(
    folder: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = newswatch(folder, "topics", "test", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"error[{code}]" in done.stderr


def test_a_mistake_of_the_other_query_is_shown_where_it_is(folder: Path) -> None:
    against = ("--since", "1d", "--against", "talks AND (Geneva")

    done = newswatch(folder, "topics", "test", "talks", *against)

    assert done.stderr.splitlines() == [
        'error[NW203]: unclosed "("',
        "  --> --against:1:11",
        "   |",
        " 1 | talks AND (Geneva",
        "   |           ^",
        'help: add the ")" that closes it',
    ]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("talk", "--since", "1d"), "NW201"),
        (("talks",), "NW512"),
        (("talks", "--since", "soon"), "NW513"),
        (("talks", "--since", "1d", "--until", "2d"), "NW513"),
    ],
)
def test_wrong_use_of_backfill_is_told_with_its_code(
    folder: Path, arguments: tuple[str, ...], code: str
) -> None:
    done = newswatch(folder, "topics", "backfill", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert f"error[{code}]" in done.stderr


def test_backfill_before_anything_was_crawled_makes_no_state(folder: Path) -> None:
    done = newswatch(folder, "topics", "backfill", "talks", "--since", "2026-11-01")

    assert (done.returncode, done.stdout) == (
        0,
        "talks: 0 stored articles, 0 match, 0 told\n",
    )
    assert not (folder / "data").exists()


def test_today_begins_at_midnight_utc_and_days_are_24_hours(
    folder: Path, store_of: Store
) -> None:
    at = datetime(2026, 11, 24, 0, 30, tzinfo=UTC)
    for number, ago_h in enumerate((0.25, 1, 24 * 7 - 1, 24 * 7 + 1, 24 * 31)):
        store_of.admit(
            make_candidate(
                f"https://herald.example/{number}",
                words=f"words {number}",
                observed_at=at - timedelta(hours=ago_h),
            ),
            None,
            partial(classify, drop_copies=False),
            lambda *_: b"line\n",
        )
    store_of.close()

    listed = newswatch_at(at, folder, "topics", "list", "--json")

    (counts,) = map(json.loads, listed.stdout.splitlines())
    assert (counts["today"], counts["days_7"], counts["days_30"]) == (1, 3, 4)
