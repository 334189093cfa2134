"""Live blogs in real rounds: each post once, the page once, and looked at again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawl_folder import feed_lines, newswatch, write_watch
from live_page import HEADLINE, INTRO, Post, blog, post
from loopback import Site, html, redirect, rss

from newswatch.model import Outcome

OUTLET = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
PATH = "/live/harbour"
NOW = datetime.now(UTC).replace(microsecond=0)


class Blog:
    """A site with one live blog, watched from a folder."""

    def __init__(self, site: Site, folder: Path, query: str = "*") -> None:
        self.site = site
        site.pages["/rss"] = rss(PATH, base=site.base)
        self.folder = write_watch(folder, OUTLET.format(base=site.base), query=query)

    def show(self, posts: Sequence[Post], ends_at: datetime | None = None) -> None:
        url = self.site.base + PATH
        self.site.pages[PATH] = html(blog(posts, url, ends_at=ends_at))

    def round(self) -> dict[str, int]:
        """One round; its account."""
        done = newswatch(self.folder, "once")
        assert done.returncode == 0, done.stderr
        return self.accounts()[-1]

    def look_now(self) -> None:
        """Make the next look due."""
        with sqlite3.connect(self.state) as db:
            db.execute("UPDATE pending SET not_before = '0001-01-01T00:00:00.000Z'")
        db.close()

    @property
    def state(self) -> Path:
        return self.folder / "data" / "state.db"

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        db = sqlite3.connect(self.state)
        rows = db.execute(sql).fetchall()
        db.close()
        return rows

    def accounts(self) -> list[dict[str, int]]:
        names = ("discovered", *(outcome.value for outcome in Outcome))
        rows = self.rows(f"SELECT {', '.join(names)} FROM run ORDER BY started_at, id")
        accounts = [dict(zip(names, row, strict=True)) for row in rows]
        for each in accounts:
            assert each["discovered"] == sum(each.values()) - each["discovered"]
        return [{name: n for name, n in each.items() if n} for each in accounts]

    def lines(self) -> list[dict[str, Any]]:
        return feed_lines(self.folder)


def running(*numbers: int) -> list[Post]:
    """Posts of the last minutes, so that the blog is alive, newest first."""
    return [post(n, at=NOW - timedelta(minutes=30 - n)) for n in sorted(numbers)[::-1]]


def test_each_post_is_a_line_once_and_so_is_the_page(tmp_path: Path):
    with Site({}) as site:
        watched = Blog(site, tmp_path)
        first = running(1, 2, 3, 4, 5)
        watched.show(first)
        assert watched.round() == {"discovered": 6, "emitted": 6}
        frame, *lines = watched.lines()
        assert frame["article_type"] == "LiveBlogPosting"
        assert frame["content_text"] == "\n\n".join(INTRO)
        assert [line["title"] for line in lines] == [f"No {n}" for n in range(1, 6)]
        for line, each in zip(lines, first[::-1], strict=True):
            assert line["id"] == f"{frame['id']}#{each.name}"
            assert line["url"] == f"{frame['url']}#{each.name}"
            assert line["content_text"] == each.text
            assert datetime.fromisoformat(line["date_published"]) == each.published
            assert line["article_type"] == "BlogPosting"
            assert line["authors"] == frame["authors"]
            assert line["crawl"]["discovered_via"] == "link"
            assert line["crawl"]["discovered_from"] == frame["url"]
        assert frame["crawl"]["discovered_via"] == "feed"
        assert len({line["cluster"]["id"] for line in (frame, *lines)}) == 6


def test_a_later_look_brings_the_new_posts_and_the_edited_one(tmp_path: Path):
    with Site({}) as site:
        watched = Blog(site, tmp_path)
        first = running(1, 2, 3, 4, 5)
        watched.show(first)
        watched.round()
        edited = replace(first[0], text=first[0].text + " Corrected: it does not.")
        later = [*running(6, 7, 8, 9), edited, *first[1:4]]
        watched.show([later[3], *later[:3], *later[4:]])
        # Not yet due: the page is not asked.
        asked = len(site.asked)
        assert watched.round() == {}
        assert PATH not in site.asked[asked:]
        watched.look_now()
        assert watched.round() == {
            "discovered": 9, "emitted": 5, "unchanged": 4,
        }  # fmt: skip
        lines = watched.lines()
        new = [line["title"] for line in lines if line["event"] == "new"]
        assert new == [HEADLINE, *(f"No {n}" for n in range(1, 10))]
        (revised,) = [line for line in lines if line["event"] == "revised"]
        (first,) = [line for line in lines[:6] if line["title"] == revised["title"]]
        assert (revised["id"], revised["revision"]) == (first["id"], 2)
        assert revised["change"]["words_added"] == 4
        watched.look_now()
        assert watched.round() == {"discovered": 9, "unchanged": 9}


def test_posts_are_matched_by_themselves(tmp_path: Path):
    with Site({}) as site:
        watched = Blog(site, tmp_path, query="lighthouse")
        posts = running(1, 2, 3)
        text = "The lighthouse was dark for an hour, as the keeper has told us today."
        posts[1] = replace(posts[1], text=text, headline=None)
        watched.show(posts)
        assert watched.round() == {"discovered": 4, "emitted": 1, "off_topic": 3}
        (line,) = watched.lines()
        assert line["content_text"] == text
        assert line["title"] == HEADLINE
        assert line["provenance"]["title"] == "computed:headline-of-live-blog"
        assert [term["field"] for term in line["matches"][0]["terms"]] == [
            "content_text"
        ]


def test_a_blog_that_has_ended_is_not_looked_at_again(tmp_path: Path):
    with Site({}) as site:
        watched = Blog(site, tmp_path)
        posts = running(1, 2)
        watched.show(posts, ends_at=datetime.now(UTC) - timedelta(seconds=1))
        watched.round()
        assert watched.rows("SELECT count(*) FROM pending") == [(0,)]


def test_a_blog_that_runs_is_owed_a_look_of_its_own(tmp_path: Path):
    with Site({}) as site:
        watched = Blog(site, tmp_path)
        watched.show(running(1, 2))
        watched.round()
        # The listing has forgotten it; the blog goes on.
        site.pages["/rss"] = rss(base=site.base)
        watched.show(running(1, 2, 3))
        watched.look_now()
        assert watched.round() == {"discovered": 4, "emitted": 1, "unchanged": 3}
        assert watched.rows("SELECT looks, attempts FROM pending") == [(2, 0)]


def test_a_blog_that_moves_brings_no_post_twice(tmp_path: Path):
    with Site({}) as site:
        watched = Blog(site, tmp_path)
        watched.show(running(1, 2, 3))
        watched.round()
        moved = "/live/harbour-falls-silent"
        posts = running(1, 2, 3, 4)
        site.pages[moved] = html(blog(posts, site.base + moved))
        site.pages[PATH] = redirect(moved)
        site.pages["/rss"] = rss(moved, base=site.base)
        watched.look_now()
        watched.round()
        lines = watched.lines()
        posts_of = [line for line in lines if line["article_type"] == "BlogPosting"]
        assert [line["title"] for line in posts_of] == [f"No {n}" for n in range(1, 5)]


def test_what_a_kill_left_of_the_posts_comes_with_the_next_round(tmp_path: Path):
    with Site({}) as site:
        watched = Blog(site, tmp_path)
        watched.show(running(1, 2, 3, 4))
        watched.round()
        whole = watched.lines()
        # As a kill after the second post leaves the store: the page and two posts are
        # in, and the look that was owed with the page still is.
        db = sqlite3.connect(watched.state)
        gone = [line["id"] for line in whole[3:]]
        marks = ", ".join("?" * len(gone))
        db.execute(f"DELETE FROM seen WHERE article_id IN ({marks})", gone)
        db.execute(f"DELETE FROM matched WHERE article_id IN ({marks})", gone)
        db.execute(f"DELETE FROM article WHERE id IN ({marks})", gone)
        db.execute(f"DELETE FROM told WHERE article_id IN ({marks})", gone)
        db.execute(f"DELETE FROM outbox WHERE article_id IN ({marks})", gone)
        db.execute("UPDATE feed_position SET last_seq = 3, offset = ?", (
            sum(len(_encoded(line)) for line in whole[:3]),
        ))  # fmt: skip
        db.commit()
        db.close()
        (day,) = (watched.folder / "data" / "feed").glob("*.jsonl")
        day.write_bytes(b"".join(day.read_bytes().splitlines(keepends=True)[:3]))
        watched.look_now()
        assert watched.round() == {"discovered": 5, "emitted": 2, "unchanged": 3}
        after = watched.lines()
        assert [line["id"] for line in after] == [line["id"] for line in whole]


def _encoded(line: dict[str, Any]) -> bytes:
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"
