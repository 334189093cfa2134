"""`newswatch outlets test`: a file, an address, an outlet; results and exit codes."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from builders import make_article, make_candidate
from crawl_folder import newswatch, write_watch
from loopback import Answer, Site, html, redirect, rss, story
from markup import json_ld, markup
from markup import story as paragraphs

from newswatch.clean import blocks_of
from newswatch.config import load
from newswatch.dedup.classify import classify
from newswatch.spiders.trial import MAX_PAGES
from newswatch.store.sqlite import SqliteStore

PAGE = markup(
    f"<h1>Talks end</h1><article>{paragraphs()}"
    "<p class='ad'>Buy this now.</p></article>",
    '<title>Talks end</title><meta property="og:site_name" content="The Post">'
    '<link rel="alternate" type="application/rss+xml" href="/rss">'
    + json_ld(
        '{"@type":"NewsArticle","headline":"Talks end",'
        '"datePublished":"2026-11-20T10:00Z","author":{"name":"Ann Lee"}}'
    ),
)
RULES = """
[[rules]]
body = ["div.gone", "article"]
title = "h2"
remove = [".ad"]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    (folder / "data").mkdir(parents=True)
    write_watch(folder, watched("http://127.0.0.1:1/rss"))
    (tmp_path / "page.html").write_text(PAGE, "utf-8")
    (tmp_path / "rules.toml").write_text(RULES, "utf-8")
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({}) as site:
        yield site


def watched(*sources: str, more: str = "") -> str:
    listed = ", ".join(f'{{ kind = "feed", url = "{url}" }}' for url in sources)
    return (
        f'[[outlet]]\nid = "post"\ndomains = ["127.0.0.1"]\nsource = [{listed}]\n{more}'
    )


