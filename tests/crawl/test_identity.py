"""One article, one line, whatever an outlet does to its addresses, guids and names."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, redirect, story


def herald(site: Site) -> str:
    return f"""
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
source = [{{ kind = "feed", url = "{site.base}/rss" }}]
"""


def listing(site: Site, *entries: tuple[str, str]) -> Answer:
    """An RSS feed of (path, guid)."""
    items = "".join(
        f"<item><link>{site.base}{path}</link>"
        f'<guid isPermaLink="false">{guid}</guid></item>'
        for path, guid in entries
    )
    body = f'<rss version="2.0"><channel><title>F</title>{items}</channel></rss>'
    return Answer(body=body.encode(), headers={"Content-Type": "application/rss+xml"})


def once(folder: Path) -> None:
    done = newswatch(folder, "once")
    assert done.returncode == 0, done.stderr


def asked_after(site: Site, folder: Path) -> list[str]:
    """The pages that one more round asks for."""
    before = len(site.asked)
    once(folder)
    # Entries without a name or date that are all new are a hole: "/" may know more.
    listings = ("/rss", "/robots.txt", "/")
    return [path for path in site.asked[before:] if path not in listings]


def lines_of(folder: Path) -> list[str]:
    """Which stories became lines, by the number in their text."""
    texts = [line["content_text"] for line in feed_lines(folder)]
    return sorted(text.split("of story ")[1].split()[0] for text in texts)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The stories that became lines of a round on an outlet with every bad habit."""

    def canonical(path: str) -> str:
        return f'<link rel="canonical" href="{site.base}{path}">'

    with Site({}) as site:
        one, front = canonical("/news/one"), canonical("/")
        site.pages = {
            "/test/a": story(
                "tested", head=canonical("/test"), title="A dull headline"
            ),
            "/test/b": story(
                "tested", head=canonical("/test"), title="A loud headline"
            ),
            "/bare/a": story("bare", title="A dull headline again"),
            "/bare/b": story("bare", title="A loud headline again"),
            "/guid/old": story("guid-old"),
            "/guid/new": story("guid-new"),
            "/column/1": story("column1", title="The week in pictures"),
            "/column/2": story("column2", title="The week in pictures"),
            "/front/1": story("front1", head=front, title="The Herald"),
            "/front/2": story("front2", head=front, title="The Herald"),
            "/news/one": story("one", title="The Herald"),
            "/shell/1": story("shell1", head=one, title="The Herald"),
            "/shell/2": story("shell2", head=one, title="The Herald"),
            "/page/a": story("printed"),
            "/page/a/print": _printed(story("printed")),
        }
        reused = {
            "/guid/old": "7",
            "/guid/new": "7",
            "/column/1": "8",
            "/column/2": "8",
        }
        entries = [(path, reused.get(path, path)) for path in site.pages]
        site.pages["/rss"] = listing(site, *entries)
        folder = write_watch(tmp_path_factory.mktemp("habits"), herald(site))
        once(folder)
        return lines_of(folder)


def _printed(page: Answer) -> Answer:
    """The form for printers, which leaves the last paragraph out."""
    body = page.body.decode()
    last = body.rindex("<p>")
    return html(body[:last] + body[body.index("</p>", last) + 4 :])


@pytest.mark.parametrize(
    ("fact", "stories"),
    [
        ("headline test with one canonical address", ["tested"]),
        ("headline test without one", ["bare"]),
        ("guid of an old story", ["guid-new", "guid-old"]),
        ("column of one name and one guid", ["column1", "column2"]),
        ("front page as canonical address", ["front1", "front2"]),
        ("one article as canonical address, one name", ["one", "shell1", "shell2"]),
        ("print form without a canonical address", ["printed"]),
    ],
)
def test_each_story_is_one_line(world: list[str], fact: str, stories: list[str]):
    beginnings = tuple(story.rstrip("12").partition("-")[0] for story in stories)
    assert [each for each in world if each.startswith(beginnings)] == stories, fact


