"""The first outlet and the first topic, from a listing to the bytes of one line.

Pages are made by the outlet's templates around the founding page's story, and served
on loopback; the shipped outlet and the shipped topic are used as they are, but for
the addresses.
"""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Site, html, redirect, rss
from moscow_times_page import (
    INVENTED,
    Story,
    amid_the_story,
    column,
    in_a_banner,
    in_a_block_of_its_own,
    seed,
)
from moscow_times_page import html as page

from newswatch.feed.schema import record_schema

ROOT = Path(__file__).parents[2]
SHIPPED = (ROOT / "newswatch/outlets/moscow_times.toml").read_text("utf-8")
TOPIC = (ROOT / "schedules/topics/us_russia_talks.toml").read_text("utf-8")
PATH = "/2021/09/30/talks-in-geneva-a75177"


def outlet_at(base: str) -> str:
    """The shipped entry as an inline outlet, with its sources and domain moved."""
    head, _, rest = SHIPPED.partition("[[source]]")
    rules = "[[rules]]" + rest.partition("[[rules]]")[2]
    head = head.replace(
        'homepage = "https://www.themoscowtimes.com/"', f'homepage = "{base}/"'
    ).replace('domains = ["themoscowtimes.com"]', 'domains = ["127.0.0.1"]')
    assert "themoscowtimes.com" not in head
    head = head.replace('delay = "5s"', 'delay = "10ms"')
    source = f'[[outlet.source]]\nkind = "feed"\nurl = "{base}/rss/news"\n'
    return (
        f'[[outlet]]\nid = "moscow_times"\n{head}\n{source}\n'
        f"{rules.replace('[[rules]]', '[[outlet.rules]]')}\n"
    )


def serve(site: Site, story: Story, content: str) -> None:
    """One article under four addresses; the short link is another host's."""
    full = page(story, content).replace("https://www.themoscowtimes.com", site.base)
    canonical = f'<link rel="canonical" href="{site.base}{PATH}">'
    twin = f"<html amp><head>{canonical}</head><body>{content}</body></html>"
    site.pages = {
        "/rss/news": rss(
            f"{PATH}/amp", f"{PATH}?utm_source=rss&utm_medium=feed", PATH,
            base=site.base,
        ),
        PATH: html(full),
        f"{PATH}/amp": html(twin),
        "/robots.txt": type(html(""))(
            body=b"User-agent: *\nDisallow: *?utm\nDisallow: *&utm\n"
        ),
    }  # fmt: skip


@pytest.mark.parametrize("place", [amid_the_story, in_a_banner, in_a_block_of_its_own])
@pytest.mark.parametrize("name", ["seed", "invented"])
def test_one_clean_line_with_its_topic_whatever_address_led_there(
    tmp_path: Path, name: str, place
):
    story = seed() if name == "seed" else INVENTED
    appeal = story.appeal or (
        "… we have a small favor to ask. An invented appeal follows.",
        "We, the journalists of The Moscow Times, refuse to be silenced. Invented.",
        "Your support, no matter how small, makes a difference. Invented.",
    )
    with Site({}) as site, Site({}, host="127.0.0.2") as shortener:
        serve(site, story, column(place(story, appeal)))
        site.pages["/rss/news"] = rss(
            f"{shortener.base}/s/x", f"{site.base}{PATH}/amp",
            f"{site.base}{PATH}?utm_source=rss&utm_medium=feed", f"{site.base}{PATH}",
        )  # fmt: skip
        shortener.pages = {"/s/x": redirect(f"{site.base}{PATH}", 302)}
        folder = write_watch(tmp_path, outlet_at(site.base), query="envoy* AND talks")
        schedule = folder / "schedules" / "test.toml"
        text = schedule.read_text("utf-8").replace(
            'id = "all"', 'id = "us_russia_talks"'
        )
        if name == "seed":
            text = text.partition("[[topic]]")[0] + TOPIC
        schedule.write_text(text, "utf-8")
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
        assert not [path for path in site.asked if "utm" in path]
    (line,) = feed_lines(folder)
    jsonschema.Draft202012Validator(record_schema()).validate(line)
    assert line["content_text"] == "\n\n".join(story.paragraphs)
    assert len(story.paragraphs) == 9
    assert line["title"] == story.headline
    assert line["url"] == f"{site.base}{PATH}"
    assert line["outlet"]["id"] == "moscow_times"
    (match,) = line["matches"]
    assert match["topic"] == "us_russia_talks"
    spans = [(term["field"], span) for term in match["terms"] for span in term["spans"]]
    assert spans
    for field, (start, end) in spans:
        assert line[field][start:end].strip()
