"""Filling holes: who else may know what a listing has named between two readings.

former parts of an index ─▶ other sources, in full ─▶ sitemaps that robots.txt names
    ─▶ the home page

One is asked after the other, in each host's line, until one reaches back to what was
known before the hole. Sources that the round has read in full have told already. Of
what is no source only links are taken that the outlet's rules let through and that are
dated within the hole; without a date those of the home page, never of a sitemap, which
may be the archive of many years.

Some indexes name a new part each day, and the old one no more: what came after its last
reading is lost with it. So where all parts are new, and all that they name, the index
has a hole, and its former parts are asked once more.

A hole that is not filled when all were asked is ended as such, unless somebody could
not be asked: then the next poll asks again, `MOST_TRIES` times in all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from newswatch import clock
from newswatch.discover.sitemap import named_by_robots
from newswatch.discover.wanted import wanted
from newswatch.model import FetchedPage, Link, Source, SourceKind, SourceOutcome
from newswatch.rounds import Round
from newswatch.spiders.asking import Asking, Taken, Why
from newswatch.spiders.listed import announced, count
from newswatch.spiders.listings import Listings
from newswatch.spiders.overlap import Covered, dated
from newswatch.store.base import Announced, Sorted, Store
from newswatch.store.hole_book import Hole
from newswatch.store.run_book import NotedLink
from newswatch.urls import absolute_url, host_of, in_domains
from newswatch.workshop import Workshop

#: polls in which everybody is asked
MOST_TRIES = 3
#: listings that one poll asks for the sake of its holes, and their unpacked bytes
MOST_PLACES, MOST_BYTES = 8, 64 << 20
#: holes of an outlet in a day for whose sake others are asked: a listing of one entry
#: has one with every article
MOST_A_DAY = 6
#: sitemaps of one robots.txt, and parts of one index, that are asked
MOST_SITEMAPS, MOST_PARTS = 4, 3
#: links of one listing that are taken
MOST_LINKS = 300
#: what a date may be beside the hole and belong to it: clocks and zones are off
TOLERANCE = timedelta(hours=2)
#: days of a hole by whose names parts of an index are sought
_MOST_DAYS = 7


class Filling:
    """How far a round has come with its outlet's holes."""

    def __init__(self, holes: Iterable[Hole]) -> None:
        #: those that are open
        self.holes = {hole.id: hole for hole in holes}
        #: requests for listings that are out
        self.out = 0
        #: whom to ask next; None: nobody was looked for yet
        self.places: deque[Asking] | None = None
        self.places_left, self.bytes_left = MOST_PLACES, MOST_BYTES
        #: read in this round, and not yet held against the holes
        self.heard: list[Covered] = []
        #: indexes that name new parts only
        self.turned: set[str] = set()
        #: whether somebody could not be asked who may know
        self.has_failure = False

    def hear(self, asking: Asking, taken: Taken) -> None:
        if taken.is_turned:
            self.turned.add(asking.source.url)
        heard = taken.heard
        if heard is None and asking.why is Why.FULL:
            heard = Covered(url=asking.source.url)
        if heard is None:
            return
        self.heard.append(heard)
        if heard.hole is not None:
            self.holes[heard.hole.id] = heard.hole


