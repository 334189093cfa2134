"""What full rounds of a crawl must make of the demo's world.

Computed from the world, so that tests compare a feed with it and repeat no number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from newswatch.demo.newsroom import Edition, Entry, Fate, Form, Page
from newswatch.demo.story import Story
from newswatch.demo.tally import Tally, tally


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedArticle:
    """An article that a crawl must find, on a topic or not."""

    outlet_id: str
    #: its one address, whichever of its addresses a listing wrote
    url: str
    title: str
    #: people and agencies; an outlet that names only itself names nobody
    authors: tuple[str, ...]
    #: None where neither the page nor the listing says it
    published_at: datetime | None
    story: Story = field(repr=False)

    @property
    def topics(self) -> frozenset[str]:
        return self.story.topics

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return self.story.paragraphs


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectations:
    """Every set holds absolute addresses."""

    #: each article once, copies included
    articles: tuple[ExpectedArticle, ...]
    #: one story at several outlets, cut or not: one of each group is the first
    copies: tuple[frozenset[str], ...]
    #: other address of an article, as a listing writes it → its one address
    aliases: Mapping[str, str]
    #: announced, but forbidden by robots.txt
    forbidden: frozenset[str]
    #: no articles, and the configuration keeps crawlers from them
    unwanted: frozenset[str]
    #: announced, answering with a question for consent
    walled: frozenset[str]
    #: announced, answering with a check for robots
    challenged: frozenset[str]
    #: announced, answering 404
    gone: frozenset[str]
    #: announced, answering 200 with an apology
    gone_softly: frozenset[str]
    #: per outlet, the addresses as its listings write them
    announced: Mapping[str, frozenset[str]]
    #: per outlet, the account of a round that knew nothing before
    tallies: Mapping[str, Tally]

    @property
    def records(self) -> tuple[ExpectedArticle, ...]:
        """The lines of the feed with `copies = "mark"`."""
        return tuple(article for article in self.articles if article.topics)

    @property
    def off_topic(self) -> frozenset[str]:
        return frozenset(each.url for each in self.articles if not each.topics)

    @property
    def never_asked(self) -> frozenset[str]:
        return self.forbidden | self.unwanted

    def line_count(self, copies: str) -> int:
        """How many lines the feed has with `copies = "mark"` or `"drop"`."""
        urls = {record.url for record in self.records}
        again = sum(len(group & urls) - 1 for group in self.copies if group & urls)
        return len(urls) - (again if copies == "drop" else 0)


def expectations(editions: Iterable[Edition]) -> Expectations:
    """What a crawl of these outlets must come to."""
    rooms = tuple(editions)
    articles = tuple(
        _expected(edition, page, page.story)
        for edition in rooms
        for page in edition.newsroom.having(Fate.STORY)
        if page.story
    )
    return Expectations(
        articles=articles,
        copies=_copies(articles),
        aliases=_aliases(rooms),
        forbidden=_with_fate(rooms, Fate.FORBIDDEN) | _tracked(rooms),
        unwanted=_with_fate(rooms, Fate.UNWANTED),
        walled=_with_fate(rooms, Fate.CONSENT),
        challenged=_with_fate(rooms, Fate.CHALLENGE),
        gone=_with_fate(rooms, Fate.GONE),
        gone_softly=_with_fate(rooms, Fate.GONE_SOFTLY),
        announced={each.newsroom.id: _announced(each) for each in rooms},
        tallies={each.newsroom.id: tally(each) for each in rooms},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondPass:
    """What a crawl of the second edition adds to one of the first."""

    #: articles that only the second edition has
    new: tuple[ExpectedArticle, ...]
    #: articles whose text changed, as they are now
    edited: tuple[ExpectedArticle, ...]
    #: addresses of articles that answer 404 now
    taken_down: frozenset[str]
    tallies: Mapping[str, Tally]


def second_pass(first: Iterable[Edition], second: Iterable[Edition]) -> SecondPass:
    before, after = tuple(first), tuple(second)
    known = {article.url for article in expectations(before).articles}
    edited = {
        edition.url(page)
        for edition in after
        for page in edition.newsroom.pages
        if page.is_edited
    }
    now = expectations(after).articles
    return SecondPass(
        new=tuple(article for article in now if article.url not in known),
        edited=tuple(article for article in now if article.url in edited),
        taken_down=_with_fate(after, Fate.TAKEN_DOWN),
        tallies={
            late.newsroom.id: tally(late, early)
            for early, late in zip(before, after, strict=True)
        },
    )


def _expected(edition: Edition, page: Page, story: Story) -> ExpectedArticle:
    return ExpectedArticle(
        outlet_id=edition.newsroom.id,
        url=edition.url(page),
        title=page.headline,
        authors=tuple(name for name in page.authors if name != edition.newsroom.name),
        published_at=page.published_at(edition.now) if page.dated else None,
        story=story,
    )


def _entries(rooms: Iterable[Edition]) -> Iterable[tuple[Edition, Entry]]:
    for edition in rooms:
        for shown in edition.newsroom.listings:
            for entry in shown.entries:
                yield edition, entry


def _announced(edition: Edition) -> frozenset[str]:
    return frozenset(
        edition.url(each.page, each.form) for _, each in _entries([edition])
    )


def _tracked(rooms: tuple[Edition, ...]) -> frozenset[str]:
    """Campaign links, which the robots.txt of the outlet that writes them forbids."""
    return frozenset(
        edition.url(entry.page, entry.form)
        for edition, entry in _entries(rooms)
        if entry.form is Form.TRACKED
    )


def _aliases(rooms: tuple[Edition, ...]) -> dict[str, str]:
    return {
        edition.url(entry.page, entry.form): edition.url(entry.page)
        for edition, entry in _entries(rooms)
        if entry.form is not Form.PLAIN
    }


def _copies(articles: tuple[ExpectedArticle, ...]) -> tuple[frozenset[str], ...]:
    urls_by_story: dict[str, set[str]] = {}
    for each in articles:
        told = each.story.of or each.story.id
        urls_by_story.setdefault(told, set()).add(each.url)
    return tuple(frozenset(urls) for urls in urls_by_story.values() if len(urls) > 1)


def _with_fate(rooms: tuple[Edition, ...], fate: Fate) -> frozenset[str]:
    return frozenset(
        edition.url(page) for edition in rooms for page in edition.newsroom.having(fate)
    )
