"""The crawler process with the benchmark's probes in it; once.py starts it."""

from __future__ import annotations

from pathlib import Path

from probes import LoopProbe, NotedLanes
from scrapy.settings import Settings

from newswatch.crawler import __main__ as crawler

_settings_of = crawler.crawler_settings


def probed_settings(folder: Path) -> Settings:
    settings = _settings_of(folder)
    extensions = settings.getdict("EXTENSIONS") | {LoopProbe: 900}
    changes = {"EXTENSIONS": extensions, "NEWSWATCH_READER": NotedLanes}
    settings.setdict(changes, priority="cmdline")
    return settings


if __name__ == "__main__":
    crawler.crawler_settings = probed_settings
    crawler.main()
