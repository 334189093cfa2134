"""The demo's wire story at three outlets: one line or three, and always one story."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import feed_lines, newswatch

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer
from newswatch.store.sqlite_lookup import SqliteLookup
from newswatch.urls import canonical_url

OUTLETS = {"demo_wire", "demo_herald", "demo_post"}


@pytest.mark.slow
@pytest.mark.parametrize(("copies", "line_count"), [("drop", 1), ("mark", 3)])
def test_a_wire_story_is_one_line_or_three_and_one_story(
    copies: str, line_count: int, tmp_path: Path
):
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="20ms", copies=copies)
        done = newswatch(tmp_path, "once")
    assert done.returncode == 0, done.stderr
    expected = server.expectations
    (wire,) = [group for group in expected.copies if len(group) == len(OUTLETS)]
    urls = {canonical_url(url) for url in wire}
    lines = [line for line in feed_lines(tmp_path) if line["url"] in urls]
    assert len(lines) == line_count
    assert len(feed_lines(tmp_path)) == expected.line_count(copies)
    with closing(SqliteLookup(tmp_path / "data" / "state.db")) as lookup:
        story = lookup.story(lines[0]["id"])
    assert story is not None
    assert set(story.outlet_ids) == OUTLETS
    assert story.size == len(OUTLETS)
    assert {line["cluster"]["id"] for line in lines} == {story.id}
