"""A withdrawn line and the copy that was left out for it, in rounds and in `why`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from crawl_folder import feed_lines, newswatch, newswatch_at, write_watch
from loopback import Answer, Site, rss, story

WATCH = """
[[outlet]]
id = "wire"
domains = ["127.0.0.1"]
source = [{{ kind = "feed", url = "{wire}/rss" }}]
[[outlet]]
id = "post"
domains = ["127.0.0.2"]
source = [{{ kind = "feed", url = "{post}/rss" }}]
"""
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_copy_has_its_line_once_its_original_is_withdrawn(tmp_path: Path):
    with Site({}) as wire, Site({}, host="127.0.0.2") as post:
        for site in (wire, post):
            site.pages = {"/rss": rss("/news/1", base=site.base), "/news/1": story(1)}
        watch = WATCH.format(wire=wire.base, post=post.base)
        folder = write_watch(tmp_path, watch)

        def once(after: int, *outlets: str) -> None:
            done = newswatch_at(MONDAY + after * MINUTE, folder, "once", *outlets)
            assert done.returncode == 0, done.stderr

        once(0, "wire")
        once(1, "post")
        assert [line["outlet"]["id"] for line in feed_lines(folder)] == ["wire"]
        wire.pages["/news/1"] = Answer(status=410)
        for after in (20, 31, 140):
            once(after, "wire")
        address = f"{post.base}/news/1"
        said = why(folder, address)["verdict"]
        assert (said["copy_of_seq"], said["reason"]) == (1, "original-withdrawn")
        once(150, "post")
        once(3000)
    first, gone, line = feed_lines(folder)
    assert (gone["event"], gone["id"]) == ("withdrawn", first["id"])
    assert (line["event"], line["url"]) == ("new", address)
    assert line["cluster"]["copy_of"] == first["id"]
    assert line["cluster"]["role"] == "exact-copy"
    said = why(folder, "#3")["verdict"]
    assert (said["event"], said["reason"]) == ("new", "original-withdrawn")
    text = newswatch(folder, "why", "#3").stdout
    assert "left out until that was withdrawn" in text


def why(folder: Path, ref: str) -> dict[str, Any]:
    done = newswatch(folder, "why", ref, "--json")
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
