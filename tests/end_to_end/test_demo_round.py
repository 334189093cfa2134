"""From schedules/ to bytes in the feed: one round on the demo's outlets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from crawl_folder import feed_lines, newswatch

from newswatch import read_feed
from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.feed.schema import record_schema
from newswatch.urls import canonical_url


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory):
    """A folder after `newswatch once`, and the server that was asked."""
    folder = tmp_path_factory.mktemp("demo")
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(folder, server, delay="20ms")
        done = newswatch(folder, "once")
        yield folder, server, done


def test_the_round_ends_well_and_says_so(crawled):
    _, server, done = crawled
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    for outlet_id in server.bases:
        assert outlet_id in done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr


def test_the_feed_holds_what_the_world_announces_and_nothing_else(crawled):
    folder, server, _ = crawled
    expected = {record.url for record in server.expectations.records}
    assert sorted(line["url"] for line in feed_lines(folder)) == sorted(
        canonical_url(url) for url in expected
    )


def test_every_body_is_exactly_its_story(crawled):
    folder, server, _ = crawled
    by_url = {canonical_url(r.url): r for r in server.expectations.records}
    for line in feed_lines(folder):
        record = by_url[line["url"]]
        assert line["content_text"] == "\n\n".join(record.paragraphs), line["url"]
        assert line["title"] == record.title


def test_every_field_is_what_the_outlet_says_of_it(crawled):
    folder, server, _ = crawled
    by_url = {canonical_url(r.url): r for r in server.expectations.records}
    for line in feed_lines(folder):
        record = by_url[line["url"]]
        assert [author["name"] for author in line["authors"]] == list(record.authors)
        stated = line["date_published"]
        published = datetime.fromisoformat(stated) if stated else None
        # An article without a date gets none of its neighbours in the side column.
        assert published == record.published_at, line["url"]


def test_every_line_names_its_topics_and_where_they_hit(crawled):
    folder, server, _ = crawled
    by_url = {canonical_url(r.url): r for r in server.expectations.records}
    for line in feed_lines(folder):
        assert {m["topic"] for m in line["matches"]} == by_url[line["url"]].topics
        for match in line["matches"]:
            assert match["terms"]
            for term in match["terms"]:
                text = line[term["field"]]
                for start, end in term["spans"]:
                    assert 0 <= start < end <= len(text)


def test_every_line_validates_and_seq_has_no_gap(crawled):
    folder, _, _ = crawled
    validator = jsonschema.Draft202012Validator(record_schema())
    lines = feed_lines(folder)
    for line in lines:
        validator.validate(line)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert len({line["id"] for line in lines}) == len(lines)
    assert len({line["event_id"] for line in lines}) == len(lines)


def test_the_public_reader_gives_typed_records_after_a_seq(crawled):
    folder, _, _ = crawled
    lines = feed_lines(folder)
    records = list(read_feed(folder / "data" / "feed", after=2))
    assert [r.seq for r in records] == [line["seq"] for line in lines[2:]]
    assert records[0].outlet.id == lines[2]["outlet"]["id"]


def test_copies_share_a_cluster_and_name_the_first(crawled):
    folder, server, _ = crawled
    lines = {line["url"]: line for line in feed_lines(folder)}
    for group in server.expectations.copies:
        members = [lines[canonical_url(url)] for url in group]
        assert len({member["cluster"]["id"] for member in members}) == 1
        members.sort(key=lambda member: member["seq"])
        first, *copies = (member["cluster"] for member in members)
        assert first["role"] == "first"
        for copy in copies:
            assert copy["role"] in ("exact-copy", "near-copy")
            assert copy["copy_of"] in {member["id"] for member in members}
        assert [copy["size"] for copy in copies] == list(range(2, len(members) + 1))


def test_what_robots_forbid_or_rules_deny_is_never_asked(crawled):
    _, server, _ = crawled
    assert not set(server.asked) & server.expectations.never_asked


def test_no_tracking_parameter_is_ever_sent(crawled):
    _, server, _ = crawled
    assert not [url for url in server.asked if "utm_" in url]


def test_a_second_round_asks_for_little_and_writes_nothing(crawled):
    folder, server, _ = crawled
    before, asked = feed_lines(folder), len(server.asked)
    again = newswatch(folder, "once")
    assert again.returncode == 0, again.stderr
    assert feed_lines(folder) == before
    # robots.txt and listings once more; a look at what has a line, at nothing else.
    asked_now = {canonical_url(url) for url in server.asked[asked:]}
    assert not asked_now & {canonical_url(u) for u in server.expectations.off_topic}


def test_read_shows_the_feed_to_people_and_programs(crawled):
    folder, _, _ = crawled
    lines = feed_lines(folder)
    shown = newswatch(folder, "read")
    assert shown.returncode == 0, shown.stderr
    assert len(shown.stdout.splitlines()) == len(lines)
    raw = newswatch(folder, "read", "--json", "--after", "1", "-n", "2")
    assert [json.loads(each) for each in raw.stdout.splitlines()] == lines[1:][-2:]
    outlet = newswatch(folder, "read", "--json", "--outlet", "demo_wire")
    assert {
        json.loads(each)["outlet"]["id"] for each in outlet.stdout.splitlines()
    } == {"demo_wire"}
    topic = newswatch(folder, "read", "--json", "--topic", "arctic_shipping")
    assert topic.stdout
    for each in topic.stdout.splitlines():
        topics = {match["topic"] for match in json.loads(each)["matches"]}
        assert "arctic_shipping" in topics


def test_the_ledger_balances(crawled):
    import sqlite3

    folder, _, _ = crawled
    db = sqlite3.connect(folder / "data" / "state.db")
    rows = db.execute(
        "SELECT discovered, emitted + off_topic + duplicate + unchanged + quarantined"
        " + failed + pending FROM run"
    ).fetchall()
    db.close()
    assert len(rows) == 6  # three outlets, two rounds
    assert all(discovered == settled for discovered, settled in rows)
    assert any(discovered for discovered, _ in rows)


def test_no_other_file_is_left_in_the_feed_folder(crawled):
    folder, _, _ = crawled
    names = {path.name for path in Path(folder / "data" / "feed").iterdir()}
    assert all(name.endswith(".jsonl") for name in names)
