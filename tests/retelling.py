"""Looks at invented articles until it is stopped: python -m retelling STATE FIRST.

Each hour brings an article, and a listing that says of the last dozen that they were
modified. Each line on standard output is the number of an hour that is over.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from itertools import count

from builders import NOON, make_link
from looking import LISTING, Desk
from story_texts import words

from newswatch.dedup.identity import key_of
from newswatch.store.base import Announced
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

#: articles of which the listing still speaks
LISTED = 12
#: hours for which an article stays as it is
_PACE = 2


def serve(desk: Desk, hour: int) -> None:
    """The site in one hour: some pages edited, some gone, some back."""
    desk.site = {}
    for number in range(max(0, hour - LISTED), hour + 1):
        age = (hour - number) // _PACE
        text = [" ".join(words(30, 100 * number + part)) for part in range(4)]
        text[0] += f" Now {age} are known."
        at = f"https://herald.example/{number}"
        gone = number % 3 == 0 and 1 <= age <= 4
        desk.serve(*text, at=at, status=410 if gone else 200, title=f"Story {number}")


def one_hour(desk: Desk, hour: int) -> None:
    desk.now = NOON + timedelta(hours=hour)
    serve(desk, hour)
    links = [make_link(url, modified_at=desk.now) for url in desk.site]
    listing = SourceState(etag=str(hour))
    if desk.store.source_state(desk.outlet.id, LISTING) != listing:
        announced = [
            Announced(key=key_of(link.url, desk.outlet), link=link) for link in links
        ]
        desk.store.announce(desk.outlet.id, LISTING, listing, announced, desk.now)
    # Every ten hours pages are read in another way, and looks keep what they say then.
    extractor = f"reader {hour // 10}"
    desk.admit_owed(extractor=extractor)
    desk.look(extractor=extractor)


def open_desk(path: str) -> Desk:
    return Desk(SqliteStore(path))


def main() -> None:
    desk = open_desk(sys.argv[1])
    for hour in count(int(sys.argv[2])):
        one_hour(desk, hour)
        print(hour, flush=True)


if __name__ == "__main__":
    main()
