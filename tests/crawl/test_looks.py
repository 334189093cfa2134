"""Articles that change, go and come back, over days, in real rounds."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from crawl_folder import feed_lines, newswatch_at, write_watch
from loopback import Answer, Site, html, redirect, rss

OUTLET = """
[[outlet]]
id = "lantern"
name = "The Lantern"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
STREETS = ("amber", "birch", "cedar", "dune", "elm", "fern", "grove", "heath")


def told(number: int) -> list[str]:
    street = STREETS[number % len(STREETS)]
    return [
        f"Resident {part} of {street} road told the council that lamp "
        f"{number * 7 + part} has been dark since {street} fair closed its gates."
        for part in range(6)
    ]


def appeal(day: int) -> list[str]:
    """What stands on all pages on one day, amid the text."""
    voices = ["morning", "noon", "evening", "night"]
    return [
        f"This {voices[day]} we ask every reader for help with issue {day}.",
        f"Our {voices[day]} desk has no owner and {day + 3} unpaid volunteers.",
        f"A gift made before {voices[day]} keeps all of them at their work.",
    ]


def page(
    number: int, text: list[str], *, day: int | None = None, title: str | None = None
) -> Answer:
    body = [*text[:3], *(appeal(day) if day is not None else []), *text[3:]]
    street = STREETS[number % len(STREETS)]
    title = title or f"Lamps of {street} road stay dark in week {number}"
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return html(
        f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body>"
        "</html>"
    )


class Lantern:
    """One outlet with *count* articles, and the folder that watches it."""

    def __init__(self, site: Site, folder: Path, count: int, **watch: str) -> None:
        self.site, self.count = site, count
        self.folder = write_watch(folder, OUTLET.format(base=site.base), **watch)
        self.texts = {n: told(n) for n in range(count)}
        self.titles: dict[int, str] = {}
        self.day: int | None = None

    def publish(self) -> None:
        paths = {f"/{n}": self.answer(n) for n in self.texts}
        self.site.pages = {"/rss": rss(*paths, base=self.site.base), **paths}

    def answer(self, number: int) -> Answer:
        title = self.titles.get(number)
        return page(number, self.texts[number], day=self.day, title=title)

    def once(self, at: datetime) -> list[dict[str, Any]]:
        """The lines that a round at *at* adds."""
        before = len(feed_lines(self.folder))
        done = newswatch_at(at, self.folder, "once")
        assert done.returncode == 0, done.stderr
        return feed_lines(self.folder)[before:]


@pytest.fixture
def site():
    with Site({}) as site:
        yield site


def test_five_edits_in_three_days_of_changing_furniture_are_five_revisions(
    site: Site, tmp_path: Path
):
    lantern = Lantern(site, tmp_path, 12)
    lantern.day = 0
    lantern.publish()
    assert len(lantern.once(MONDAY)) == 12
    lines: list[dict[str, Any]] = []
    edits: dict[tuple[int, int], Any] = {
        (0, 4): lambda t: [*t[:5], t[5].replace("dark", "broken")],
        (1, 2): lambda t: [*t, "The council answered that work begins on Friday."],
        (1, 7): lambda t: [*t[:2], *t[3:]],
        (2, 4): lambda t: [t[0].replace("council", "mayor"), *t[1:]],
        (2, 9): lambda t: [*t, "Correction: the fair closed on Sunday."],
    }
    # An hour before each of these looks falls due, the site has changed its appeal.
    for day, hours in enumerate((2, 33, 106)):
        for (edited_on, number), edit in edits.items():
            if edited_on == day:
                lantern.texts[number] = edit(lantern.texts[number])
        lantern.day = day + 1
        lantern.publish()
        at = MONDAY + hours * HOUR
        lines += lantern.once(at) + lantern.once(at + 12 * MINUTE)
        lines += lantern.once(at + 6 * HOUR) if day == 0 else []
    told_of = Counter(int(line["url"].rpartition("/")[2]) for line in lines)
    assert {line["event"] for line in lines} == {"revised"}
    assert told_of == Counter({4: 2, 2: 1, 7: 1, 9: 1})
    classes = [line["change"]["class"] for line in lines]
    assert sorted(classes) == ["correction", "update", "update", "update", "update"]
    by_article = {(line["url"], line["revision"]): line for line in lines}
    first = by_article[f"{site.base}/4", 2]["change"]
    assert (first["words_added"], first["words_removed"]) == (1, 1)
    assert [text for text in first["diff"].splitlines() if text[0] in "+-"] == [
        f"-{told(4)[5]}",
        f"+{told(4)[5].replace('dark', 'broken')}",
    ]
    assert first["previous_revision"] == 1


def test_a_headline_that_changes_is_told_at_the_next_look(site: Site, tmp_path: Path):
    lantern = Lantern(site, tmp_path, 3)
    lantern.publish()
    new = lantern.once(MONDAY)
    lantern.titles[1] = "Mayor promises light for Birch road by Friday"
    lantern.publish()
    assert lantern.once(MONDAY + 10 * MINUTE) == []
    (line,) = lantern.once(MONDAY + 16 * MINUTE)
    before = next(each for each in new if each["url"].endswith("/1"))
    assert (line["event"], line["id"], line["revision"]) == ("revised", before["id"], 2)
    assert line["title"] == lantern.titles[1]
    change = line["change"]
    assert (change["class"], change["fields"]) == ("headline", ["title"])
    assert change["previous_seq"] == before["seq"]
    assert line["crawl"]["discovered_at"] == before["crawl"]["discovered_at"]
    assert lantern.once(MONDAY + 2 * HOUR) == []


