"""What a crawl tells others, and what door it leaves open: nothing, and none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from crawl.lab.outcomes import outlet
from crawl.lab.test_memory import crawler_pid, needs_proc
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, redirect, rss, story

COOKIES = {"Set-Cookie": "session=abc; Path=/"}
#: all that a request says; whatever else appears here has to be argued for
SAID = {"Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding"}
CONDITIONS = {"If-None-Match", "If-Modified-Since"}


def with_cookie(answer: Answer) -> Answer:
    return Answer(
        status=answer.status, body=answer.body, headers={**answer.headers, **COOKIES}
    )


def test_no_host_learns_of_another_and_nothing_comes_back_to_it(tmp_path: Path):
    with Site({}) as one, Site({}, "127.0.0.2") as other:
        one.pages = {
            "/rss": with_cookie(rss("/news/1", "/go", base=one.base)),
            "/news/1": with_cookie(story(1)),
            "/go": with_cookie(redirect(f"{other.base}/news/2")),
        }
        other.pages = {"/news/2": with_cookie(story(2))}
        folder = write_watch(tmp_path, outlet("one", f"{one.base}/rss"))
        for _ in range(2):
            assert newswatch(folder, "once").returncode == 0
        assert "/news/2" in other.asked
        said = {name.title() for each in one.headers + other.headers for name in each}
    assert said <= SAID | CONDITIONS


def test_a_password_in_a_link_reaches_no_output_and_no_file(tmp_path: Path):
    secret = "hunter2"
    with Site({"/news/1": story(1), "/news/2": story(2)}) as site:
        posing = site.base.replace("http://", f"http://reader:{secret}@")
        site.pages["/rss"] = rss(f"{site.base}/news/1", f"{posing}/news/2")
        folder = write_watch(tmp_path, outlet("one", f"{site.base}/rss"))
        said = [newswatch(folder, "-v", "once")]
        said += [newswatch(folder, "status", "one"), newswatch(folder, "status")]
        headers = {name.title() for each in site.headers for name in each}
    assert said[0].returncode == 0
    assert secret not in "".join(done.stdout + done.stderr for done in said)
    assert "Authorization" not in headers
    assert len(feed_lines(folder)) == 1
    for path in (folder / "data").rglob("*"):
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_a_source_with_a_password_is_refused_before_anything_is_asked(tmp_path: Path):
    with Site({}) as site:
        text = outlet("one", f"{site.base}/rss")
        text = text.replace('url = "http://', 'url = "http://reader:hunter2@')
        assert newswatch(write_watch(tmp_path, text), "once").returncode == 78
        assert site.asked == []


@needs_proc
def test_a_crawler_listens_nowhere(tmp_path: Path):
    found: list[set[str]] = []

    def page(_: Mapping[str, str]) -> Answer:
        found.append(listening(crawler_pid()))
        return story(1)

    with Site({"/news/1": page}) as site:
        site.pages["/rss"] = rss("/news/1", base=site.base)
        folder = write_watch(tmp_path, outlet("one", f"{site.base}/rss"))
        assert newswatch(folder, "once").returncode == 0
        # The eye sees what is there: this very site listens in this process.
        assert listening(os.getpid())
    assert found == [set()]


def listening(pid: int) -> set[str]:
    """The TCP sockets on which *pid* takes connections, by their inodes."""
    waiting = set()
    for table in ("tcp", "tcp6"):
        lines = Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]
        waiting |= {f[9] for f in map(str.split, lines) if f[3] == "0A"}
    own = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(each.readlink())
        except OSError:
            continue
        own.add(target.removeprefix("socket:[").removesuffix("]"))
    return own & waiting
