"""What a crawl tells others, and what door it leaves open: nothing, and none."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
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


@pytest.mark.parametrize("place", ["source", "link", "redirect"])
def test_a_password_in_an_address_reaches_no_output(tmp_path: Path, place: str):
    secret = "hunter2"
    with Site({"/news/1": story(1), "/news/2": story(2)}) as site:
        posing = site.base.replace("http://", f"http://reader:{secret}@")
        site.pages["/rss"] = rss("/news/1", base=site.base)
        if place == "link":
            site.pages["/rss"] = Answer(
                body=rss("/news/1", base=site.base).body.replace(
                    b"</channel>",
                    f"<item><link>{posing}/news/2</link></item></channel>".encode(),
                )
            )
        if place == "redirect":
            site.pages["/rss"] = rss("/news/1", "/go", base=site.base)
            site.pages["/go"] = redirect(f"{posing}/news/2")
        base = posing if place == "source" else site.base
        text = outlet("one", f"{base}/rss").replace(f"reader:{secret}@127", "127", 1)
        folder = write_watch(tmp_path, text)
        said = [newswatch(folder, "-v", "once")]
        said += [newswatch(folder, command) for command in ("status", "check")]
        said += [newswatch(folder, "status", "one")]
        headers = [name.title() for each in site.headers for name in each]
    told = "".join(done.stdout + done.stderr for done in said)
    if place == "source":  # the line is shown to whoever wrote it
        assert said[0].returncode == 78
    else:
        assert secret not in told
        assert feed_lines(folder)
    assert "Authorization" not in headers
    for path in (folder / "data").rglob("*") if place != "source" else ():
        assert not path.is_file() or secret.encode() not in path.read_bytes(), path


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
            own.add(os.readlink(each).removeprefix("socket:[").removesuffix("]"))
        except OSError:
            continue
    return own & waiting
