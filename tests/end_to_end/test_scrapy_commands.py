"""newswatch as a Scrapy project: `scrapy list`, `scrapy crawl`, and its settings."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from crawl_folder import feed_lines, start
from scrapy.settings import Settings

from newswatch.demo.folder import write_folder
from newswatch.demo.server import DemoServer

ROOT = Path(__file__).parents[2]


def scrapy(*arguments: str, folder: Path | None = None):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("NEWSWATCH")}
    if folder:
        environment["NEWSWATCH_DIR"] = str(folder)
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=ROOT,
        env=environment,
    )


def test_scrapy_lists_a_spider_for_each_outlet():
    catalogue = {path.stem for path in (ROOT / "newswatch/outlets").glob("*.toml")}
    done = scrapy("list")
    assert done.returncode == 0, done.stderr
    assert "moscow_times" in catalogue
    assert catalogue <= set(done.stdout.split())


def test_scrapy_crawl_does_one_round_into_the_same_store_and_feed(tmp_path: Path):
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="20ms")
        for _ in range(2):
            done = scrapy("crawl", "demo_wire", folder=tmp_path)
            assert done.returncode == 0, done.stderr
        expected = [
            r for r in server.expectations.records if r.outlet_id == "demo_wire"
        ]
    lines = feed_lines(tmp_path)
    assert {line["title"] for line in lines} == {record.title for record in expected}
    assert [line["seq"] for line in lines] == list(range(1, len(expected) + 1))


def test_scrapy_crawl_leaves_the_feed_to_a_running_daemon(tmp_path: Path):
    with DemoServer(datetime.now(UTC)) as server:
        write_folder(tmp_path, server, delay="20ms")
        daemon = start(tmp_path, "run")
        try:
            done = scrapy("crawl", "demo_wire", folder=tmp_path)
            assert done.returncode == 0, done.stderr
        finally:
            daemon.terminate()
            daemon.communicate(timeout=60)
    lines = feed_lines(tmp_path)
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert len({line["id"] for line in lines}) == len(lines)


@pytest.fixture(scope="module")
def settings() -> Settings:
    settings = Settings()
    settings.setmodule("newswatch.settings", priority="project")
    return settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROBOTSTXT_OBEY", True),
        ("DOWNLOAD_VERIFY_CERTIFICATES", True),
        ("TELNETCONSOLE_ENABLED", False),
        ("REMOTE_CONTROL_ENABLED", False),
        ("COOKIES_ENABLED", False),
        ("REFERER_ENABLED", False),
        ("METAREFRESH_ENABLED", False),
        ("HTTPPROXY_ENABLED", False),
        ("DNSCACHE_ENABLED", False),
        ("DOWNLOAD_MAXSIZE", 8 * 1024 * 1024),
        ("DOWNLOAD_TIMEOUT", 30),
        ("REDIRECT_MAX_TIMES", 5),
        ("CONCURRENT_ITEMS", 1),
        ("CONCURRENT_REQUESTS_PER_DOMAIN", 1),
        ("TWISTED_DNS_RESOLVER", "newswatch.resolver.GuardedResolver"),
        ("ASYNCIO_EVENT_LOOP", "uvloop.Loop"),
    ],
)
def test_settings_are_safe(settings: Settings, name: str, value: object):
    assert settings[name] == value


@pytest.mark.parametrize("scheme", ["file", "ftp", "s3", "data"])
def test_only_http_has_a_download_handler(settings: Settings, scheme: str):
    assert settings.getdict("DOWNLOAD_HANDLERS")[scheme] is None


@pytest.mark.parametrize(
    ("name", "contact", "expected"),
    [
        ("newswatch", "", "newswatch/{v}"),
        ("newswatch", "ops@example.org", "newswatch/{v} (+ops@example.org)"),
        (
            "deskbot",
            "https://d.example",
            "deskbot/1.0 (+https://d.example; newswatch/{v})",
        ),
    ],
)
def test_the_user_agent_is_honest(name: str, contact: str, expected: str):
    from newswatch import __version__
    from newswatch.settings import user_agent

    assert user_agent(name, contact) == expected.format(v=__version__)
