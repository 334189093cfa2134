"""A site whose links differ in parameters, and a crawl of it, hour by hour.

python -m checking STATE FIRST crawls from hour FIRST on until it is stopped; each line
on standard output is the number of an hour that is over.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial

from builders import (
    NOON,
    make_article,
    make_candidate,
    make_link,
    make_outlet,
    make_page,
)

from newswatch.dedup.classify import classify
from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.identity import addresses_of, key_of
from newswatch.dedup.parameters import PROOFS, variants_of
from newswatch.model import Outcome
from newswatch.store import Store
from newswatch.store.base import Announced
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

HERALD = make_outlet()
SITE = "https://herald.example"
SOURCE = f"{SITE}/rss"
CLASSIFY = partial(classify, drop_copies=False)
NONE: Mapping[str, str] = {}
POLL, DAY = timedelta(hours=1), timedelta(days=1)
#: the hour in which a parameter begins to matter, and when the crawl ends by itself
MATTERS, MOST_HOURS = 10, 400


class Newsroom:
    """A site whose pages answer what `story` says, crawled once an hour."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOON
        #: what stands at an address; the plain address's story if nothing is said
        self.stories: dict[str, str] = {}
        #: addresses that answer 404
        self.dead: set[str] = set()
        self.visits: list[str] = []
        self.told: list[str] = []

    def poll(self, urls: Sequence[str], titles: Mapping[str, str] = NONE) -> None:
        links = [
            Announced(
                key=key_of(url, HERALD),
                link=make_link(url, title=titles.get(url)),
                variants=variants_of(url, HERALD),
            )
            for url in urls
        ]
        self.store.announce("herald", SOURCE, SourceState(), links, self.now)
        for owed in self.store.pending("herald", self.now):
            self._visit(owed.link.url)
        self.now += POLL

    def wait(self, span: timedelta, urls: Sequence[str] = ()) -> None:
        for _ in range(span // POLL):
            self.poll(urls)

    def _visit(self, url: str) -> None:
        self.visits.append(url)
        key = key_of(url, HERALD)
        if url in self.dead:
            self.store.settle(key, url, "http-404", self.now, None)
            return
        story = self.stories.get(url, url.partition("?")[0])
        body = " ".join(f"{story}x{n}" for n in range(200))
        article = make_article(f"On {story}", paragraphs=(body,))
        candidate = replace(
            make_candidate(article=article, observed_at=self.now),
            addresses=addresses_of(make_page(url), article, make_link(url), HERALD),
            fingerprint=fingerprint(article.headline, article.paragraphs),
        )
        look_at = self.now + 9 * DAY
        got = self.store.admit(candidate, key, CLASSIFY, lambda *_: b"x\n", look_at)
        if got.outcome is Outcome.EMITTED:
            self.told.append(story)

    def learn(self, name: str, values: Sequence[str]) -> None:
        """Have the values proved by articles that came with and without them."""
        for n in range(PROOFS):
            base = f"{SITE}/proof-{n}"
            self.poll([base, *(f"{base}?{name}={value}" for value in values)])
        self.visits.clear()
        self.told.clear()

    def extra_visits(self) -> Counter[str]:
        """How often each article was visited beyond the once that it takes."""
        visits = Counter(url.partition("?")[0] for url in self.visits)
        return Counter({article: count - 1 for article, count in visits.items()})


def named(hour: int) -> dict[str, str]:
    """The four articles of an hour, each with the address without its parameter."""
    return {f"{SITE}/{hour}-{n}?from=rss": f"{SITE}/{hour}-{n}" for n in range(4)}


def open_newsroom(store: Store) -> Newsroom:
    """`from` is proved first, and tells articles apart from hour `MATTERS` on."""
    newsroom = Newsroom(store)
    for hour in range(MATTERS, MOST_HOURS):
        newsroom.stories |= {url: url for url in named(hour)}
    return newsroom


def one_hour(newsroom: Newsroom, hour: int) -> None:
    newsroom.now = NOON + hour * POLL
    newsroom.poll([*named(hour).values(), *named(hour)])


def main() -> None:
    newsroom = open_newsroom(SqliteStore(sys.argv[1]))
    for hour in range(int(sys.argv[2]), MOST_HOURS):
        one_hour(newsroom, hour)
        print(hour + 1, flush=True)


if __name__ == "__main__":
    main()
