"""Which article or address a reference of `why` stands for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from builders import NOON, make_announced, make_candidate
from crawl_folder import write_watch

from newswatch.cli.why_case import Case, Status, case_of
from newswatch.config import Configuration, load
from newswatch.dedup.classify import classify
from newswatch.errors import UsageError
from newswatch.model.revision import article_id, seen_key
from newswatch.store import Lookup, open_lookup
from newswatch.store.sqlite import SqliteStore
from newswatch.store.states import SourceState

WATCH = """
[[outlet]]
id = "herald"
domains = ["herald.example"]
source = [{ kind = "feed", url = "https://herald.example/rss" }]
[[outlet]]
id = "numbered"
domains = ["numbered.example"]
identity = '/(\\d+)'
source = [{ kind = "feed", url = "https://numbered.example/rss" }]
"""
#: an article whose id begins with six digits and no letter
DIGITS = next(
    url
    for number in count()
    if article_id("herald", url := f"https://herald.example/{number}")[3:9].isdigit()
)


class Here:
    def __init__(self, folder: Path) -> None:
        (folder / "data").mkdir()
        self.configuration: Configuration = load(write_watch(folder, WATCH))
        self.store = SqliteStore(folder / "data" / "state.db")
        self._opened: list[Lookup] = []

    def admit(self, url: str, outlet_id: str = "herald", **changes: object) -> str:
        made = make_candidate(url, outlet_id=outlet_id, topics=(), words=url, **changes)
        mark = partial(classify, drop_copies=False)
        return self.store.admit(made, None, mark, lambda *_: b"").article_id

    def announce(self, url: str) -> None:
        links = [make_announced(url)]
        self.store.announce(
            "herald", "https://herald.example/rss", SourceState(), links, NOON
        )

    def ask(self, ref: str) -> Case:
        lookup = open_lookup(self.configuration.options, self.configuration.data_dir)
        assert lookup is not None
        self._opened.append(lookup)
        return case_of(ref, self.configuration, lookup)

    def close(self) -> None:
        for lookup in self._opened:
            lookup.close()
        self.store.close()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    made = Here(tmp_path)
    yield made
    made.close()


def test_an_id_of_digits_is_no_record_that_is_missing(here: Here):
    id_ = here.admit(DIGITS)
    assert here.ask(id_[3:9]).article_id == id_
    with pytest.raises(UsageError, match="no record"):
        here.ask("#" + id_[3:9])


@pytest.mark.parametrize(
    "form",
    [
        "https://herald.example/a",
        "http://www.herald.example/a/",
        "HTTPS://Herald.Example/a?utm_source=feed#comments",
    ],
)
def test_an_address_is_known_in_every_form(here: Here, form: str):
    id_ = here.admit("https://herald.example/a")
    assert here.ask(form).article_id == id_


def test_a_short_link_is_known_by_the_outlet_that_announced_it(here: Here):
    here.announce("https://short.example/x1")
    case = here.ask("https://short.example/x1")
    assert (case.status, case.outlet_id) == (Status.PENDING, "herald")


def test_what_names_an_article_of_one_outlet_names_none_of_another(here: Here):
    here.admit("id:77", outlet_id="numbered")
    assert here.ask("https://numbered.example/77/talks").article_id
    assert here.ask("https://herald.example/77").status is Status.UNDISCOVERED
    assert here.ask("https://elsewhere.example/77").status is Status.UNDISCOVERED


def test_a_form_that_points_on_is_followed_to_its_article(here: Here):
    here.announce("https://herald.example/amp/a")
    amp = seen_key("herald", "https://herald.example/amp/a")
    full = make_announced("https://herald.example/a")
    here.store.reroute(amp, full, NOON)
    case = here.ask("https://herald.example/amp/a")
    assert case.passed == ("https://herald.example/amp/a",)
    id_ = here.admit("https://herald.example/a")
    case = here.ask("https://herald.example/amp/a")
    assert (case.article_id, case.status) == (id_, Status.OFF_TOPIC)


def test_an_address_that_is_owed_is_pending_though_a_page_names_it(here: Here):
    here.announce("https://herald.example/b")
    here.admit("https://herald.example/a", claims=("https://herald.example/b",))
    assert here.ask("https://herald.example/b").status is Status.PENDING


@pytest.mark.parametrize(
    ("reason", "again", "status"),
    [
        ("http-404", True, Status.FAILED),
        ("http-404", False, Status.FAILED),
        ("robots", True, Status.QUARANTINED),
        ("not-article", False, Status.QUARANTINED),
    ],
)
def test_a_reason_tells_what_failed_from_what_is_kept_out(
    here: Here, reason: str, again: bool, status: Status
):
    here.announce("https://herald.example/a")
    key = seen_key("herald", "https://herald.example/a")
    here.store.settle(
        key, "https://herald.example/a", reason, NOON, NOON if again else None
    )
    case = here.ask("https://herald.example/a")
    assert (case.status, case.owed is not None) == (status, again)


def test_a_beginning_that_several_ids_have_names_them(here: Here):
    # With 17 ids two begin with the same digit of 16.
    ids = [here.admit(f"https://herald.example/{n}") for n in range(17)]
    first = next(i for i in ids if sum(j[:4] == i[:4] for j in ids) > 1)
    with pytest.raises(UsageError, match="several") as told:
        here.ask(first[:4])
    assert told.value.help is not None
    assert first in told.value.help
