"""Rounds on loopback sites: what is asked, what becomes a line, what is told."""

from __future__ import annotations

import gzip
import sqlite3
import subprocess
from pathlib import Path

import pytest
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, redirect, rss, story

HERALD = """
[[outlet]]
id = "herald"
name = "The Herald"
domains = ["127.0.0.1"]
{keys}
[[outlet.source]]
kind = "{kind}"
url = "{base}{path}"
"""


def herald(site: Site, kind: str = "feed", path: str = "/rss", keys: str = "") -> str:
    return HERALD.format(base=site.base, kind=kind, path=path, keys=keys)


def urls(folder: Path, site: Site) -> list[str]:
    return [line["url"].removeprefix(site.base) for line in feed_lines(folder)]


def reasons(folder: Path) -> dict[str, str]:
    """What was kept out or is waiting: path → reason."""
    db = sqlite3.connect(folder / "data" / "state.db")
    rows = db.execute(
        "SELECT url, reason FROM seen WHERE article_id IS NULL"
        " UNION ALL SELECT url, reason FROM pending"
    ).fetchall()
    db.close()
    return {url.split("/", 3)[3]: reason for url, reason in rows}


def test_many_addresses_of_one_article_are_one_line(tmp_path: Path):
    with Site({}) as site:
        canonical = f"{site.base}/news/story-1"
        link = f'<link rel="canonical" href="{canonical}">'
        page = story(1, head=link)
        amp = html(page.body.decode().replace("<html", "<html amp"))
        site.pages = {
            "/rss": rss(
                "/s/x", "/news/story-1?utm_source=rss&utm_medium=feed", "/news/story-1",
                "/news/story-1/amp", base=site.base,
            ),
            "/s/x": redirect("/news/story-1"),
            "/news/story-1": page,
            "/news/story-1/amp": amp,
        }  # fmt: skip
        folder = write_watch(tmp_path, herald(site))
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        assert urls(folder, site) == ["/news/story-1"]
        assert not [path for path in site.asked if "utm" in path]


def test_an_amp_twin_that_comes_alone_leads_to_its_article(tmp_path: Path):
    with Site({}) as site:
        link = f'<link rel="canonical" href="{site.base}/news/story-1">'
        page = story(1, head=link)
        site.pages = {
            "/rss": rss("/amp/story-1", base=site.base),
            "/amp/story-1": html(page.body.decode().replace("<html", "<html amp")),
            "/news/story-1": page,
        }
        folder = write_watch(tmp_path, herald(site))
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        (line,) = feed_lines(folder)
        assert line["crawl"]["final_url"] == f"{site.base}/news/story-1"
        assert line["crawl"]["discovered_from"] == f"{site.base}/rss"


def test_one_canonical_address_for_all_pages_loses_none(tmp_path: Path):
    with Site({}) as site:
        link = f'<link rel="canonical" href="{site.base}/news/index">'
        pages = {f"/news/story-{n}": story(n, head=link) for n in range(4)}
        site.pages = {"/rss": rss(*pages, base=site.base), **pages}
        folder = write_watch(tmp_path, herald(site))
        assert newswatch(folder, "once").returncode == 0
        lines = feed_lines(folder)
        assert len(lines) == 4
        # Who comes first is believed; the others carry the address that answered.
        assert len({line["url"] for line in lines}) == 4


def test_a_consent_page_on_the_way_does_not_make_articles_one(tmp_path: Path):
    with Site({}) as site:
        pages = {}
        for n in range(3):
            pages[f"/go/{n}"] = redirect(f"/consent?to={n}", 302)
            pages[f"/consent?to={n}"] = redirect(f"/news/story-{n}", 302)
            pages[f"/news/story-{n}"] = story(n)
        links = [f"/go/{n}" for n in range(3)]
        site.pages = {"/rss": rss(*links, base=site.base), **pages}
        folder = write_watch(tmp_path, herald(site))
        assert newswatch(folder, "once").returncode == 0
        assert len(feed_lines(folder)) == 3


