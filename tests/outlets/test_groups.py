"""Groups: each has its meaning in docs/outlets.md, and holds what that says."""

from __future__ import annotations

import re

import pytest
from catalogue import COUNTRIES, ROOT, outlets

#: group of a place → the countries of its outlets
PLACES = {
    "russia": "RU",
    "ukraine": "UA",
    "us": "US",
    "canada": "CA",
    "latin_america": "MX PY",
    "uk": "GB",
    "germany": "DE",
    "austria": "AT",
    "switzerland": "CH",
    "france": "FR",
    "italy": "IT",
    "spain": "ES",
    "nordics": "DK GL IS NO SE",
    "europe": "AT BE CH CZ DE DK ES FR GB IS IT LI LT LU NO PL PT SE UA",
    "middle_east": "IL LB TR",
    "asia": "CN ID IN JP KR MY TW VN",
    "japan": "JP",
    "africa": "NA TZ ZA",
    "australia": "AU",
}
SUBJECTS = ("tech", "sport", "culture")
#: writes about Russia from abroad
EXILES = {"meduza"}
#: the only outlet of its group that is known so far
ALONE = {"ukraine"}

MEMBERS = {
    group: [made for made in outlets() if group in made.groups]
    for group in sorted({group for made in outlets() for group in made.groups})
}


def documented() -> list[str]:
    page = (ROOT / "docs" / "outlets.md").read_text(encoding="utf-8")
    return re.findall(r"^\| `(\w+)` \| ", page, re.MULTILINE)


def test_page_has_every_group_once_and_no_other() -> None:
    assert sorted(documented()) == list(MEMBERS)


@pytest.mark.parametrize("group", MEMBERS)
def test_group_is_worth_a_name(group: str) -> None:
    assert (len(MEMBERS[group]) == 1) == (group in ALONE)


@pytest.mark.parametrize("group", PLACES)
def test_outlets_of_a_place_are_from_there(group: str) -> None:
    countries = set(PLACES[group].split())

    assert countries <= COUNTRIES
    assert {made.id for made in MEMBERS[group] if made.country not in countries} == (
        EXILES if group == "russia" else set()
    )


@pytest.mark.parametrize("group", sorted(PLACES.keys() - {"france"}))
def test_group_of_a_place_has_all_general_news_from_there(group: str) -> None:
    missing = [
        made.id
        for made in outlets()
        if made.country in PLACES[group].split()
        and not set(made.groups) & {group, *SUBJECTS}
    ]

    assert missing == []


def test_france_has_all_but_the_one_that_is_europes() -> None:
    elsewhere = {
        made.id
        for made in outlets()
        if made.country == "FR" and "france" not in made.groups
    }

    assert elsewhere == {"euronews", "euronews_de", "euronews_fr"}


def test_outlet_of_one_subject_is_in_no_group_of_a_place() -> None:
    both = [
        made.id
        for made in outlets()
        if bool(set(made.groups) & PLACES.keys())
        == bool(set(made.groups) & {*SUBJECTS})
    ]

    assert both == []


def test_nobody_is_independent_and_a_states() -> None:
    states = {made.id for made in MEMBERS["state_media"]}

    assert states.isdisjoint(made.id for made in MEMBERS["independent"])


def test_groups_of_an_entry_stand_in_the_order_of_the_page() -> None:
    order = documented()
    for made in outlets():
        assert list(made.groups) == sorted(made.groups, key=order.index), made.id
