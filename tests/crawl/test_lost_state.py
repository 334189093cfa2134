"""`scrapy crawl` beside a feed whose state is gone: no number is given twice."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from crawl_folder import PATIENCE_S, feed_lines, newswatch

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer

ROOT = Path(__file__).parents[2]


def test_a_bare_crawl_takes_back_what_the_feed_tells(tmp_path: Path):
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="10ms")
        assert newswatch(tmp_path, "once", "-q").returncode == 0
        before = feed_lines(tmp_path)
        for path in (tmp_path / "data").glob("state.db*"):
            path.unlink()
        done = subprocess.run(
            [sys.executable, "-m", "scrapy", "crawl", "demo_herald"],
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            cwd=ROOT,
            env={**os.environ, "NEWSWATCH_DIR": str(tmp_path)},
        )
        assert done.returncode == 0, done.stderr
    assert feed_lines(tmp_path) == before
