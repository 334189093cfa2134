"""Pages built to hurt, from one outlet, while another's stories go by undisturbed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, rss, story

OUTLETS = """
[[outlet]]
id = "{id}"
name = "{id}"
domains = ["{host}"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
GOOD = {f"/news/{n}": story(n) for n in range(12)}
PARAGRAPH = "The council met on Monday and heard what the harbour will cost. " * 8


def around(markup: str) -> Answer:
    """A story with *markup* in its midst."""
    return html(
        "<html><head><title>Council hears of the harbour</title></head><body><article>"
        f"<h1>Council hears of the harbour</h1><p>{PARAGRAPH}</p>{markup}"
        f"<p>And then: {PARAGRAPH}</p></article></body></html>"
    )


MANY = 200_000
SHAPES = {
    "attributes": around(
        "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x</p>"
    ),
    "nested": around("<div>" * 200_000 + "deep" + "</div>" * 200_000),
    "text": around("<p>" + "lorem ipsum dolor, " * 2_700_000 + "</p>"),
    "siblings": around("<p>a</p>" * 20_000),
    "arrays": around(
        "<script type='application/ld+json'>" + "[" * 5_000 + "]" * 5_000 + "</script>"
    ),
    "patterns": around(
        f"<p class='{'a-' * MANY}'>{'“' * 1000}{'1:' * MANY}</p>"
        f"<time datetime='{'1' * MANY}'>{'1.' * 1000}</time>"
        f"<script type='application/ld+json'>{chr(34) * MANY}</script>"
        f"<p>{'&' * MANY}{' ' * MANY}{'a@' * 1000}</p>"
    ),
}
#: the others are stories with something odd in them
KEPT_OUT = {
    "attributes": "hostile-markup",
    "nested": "hostile-markup",
    "text": "too-large",
}


def read_beside_good_ones(folder: Path, *names: str, **options: str) -> dict[str, str]:
    """What came of each of *names*: the reason it was kept out, or "article".

    Fails if a page of the outlet beside it is missing or not as it was told, or if
    what a round says it has found is not what it says became of it.
    """
    bad = {f"/news/{name}": SHAPES[name] for name in names}
    with Site({}) as one, Site({}, host="127.0.0.2") as other:
        one.pages = {"/rss": rss(*bad, base=one.base), **bad}
        other.pages = {"/rss": rss(*GOOD, base=other.base), **GOOD}
        outlets = OUTLETS.format(id="bad", host="127.0.0.1", base=one.base)
        outlets += OUTLETS.format(id="good", host="127.0.0.2", base=other.base)
        done = newswatch(write_watch(folder, outlets, **options), "once")
    assert done.returncode == 0, done.stderr
    lines = {line["url"]: line["content_text"] for line in feed_lines(folder)}
    for path in GOOD:
        number = path.rpartition("/")[2]
        told = lines.pop(other.base + path).split("\n\n")
        assert [text.partition(" says")[0] for text in told] == [
            f"Paragraph {n} of story {number}" for n in range(3)
        ]
    db = sqlite3.connect(folder / "data" / "state.db")
    kept_out = db.execute("SELECT url, reason FROM seen WHERE article_id IS NULL")
    came = dict(kept_out.fetchall()) | dict.fromkeys(lines, "article")
    for outlet, found in (("bad", len(bad)), ("good", len(GOOD))):
        (balance,) = db.execute(
            "SELECT discovered, emitted + off_topic + duplicate + unchanged"
            " + quarantined + failed, pending FROM run WHERE outlet_id = ?",
            (outlet,),
        )
        assert balance == (found, found, 0)
    db.close()
    return {url.rpartition("/")[2]: reason for url, reason in came.items()}


def test_six_hostile_shapes_cost_the_other_outlet_nothing(tmp_path: Path):
    came = read_beside_good_ones(tmp_path, *SHAPES, more="[read]\nlanes = 2")
    assert came == {name: KEPT_OUT.get(name, "article") for name in SHAPES}


def test_text_without_end_is_ended_where_pages_may_be_that_large(tmp_path: Path):
    came = read_beside_good_ones(
        tmp_path,
        "text",
        polite='max_page = "64MiB"',
        more='[read]\nlanes = 2\npage_cpu = "2s"',
    )
    assert came == {"text": "page-cpu-limit"}