def test_what_cannot_become_a_line_is_counted_and_named(tmp_path: Path):
    big = Answer(
        body=gzip.compress(b"<p>" + b"x" * 3_000_000),
        headers={"Content-Encoding": "gzip", "Content-Type": "text/html"},
    )
    with Site({}) as site, Site({"/x": story(9)}, host="127.0.0.2") as other:
        site.pages = {
            "/robots.txt": Answer(body=b"User-agent: *\nDisallow: /private"),
            "/rss": rss(
                *(
                    "/news/good",
                    "/news/gone",
                    "/news/teapot",
                    "/news/bomb",
                    "/news/pdf",
                ),
                *("/private/story", "/news/home", "/news/away", "/news/circle"),
                *("/news/empty", "/news/attributes"),
                base=site.base,
            ),
            "/news/good": story(1),
            "/news/teapot": Answer(status=503),
            "/news/bomb": big,
            "/news/pdf": Answer(
                body=b"%PDF-1.7", headers={"Content-Type": "application/pdf"}
            ),
            "/private/story": story(2),
            "/news/home": redirect("/"),
            "/": story(3),
            "/news/away": redirect(f"{other.base}/x"),
            "/news/circle": redirect("/news/circle"),
            "/news/empty": html("<html><body></body></html>"),
            "/news/attributes": html(f"<p {'a=1 ' * 100_000}>x</p>"),
        }
        folder = write_watch(tmp_path, herald(site), polite='max_page = "1MiB"')
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        assert urls(folder, site) == ["/news/good"]
        assert reasons(folder) == {
            "news/gone": "http-404",
            "news/teapot": "http-503",
            "news/bomb": "too-large",
            "news/pdf": "not-html",
            "private/story": "robots",
            "news/home": "redirected-home",
            "news/away": "foreign-host",
            "news/circle": "too-many-redirects",
            "news/empty": "empty-body",
            "news/attributes": "hostile-markup",
        }
        assert "/private/story" not in site.asked
        assert site.asked.count("/news/teapot") == 1  # asked to stay away, it does


def test_an_unchanged_listing_is_asked_for_with_its_validators(tmp_path: Path):
    feed = rss("/news/1", base="{base}")

    def listing(headers) -> Answer:
        if headers.get("If-None-Match") == '"v1"':
            return Answer(status=304, headers={"ETag": '"v1"'})
        body = feed.body.replace(b"{base}", site.base.encode())
        return Answer(body=body, headers={**feed.headers, "ETag": '"v1"'})

    with Site({"/rss": listing, "/news/1": story(1)}) as site:
        folder = write_watch(tmp_path, herald(site))
        for _ in range(2):
            done = newswatch(folder, "once")
            assert done.returncode == 0, done.stderr
        assert site.articles_asked() == ["/rss", "/news/1", "/rss"]
        assert site.headers[-1]["If-None-Match"] == '"v1"'


def test_listing_that_must_not_be_stored_is_asked_for_in_full(tmp_path: Path):
    headers = {"ETag": '"v1"', "Cache-Control": "no-store"}
    with Site({"/news/1": story(1)}) as site:
        feed = rss("/news/1", base=site.base)
        site.pages["/rss"] = Answer(body=feed.body, headers={**feed.headers, **headers})
        folder = write_watch(tmp_path, herald(site))
        for _ in range(2):
            newswatch(folder, "once")
        assert site.articles_asked() == ["/rss", "/news/1", "/rss"]
        assert "If-None-Match" not in site.headers[-1]


def test_listing_that_is_the_same_is_known_by_its_new_tag(tmp_path: Path):
    tags = iter(('"v1"', '"v2"', '"v3"'))
    with Site({"/news/1": story(1)}) as site:
        feed = rss("/news/1", base=site.base)
        site.pages["/rss"] = lambda _: Answer(
            body=feed.body, headers={**feed.headers, "ETag": next(tags)}
        )
        folder = write_watch(tmp_path, herald(site))
        for _ in range(3):
            newswatch(folder, "once")
        assert site.headers[-1]["If-None-Match"] == '"v2"'


def test_new_rules_of_an_outlet_read_its_listings_anew(tmp_path: Path):
    def listing(headers) -> Answer:
        if headers.get("If-None-Match") == '"v1"':
            return Answer(status=304)
        answer = rss("/news/1", "/opinion/2", base=site.base)
        return Answer(body=answer.body, headers={**answer.headers, "ETag": '"v1"'})

    with Site({"/rss": listing, "/news/1": story(1), "/opinion/2": story(2)}) as site:
        write_watch(tmp_path, herald(site, keys='link_deny = ["/opinion/"]'))
        newswatch(tmp_path, "once")
        assert urls(tmp_path, site) == ["/news/1"]
        write_watch(tmp_path, herald(site))
        newswatch(tmp_path, "once")
        assert urls(tmp_path, site) == ["/news/1", "/opinion/2"]


