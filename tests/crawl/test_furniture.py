"""An appeal amid every article of a site: learned and cut in real rounds."""

from __future__ import annotations

import random
from pathlib import Path

from crawl_folder import feed_lines, newswatch, write_watch
from loopback import Answer, Site, html, rss

from newswatch.store.sqlite_lookup import SqliteLookup

OUTLET = """
[[outlet]]
id = "lantern"
name = "The Lantern"
domains = ["127.0.0.1"]
[[outlet.source]]
kind = "feed"
url = "{base}/rss"
"""
PAGES, CHANGED = 40, 30
#: pages until three have taught a wording, and as many under way meanwhile
LEARNING = 7
BEFORE = (
    "A message from the Lantern to everyone who reads it.",
    "Our newsroom has been declared an unwanted guest.",
    "People who talk to our reporters are in danger of a trial.",
    "We need readers like you to keep this work free.",
    "Give a little each month and help us to go on.",
)
AFTER = (
    "The Lantern turns twenty and has no owner but its readers.",
    "Last week a court has blocked our pages in three regions.",
    "You can still reach them, and so can those who need them.",
    "It takes two minutes to stand by us with a gift.",
    "Choose your amount and keep the light burning.",
)
QUOTE = "“We will sign nothing that our people have not read,” the minister said."
FOLLOW_UPS = (5, 11, 12, 20, 33)


def appeal(number: int) -> tuple[str, ...]:
    return BEFORE if number < CHANGED else AFTER


def told(number: int) -> list[str]:
    """The paragraphs of a story, which no other story has but for a quotation."""
    paragraphs = [
        f"Witness {number} said in part {part} that lamp{number}x{part} was out. "
        f"Nobody in the street of house {number} had seen what {part} lamps do."
        for part in range(6)
    ]
    if number in FOLLOW_UPS:
        paragraphs.insert(3, QUOTE)
    return paragraphs


def page(number: int, chance: random.Random) -> Answer:
    body = told(number)
    place = chance.randrange(1, len(body))
    body[place:place] = appeal(number)
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    title = f"Court{number} hears matter{number}"
    return html(
        f"<!doctype html><html lang='en'><head><title>{title}</title></head>"
        f"<body><main><article><h1>{title}</h1>{paragraphs}</article></main></body>"
        "</html>"
    )


def test_an_appeal_is_cut_from_the_feed_once_it_is_learned(tmp_path: Path):
    chance = random.Random(4)
    pages = {f"/news/{n}": page(n, chance) for n in range(1, PAGES + 1)}
    with Site({}) as site:
        site.pages = {"/rss": rss(*pages, base=site.base), **pages}
        folder = write_watch(
            tmp_path, OUTLET.format(base=site.base), more="[read]\nlanes = 1"
        )
        done = newswatch(folder, "once")
        assert done.returncode == 0, done.stderr
    lines = {int(line["url"].rpartition("/")[2]): line for line in feed_lines(folder)}
    assert sorted(lines) == list(range(1, PAGES + 1))
    for number, line in lines.items():
        text = line["content_text"].split("\n\n")
        left = [sentence for sentence in appeal(number) if sentence in text]
        assert [each for each in text if each not in left] == told(number)
        if LEARNING < number < CHANGED or number >= CHANGED + LEARNING:
            assert left == [], f"page {number}"
    assert [s for s in BEFORE if s in lines[1]["content_text"]] == list(BEFORE)
    lookup = SqliteLookup(folder / "data" / "state.db")
    removed = lookup.removed_from(lines[PAGES]["id"])
    lookup.close()
    assert [each.text for each in removed] == list(AFTER)


def test_the_furniture_is_remembered_after_a_restart(tmp_path: Path):
    chance = random.Random(4)
    first = {f"/news/{n}": page(n, chance) for n in range(1, 5)}
    later = {f"/news/{n}": page(n, chance) for n in range(6, 9)}
    with Site({}) as site:
        site.pages = {"/rss": rss(*first, base=site.base), **first, **later}
        folder = write_watch(tmp_path, OUTLET.format(base=site.base))
        assert newswatch(folder, "once").returncode == 0
        site.pages["/rss"] = rss(*later, base=site.base)
        assert newswatch(folder, "once").returncode == 0
    texts = [
        line["content_text"]
        for line in feed_lines(folder)
        if int(line["url"].rpartition("/")[2]) > 5
    ]
    assert sorted(texts) == ["\n\n".join(told(n)) for n in range(6, 9)]
