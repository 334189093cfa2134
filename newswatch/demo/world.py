"""The invented outlets: which story stands where, and how it is announced.

Three kinds of listing, one an outlet; between them they hold what makes real ones
hard: one article under four addresses, an agency's report at two outlets, a page that
robots.txt forbids, a dead link, a page that is gone but answers 200, a page that never
says its date, an address whose query is its name, a page in windows-1251, a question
for consent and a check for robots where articles should be.

Between the first edition and the second one story is edited, one is new, and one is
taken down.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from newswatch.demo.newsroom import (
    Edition,
    Entry,
    Fate,
    Form,
    Listing,
    Newsroom,
    Page,
)
from newswatch.demo.story import stories
from newswatch.model import SourceKind

_STORY = stories()
_AGENCY = ("Demo Wire",)


def _ago(hours: int, minutes: int = 0) -> timedelta:
    return timedelta(hours=hours, minutes=minutes)


_ENVOYS = Page(
    pattern="/{day:%Y/%m/%d}/envoys-meet-in-valletta-a4101",
    story=_STORY["envoys_meet"],
    later=_STORY["envoys_meet_later"],
    age=_ago(0, 40),
    short="/s/x7kq",
    amp=True,
)
_HERALD_TIMETABLE = Page(
    pattern="/{day:%Y/%m/%d}/talks-timetable-a4102",
    story=_STORY["talks_timetable"],
    credit=_AGENCY,
    age=_ago(1, 5),
)
_ESCORT_FEES = Page(
    pattern="/{day:%Y/%m/%d}/icebreaker-fees-a4103",
    story=_STORY["icebreaker_fees"],
    age=_ago(2, 10),
)
_LIBRARY = Page(
    pattern="/{day:%Y/%m/%d}/library-reopens-a4104",
    story=_STORY["library_reopens"],
    age=_ago(3, 15),
)
_HOCKEY = Page(
    pattern="/{day:%Y/%m/%d}/hockey-tour-opens-a4105",
    story=_STORY["hockey_tour"],
    age=_ago(4, 30),
)
_GUIDE = Page(
    pattern="/analysis/what-washington-and-moscow-want",
    story=_STORY["what_both_want"],
    dated=False,
    age=_ago(5),
)
_BRIDGE = Page(
    pattern="/{day:%Y/%m/%d}/harbour-bridge-closed-a4088",
    fate=Fate.GONE,
    title="Harbour bridge closed for a day, inspectors say",
    age=_ago(20),
)
_MARKET_HALL = Page(
    pattern="/{day:%Y/%m/%d}/market-hall-poll-a4091",
    fate=Fate.GONE_SOFTLY,
    title="Most stallholders would keep the market hall, poll finds",
    age=_ago(22),
)
_COUNTERS = Page(
    pattern="/{day:%Y/%m/%d}/consulates-reopen-counters-a4106",
    fate=Fate.CONSENT,
    title="Consulates to reopen their counters before the next round of talks",
    age=_ago(1, 50),
)
_DONATE = Page(
    pattern="/donate", fate=Fate.UNWANTED, title="Support the Herald", age=_ago(23)
)

HERALD = Newsroom(
    id="demo_herald",
    name="The Demo Herald",
    inserts=((2, "appeal.html"), (4, "letter.html")),
    pages=(
        _ENVOYS,
        _HERALD_TIMETABLE,
        _ESCORT_FEES,
        _LIBRARY,
        _HOCKEY,
        _GUIDE,
        _BRIDGE,
        _MARKET_HALL,
        _COUNTERS,
        _DONATE,
    ),
    listings=(
        Listing(
            kind=SourceKind.FEED,
            path="/rss.xml",
            template="rss.xml",
            content_type="application/rss+xml; charset=utf-8",
            entries=(
                Entry(page=_ENVOYS, form=Form.SHORT),
                Entry(page=_ENVOYS),
                Entry(page=_HERALD_TIMETABLE),
                Entry(page=_ENVOYS, form=Form.AMP),
                Entry(page=_ESCORT_FEES, form=Form.TRACKED),
                Entry(page=_LIBRARY, form=Form.TRACKED),
                Entry(page=_HOCKEY),
                Entry(page=_GUIDE),
                Entry(page=_ENVOYS, form=Form.TRACKED),
                Entry(page=_BRIDGE),
                Entry(page=_MARKET_HALL),
                Entry(page=_COUNTERS),
                Entry(page=_DONATE),
            ),
        ),
    ),
)

_WIRE_TIMETABLE = Page(
    pattern="/news/talks-timetable-dw2201",
    story=_STORY["talks_timetable"],
    age=_ago(1, 20),
)
_NEGOTIATOR = Page(
    pattern="/news/new-chief-negotiator-dw2202",
    story=_STORY["new_negotiator"],
    age=_ago(2),
)
_ARCTIC_RULES = Page(
    pattern="/news/arctic-rules-talks-dw2203",
    story=_STORY["arctic_rules"],
    age=_ago(3),
)
_PEARS = Page(
    pattern="/news/pear-harvest-dw2204",
    story=_STORY["orchard_harvest"],
    age=_ago(4),
    delay_s=0.5,
)
_REPAIRS = Page(
    pattern="/news/repair-cafe-ten-years-dw2205",
    story=_STORY["repair_cafe"],
    age=_ago(5),
)
_WIRE_PORT = Page(
    pattern="/report?id=2206", story=_STORY["port_expansion"], age=_ago(6)
)
_AIR_GROUP = Page(
    pattern="/news/air-group-meets-dw2207",
    story=_STORY["air_group_meets"],
    first=2,
)
_STAFFING = Page(
    pattern="/news/embassy-staffing-dw2208",
    fate=Fate.CHALLENGE,
    title="Embassies of US and Russia to get back a third of their staff",
    age=_ago(7),
)
_WIRE_PAGES = (
    _AIR_GROUP,
    _WIRE_TIMETABLE,
    _NEGOTIATOR,
    _ARCTIC_RULES,
    _PEARS,
    _REPAIRS,
    _WIRE_PORT,
    _STAFFING,
)

WIRE = Newsroom(
    id="demo_wire",
    name="Demo Wire",
    inserts=((2, "letter.html"),),
    pages=_WIRE_PAGES,
    listings=(
        Listing(
            kind=SourceKind.NEWS_SITEMAP,
            path="/news-sitemap.xml",
            template="sitemap.xml",
            content_type="application/xml",
            entries=tuple(Entry(page=page) for page in _WIRE_PAGES),
        ),
    ),
)

_EXPORTERS = Page(
    pattern="/world/sanctions-signal-p31001",
    story=_STORY["sanctions_signal"],
    last=1,
    age=_ago(1),
)
_POST_PORT = Page(
    pattern="/arctic/northern-port-quay-p31002",
    story=_STORY["port_expansion"],
    title="Small town, long quay: a northern port bets on container ships",
    credit=_AGENCY,
    age=_ago(5, 20),
)
_SEABIRDS = Page(
    pattern="/world/seabirds-return-p31003",
    story=_STORY["seabird_count"],
    age=_ago(6, 10),
)
_TRAMS = Page(
    pattern="/world/tram-pay-talks-p31004",
    story=_STORY["transit_strike"],
    age=_ago(7),
    former="/world/trams-stand-still-p31004",
)
_ROUND = Page(
    pattern="/мир/раунд-переговоров-p31005",
    story=_STORY["cyrillic_round"],
    age=_ago(2, 30),
    encoding="windows-1251",
)
_INSURERS = Page(
    pattern="/arctic/insurers-price-of-ice-p31006",
    story=_STORY["insurers_ice"],
    age=_ago(8),
    free=False,
)
_CALENDAR = Page(
    pattern="/world/three-rounds-in-six-weeks-p31007",
    story=_STORY["talks_timetable_cut"],
    credit=_AGENCY,
    age=_ago(0, 55),
)
_SEATS = Page(
    pattern="/members/who-sits-where-p31009",
    story=_STORY["members_briefing"],
    fate=Fate.FORBIDDEN,
    age=_ago(1, 30),
)
_CRUISE = Page(
    pattern="/partner/northern-lights-cruise-p31010",
    fate=Fate.UNWANTED,
    title="Northern lights from a warm bath: our partner's cruise",
)
_POST_DESKS = tuple(
    Page(pattern=path, fate=Fate.UNWANTED, title=title)
    for path, title in {
        "/subscribe": "Become a member",
        "/about": "About us",
        "/tag/arctic": "All on the Arctic",
        "/author/nora-quill": "Nora Quill",
    }.items()
)

POST = Newsroom(
    id="demo_post",
    name="The Demo Post",
    inserts=((2, "appeal.html"), (3, "letter.html")),
    utc_offset_h=1,
    pages=(
        _EXPORTERS,
        _POST_PORT,
        _SEABIRDS,
        _TRAMS,
        _ROUND,
        _INSURERS,
        _CALENDAR,
        _SEATS,
        _CRUISE,
        *_POST_DESKS,
    ),
    listings=(
        Listing(
            kind=SourceKind.SECTION,
            path="/world",
            template="world.html",
            content_type="text/html; charset=utf-8",
            entries=(
                Entry(page=_EXPORTERS),
                Entry(page=_CALENDAR),
                Entry(page=_SEATS),
                Entry(page=_ROUND),
                Entry(page=_SEABIRDS),
                Entry(page=_TRAMS),
                Entry(page=_TRAMS, form=Form.FORMER),
            ),
        ),
        Listing(
            kind=SourceKind.SECTION,
            path="/arctic",
            template="arctic.html",
            content_type="text/html; charset=utf-8",
            entries=(
                Entry(page=_POST_PORT),
                Entry(page=_SEABIRDS),
                Entry(page=_INSURERS),
            ),
        ),
    ),
)

#: in the order of the demo's hosts
WORLD = (HERALD, WIRE, POST)


def editions(bases: Mapping[str, str], now: datetime, number: int = 1) -> list[Edition]:
    """Every newsroom, in its edition *number*, where *bases* says for its id.

    A base is scheme, host and port, without a slash at the end; *now* has a zone.
    """
    return [
        Edition(
            newsroom=newsroom.as_of(number),
            base=bases[newsroom.id],
            now=now,
            number=number,
        )
        for newsroom in WORLD
    ]