def test_every_link_of_a_long_listing_is_visited(tmp_path: Path):
    pages = {f"/news/story-{n}": story(n) for n in range(120)}
    with Site(pages) as site:
        site.pages["/rss"] = rss(*pages, base=site.base)
        folder = write_watch(tmp_path, herald(site), polite="per_host = 4")
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        assert sorted(urls(folder, site)) == sorted(pages)


def test_a_sitemap_index_is_followed_to_its_parts(tmp_path: Path):
    with Site({"/news/1": story(1), "/news/2": story(2)}) as site:
        index = "".join(
            f"<sitemap><loc>{site.base}/part-{n}.xml</loc></sitemap>" for n in (1, 2)
        )
        xml = {"Content-Type": "application/xml"}
        namespace = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
        site.pages["/sitemap.xml"] = Answer(
            body=f"<sitemapindex {namespace}>{index}</sitemapindex>".encode(),
            headers=xml,
        )
        for n in (1, 2):
            site.pages[f"/part-{n}.xml"] = Answer(
                body=f"<urlset {namespace}><url><loc>{site.base}/news/{n}</loc></url>"
                "</urlset>".encode(),
                headers=xml,
            )
        folder = write_watch(tmp_path, herald(site, "sitemap", "/sitemap.xml"))
        assert newswatch(folder, "once").returncode == 0
        assert sorted(urls(folder, site)) == ["/news/1", "/news/2"]
        assert feed_lines(folder)[0]["crawl"]["discovered_via"] == "sitemap"


def test_a_listing_that_fails_is_told_and_the_others_go_on(tmp_path: Path):
    with Site({"/news/1": story(1)}) as site:
        site.pages["/rss"] = rss("/news/1", base=site.base)
        outlets = herald(site) + herald(site, path="/missing").replace(
            'id = "herald"', 'id = "post"'
        )
        folder = write_watch(tmp_path, outlets)
        done = newswatch(folder, "once")
        assert done.returncode == 1
        assert "post" in done.stderr
        assert "http-404" in done.stderr
        assert urls(folder, site) == ["/news/1"]


def test_an_outlet_that_cannot_be_reached_has_its_own_exit_code(tmp_path: Path):
    with Site({}) as site:
        outlets = herald(site)
    folder = write_watch(tmp_path, outlets)  # nobody listens there any more
    done = newswatch(folder, "once")
    assert done.returncode == 4
    assert "connection-refused" in done.stderr


@pytest.mark.parametrize("spelling", ["127.0.0.1", "localhost", "127.1", "2130706433"])
def test_no_spelling_leads_to_an_address_that_is_not_public(
    tmp_path: Path, spelling: str
):
    with Site({"/rss": rss()}) as site:
        outlets = herald(site).replace(
            f"{site.base}/rss", f"{site.base}/rss".replace("127.0.0.1", spelling)
        )
        folder = write_watch(tmp_path, outlets)
        text = (folder / "newswatch.toml").read_text()
        (folder / "newswatch.toml").write_text(text.replace('["127.0.0.0/8"]', "[]"))
        done = newswatch(folder, "once")
        assert done.returncode == 4
        assert "refused-address" in done.stderr
        assert site.asked == []


def test_a_redirect_leads_to_no_address_that_is_not_allowed(tmp_path: Path):
    with Site({}) as site, Site({"/secret": story(2)}, host="127.0.0.2") as secret:
        site.pages = {
            "/rss": rss("/news/1", base=site.base),
            "/news/1": redirect(f"{secret.base}/secret"),
        }
        folder = write_watch(tmp_path, herald(site))
        text = (folder / "newswatch.toml").read_text()
        (folder / "newswatch.toml").write_text(text.replace("0.0/8", "0.1/32"))
        newswatch(folder, "once")
        assert secret.asked == []
        assert reasons(folder) == {"news/1": "refused-address"}


def test_who_asks_says_so_and_sends_nothing_else_about_itself(tmp_path: Path):
    def listing(headers) -> Answer:
        answer = rss("/news/1", base=site.base)
        return Answer(
            body=answer.body, headers={**answer.headers, "Set-Cookie": "a=b; Path=/"}
        )

    with Site({"/rss": listing, "/news/1": story(1)}) as site:
        folder = write_watch(tmp_path, herald(site))
        newswatch(folder, "once")
        for headers in site.headers:
            assert headers["User-Agent"].startswith("newswatch/")
            assert "+tests@newswatch.example" in headers["User-Agent"]
            assert not {"Cookie", "Referer", "Authorization"} & set(headers)


