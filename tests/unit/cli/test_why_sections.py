"""What `why` says of an article in time, of its copies, and of what only waits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders import NOON, make_announced, make_article, make_candidate, make_pending
from crawl_folder import write_watch
from story_texts import STORY, candidate_of, words

from newswatch.cli.reasons import REASONS
from newswatch.cli.revisions import compared, events_of, revisions_of
from newswatch.cli.why_case import Case, case_of
from newswatch.cli.why_section import Section
from newswatch.cli.why_sections import sections_of
from newswatch.config import Configuration, load
from newswatch.dedup.classify import classify
from newswatch.dedup.likeness import COPY, SIMILAR
from newswatch.model import RefusalReason
from newswatch.model.revision import Candidate, post_id, seen_key
from newswatch.store import Lookup, open_lookup
from newswatch.store.base import KeptOut
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

WATCH = """
[[outlet]]
id = "herald"
domains = ["herald.example"]
source = [{ kind = "feed", url = "https://herald.example/rss" }]
"""
URL = "https://herald.example/a"
MARK = partial(classify, drop_copies=False)


class Here:
    """A folder with a state, and what `why` answers there."""

    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir()
        self.folder = folder
        self.configuration: Configuration = load(write_watch(folder, WATCH))
        self.store = SqliteStore(folder / "data" / "state.db")
        self._opened: list[Lookup] = []

    def admit(self, candidate: Candidate, how: Any = MARK) -> str:
        line = partial(_line, candidate)
        return self.store.admit(candidate, None, how, line).article_id

    def announce(self, *urls: str) -> None:
        links = [make_announced(url) for url in urls]
        source = "https://herald.example/rss"
        self.store.announce("herald", source, SourceState(), links, NOON)

    def change(self, sql: str, *values: object) -> None:
        db = sqlite3.connect(self.folder / "data" / "state.db")
        with db:
            db.execute(sql, values)
        db.close()

    def ask(self, ref: str) -> dict[str, Section]:
        lookup = open_lookup(self.configuration.options, self.configuration.data_dir)
        assert lookup is not None
        self._opened.append(lookup)
        case = case_of(ref, self.configuration, lookup)
        return {section.name: section for section in sections_of(case)}

    def close(self) -> None:
        for lookup in self._opened:
            lookup.close()
        self.store.close()


def record(seq: int, event: str = "new", **changes: Any) -> dict[str, Any]:
    """As much of a line as people are told of."""
    made = {
        "seq": seq,
        "event": event,
        "id": "nw:" + "a" * 32,
        "revision": 1,
        "observed_at": (NOON + seq * timedelta(minutes=1)).isoformat(),
        "url": URL,
        "outlet": {"id": "herald", "name": "Herald"},
        "title": "A headline",
        "authors": [],
        "summary": None,
        "date_published": None,
        "date_published_precision": None,
        "date_modified": None,
        "content_text": "One sentence.",
        "word_count": 2,
        "matches": [{"topic": "talks", "score": None, "terms": []}],
        "warnings": [],
        "cluster": {"role": "first"},
        "change": {"previous_revision": None, "class": None, "fields": []},
        "provenance": {},
        "producer": {"extractor": "blocks 1"},
        "crawl": {
            "status": 200,
            "requested_url": URL,
            "final_url": URL,
            "discovered_via": "feed",
            "discovered_from": None,
            "discovered_at": None,
            "fetched_at": NOON.isoformat(),
            "bytes": 1,
            "duration_ms": 1,
            "robots": "allowed",
        },
    }
    return {**made, **changes}


def changed(previous: int, **changes: Any) -> dict[str, Any]:
    made = {"previous_revision": previous, "class": None, "fields": []}
    made |= {"words_added": 0, "words_removed": 0, "similarity": None, "diff": None}
    return {**made, "topics_entered": [], "topics_left": [], **changes}


def _line(candidate: Candidate, seq: int, *_: object) -> bytes:
    outlet = {"id": candidate.outlet_id, "name": candidate.outlet_id}
    made = record(
        seq,
        id=candidate.new_id,
        url=candidate.addresses.url,
        outlet=outlet,
        title=candidate.article.headline,
    )
    return json.dumps(made).encode() + b"\n"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    made = Here(tmp_path)
    yield made
    made.close()


def told_in_feed(folder: Path, *records: dict[str, Any]) -> Case:
    """The case of an article of which the feed alone knows."""
    configuration = load(write_watch(folder, WATCH))
    feed = folder / "data" / "feed"
    feed.mkdir(parents=True)
    lines = "".join(json.dumps(each) + "\n" for each in records)
    (feed / "newswatch-2026-11-23.jsonl").write_text(lines, "utf-8")
    return case_of(URL, configuration, None)


GONE_AND_BACK = (
    record(1),
    record(2, "withdrawn", crawl={**record(1)["crawl"], "status": 410}),
    record(3, "revised", revision=2, change=changed(1)),
    record(4, "revised", revision=3, matches=[], change=changed(2, topics_left=["x"])),
)


def test_what_was_withdrawn_and_what_came_back_is_said(tmp_path: Path):
    case = told_in_feed(tmp_path, *GONE_AND_BACK)
    (revised,) = [each for each in sections_of(case) if each.name == "revised"]
    told = [" ".join(line.split()) for line in revised.lines]
    assert told[1].startswith("#2")
    assert told[1].endswith("withdrawn (410)")
    assert told[3:5] == ["back", "newswatch diff 3"]
    assert told[6:] == ["on a topic no more: x", "newswatch diff 4"]


def test_the_feed_alone_answers_with_the_newest_line(tmp_path: Path):
    case = told_in_feed(tmp_path, *GONE_AND_BACK)
    assert case.record is not None
    assert case.record["seq"] == 4


def test_a_version_that_came_back_as_it_was_reads_the_same(tmp_path: Path):
    case = told_in_feed(tmp_path, *GONE_AND_BACK)
    first, second, third = revisions_of(events_of(case))
    assert first.withdrawn is not None
    assert first.withdrawn.seq == 2
    assert [second.withdrawn, third.withdrawn] == [None, None]
    assert compared(first, second).is_alike
    assert compared(first, second).change["class"] is None


def test_an_article_that_is_similar_to_another_is_no_copy_of_it(here: Here):
    first = candidate_of(STORY, "wire")
    half = candidate_of(STORY[:200] + words(200, 3), "post", observed_at=NOON)
    ids = [here.admit(each) for each in (first, half)]
    told = here.ask(ids[1])
    (score,) = [each["similarity"] for each in told["copies"].facts["tellings"]]
    assert SIMILAR <= score < COPY
    assert told["copies"].lines[0].startswith("similar to #1 wire: Envoys meet")
    assert "a copy of" not in " ".join(told["verdict"].lines)


def test_what_holds_two_texts_less_alike_is_said_in_words(here: Here):
    first = candidate_of(STORY, "wire")
    piece = candidate_of(STORY[250:330], "post", headline="Other words entirely here")
    here.admit(first)
    told = here.ask(here.admit(piece))["copies"]
    assert told.facts["tellings"][0]["guards"] == ["part"]
    assert "held less alike: a piece of a much longer text" in told.lines[1]


def test_a_long_story_shows_its_first_tellings_and_the_one_asked_about(here: Here):
    ids = [
        here.admit(candidate_of(STORY, f"outlet{n}", observed_at=NOON + n * MINUTE))
        for n in range(15)
    ]
    told = here.ask(ids[-1])["copies"]
    assert told.facts["size"] == len(told.facts["tellings"]) == 15
    assert [line for line in told.lines if "(this one)  14 min later" in line]
    assert told.lines[-1].split()[:3] == ["and", "3", "more:"]


MINUTE = timedelta(minutes=1)


def test_an_article_alone_has_no_section_on_copies(here: Here):
    assert "copies" not in here.ask(here.admit(make_candidate()))


def test_a_post_names_its_live_blog_and_the_blog_counts_its_posts(here: Here):
    page = make_candidate(URL, article=make_article("A live blog"))
    page_id = here.admit(page)
    for name in ("p1", "p2"):
        own = post_id(page_id, name)
        made = make_candidate(f"{URL}#{name}", words=name, headline=name)
        addresses = replace(made.addresses, own=(seen_key("herald", own),))
        here.admit(replace(made, addresses=addresses, post_id=own))
    for ref in (f"{page_id}#p1", f"{URL}#p1", "#2"):
        live = here.ask(ref)["live"]
        assert live.lines[0] == "a post of the live blog #1 A live blog"
        assert live.facts["id"] == page_id
    assert here.ask(URL)["live"].facts == {"id": page_id, "posts": 2}


def test_a_live_blog_that_is_owed_a_look_is_no_pending_link(here: Here):
    page_id = here.admit(make_candidate(URL))
    here.store.look_again(make_pending(looks=1), NOON + MINUTE)
    told = here.ask(URL)
    assert told["verdict"].lines[0].startswith("#1 of the feed")
    assert told["looks"].facts["next_look"] == "2026-11-23T12:01:00Z"
    assert page_id in told["article"].lines[1]


def test_a_link_that_waits_tells_behind_what_and_for_which_parameter(here: Here):
    twin = f"{URL}?box=3"
    here.announce(twin)
    here.admit(make_candidate(URL))
    key = seen_key("herald", URL)
    here.change("UPDATE pending SET behind = ?, dropped = 'box'", key)
    for n in range(3):
        here.change(
            "INSERT INTO parameter_proof VALUES"
            " ('herald', 'herald.example', 'box', x'01', ?, ?)",
            *(bytes([n]), bytes([n])),
        )
    told = here.ask(twin)
    assert told["waits"].facts == {
        "behind": URL,
        "parameters": {"box": 3},
        "check_at": None,
    }
    assert "one like it is visited to check" in told["waits"].lines[2]
    assert '"box" changes nothing: 3 articles read the same' in told["waits"].lines
    assert told["verdict"].lines == (
        "not visited: it seems to be another address's twin",
    )
    assert told["verdict"].facts["next_visit"] is None
    here.change("UPDATE pending SET check_at = '2026-11-23T14:00:00.000Z'")
    told = here.ask(twin)
    assert told["waits"].facts["check_at"] == "2026-11-23T14:00:00Z"
    assert told["waits"].lines[2].startswith("visited to check ")


def test_a_crowded_address_tells_where_it_led_and_how_often_it_was_asked(here: Here):
    here.announce(URL)
    later = NOON + timedelta(hours=6)
    here.store.keep_out(
        KeptOut(
            key=seen_key("herald", URL),
            outlet_id="herald",
            url=URL,
            answered_by="https://herald.example/topics",
            reason="crowded-address",
            detail="ten addresses led there before",
            found_at=NOON,
            visits=2,
            last_at=NOON,
            next_at=later,
        )
    )
    told = here.ask(URL)
    assert told["verdict"].lines[0].startswith("kept out: led to a page that others")
    assert told["verdict"].lines[1] == "ten addresses led there before"
    assert told["evidence"].lines == (
        "answered by https://herald.example/topics",
        "2 visits, the last 2026-11-23 12:00:00 UTC",
    )
    assert told["evidence"].facts["next_visit"] == "2026-11-23T18:00:00Z"


def test_every_reason_for_keeping_a_page_out_has_words():
    assert [reason for reason in RefusalReason if reason not in REASONS] == []