def test_new_guids_and_slugs_overnight_are_no_news(tmp_path: Path):
    with Site({}) as site:
        folder = write_watch(tmp_path, herald(site))
        site.pages = {f"/news/old-{n}": story(n) for n in range(3)}
        site.pages["/rss"] = listing(
            site, *((f"/news/old-{n}", f"o{n}") for n in range(3))
        )
        once(folder)
        first = feed_lines(folder)
        site.pages["/rss"] = listing(
            site, *((f"/news/old-{n}", f"n{n}") for n in range(3))
        )
        assert asked_after(site, folder) == []  # a guid alone is no reason to ask
        site.pages = {f"/world/new-{n}": story(n) for n in range(3)}
        site.pages["/rss"] = listing(
            site, *((f"/world/new-{n}", f"x{n}") for n in range(3))
        )
        assert len(asked_after(site, folder)) == 3
        assert asked_after(site, folder) == []
        assert feed_lines(folder) == first


def brief(number: int, below: str = "", title: str | None = None) -> Answer:
    """A page of 30 words that says when it was published."""
    title = title or f"Notice of story {number}: no boat today"
    places = " ".join(f"harbour{number}x{n}" for n in range(20))
    return html(
        f"<!doctype html><html lang='en'><head><title>{title}</title><meta "
        "property='article:published_time' content='2026-11-23T08:30:00Z'></head><body>"
        f"<main><article><h1>{title}</h1><p>A notice of story {number} says that no "
        f"boat leaves from {places}.</p>{below}</article></main></body></html>"
    )


def test_briefs_under_new_guids_and_slugs_are_no_news(tmp_path: Path):
    with Site({}) as site:
        folder = write_watch(tmp_path, herald(site))
        site.pages = {f"/old-{n}": brief(n) for n in range(3)}
        site.pages["/rss"] = listing(site, *((f"/old-{n}", f"o{n}") for n in range(3)))
        once(folder)
        first = feed_lines(folder)
        assert len(first) == 3
        site.pages = {
            "/new-0": brief(0),
            "/new-1": brief(1, below="<p>128</p>"),
            "/new-2": brief(2, title="No boat leaves from harbour2x3"),
        }
        site.pages["/rss"] = listing(site, *((f"/new-{n}", f"n{n}") for n in range(3)))
        # The one that differs a little may be looked at once more in the same round.
        assert len(set(asked_after(site, folder))) == 3
        assert feed_lines(folder) == first


def test_a_notice_before_every_article_does_not_settle_them_all(tmp_path: Path):
    links = [f"/news/{n}" for n in range(30)]
    with Site({"/notice": story("notice")}) as site:
        site.pages |= {link: redirect("/notice", 302) for link in links}
        site.pages["/rss"] = listing(site, *((link, link) for link in links))
        folder = write_watch(tmp_path, herald(site))
        once(folder)
        assert lines_of(folder) == ["notice"]
    with closing(sqlite3.connect(folder / "data" / "state.db")) as db:
        waiting = db.execute(
            "SELECT count(*) FROM pending WHERE reason = 'crowded-address'"
        ).fetchone()
    # Up to eight are under way when the tenth is settled.
    assert len(links) - 10 - 8 <= waiting[0] < len(links) - 5


def test_a_parameter_is_ignored_once_it_did_nothing_and_never_after_it_did(
    tmp_path: Path,
):
    with Site({}) as site:
        folder = write_watch(tmp_path, herald(site))

        def publish(*slugs: str) -> None:
            paths = [f"/{slug}{query}" for slug in slugs for query in ("", "?from=rss")]
            site.pages |= {path: story(path[1:].partition("?")[0]) for path in paths}
            site.pages["/rss"] = listing(site, *((path, path) for path in paths))

        publish("a", "b", "c")
        once(folder)
        slug = "new"
        publish(slug)
        assert asked_after(site, folder) == [f"/{slug}"]
        site.pages["/other?from=rss"] = story("other")
        site.pages["/other?from=app"] = story("app")
        site.pages["/rss"] = listing(
            site, ("/other?from=rss", "2"), ("/other?from=app", "3")
        )
        assert "/other?from=app" in asked_after(site, folder)
        # What had waited is visited, although no listing names it any more.
        assert asked_after(site, folder) == [f"/{slug}?from=rss"]
        assert lines_of(folder) == sorted(["a", "b", "c", slug, "other", "app"])