class Filler:
    def __init__(self, workshop: Workshop, listings: Listings) -> None:
        self._workshop = workshop
        self._listings = listings

    async def next_place(self, round_: Round, filling: Filling) -> Asking | None:
        """Whom to ask next for what the holes have swallowed; None: nobody."""
        for index in filling.turned:
            await self._look_back(round_, index, filling)
        filling.turned.clear()
        if not filling.holes:
            return None
        await self._settle(filling)
        if filling.places is None:
            filling.places = await self._places(round_, filling)
        has_room = filling.places_left > 0 and filling.bytes_left > 0
        if filling.holes and filling.places and has_room:
            filling.places_left -= 1
            return filling.places.popleft()
        await self._give_up(filling)
        return None

    async def take(
        self, round_: Round, asking: Asking, page: FetchedPage, filling: Filling
    ) -> Taken:
        """Take from a listing that is no source what the holes have swallowed."""
        source, outlet = asking.source, round_.outlet
        filling.bytes_left -= len(page.body)
        listing = await self._workshop.reader.list_links(page, source, outlet.timezone)
        chosen = wanted(listing.links, outlet, source.kind).links
        holes = list(filling.holes.values())
        lost = lost_among(chosen, holes, source.kind)
        if asking.depth == 0 and filling.places is not None:
            parts = likely_parts(listing.newest_first(), holes, outlet.domains)
            filling.places.extendleft(
                replace(asking, source=source.model_copy(update={"url": url}), depth=1)
                for url in reversed(parts)
            )
        links = announced(tuple(lost), outlet)
        known = await self._workshop.store.run(
            lambda s: _fill(s, round_, source.url, links, holes)
        )
        count(round_, Sorted(new=known.new, waiting=(), settled=()))
        # That it names what is known says nothing: it may show that for months.
        heard = Covered(
            url=source.url,
            dates=tuple(sorted(date for link in chosen if (date := dated(link)))),
        )
        return Taken(heard=heard)

    async def _look_back(self, round_: Round, index: str, filling: Filling) -> None:
        """Open a hole of *index*, unless its new parts name what was known before."""
        parts = [each for each in filling.heard if each.root == index]
        if any(part.overlaps for part in parts):
            return
        dates = sorted(date for part in parts for date in part.dates)
        if not any(part.fresh for part in parts):
            return
        but = [each.url for each in round_.sources]
        outlet_id, run_id, now = round_.outlet.id, round_.poll.run_id, clock.now()

        def look_back(store: Store) -> Hole | None:
            former = store.latest_listings(outlet_id, but, 1)
            if not former:
                return None
            since = former[0][1]
            until = next((date for date in dates if date > since), now)
            return store.open_hole(
                outlet_id, index, run_id, since, max(since, until), now
            )

        if hole := await self._workshop.store.run(look_back):
            filling.holes[hole.id] = hole

    async def _settle(self, filling: Filling) -> None:
        """Hold what was read in this round against the holes."""
        heard, filling.heard = filling.heard, []
        holes = list(filling.holes.values())
        now = clock.now()
        asked = [
            (hole, each)
            for hole in holes
            for each in heard
            # What has the hole does not fill it, nor do the parts that it names.
            if hole.source_url not in (each.url, each.root)
        ]
        if not asked:
            return

        def settle(store: Store) -> list[int]:
            filled = []
            for hole, each in asked:
                keys = [key for key, at in each.fresh if is_within(hole, at)]
                store.note_filling(hole.id, each.url, keys)
                if each.reaches(hole.since):
                    store.end_hole(hole.id, now, filled=True)
                    filled.append(hole.id)
            return filled

        for hole_id in await self._workshop.store.run(settle):
            filling.holes.pop(hole_id, None)

    async def _give_up(self, filling: Filling) -> None:
        holes, filling.holes = list(filling.holes.values()), {}
        now, has_failure = clock.now(), filling.has_failure

        def give_up(store: Store) -> None:
            for hole in holes:
                if has_failure and hole.tries + 1 < MOST_TRIES:
                    store.try_over(hole.id)
                else:
                    store.end_hole(hole.id, now, filled=False)

        if holes:
            await self._workshop.store.run(give_up)

    # -- whom to ask

    async def _places(self, round_: Round, filling: Filling) -> deque[Asking]:
        outlet, day_ago = round_.outlet, clock.now() - timedelta(days=1)
        number = await self._workshop.store.run(
            lambda s: s.count_holes(outlet.id, day_ago)
        )
        if number > MOST_A_DAY:
            return deque()
        holed = {hole.source_url for hole in filling.holes.values()}
        status = {each.url: each.status for each in round_.sources}
        filling.has_failure |= any(
            each.outcome is SourceOutcome.FAILED for each in round_.sources
        )
        places = deque(
            [
                await self._listings.asking(round_, source, why=Why.FULL)
                for source in outlet.sources
                # Whoever answered in full has told; whoever failed is left alone.
                if status.get(source.url) == 304 and source.url not in holed
            ]
        )
        known = {source.url for source in outlet.sources}
        if any(each.url in holed and _is_map(each) for each in outlet.sources):
            but = [*status, *known]
            former = await self._workshop.store.run(
                lambda s: s.latest_listings(outlet.id, but, MOST_PARTS)
            )
            for url, _ in reversed(former):
                part = Source(kind=SourceKind.SITEMAP, url=url)
                places.appendleft(Asking(source=part, depth=1, why=Why.HOLE))
        for source in [*await self._sitemaps(round_), *_home(round_)]:
            if source.url not in known and _is_own(source.url, round_):
                known.add(source.url)
                places.append(Asking(source=source, why=Why.HOLE))
        return places

    async def _sitemaps(self, round_: Round) -> list[Source]:
        """What the robots.txt of its hosts name, as far as they are remembered."""
        outlet = round_.outlet
        addresses = [each.url for each in outlet.sources]
        addresses += [outlet.homepage] if outlet.homepage else []
        found: list[str] = []
        for origin in dict.fromkeys(map(_origin, addresses)):
            state = await self._workshop.store.run(
                lambda s, origin=origin: s.robots(origin)  # type: ignore[misc]
            )
            named = named_by_robots(state.body) if state else []
            urls = [absolute_url(each, f"{origin}/robots.txt") for each in named]
            likely = sorted(filter(None, urls), key=lambda url: "news" not in url)
            found += likely[:MOST_SITEMAPS]
        return [Source(kind=SourceKind.SITEMAP, url=url) for url in found]


