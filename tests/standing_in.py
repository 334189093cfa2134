"""Withdraws lines whose copies were left out: python -m standing_in STATE FIRST.

Each hour the wire brings a story, and the post has it too; some hours later the wire
takes it back, and every third time the post does so as well. Each line on standard
output is the number of an hour that is over.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from itertools import count

from builders import NOON, make_link
from looking import Desk
from story_texts import words

from newswatch.dedup.identity import key_of
from newswatch.store.base import Announced
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

OUTLETS = ("wire", "post")
#: hours that a story stands at the wire, and hours in which it is then looked for
STANDS, LOOKED_FOR = 2, 8


def open_desks(path: str) -> list[Desk]:
    store = SqliteStore(path)
    return [Desk(store, name) for name in OUTLETS]


def one_hour(desks: list[Desk], hour: int) -> None:
    for desk in desks:
        desk.now = NOON + timedelta(hours=hour)
        serve(desk, hour)
        listing = f"https://{desk.outlet.id}.example/rss"
        state = SourceState(etag=str(hour))
        if desk.store.source_state(desk.outlet.id, listing) != state:
            links = [make_link(url) for url in list(desk.site)[-1:]]
            announced = [
                Announced(key=key_of(k.url, desk.outlet), link=k) for k in links
            ]
            desk.store.announce(desk.outlet.id, listing, state, announced, desk.now)
        desk.admit_owed()
        desk.look()


def serve(desk: Desk, hour: int) -> None:
    desk.site = {}
    is_wire = desk.outlet.id == "wire"
    for number in range(max(0, hour - STANDS - LOOKED_FOR), hour + 1):
        gone = hour - number >= STANDS and (is_wire or number % 3 == 0)
        desk.serve(
            " ".join(words(80 + 10 * is_wire, number)),
            at=f"https://{desk.outlet.id}.example/{number}",
            status=410 if gone else 200,
            title=f"Story {number}",
        )


def main() -> None:
    desks = open_desks(sys.argv[1])
    for hour in count(int(sys.argv[2])):
        one_hour(desks, hour)
        print(hour, flush=True)


if __name__ == "__main__":
    main()
