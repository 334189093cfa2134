"""What bombs cost the crawler: less than 64 MiB beyond what it had."""

from __future__ import annotations

import os
import re
import tracemalloc
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import pytest
from crawl.lab.bombs import BOMBS, MIB, gzipped
from crawl.lab.outcomes import ends, outlet, patient, problems
from crawl_folder import descendants, newswatch, write_watch
from loopback import Answer, Site, rss, story

from newswatch.discover.decoding import unpacked

MOST = 64 * MIB
needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="tells memory by /proc"
)


def crawler_pid() -> int:
    (found,) = (
        pid
        for pid, command in descendants(os.getpid())
        if re.search(r"newswatch\.crawler\b.*--fd", command)
    )
    return found


def memory(field: str) -> int:
    """VmRSS or VmHWM of the crawler that this test has started, in bytes."""
    text = Path(f"/proc/{crawler_pid()}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", text)[1]) << 10


class Probe:
    """Answers with a story, and looks at the crawler's memory meanwhile."""

    def __init__(self) -> None:
        self.seen: list[int] = []

    def page(self, number: int) -> Callable[[Mapping[str, str]], Answer]:
        def answer(_: Mapping[str, str]) -> Answer:
            self.seen.append(memory("VmHWM" if self.seen else "VmRSS"))
            return story(number)

        return answer


def bomb(encoding: str, body: bytes) -> Answer:
    about = {"Content-Encoding": encoding, "Content-Type": "text/html"}
    return Answer(body=body, headers=about)


def grown(folder: Path, pages: Mapping[str, object], probe: Probe, polite: str) -> int:
    """By how much the crawler grew between the first look of *probe* and the last."""
    with Site(pages) as site:
        site.pages["/rss"] = rss(*pages, base=site.base)
        write_watch(folder, outlet("one", f"{site.base}/rss"), polite=polite)
        patient(folder)
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
    return max(probe.seen) - probe.seen[0]


@needs_proc
def test_bombs_one_after_another_cost_less_than_64_mib_in_all(tmp_path: Path):
    probe, pages = Probe(), {}
    for number, (encoding, body) in enumerate(BOMBS.items()):
        pages[f"/news/{number}"] = probe.page(number)
        pages[f"/news/bomb-{number}"] = bomb(encoding, body())
    pages["/news/last"] = probe.page(99)
    assert grown(tmp_path, pages, probe, "") < MOST, probe.seen
    found = ends(tmp_path)
    assert {found[f"bomb-{n}"] for n in range(len(BOMBS))} == {"too-large"}


@needs_proc
def test_eight_bombs_at_once_cost_less_than_64_mib(tmp_path: Path):
    probe = Probe()
    pages = {"/news/1": probe.page(1)}
    pages |= {f"/news/bomb-{n}": bomb("gzip", gzipped()) for n in range(24)}
    pages["/news/2"] = probe.page(2)
    assert grown(tmp_path, pages, probe, "per_host = 8") < MOST, probe.seen
    found = ends(tmp_path)
    assert [found[f"bomb-{n}"] for n in range(24)] == ["too-large"] * 24


def test_a_sitemap_in_a_gzip_file_is_unpacked_within_its_bound(tmp_path: Path):
    kind = {"Content-Type": "application/gzip"}
    with Site({"/map.xml.gz": Answer(body=gzipped(), headers=kind)}) as site:
        text = outlet("one", f"{site.base}/map.xml.gz", kind="sitemap")
        newswatch(patient(write_watch(tmp_path, text)), "once")
    told = problems(tmp_path)["one"]
    assert "/map.xml.gz: too-large: more than 50 MiB when unpacked" in told


def test_unpacking_it_takes_less_than_64_mib():
    bomb = gzipped()
    tracemalloc.start()
    try:
        assert unpacked(bomb)[0] == b""
        assert tracemalloc.get_traced_memory()[1] < MOST
    finally:
        tracemalloc.stop()


def test_a_listing_that_is_a_bomb_is_refused(tmp_path: Path):
    with ExitStack() as stack:
        outlets = ""
        for number, (encoding, body) in enumerate(BOMBS.items()):
            pages = {"/rss": bomb(encoding, body())}
            site = stack.enter_context(Site(pages, f"127.0.1.{number + 1}"))
            outlets += outlet(f"b{number}", f"{site.base}/rss")
        folder = patient(write_watch(tmp_path, outlets))
        assert newswatch(folder, "once").returncode == 4
    told = problems(folder)
    assert all("/rss: too-large" in told[f"b{n}"] for n in range(len(BOMBS)))
