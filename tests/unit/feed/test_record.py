"""The bytes of a line: every key, the chosen text, spans that point into it."""

from __future__ import annotations

import json
from datetime import timedelta

import jsonschema
import pytest
from builders import (
    NOON,
    make_article,
    make_candidate,
    make_match,
    make_outlet,
    make_page,
    make_pending,
)

from newswatch.feed.record import EXCERPT_LENGTH, Making, Visit, line_of, new_record
from newswatch.feed.retold import told_record
from newswatch.feed.schema import record_schema
from newswatch.model import (
    Author,
    ClauseMet,
    Confidence,
    Hit,
    Precision,
    RuleMet,
)
from newswatch.model.record import FeedRecord
from newswatch.model.revision import Cluster, Role, cluster_id, event_id

CLUSTER = Cluster(id="c:" + "0" * 16, role=Role.FIRST)
EVENT = "0" * 32
LONG = "One sentence with several words in it. " * 30


def record(article=None, *, text="full", page=None, match=None, seq=1) -> FeedRecord:
    candidate = make_candidate(article=article)
    if match is not None:
        candidate = type(candidate)(
            **{
                name: getattr(candidate, name)
                for name in candidate.__dataclass_fields__
                if name != "matches"
            },
            matches=(match,),
        )
    return new_record(
        seq,
        EVENT,
        CLUSTER,
        candidate=candidate,
        outlet=make_outlet(country="GB"),
        visit=Visit(
            page=page or make_page(),
            pending=make_pending(),
            run_id="20261123T120000Z-herald-abcd",
            robots="allowed",
        ),
        making=Making(config_hash="sha256:" + "2" * 64, text_policy=text),
    )


def as_dict(made: FeedRecord) -> dict:
    return json.loads(line_of(made))


def test_a_line_has_every_key_and_validates():
    line = as_dict(record())
    schema = record_schema()
    jsonschema.Draft202012Validator(schema).validate(line)
    assert list(line) == schema["required"]
    assert len(line) == 31


def test_a_line_of_nothing_known_still_has_every_key():
    bare = make_article(None)
    line = as_dict(record(bare))
    jsonschema.Draft202012Validator(record_schema()).validate(line)
    for key in ("title", "date_published", "language", "summary", "image", "section"):
        assert line[key] is None
    assert line["authors"] == line["tags"] == []
    assert set(line["provenance"]) == {
        "url", "title", "authors", "date_published", "date_modified", "language",
        "summary", "content_text", "image", "tags", "section",
    }  # fmt: skip


def test_instants_are_utc_with_z_and_milliseconds_only_where_there_are_any():
    article = make_article(
        published_at=NOON, published_precision=Precision.MINUTE,
        modified_at=NOON + timedelta(milliseconds=5),
    )  # fmt: skip
    line = as_dict(record(article))
    assert line["date_published"] == "2026-11-23T12:00:00Z"
    assert line["date_modified"] == "2026-11-23T12:00:00.005Z"
    assert line["date_published_precision"] == "minute"


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\x85"])
def test_what_some_readers_take_for_a_line_end_is_escaped(character: str):
    made = record(make_article(f"One{character}two"))
    raw = line_of(made)
    assert raw.endswith(b"\n")
    assert len(raw.decode().splitlines()) == 1
    assert json.loads(raw)["title"] == f"One{character}two"


def test_a_lone_surrogate_cannot_break_the_line():
    raw = line_of(record(make_article("a \ud83d b")))
    assert json.loads(raw.decode("utf-8"))


def test_an_excerpt_ends_at_a_word_and_says_that_it_is_one():
    line = as_dict(record(make_article(paragraphs=(LONG,)), text="excerpt"))
    assert len(line["content_text"]) <= EXCERPT_LENGTH
    assert LONG.startswith(line["content_text"])
    assert LONG[len(line["content_text"])] == " "
    assert "text-truncated" in line["warnings"]
    assert line["word_count"] == 80  # of the full text


