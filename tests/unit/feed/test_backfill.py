"""Backfill: stored articles told for a topic as it is written now."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from builders import NOON
from looking import FIRST, Desk
from story_texts import words

from newswatch.config import load
from newswatch.feed.backfill import Backfill, Tally
from newswatch.model import Author
from newswatch.model.record import FeedRecord
from newswatch.schedule.ladder import looks_left
from newswatch.store.sqlite import SqliteStore
from newswatch.store.sqlite_lookup import SqliteLookup

LAKE = "Envoys of both sides met by the lake and spoke of grain."
PORT = "The port opens in spring, its master said on Monday."
OUTLET = """
[[outlet]]
id = "{id}"
name = "The {name}"
domains = ["{id}.example"]
source = [{{ kind = "feed", url = "https://{id}.example/rss" }}]
"""
FACTS: dict[str, Any] = {
    "authors": (Author(name="Nora Quill"),),
    "tags": ("Diplomacy",),
    "section": "World",
    "summary": "They spoke of grain.",
    "article_type": "NewsArticle",
    "free": True,
    "language": "en",
    "evidence": {"authors": "meta:author", "content_text": "extractor:x"},
    "warnings": ("title-from-feed",),
}


class Folder:
    """A folder with outlets, topics and a state, and desks that fill it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(exist_ok=True)
        self.store = SqliteStore(path / "state.db")
        self.write()
        self.now = NOON + timedelta(days=1)

    def write(
        self, query: str = "envoys", *, topic: str = "grain", feed: str = ""
    ) -> None:
        (self.path / "schedules").mkdir(exist_ok=True)
        (self.path / "newswatch.toml").write_text(f"[feed]\n{feed}", "utf-8")
        outlets = "".join(
            OUTLET.format(id=id_, name=id_.title()) for id_ in ("herald", "post")
        )
        (self.path / "schedules" / "w.toml").write_text(
            f"[schedule]\nevery = '15m'\n{outlets}"
            f"[[topic]]\nid = '{topic}'\nquery = '''{query}'''\n"
            "[[topic]]\nid = 'talks'\nquery = 'spoke'\n",
            "utf-8",
        )

    def desk(self, outlet_id: str = "herald") -> Desk:
        return Desk(self.store, outlet_id)

    def backfill(
        self,
        since: datetime = NOON,
        *,
        until: datetime | None = None,
        is_dry: bool = False,
        topic: str = "grain",
    ) -> Tally:
        work = Backfill(load(self.path, {}), topic, self.now)
        window = (since, until or self.now)
        if not is_dry:
            return work.run(self.store, self.store, *window, lambda *_: None)
        lookup = SqliteLookup(self.path / "state.db")
        tally = work.run(lookup, None, *window, lambda *_: None)
        lookup.close()
        return tally

    def lines(self) -> list[dict[str, Any]]:
        lines = [row.line for row in self.store.outbox_after(0, 1000)]
        for line in lines:
            FeedRecord.model_validate(json.loads(line))
        return [json.loads(line) for line in lines]

    def sql(self, statement: str) -> None:
        db = sqlite3.connect(self.path / "state.db")
        with db:
            db.execute(statement)
        db.close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def topics(line: dict[str, Any]) -> list[str]:
    return [match["topic"] for match in line["matches"]]


def test_article_on_no_topic_gets_its_first_line(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=())

    tally = folder.backfill()

    (line,) = folder.lines()
    assert (line["event"], line["revision"], line["seq"]) == ("rematched", 1, 1)
    assert topics(line) == ["grain"]
    assert line["change"]["topics_entered"] == ["grain"]
    assert line["change"]["previous_revision"] is None
    assert line["observed_at"] == "2026-11-24T12:00:00Z"
    assert [(each.seq, each.is_first) for each in tally.told] == [(1, True)]


def test_first_line_says_all_that_a_new_one_would_have_said(tmp_path: Path) -> None:
    told, untold = Folder(tmp_path / "a"), Folder(tmp_path / "b")
    for folder, on in ((told, ("grain",)), (untold, ())):
        desk = folder.desk()
        desk.making = replace(
            desk.making, config_hash=load(folder.path, {}).config_hash
        )
        desk.serve(LAKE, PORT)
        desk.visit(topics=on, **FACTS)
    untold.backfill()

    (new,), (rematched,) = told.lines(), untold.lines()
    differ = {"event", "event_id", "observed_at", "matches", "change"}
    assert {k: v for k, v in new.items() if k not in differ} == {
        k: v for k, v in rematched.items() if k not in differ
    }
    assert rematched["authors"] == [{"name": "Nora Quill", "url": None}]


def test_told_article_is_told_once_more_with_both_topics(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=("talks",), **FACTS)

    folder.backfill()

    first, second = folder.lines()
    assert topics(second) == ["talks", "grain"]
    assert (second["revision"], second["event"]) == (1, "rematched")
    change = second["change"]
    assert (change["previous_revision"], change["previous_seq"]) == (1, 1)
    assert (change["topics_entered"], change["fields"]) == (["grain"], [])
    same = ("id", "title", "content_text", "authors", "crawl", "hashes", "provenance")
    assert [first[key] for key in same] == [second[key] for key in same]