def lines_of(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    done = newswatch(folder, "outlets", "test", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


# -- a file


APPEAL = (
    "Our newsroom has no owner but the people who read it every day of the year.",
    "We need readers like you to keep this work free for everybody in the country.",
    "Give a little each month and help us to go on with what we began.",
)


@pytest.fixture
def taught(folder: Path) -> Path:
    """A folder whose post has had the appeal on three articles, and a page with it."""
    store = SqliteStore(folder / "data" / "state.db")
    for name in ("Harbour", "Budget", "Orchard"):
        article = make_article(name, paragraphs=(f"{name} opens today.", *APPEAL))
        url = f"http://127.0.0.1/{name}"
        made = make_candidate(url, outlet_id="post", words=name, article=article)
        made = replace(made, blocks=blocks_of(article, datetime.now(UTC)))
        store.admit(made, None, partial(classify, drop_copies=False), lambda *_: b"")
    store.close()
    appeal = "".join(f"<p>{sentence}</p>" for sentence in APPEAL)
    page = PAGE.replace("</article>", f"{appeal}</article>")
    (folder.parent / "page.html").write_text(page, "utf-8")
    return folder


def test_what_the_outlet_repeats_is_shown_with_how_many_articles_had_it(taught: Path):
    page = str(taught.parent / "page.html")
    where = ("--url", "http://127.0.0.1/new")
    done = newswatch(taught, "outlets", "test", page, *where)
    rows = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    cut = [row[1:] for row in rows if row[0] == "removed"]
    assert cut == [["furniture, on 3 articles", text] for text in APPEAL]
    (read,) = lines_of(taught, page, *where)
    assert read["removed"] == [
        {"by": "furniture", "seen_on": 3, "text": text} for text in APPEAL
    ]
    assert not set(APPEAL) & set(read["fields"]["content_text"]["value"])


def test_furniture_of_one_outlet_is_not_cut_from_a_page_of_another(taught: Path):
    page = str(taught.parent / "page.html")
    (read, _) = lines_of(taught, page, "--url", "https://elsewhere.example/new")
    assert read["removed"] == []


def test_a_state_that_cannot_be_asked_is_warned_of_and_the_page_is_read(taught: Path):
    (taught / "data" / "state.db").write_bytes(b"no database at all" * 99)
    done = newswatch(taught, "outlets", "test", str(taught.parent / "page.html"))
    assert done.returncode == 0
    assert "warning[NW403]" in done.stderr


def test_file_shows_each_field_with_how_it_was_found(folder: Path) -> None:
    page = str(folder.parent / "page.html")

    done = newswatch(folder, "outlets", "test", page)

    assert done.returncode == 0, done.stderr
    rows = [line.split("\t") for line in done.stdout.splitlines() if "\t" in line]
    by_name = {row[0]: row[1:] for row in rows}
    assert by_name["title"] == ["json-ld:NewsArticle.headline", "Talks end"]
    assert by_name["authors"] == ["json-ld:NewsArticle.author", "Ann Lee"]
    assert by_name["date_published"][1] == "2026-11-20T10:00:00Z (minute)"
    assert by_name["not found"][1].split(", ") == [
        "url", "date_modified", "section", "tags", "image", "summary"
    ]  # fmt: skip
    assert "[[outlet]]" not in done.stdout


def test_rules_to_be_tried_say_what_they_found_and_removed(folder: Path) -> None:
    page, rules = folder.parent / "page.html", folder.parent / "rules.toml"

    done = newswatch(folder, "outlets", "test", str(page), "--rules", str(rules))

    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert ["title", "selector-empty", "h2  found nothing"] in rows
    assert ["removed", "the rule .ad", "1 found, 3 words: Buy this now."] in rows
    text = next(row for row in rows if row[0] == "content_text")
    assert text[1] == "selector:article"
    assert ["kept", "rules", "77 of 84 words"] in rows


def test_site_config_file_can_be_tried_too(folder: Path) -> None:
    rules = folder.parent / "post.example.txt"
    rules.write_text("body: //article\nstrip: //p[@class='ad']\n", "utf-8")

    (page,) = lines_of(folder, str(folder.parent / "page.html"), "--rules", str(rules))

    assert page["fields"]["content_text"]["provenance"] == "selector://article"
    assert [each["found"] for each in page["selectors"]] == [1, 1]


def test_wrong_rules_are_told_with_their_place(folder: Path) -> None:
    rules = folder.parent / "rules.toml"
    rules.write_text('[[rules]]\nbody = "p["\ntitel = "h1"\n', "utf-8")

    done = newswatch(
        folder, "outlets", "test", str(folder.parent / "page.html"),
        "--rules", str(rules),
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (78, "")
    assert f"{rules}:2:8" in done.stderr
    assert 'did you mean "title"?' in done.stderr


def test_page_of_an_unknown_site_ends_with_an_outlet_that_can_be_used(
    folder: Path,
) -> None:
    packed = folder.parent / "page.html.gz"
    packed.write_bytes(gzip.compress(PAGE.encode()))

    done = newswatch(
        folder, "outlets", "test", str(packed), "--url", "https://www.post.example/a",
        "--rules", str(folder.parent / "rules.toml"),
    )  # fmt: skip

    block = done.stdout[done.stdout.index("[[outlet]]") :]
    (outlet,) = tomllib.loads(block)["outlet"]
    assert outlet["name"] == "The Post"
    assert outlet["source"] == [{"kind": "feed", "url": "https://www.post.example/rss"}]
    assert outlet["languages"] == ["en"]
    assert outlet["rules"][0]["body"] == ["div.gone", "article"]
    loaded = load(write_watch(folder.parent / "new", block)).outlets["post_example"]
    assert loaded.domains == ("post.example",)


def test_what_holds_no_article_is_exit_1(folder: Path) -> None:
    page = folder.parent / "page.html"
    page.write_text("<p></p>", "utf-8")

    done = newswatch(folder, "outlets", "test", str(page))

    assert done.returncode == 1
    assert "not an article: " in done.stdout


@pytest.mark.parametrize(
    ("name", "code", "exit_code", "help_"),
    [
        ("pots", "NW304", 2, 'did you mean "post"?'),
        ("gone.html", "NW305", 1, "name an HTML file"),
    ],
)
def test_what_is_neither_file_nor_outlet_is_an_error(
    folder: Path, name: str, code: str, exit_code: int, help_: str
) -> None:
    done = newswatch(folder, "outlets", "test", name)

    assert (done.returncode, done.stdout) == (exit_code, "")
    assert f"error[{code}]" in done.stderr
    assert help_ in done.stderr


def test_hostile_page_reaches_the_terminal_as_text(folder: Path) -> None:
    page = folder.parent / "page.html"
    evil = "Talks\x1b]0;owned\x07 \u202eend [bold]now[/bold]"
    page.write_text(
        markup(
            f"<h1>{evil}</h1><article>{paragraphs()}</article>",
            f'<title>{evil}</title><meta property="og:site_name" content="x\x9b2J">',
        ),
        "utf-8",
    )

    done = newswatch(
        folder, "--color", "always", "outlets", "test", str(page),
        "--url", "https://post.example/a",
    )  # fmt: skip

    assert done.returncode == 0
    assert not {"\x07", "\x9b", "\u202e"} & set(done.stdout)
    assert "]0;owned" not in done.stdout.replace(" ]0;owned", "")
    assert "[bold]now[/bold]" in done.stdout


@pytest.mark.parametrize("columns", ["40", "80", "100", "120"])
def test_no_line_is_wider_than_the_terminal(folder: Path, columns: str) -> None:
    done = newswatch(
        folder, "--color", "always", "outlets", "test",
        str(folder.parent / "page.html"), "--rules", str(folder.parent / "rules.toml"),
        COLUMNS=columns,
    )  # fmt: skip

    assert "…" not in done.stdout.replace("hosts…", "")
    plain = re.sub(r"\x1b\[[\d;]*m", "", done.stdout)
    table = plain[plain.index("title") :]
    assert max(map(len, table.splitlines())) <= int(columns)


# -- an address


def test_address_is_fetched_politely_and_saved_on_request(
    folder: Path, site: Site
) -> None:
    site.pages["/news/1"] = story(1)
    saved = folder.parent / "saved.html"

    done = newswatch(
        folder, "outlets", "test", f"{site.base}/news/1", "--save-page", str(saved)
    )

    assert done.returncode == 0, done.stderr
    assert site.asked == ["/robots.txt", "/news/1"]
    assert "200, 1 kB in " in done.stdout
    assert "robots.txt allows it" in done.stdout
    assert saved.read_bytes() == story(1).body
    assert f"newswatch outlets test {saved} --url {site.base}/news/1" in done.stderr
    # The host is that of a known outlet.
    assert "[[outlet]]" not in done.stdout


def test_saved_page_overwrites_nothing(folder: Path, site: Site) -> None:
    site.pages["/news/1"] = story(1)
    saved = folder.parent / "page.html"

    done = newswatch(
        folder, "outlets", "test", f"{site.base}/news/1", "--save-page", str(saved)
    )

    assert done.returncode == 1
    assert "error[NW313]" in done.stderr
    assert saved.read_text("utf-8") == PAGE


@pytest.mark.parametrize(
    ("path", "exit_code", "told"),
    [
        ("/gone", 1, "http-404"),
        ("/secret/1", 1, "robots"),
        ("/away", 4, "connection-refused"),
    ],
)
def test_address_that_brings_no_page_says_why(
    folder: Path, site: Site, path: str, exit_code: int, told: str
) -> None:
    site.pages["/robots.txt"] = Answer(body=b"User-agent: *\nDisallow: /secret/\n")
    site.pages["/away"] = redirect("http://127.0.0.1:1/")

    done = newswatch(folder, "outlets", "test", f"{site.base}{path}")

    assert done.returncode == exit_code
    assert f"nothing to read: {told}" in done.stdout


# -- an outlet


def test_outlet_is_tried_with_five_requests_at_most(folder: Path, site: Site) -> None:
    paths = [f"/news/{n}" for n in range(9)]
    site.pages |= {path: story(path[6:]) for path in paths}
    site.pages["/empty"] = rss()
    site.pages["/rss"] = rss(*paths, base=site.base)
    sources = [f"{site.base}{path}" for path in ("/gone", "/empty", "/rss", "/rest")]
    write_watch(folder, watched(*sources))

    done = newswatch(folder, "outlets", "test", "post")

    assert done.returncode == 0, done.stderr
    assert len(site.articles_asked()) == MAX_PAGES
    assert site.articles_asked()[:3] == ["/gone", "/empty", "/rss"]
    lines = done.stdout.splitlines()
    assert lines[:6] == [
        f"source   feed {sources[0]}", "         http-404",
        f"source   feed {sources[1]}", "         0 links",
        f"source   feed {sources[2]}", "         9 links",
    ]  # fmt: skip
    assert done.stdout.count("\npage     ") == 2
    assert f"not asked: {sources[3]}" in done.stderr
    # A trial leaves nothing behind.
    assert list((folder / "data").iterdir()) == []


def test_outlet_shows_what_its_addresses_have_taught(folder: Path, site: Site) -> None:
    site.pages |= {"/rss": rss("/news/1", base=site.base), "/news/1": story(1)}
    write_watch(folder, watched(f"{site.base}/rss"))
    SqliteStore(folder / "data" / "state.db").close()
    with closing(sqlite3.connect(folder / "data" / "state.db")) as db, db:
        db.executemany(
            "INSERT INTO parameter_proof VALUES ('post', 'post.example', ?, '', ?, ?)",
            [
                ("from", b"1", b"a"),
                ("from", b"2", b"b"),
                ("from", b"3", b"c"),
                ("part", b"1", b"a"),
            ],
        )
        db.execute(
            "INSERT INTO parameter_kept VALUES"
            " ('post', 'post.example', 'id', '', 'http://a?id=1', 'http://a?id=2')"
        )

    done = newswatch(folder, "outlets", "test", "post")

    told = [line for line in done.stdout.splitlines() if line.startswith("address")]
    assert told == [
        "address  ?from on post.example did nothing on 3 articles: ignored",
        "address  ?id on post.example tells articles apart:"
        " http://a?id=1 is not http://a?id=2",
        "address  ?part on post.example did nothing on 1 article: not yet ignored",
    ]
    kinds = [line["kind"] for line in lines_of(folder, "post")]
    assert kinds.count("parameter") == 3


def test_rule_that_finds_nothing_anywhere_is_an_error_with_its_file(
    folder: Path, site: Site
) -> None:
    site.pages |= {"/news/1": story(1), "/news/2": story(2)}
    site.pages["/rss"] = rss("/news/1", "/news/2", base=site.base)
    rules = '[[outlet.rules]]\nbody = ["div.story", "#gone"]\ntitle = "h1"\n'
    write_watch(folder, watched(f"{site.base}/rss", more=rules))

    done = newswatch(folder, "outlets", "test", "post")

    assert done.returncode == 0
    assert (
        'error[NW310]: body: "div.story", "#gone" of outlet "post" found nothing'
        " on 2 of 2 pages\n  --> schedules/test.toml:10:8\n"
    ) in done.stderr
    assert 'body = ["div.story", "#gone"]' in done.stderr
    assert "title:" not in done.stderr


def test_outlet_of_which_nothing_answers_is_exit_4(folder: Path) -> None:
    done = newswatch(folder, "outlets", "test", "post")

    assert done.returncode == 4
    assert "connection-refused" in done.stdout


def test_outlet_whose_links_are_no_articles_is_exit_1(folder: Path, site: Site) -> None:
    site.pages["/rss"] = rss("/news/1", base=site.base)
    site.pages["/news/1"] = html("<p></p>")
    write_watch(folder, watched(f"{site.base}/rss"))

    listing, page = map(
        json.loads,
        newswatch(folder, "outlets", "test", "post", "--json").stdout.splitlines(),
    )

    assert (listing["links"], listing["problem"]) == (1, None)
    assert page["refusal"]["reason"]
    assert page["fields"] == {}


def test_sitemap_index_is_followed_to_one_of_its_parts(
    folder: Path, site: Site
) -> None:
    index = (
        f"<sitemapindex><sitemap><loc>{site.base}/part</loc></sitemap></sitemapindex>"
    )
    site.pages["/index"] = Answer(body=index.encode())
    site.pages["/part"] = Answer(
        body=f"<urlset><url><loc>{site.base}/news/1</loc></url></urlset>".encode()
    )
    site.pages["/news/1"] = story(1)
    outlet = watched(f"{site.base}/index").replace('"feed"', '"sitemap"')
    write_watch(folder, outlet)

    kinds = [line["kind"] for line in lines_of(folder, "post")]

    assert kinds == ["source", "source", "page"]


def test_outlet_without_a_source_is_told_apart(folder: Path) -> None:
    private = folder / "schedules" / "outlets"
    private.mkdir()
    (private / "bare.toml").write_text('domains = ["bare.example"]\n', "utf-8")

    done = newswatch(folder, "outlets", "test", "bare")

    assert (done.returncode, done.stdout) == (1, "")
    assert "error[NW309]" in done.stderr


@pytest.mark.parametrize("command", ["test", "import-rules"])
def test_help_imports_no_framework(folder: Path, command: str) -> None:
    program = (
        "import sys; from newswatch.cli import main; "
        f"sys.argv = ['newswatch', 'outlets', {command!r}, '--help']\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "loaded = {'scrapy', 'twisted', 'trafilatura', 'parsel', 'lxml'}\n"
        "loaded &= set(sys.modules)\n"
        "sys.exit(f'imported: {loaded}' if loaded else 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
