"""A store, a feed folder and their writer, with real lines in them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from builders import NOON, make_link, make_outlet, make_page
from story_texts import candidate_of, words

from newswatch.dedup.classify import classify
from newswatch.dedup.identity import key_of
from newswatch.feed.jsonl import JsonlFeed
from newswatch.feed.record import Making, Visit, line_of, new_record
from newswatch.feed.taking_back import taking_back
from newswatch.model.revision import Admission, Candidate, Cluster
from newswatch.store.base import Announced, PendingLink
from newswatch.store.repair import make_sound
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

OUTLET = make_outlet("wire")
LISTING = "https://wire.example/rss"
DROP = partial(classify, drop_copies=True)
MAKING = Making(config_hash="sha256:" + "2" * 64, text_policy="full")
LADDER_S = (900.0, 3600.0)


class Desk:
    """Admits articles of the wire, writes its feed, and can be begun again."""

    def __init__(self, folder: Path, *, now: datetime = NOON) -> None:
        self.data = folder
        self.state = folder / "state.db"
        self.folder = folder / "feed"
        self.now = now
        self.open()

    def open(self) -> None:
        """As the relay does at a start."""
        make_sound(self.state, self.now)
        self.store = SqliteStore(self.state)
        taking = taking_back({OUTLET.id: OUTLET}, LADDER_S, self.now)
        self.feed = JsonlFeed(self.folder, self.store, taking)

    def close(self) -> None:
        self.feed.close()
        self.store.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def announce(self, numbers: range) -> tuple[bytes, ...]:
        """The keys among these articles that are not known yet."""
        links = [
            Announced(
                key=key_of(url_of(number), OUTLET), link=make_link(url_of(number))
            )
            for number in numbers
        ]
        listing = SourceState(etag=str(numbers))
        found = self.store.announce(OUTLET.id, LISTING, listing, links, self.now)
        return found.new

    def admit(self, number: int, *, at: datetime | None = None) -> Admission:
        """Article *number*, found on the listing and visited."""
        at = at or self.now
        self.announce(range(number, number + 1))
        key = key_of(url_of(number), OUTLET)
        candidate = candidate_of(
            words(60, number),
            page=str(number),
            headline=f"Story {number}",
            observed_at=at,
        )
        return self.store.admit(candidate, key, DROP, _line, at + timedelta(minutes=15))

    def write(self, first: int, last: int, *, at: datetime | None = None) -> None:
        """Admit the articles *first* to *last* and bring them into the feed."""
        for number in range(first, last + 1):
            self.admit(number, at=at)
        self.feed.pump()

    def files(self) -> dict[str, bytes]:
        paths = sorted(self.folder.glob("*.jsonl"))
        return {path.name: path.read_bytes() for path in paths}

    def beside(self, pattern: str) -> list[Path]:
        return sorted(self.data.rglob(pattern))


def url_of(number: int) -> str:
    return f"https://wire.example/{number}"


def _line(seq: int, event_id: str, cluster: Cluster, candidate: Candidate) -> bytes:
    url = candidate.addresses.url
    pending = PendingLink(
        key=candidate.addresses.own[0],
        outlet_id=OUTLET.id,
        link=make_link(url),
        source_url=LISTING,
        found_at=candidate.observed_at,
    )
    record = new_record(
        seq,
        event_id,
        cluster,
        candidate=candidate,
        outlet=OUTLET,
        visit=Visit(
            page=make_page(url),
            pending=pending,
            run_id="20261123T120000Z-wire-abcd",
            robots="allowed",
        ),
        making=MAKING,
    )
    return line_of(record)