def test_spans_point_into_the_text_of_the_line(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(PORT, LAKE)
    desk.visit(topics=())
    folder.write("grain")

    folder.backfill()

    (line,) = folder.lines()
    (term,) = line["matches"][0]["terms"]
    ((start, end),) = term["spans"]
    assert line["content_text"][start:end] == "grain"


def test_second_run_adds_nothing(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=())
    desk.serve(LAKE, PORT, at=FIRST + "2", title="Envoys leave")
    desk.visit(FIRST + "2", topics=("talks",))
    folder.backfill()
    before = folder.lines()

    tally = folder.backfill()

    assert folder.lines() == before
    assert (tally.told, tally.already, tally.matched) == ([], 2, 2)


def test_topics_that_come_one_after_the_other_add_up(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=())
    folder.backfill()

    folder.backfill(topic="talks")

    lines = folder.lines()
    assert [topics(line) for line in lines] == [["grain"], ["grain", "talks"]]
    assert len({line["event_id"] for line in lines}) == 2


def test_what_falls_out_of_an_edited_topic_is_shown_and_not_told(
    folder: Folder,
) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=("grain",))
    folder.write("harvest")

    tally = folder.backfill()

    assert [each.url for each in tally.fallen] == [FIRST]
    assert (tally.told, len(folder.lines())) == ([], 1)


def test_withdrawn_article_stays_withdrawn(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=("talks",))
    desk.change(status=410)
    while desk.next_look() != "withdrawn":
        pass

    tally = folder.backfill()

    assert (tally.withdrawn, tally.told) == (1, [])
    assert [line["event"] for line in folder.lines()] == ["new", "withdrawn"]


def test_window_begins_and_ends_where_it_is_said(folder: Folder) -> None:
    desk = folder.desk()
    for day in range(3):
        desk.now = NOON + timedelta(days=day)
        at = f"{FIRST}{day}"
        desk.serve(LAKE, f"Day {day}. {PORT}", at=at, title=f"Envoys, day {day}")
        desk.visit(at, topics=())
    folder.now = NOON + timedelta(days=9)

    day = timedelta(days=1)
    folder.backfill(NOON + day, until=NOON + 2 * day)

    assert [line["title"] for line in folder.lines()] == ["Envoys, day 1"]


# -- copies


def serve_copies(folder: Folder) -> None:
    text = " ".join(["Envoys met.", *words(120, 1)])
    for number, outlet_id in enumerate(("herald", "post")):
        desk = folder.desk(outlet_id)
        desk.now = NOON + timedelta(minutes=number)
        at = f"https://{outlet_id}.example/a"
        desk.serve(text, at=at, title="Envoys meet")
        desk.visit(at, topics=())


@pytest.mark.parametrize("is_dry", [True, False])
def test_copy_of_what_is_told_stays_out(folder: Folder, is_dry: bool) -> None:
    serve_copies(folder)

    tally = folder.backfill(is_dry=is_dry)

    assert ([each.outlet_id for each in tally.told], tally.copies) == (["herald"], 1)
    assert folder.backfill(is_dry=is_dry).copies == 1


@pytest.mark.parametrize("is_dry", [True, False])
def test_copy_with_a_fifth_of_its_own_is_told(folder: Folder, is_dry: bool) -> None:
    story, own = words(120, 1), words(24, 2)
    for outlet_id, text in (("herald", story), ("post", [*story[:96], *own])):
        desk = folder.desk(outlet_id)
        at = f"https://{outlet_id}.example/a"
        desk.serve(" ".join(["Envoys met.", *text]), at=at, title="Envoys meet")
        desk.visit(at, topics=())

    tally = folder.backfill(is_dry=is_dry)

    assert ([each.outlet_id for each in tally.told], tally.copies) == (
        ["herald", "post"],
        0,
    )


def test_copy_is_told_where_copies_are_marked(folder: Folder) -> None:
    serve_copies(folder)
    folder.write(feed='copies = "mark"')

    folder.backfill()

    clusters = [line["cluster"] for line in folder.lines()]
    assert [each["role"] for each in clusters] == ["first", "exact-copy"]
    assert clusters[1]["copy_of"] == folder.lines()[0]["id"]


def test_copy_that_was_left_out_is_told_with_all_its_topics(folder: Folder) -> None:
    text = " ".join(["Envoys spoke.", *words(120, 1)])
    for outlet_id in ("herald", "post"):
        desk = folder.desk(outlet_id)
        at = f"https://{outlet_id}.example/a"
        # Of the first nothing is left that a later topic could find.
        desk.serve(text, at=at, title="Envoys meet" if outlet_id == "post" else "Talks")
        desk.visit(at, topics=("talks",))
    folder.write("title: envoys")

    folder.backfill()

    lines = folder.lines()
    assert [(line["outlet"]["id"], topics(line)) for line in lines] == [
        ("herald", ["talks"]),
        ("post", ["talks", "grain"]),
    ]


