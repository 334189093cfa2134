"""Newsroom, Page, Listing, Edition: what an invented outlet has at which address.

A page's path may hold the day of publication: `/{day:%Y/%m/%d}/slug`. Paths are
percent-encoded when they come out of here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum
from typing import Self
from urllib.parse import quote

from newswatch.demo.story import Story
from newswatch.model import SourceKind

TRACKING = "utm_source=rss&utm_medium=feed&utm_campaign=top"


class Form(StrEnum):
    """By which of its addresses a page is announced."""

    PLAIN = "plain"
    #: the plain address with campaign parameters
    TRACKED = "tracked"
    #: a short link that redirects
    SHORT = "short"
    #: the AMP twin, whose canonical address is the plain one
    AMP = "amp"
    #: an address from before the headline changed; redirects
    FORMER = "former"


class Fate(StrEnum):
    """What should become of a page in a crawl."""

    #: an article to be read
    STORY = "story"
    #: announced, and answers 404
    GONE = "gone"
    #: announced, and answers 200 with an apology
    GONE_SOFTLY = "gone-softly"
    #: an article of the first edition that answers 404 in the second
    TAKEN_DOWN = "taken-down"
    #: announced, and answers 200 with a question for consent
    CONSENT = "consent"
    #: announced, and answers 200 with a check for robots
    CHALLENGE = "challenge"
    #: an article that robots.txt keeps crawlers from
    FORBIDDEN = "forbidden"
    #: no article, and the outlet's configuration keeps crawlers from it
    UNWANTED = "unwanted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What stands at one plain address of an outlet."""

    pattern: str
    story: Story | None = None
    fate: Fate = Fate.STORY
    #: instead of the story's headline
    title: str = ""
    #: instead of the story's authors
    credit: tuple[str, ...] = ()
    #: how long before `now` it was published
    age: timedelta = timedelta()
    #: whether page and listing say when it was published
    dated: bool = True
    #: whether all of it can be read without paying
    free: bool = True
    short: str = ""
    former: str = ""
    amp: bool = False
    encoding: str = "utf-8"
    #: seconds that the server takes to answer
    delay_s: float = 0.0
    #: the edition in which it first stands, and the last one
    first: int = 1
    last: int | None = None
    #: what its story becomes in the second edition
    later: Story | None = None
    #: whether its text is another one than in the edition before
    is_edited: bool = False

    @property
    def headline(self) -> str:
        return self.title or (self.story.headline if self.story else "")

    @property
    def authors(self) -> tuple[str, ...]:
        return self.credit or (self.story.authors if self.story else ())

    @property
    def forms(self) -> tuple[Form, ...]:
        """The ways in which its outlet can write its address."""
        has = {Form.AMP: self.amp, Form.SHORT: self.short, Form.FORMER: self.former}
        return (Form.PLAIN, Form.TRACKED, *(form for form, yes in has.items() if yes))

    def as_of(self, number: int) -> Self:
        """The page as edition *number* has it."""
        if self.last is not None and number > self.last:
            return replace(self, fate=Fate.TAKEN_DOWN)
        if self.later is not None and number > self.first:
            return replace(self, story=self.later, is_edited=True)
        return self

    def published_at(self, now: datetime) -> datetime:
        """Aware UTC, whole minutes."""
        return (now.astimezone(UTC) - self.age).replace(second=0, microsecond=0)

    def path(self, now: datetime, form: Form = Form.PLAIN) -> str:
        """The address below the outlet's host, query included."""
        plain = quote(self.pattern.format(day=self.published_at(now)), safe="/?=&")
        other = {
            Form.TRACKED: plain + ("&" if "?" in plain else "?") + TRACKING,
            Form.SHORT: self.short,
            Form.AMP: "/amp" + plain,
            Form.FORMER: self.former,
        }
        return other.get(form, plain)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a listing."""

    page: Page
    form: Form = Form.PLAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page that announces articles; its file in pages/ has the name *template*."""

    kind: SourceKind
    path: str
    template: str
    content_type: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """One outlet: its pages in the order of their importance, and its listings."""

    id: str
    name: str
    listings: tuple[Listing, ...]
    pages: tuple[Page, ...] = field(repr=False)
    #: boxes that stand inside its articles: after which paragraph, which template
    inserts: tuple[tuple[int, str], ...]
    #: hours that the clock on its pages is ahead of UTC
    utc_offset_h: int = 0

    @property
    def zone(self) -> timezone:
        return timezone(timedelta(hours=self.utc_offset_h))

    def as_of(self, number: int) -> Self:
        """What edition *number* has and announces."""
        pages = {
            page: page.as_of(number) for page in self.pages if page.first <= number
        }
        listings = tuple(
            replace(
                shown,
                entries=tuple(
                    replace(entry, page=pages[entry.page])
                    for entry in shown.entries
                    if entry.page in pages
                    and pages[entry.page].fate is not Fate.TAKEN_DOWN
                ),
            )
            for shown in self.listings
        )
        return replace(self, pages=tuple(pages.values()), listings=listings)

    def having(self, fate: Fate) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.fate is fate)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One newsroom at one moment, at the address where it is served."""

    newsroom: Newsroom
    #: scheme, host and port, without a slash at the end
    base: str
    now: datetime
    #: 1, then 2: the demo crawls twice, and the world changes in between
    number: int = 1

    def path(self, page: Page, form: Form = Form.PLAIN) -> str:
        return page.path(self.now, form)

    def url(self, page: Page, form: Form = Form.PLAIN) -> str:
        return self.base + self.path(page, form)