def is_within(hole: Hole, at: datetime | None) -> bool:
    """Whether what is dated *at* may be what the hole has swallowed."""
    return at is None or hole.since - TOLERANCE <= at <= hole.until + TOLERANCE


def _fill(
    store: Store,
    round_: Round,
    place: str,
    links: Sequence[Announced],
    holes: Sequence[Hole],
) -> Sorted:
    """Owe visits to *links*; ledger and holes hear of them in one transaction."""
    known = store.fill(round_.outlet.id, place, links, clock.now())
    run_id = round_.poll.run_id
    store.note_links(run_id, [NotedLink(key=key) for key in known.new])
    date_of = {each.key: dated(each.link) for each in links}
    for hole in holes:
        keys = [key for key in known.new if is_within(hole, date_of[key])]
        store.note_filling(hole.id, place, keys)
    return known


def lost_among(
    links: Iterable[Link], holes: Sequence[Hole], kind: SourceKind
) -> list[Link]:
    lost = []
    for link in links:
        at = dated(link)
        if at is None and kind is not SourceKind.SECTION:
            continue
        if any(is_within(hole, at) for hole in holes):
            lost.append(link)
    return lost[:MOST_LINKS]


def _is_map(source: Source) -> bool:
    return source.kind in (SourceKind.SITEMAP, SourceKind.NEWS_SITEMAP)


def _home(round_: Round) -> list[Source]:
    """The page on which the outlet shows what is new."""
    outlet = round_.outlet
    home = outlet.homepage or next(
        (f"{_origin(each.url)}/" for each in outlet.sources), None
    )
    return [Source(kind=SourceKind.SECTION, url=home)] if home else []


def likely_parts(
    urls: Sequence[str], holes: Sequence[Hole], domains: Sequence[str]
) -> list[str]:
    """The parts of an index that most likely name what was lost."""
    days: set[str] = set()
    months: set[str] = set()
    for hole in holes:
        day = hole.until
        for _ in range(_MOST_DAYS):
            days |= {f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day:%Y%m%d}"}
            months |= {f"{day:%Y-%m}", f"{day:%Y/%m}", f"{day:%Y%m}"}
            day -= timedelta(days=1)
            if day < hole.since - timedelta(days=1):
                break

    def unlikely(url: str) -> tuple[bool, bool, bool]:
        return (
            not any(day in url for day in days),
            not any(month in url for month in months),
            "news" not in url.lower(),
        )

    own = [url for url in urls if not domains or in_domains(url, domains)]
    return sorted(own, key=unlikely)[:MOST_PARTS]


def _is_own(url: str, round_: Round) -> bool:
    outlet = round_.outlet
    if outlet.domains:
        return in_domains(url, outlet.domains)
    return host_of(url) in {host_of(each.url) for each in outlet.sources}


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