# -- what is not known, and what is passed over


def test_article_from_before_facts_were_kept_says_what_is_unknown(
    folder: Folder,
) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=(), **FACTS)
    folder.sql("DELETE FROM untold")

    tally = folder.backfill()

    (line,) = folder.lines()
    assert line["warnings"] == ["title-from-feed", "facts-unknown"]
    assert (line["authors"], line["tags"], line["section"]) == ([], [], None)
    assert line["provenance"]["authors"] is None
    crawl = line["crawl"]
    assert (crawl["status"], crawl["bytes"], crawl["attempts"]) == (0, 0, 0)
    assert (crawl["discovered_via"], crawl["robots"]) == ("feed", "unknown")
    assert line["content_text"] == LAKE
    assert line["date_published"] == "2026-11-23T12:00:00Z"
    assert tally.told[0].lacks_facts


def test_article_of_which_nothing_but_the_row_is_left_has_a_valid_line(
    folder: Folder,
) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=())
    for table in ("untold", "reading", "revisit"):
        folder.sql(f"DELETE FROM {table}")

    folder.backfill()

    (line,) = folder.lines()
    assert line["crawl"]["discovered_via"] == "manual"
    assert line["producer"]["extractor"] == ""


def test_article_whose_text_is_not_kept_is_counted(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=())
    folder.sql("UPDATE article SET text = NULL")

    tally = folder.backfill()

    assert (tally.tried, tally.textless, folder.lines()) == (0, 1, [])


def test_outlet_that_no_schedule_asks_for_the_topic_is_passed_over(
    folder: Folder,
) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=())
    shared = folder.path / "schedules" / "topics"
    shared.mkdir()
    (shared / "t.toml").write_text("[[topic]]\nid='alone'\nquery='envoys'\n", "utf-8")

    tally = folder.backfill(topic="alone")

    assert (tally.unwatched, tally.tried, folder.lines()) == (1, 0, [])


# -- the line, and what comes after it


def test_text_policy_of_today_holds_for_what_was_told_in_full(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(*[f"{LAKE} Paragraph {number}." for number in range(9)])
    desk.visit(topics=("talks",))
    folder.write(feed='text = "excerpt"')

    folder.backfill()

    line = folder.lines()[-1]
    text = line["content_text"]
    assert (len(text) <= 300, line["producer"]["text_policy"]) == (True, "excerpt")
    assert "text-truncated" in line["warnings"]
    spans = [
        span
        for match in line["matches"]
        for term in match["terms"]
        if term["field"] == "content_text"
        for span in term["spans"]
    ]
    assert spans
    assert all(end <= len(text) for _, end in spans)


def test_line_without_its_text_names_no_origin_of_it(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=("talks",), **FACTS)
    folder.write(feed='text = "none"')
    folder.backfill()
    folder.write("port OR spoke", topic="port")

    folder.backfill(topic="port")

    full, none, again = folder.lines()
    assert (none["content_text"], none["provenance"]["content_text"]) == (None, None)
    assert again["content_text"] == full["content_text"]
    assert again["provenance"]["content_text"] == "extractor:x"


def test_told_text_is_matched_and_not_what_was_read_since(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(PORT, LAKE)
    desk.visit(topics=("talks",))
    folder.sql("UPDATE article SET title = 'Coal', text = 'Read otherwise: coal.'")
    folder.write("envoys AND grain")

    folder.backfill()

    line = folder.lines()[-1]
    found = {
        line[term["field"]][start:end]
        for term in line["matches"][-1]["terms"]
        for start, end in term["spans"]
    }
    assert found == {"Envoys", "grain"}


def test_page_that_changes_after_a_backfill_is_revised(folder: Folder) -> None:
    desk = folder.desk()
    desk.serve(LAKE)
    desk.visit(topics=())
    folder.now = NOON + timedelta(hours=2)
    folder.backfill()
    desk.now = folder.now

    desk.serve(LAKE.replace("grain", "coal and 40 ships"))
    assert desk.next_look(topics=("grain",)) == "revised"

    line = folder.lines()[-1]
    change = line["change"]
    assert (line["revision"], change["previous_seq"], change["class"]) == (
        2,
        1,
        "update",
    )
    assert change["topics_entered"] == []


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (0, (0, timedelta(hours=1))),
        (0.5, (0, timedelta(hours=1))),
        (1, (1, timedelta(hours=3))),
        (2, (1, timedelta(hours=3))),
        (3, (2, None)),
        (900, (2, None)),
    ],
)
def test_looks_are_those_that_a_line_of_then_would_have_left(
    hours: float, expected: tuple[int, timedelta | None]
) -> None:
    step, due_at = looks_left((3600, 7200), NOON, NOON + timedelta(hours=hours))

    assert (step, due_at and due_at - NOON) == expected