def test_without_text_there_is_neither_text_nor_its_provenance():
    article = make_article(evidence={"content_text": "extractor:x"})
    line = as_dict(record(article, text="none"))
    assert line["content_text"] is None
    assert line["provenance"]["content_text"] is None


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("full", [[0, 3], [900, 905]]), ("excerpt", [[0, 3]]), ("none", [])],
)
def test_spans_point_only_into_what_the_line_holds(policy: str, expected: list):
    hits = (
        Hit(term="one", field="content_text", spans=((0, 3), (900, 905)), count=2),
        Hit(term="head*", field="title", spans=((2, 10),), count=1),
    )
    line = as_dict(
        record(
            make_article(paragraphs=(LONG,)), text=policy, match=make_match(hits=hits)
        )
    )
    (match,) = line["matches"]
    body, title = match["terms"]
    assert body["spans"] == expected
    assert body["count"] == 2  # the query was met there, shown or not
    assert title["spans"] == [[2, 10]]


def test_what_is_found_beside_the_text_counts_without_spans():
    hits = (Hit(term="Law", field="section", spans=(), count=3),)
    line = as_dict(record(match=make_match(hits=hits)))
    (term,) = line["matches"][0]["terms"]
    assert (term["count"], term["spans"]) == (3, [])


def test_a_match_says_its_points_and_what_met_each_part_of_each_rule():
    match = make_match(
        score=5.0,
        threshold=3.0,
        confidence=Confidence.HIGH,
        hits=(
            Hit(term="head*", field="title", spans=((2, 10),), count=1, group="heads"),
        ),
        rules=(
            RuleMet(
                rule="title: @heads AND NOT tail",
                add=5.0,
                places=1,
                clauses=(
                    ClauseMet(clause="@heads", hits=(0,)),
                    ClauseMet(clause="NOT tail", hits=()),
                ),
            ),
        ),
    )
    line = as_dict(record(match=match))
    jsonschema.Draft202012Validator(record_schema()).validate(line)
    assert line["matches"] == [
        {
            "topic": "talks",
            "topic_name": "Talks",
            "query_hash": "sha256:" + "0" * 64,
            "score": 5.0,
            "threshold": 3.0,
            "confidence": "high",
            "rules": [
                {
                    "rule": "title: @heads AND NOT tail",
                    "add": 5.0,
                    "places": 1,
                    "clauses": [
                        {"clause": "@heads", "terms": [0]},
                        {"clause": "NOT tail", "terms": []},
                    ],
                }
            ],
            "terms": [
                {
                    "term": "head*",
                    "group": "heads",
                    "field": "title",
                    "count": 1,
                    "spans": [[2, 10]],
                }
            ],
            "snippet": None,
        }
    ]


def test_a_line_from_before_there_were_points_can_be_told_again():
    line = as_dict(record())
    (match,) = line["matches"]
    for key in ("threshold", "confidence", "rules"):
        del match[key]
    match["score"] = None
    for term in match["terms"]:
        del term["group"]
    (told,) = told_record(json.dumps(line).encode()).matches
    assert (told.score, told.threshold, told.rules) == (1.0, 1.0, [])
    assert [term.group for term in told.terms] == [None]


def test_addresses_a_reader_could_not_follow_are_left_out():
    article = make_article(
        image="data:image/png;base64,xx",
        authors=(Author(name="Ann", url="javascript:alert(1)"),),
    )
    line = as_dict(record(article))
    assert line["image"] is None
    assert line["authors"] == [{"name": "Ann", "url": None}]


def test_a_last_modified_header_becomes_an_instant_or_nothing():
    good = make_page(last_modified="Mon, 23 Nov 2026 11:00:00 GMT")
    assert (
        as_dict(record(page=good))["crawl"]["last_modified"] == "2026-11-23T11:00:00Z"
    )
    bad = make_page(last_modified="not a date at all")
    assert as_dict(record(page=bad))["crawl"]["last_modified"] is None


def test_identifiers_are_what_the_rules_say():
    made = as_dict(record())
    assert made["id"].startswith("nw:")
    assert cluster_id(made["id"]) == "c:" + made["id"][3:19]
    again = event_id(made["id"], "new", 1, ["b", "a"], 0)
    assert again == event_id(made["id"], "new", 1, ["a", "b"], 0)
    assert again != event_id(made["id"], "new", 1, ["a", "b"], 1)
