"""What `newswatch status OUTLET` and `why` say of holes, recall and audits."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import make_announced, make_candidate
from crawl_folder import newswatch, write_watch

from newswatch.cli.status_gaps import hole_line
from newswatch.model import Ledger, Outcome, Poll, SourceOutcome, SourceReport
from newswatch.model.revision import Novelty, Verdict
from newswatch.store.books import StoredHole
from newswatch.store.hole_book import Hole, HoleEnd
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

NOW = datetime.now(UTC).replace(microsecond=0)
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FEED, MAP = "https://herald.example/rss", "https://herald.example/map"
WATCH = f"""
[[outlet]]
id = "herald"
domains = ["herald.example"]
source = [{{ kind = "feed", url = "{FEED}" }}, {{ kind = "sitemap", url = "{MAP}" }}]
"""
HOLE = Hole(
    id=1,
    outlet_id="herald",
    source_url=FEED,
    run_id="run",
    found_at=NOON + timedelta(hours=9),
    since=NOON,
    until=NOON + timedelta(hours=4),
    asked=(MAP,),
)


@pytest.mark.parametrize(
    ("outcome", "links", "end"),
    [
        (None, 0, "open, 0 links, 0 articles so far"),
        (HoleEnd.FILLED, 3, f"filled by {MAP}: 3 links, 2 articles"),
        (HoleEnd.FILLED, 0, f"nothing was lost, by {MAP}"),
        (HoleEnd.PARTLY, 3, f"filled in part by {MAP}: 3 links, 2 articles"),
        (HoleEnd.NOT_FILLED, 0, f"nothing filled it; asked: {MAP}"),
    ],
)
def test_a_hole_is_told_with_its_end(outcome, links, end):
    stored = StoredHole(
        hole=replace(HOLE, outcome=outcome),
        links=links,
        articles=max(0, links - 1),
        filled_by=(MAP,) * bool(links),
    )
    line = f"hole of {FEED}, 11-23 12:00 to 11-23 16:00: {end}"
    assert hole_line(stored) == line


def a_poll(store: SqliteStore, number: int, *sources: str) -> None:
    at = NOW - timedelta(hours=number)
    reports = [
        SourceReport(url=url, outcome=SourceOutcome.READ, asked_at=at, is_hole=True)
        for url in sources
    ]
    ledger = Ledger(reached=True, discovered=1, sources=reports)
    ledger.outcomes[Outcome.UNCHANGED] = 1
    store.record_run(Poll.starting("herald", at, f"{number:04x}"), at, ledger, [])


def test_status_and_why_tell_of_holes_and_audits(tmp_path: Path):
    (tmp_path / "data").mkdir()
    folder = write_watch(tmp_path, WATCH)
    store = SqliteStore(folder / "data" / "state.db")
    state = SourceState(audits=2, lies=1, lied_at=NOW)
    store.announce("herald", FEED, state, [], NOW)
    for number in range(3):
        a_poll(store, number, FEED, MAP)
        hole = store.open_hole("herald", FEED, f"{number}", NOW, NOW, NOW)
        store.note_filling(hole.id, MAP, [])
        store.end_hole(hole.id, NOW, filled=False)
    store.close()
    shown = newswatch(folder, "status", "herald").stdout
    assert shown.count(f"hole of {FEED}") == 3
    assert f"{FEED}: answered 304 though it had changed 1 time in 2 audits" in shown
    facts = json.loads(newswatch(folder, "status", "herald", "--json").stdout)
    assert facts["needs"] == ["holes"]
    assert facts["holes_not_filled_7_days"] == 3
    assert [each["outcome"] for each in facts["holes"]] == ["not-filled"] * 3
    (feed,) = [each for each in facts["sources"] if each["url"] == FEED]
    assert (feed["audits"], feed["lies"]) == (2, 1)
    done = newswatch(folder, "why", "https://herald.example/never-seen-by-anyone")
    assert f"hole of {FEED}" in done.stdout


def test_what_one_source_has_not_named_is_told_with_an_example(tmp_path: Path):
    (tmp_path / "data").mkdir()
    folder = write_watch(tmp_path, WATCH)
    store = SqliteStore(folder / "data" / "state.db")
    long_ago, before = NOW - timedelta(days=2), NOW - timedelta(days=1)
    links = {}
    for source in (FEED, MAP):
        store.announce("herald", source, SourceState(), [], long_ago, source)
    for name in ("a", "b"):
        url = f"https://herald.example/{name}"
        links[name] = make_announced(url)
        candidate = make_candidate(
            url, words=name, headline=f"About {name}", observed_at=before
        )
        links[name] = replace(links[name], key=candidate.addresses.own[0])
        store.admit(
            candidate,
            None,
            lambda *_: Verdict(novelty=Novelty.NEW),
            lambda *_: b"line\n",
        )
    store.announce("herald", FEED, SourceState(), [links["a"]], NOW, FEED)
    store.announce("herald", MAP, SourceState(), list(links.values()), NOW, MAP)
    a_poll(store, 0, FEED, MAP)
    store.close()
    shown = newswatch(folder, "status", "herald").stdout
    assert f"{FEED} named 1 of 2 articles" in shown
    assert "; not https://herald.example/b" in shown
    assert f"{MAP} named 2 of 2 articles" in shown
    facts = json.loads(newswatch(folder, "status", "herald", "--json").stdout)
    named = {each["source"]: each["named"] for each in facts["recall_7_days"]}
    assert named == {FEED: 1, MAP: 2}