def test_addresses_that_cannot_be_asked_do_not_hold_up_the_others(tmp_path: Path):
    with Site({"/news/1": story(1), "/news/2": story(2)}) as site:
        site.pages["/rss"] = rss(
            "/news/1", "/news/x?q=" + "{" * 1500, "/news/%00/y", "/news/2",
            base=site.base,
        )  # fmt: skip
        folder = write_watch(tmp_path, herald(site))
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        assert sorted(urls(folder, site)) == ["/news/1", "/news/2"]


def test_entries_that_are_no_links_are_counted_and_told(tmp_path: Path):
    with Site({"/news/1": story(1)}) as site:
        bad = ["javascript:alert(1)", "file:///etc/passwd", "mailto:a@b.example"]
        good = f"{site.base}/news/1"
        site.pages["/rss"] = rss(good, *bad, f"{site.base}/opinion/1")
        outlets = herald(site, keys='link_deny = ["/opinion/"]')
        folder = write_watch(tmp_path, outlets)
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        assert "4 entries refused" in done.stderr


def test_rules_that_let_nothing_through_are_a_problem(tmp_path: Path):
    with Site({"/news/1": story(1)}) as site:
        site.pages["/rss"] = rss("/news/1", base=site.base)
        outlets = herald(site, keys='link_allow = ["-a[0-9]+$"]')
        folder = write_watch(tmp_path, outlets)
        done = newswatch(folder, "once")
        assert done.returncode == 1
        assert "link_allow" in done.stderr


def test_a_wrong_claim_does_not_make_another_article_disappear(tmp_path: Path):
    with Site({}) as site:
        wrong = f'<link rel="canonical" href="{site.base}/news/2">'
        site.pages = {
            "/rss": rss("/news/1", "/news/2", base=site.base),
            "/news/1": story(1, head=wrong),
            "/news/2": story(2),
        }
        folder = write_watch(tmp_path, herald(site))
        assert newswatch(folder, "once").returncode == 0
        titles = {line["title"] for line in feed_lines(folder)}
        assert titles == {f"Story number {n} has a headline" for n in (1, 2)}


def test_an_outlet_that_no_watch_follows_is_matched_with_every_topic(tmp_path: Path):
    with Site({"/news/1": story(1)}) as site:
        site.pages["/rss"] = rss("/news/1", base=site.base)
        outlets = herald(site, path="/nothing").replace('"herald"', '"watched"')
        folder = write_watch(tmp_path, outlets)
        private = folder / "schedules" / "outlets"
        private.mkdir()
        (private / "herald.toml").write_text(
            f'name = "The Herald"\n[[source]]\nkind = "feed"\nurl = "{site.base}/rss"\n'
        )
        done = newswatch(folder, "once", "herald")
        assert done.returncode == 0, done.stderr
        assert urls(folder, site) == ["/news/1"]


def test_a_full_disk_ends_the_round_and_the_next_one_goes_on(tmp_path: Path):
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small file system needs root")
    pages = {f"/news/story-{n}": story(n) for n in range(40)}
    try:
        with Site(pages) as site:
            site.pages["/rss"] = rss(*pages, base=site.base)
            write_watch(folder, herald(site))
            full = newswatch(folder, "once")
            assert full.returncode == 5, full.stderr
            assert "NW401" in full.stderr
            assert "Traceback" not in full.stderr
            before = feed_text(folder)
            assert before == "" or before.endswith("\n")
            larger = ["mount", "-o", "remount,size=20m", str(folder)]
            subprocess.run(larger, check=True)
            _make_due(folder)
            again = newswatch(folder, "once")
            assert again.returncode == 0, again.stderr
            assert sorted(urls(folder, site)) == sorted(pages)
            assert feed_text(folder).startswith(before)
            seqs = [line["seq"] for line in feed_lines(folder)]
            assert seqs == list(range(1, 41))
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def feed_text(folder: Path) -> str:
    feed = folder / "data" / "feed"
    return "".join(path.read_text("utf-8") for path in sorted(feed.glob("*.jsonl")))


def _make_due(folder: Path) -> None:
    """Let what failed on the full disk be tried at once, not after its ladder."""
    db = sqlite3.connect(folder / "data" / "state.db")
    db.execute("UPDATE pending SET not_before = '0001'")
    db.commit()
    db.close()