def test_looks_are_conditional_and_follow_the_ladder(site: Site, tmp_path: Path):
    lantern = Lantern(site, tmp_path, 1)
    asked: list[str | None] = []

    def article(headers: Any) -> Answer:
        asked.append(headers.get("If-None-Match"))
        if asked[-1] == '"a1"':
            return Answer(status=304, headers={"ETag": '"a1"'})
        full = lantern.answer(0)
        return Answer(body=full.body, headers={**full.headers, "ETag": '"a1"'})

    site.pages = {"/rss": rss("/0", base=site.base), "/0": article}
    at = MONDAY
    for gap in (0, 15, 14, 46, 60 * 6, 60 * 24, 60 * 72, 60 * 200):
        at += gap * MINUTE
        lantern.once(at)
    # The last look asks in full: a validator may lie.
    assert asked == [None, '"a1"', '"a1"', '"a1"', '"a1"', None]
    assert len(feed_lines(lantern.folder)) == 1


@pytest.mark.parametrize("how", ["gone", "home"])
def test_an_article_taken_down_is_withdrawn_and_may_come_back(
    site: Site, tmp_path: Path, how: str
):
    lantern = Lantern(site, tmp_path, 3)
    lantern.publish()
    new = lantern.once(MONDAY)
    front = html(
        "<html><head><title>The Lantern</title></head><body>News</body></html>"
    )
    away = Answer(status=410) if how == "gone" else redirect("/")
    site.pages |= {"/1": away, "/": front}
    at = MONDAY + 20 * MINUTE
    assert lantern.once(at) == []
    assert lantern.once(at + 11 * MINUTE) == []
    (line,) = lantern.once(at + 2 * HOUR)
    before = next(each for each in new if each["url"].endswith("/1"))
    assert (line["event"], line["id"]) == ("withdrawn", before["id"])
    kept = ("title", "content_text", "revision", "matches", "url")
    assert {key: line[key] for key in kept} == {key: before[key] for key in kept}
    assert line["crawl"]["status"] == (410 if how == "gone" else 200)
    assert line["change"]["previous_seq"] == before["seq"]
    assert lantern.once(at + 5 * HOUR) == []
    lantern.publish()
    (back,) = lantern.once(at + 2 * DAY)
    assert (back["event"], back["revision"]) == ("revised", 2)
    assert back["content_text"] == before["content_text"]


def test_slugs_that_all_change_overnight_make_no_line_and_edits_are_told(
    site: Site, tmp_path: Path
):
    lantern = Lantern(site, tmp_path, 4)
    lantern.publish()
    new = {line["url"]: line for line in lantern.once(MONDAY)}
    first = lantern.texts[1][0]
    lantern.texts[1][0] = first.replace("council", "mayor")
    slugs = {f"/{n}-lamps": lantern.answer(n) for n in lantern.texts}
    slugs["/3-lamps"], moved = lantern.answer(3), redirect("/3-lamps")
    site.pages = {"/rss": rss(*slugs, base=site.base), **slugs, "/3": moved}
    lines = [
        line for hours in (10, 11, 40) for line in lantern.once(MONDAY + hours * HOUR)
    ]
    (line,) = lines
    assert (line["event"], line["revision"]) == ("revised", 2)
    assert line["id"] == new[f"{site.base}/1"]["id"]
    assert line["url"] == f"{site.base}/1-lamps"
    assert line["change"]["words_added"] == 1


def test_a_server_in_trouble_withdraws_nothing(site: Site, tmp_path: Path):
    lantern = Lantern(site, tmp_path, 2)
    lantern.publish()
    lantern.once(MONDAY)
    site.pages |= {"/0": Answer(status=503), "/1": Answer(status=500)}
    for hours in (1, 2, 9, 40, 90, 200):
        assert lantern.once(MONDAY + hours * HOUR) == []


def test_an_edit_can_bring_an_article_to_a_topic_and_away(site: Site, tmp_path: Path):
    lantern = Lantern(site, tmp_path, 3, query="ceasefire")
    lantern.texts[1] = [*told(1), "A ceasefire between the two roads was signed."]
    lantern.publish()
    (first,) = lantern.once(MONDAY)
    assert first["url"].endswith("/1")
    lantern.texts[1] = [*told(1), "A treaty between the two roads was signed there."]
    lantern.texts[2] = [*told(2), "Nobody in the road spoke of a ceasefire before."]
    lantern.publish()
    published = {"date_published": "2026-11-23T08:30:00Z"}
    entries = [{"id": f"{n}", "url": f"{site.base}/{n}", **published} for n in range(3)]
    entries[2]["date_modified"] = "2026-11-23T09:40:00Z"
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": entries}
    site.pages["/rss"] = Answer(
        body=json.dumps(feed).encode(),
        headers={"Content-Type": "application/feed+json"},
    )
    lines = lantern.once(MONDAY + HOUR)
    by_url = {line["url"][-2:]: line for line in lines}
    assert by_url["/2"]["event"] == "new"
    assert by_url["/1"]["event"] == "revised"
    assert by_url["/1"]["matches"] == []
    assert by_url["/1"]["change"]["topics_left"] == ["all"]
    assert set(by_url) == {"/1", "/2"}
