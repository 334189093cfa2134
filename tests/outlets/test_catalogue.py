"""Every file of the catalogue: it loads, it is what its name says, it is well made."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from zoneinfo import available_timezones

import ada_url
import pytest
from catalogue import COUNTRIES, IDS, LANGUAGES, document, outlet, outlets

from newswatch.config import load
from newswatch.config.outlet_table import outlet_mistakes, outlet_warnings
from newswatch.model import Outlet, SourceKind
from newswatch.urls import in_domains, request_url

each_entry = pytest.mark.parametrize("outlet_id", IDS)

#: hosts that serve an outlet's feed though none of its articles stands there
FEED_HOSTS = {"e00-elmundo.uecdn.es": "el_mundo"}
#: in the order of docs/settings.md
KEYS = [field.alias or name for name, field in Outlet.model_fields.items()]


def addresses(made: Outlet) -> list[str]:
    return [made.homepage or "", *(source.url for source in made.sources)]


def twice(values: list[str]) -> list[str]:
    return [value for value, number in Counter(values).items() if number > 1]


def test_there_is_a_catalogue() -> None:
    assert len(IDS) >= 150


def test_all_of_it_is_what_an_empty_folder_loads(tmp_path: Path) -> None:
    found = load(tmp_path, {}).outlets

    assert {id_: found[id_] for id_ in IDS} == {id_: outlet(id_) for id_ in IDS}
    assert sorted(found) == IDS


@each_entry
def test_file_has_no_mistake_and_no_oddity(outlet_id: str) -> None:
    found = document(outlet_id)

    assert outlet(outlet_id).id == outlet_id
    assert [str(mistake) for mistake in outlet_mistakes(found)] == []
    assert [str(warning) for warning in outlet_warnings(found)] == []


@each_entry
def test_entry_says_who_publishes_and_where_it_announces(outlet_id: str) -> None:
    made = outlet(outlet_id)

    assert {"name", "domains"} <= document(outlet_id).data.keys()
    assert made.homepage
    assert made.sources
    assert made.groups
    assert made.country in COUNTRIES
    assert made.timezone in available_timezones()
    assert made.languages
    for language in made.languages:
        primary = language.partition("-")[0]
        assert primary in LANGUAGES or len(primary) == 3, language


@each_entry
def test_keys_stand_in_the_same_order_everywhere(outlet_id: str) -> None:
    keys = list(document(outlet_id).data)

    assert keys == sorted(keys, key=KEYS.index)


@each_entry
def test_addresses_are_well_formed_and_the_outlets_own(outlet_id: str) -> None:
    made = outlet(outlet_id)

    for address in addresses(made):
        url = ada_url.URL(address)
        # As they stand, so that nothing has to be normalised before it is compared.
        assert url.href == address
        assert not url.hash
        assert request_url(address) == address, "a tracking parameter"
        own = in_domains(address, made.domains)
        assert own or FEED_HOSTS.get(url.hostname) == outlet_id, address


@each_entry
def test_unencrypted_only_where_the_home_page_is(outlet_id: str) -> None:
    made = outlet(outlet_id)
    schemes = {address.partition(":")[0] for address in addresses(made)}

    assert len(schemes) == 1
    assert schemes == {"https"} or outlet_id == "peoples_daily"


@each_entry
def test_domains_are_hosts_in_canonical_form(outlet_id: str) -> None:
    for domain in document(outlet_id).data["domains"]:
        assert ada_url.URL(f"https://{domain}/").host == domain


@each_entry
def test_home_page_is_a_section_only_for_want_of_anything_else(outlet_id: str) -> None:
    made = outlet(outlet_id)

    if made.homepage in [source.url for source in made.sources]:
        assert [source.kind for source in made.sources] == [SourceKind.SECTION]


@each_entry
def test_rules_on_links_compile_and_take_no_home_page(outlet_id: str) -> None:
    made = outlet(outlet_id)

    for pattern in (*made.link_allow, *made.link_deny):
        assert not re.search(pattern, made.homepage or ""), pattern


def test_no_source_is_anywhere_twice() -> None:
    everywhere = [source.url for made in outlets() for source in made.sources]

    assert twice([re.sub(r"^https?://(www\.)?|/$", "", u) for u in everywhere]) == []


def test_no_two_outlets_claim_one_host() -> None:
    claims = [(domain, made.id) for made in outlets() for domain in made.domains]
    shared = [
        (domain, other, claimed)
        for domain, other in claims
        for claimed, claimant in claims
        if claimant != other and in_domains(f"https://{domain}/", [claimed])
    ]

    assert shared == []


def test_no_two_outlets_have_one_name() -> None:
    assert twice([made.name.casefold() for made in outlets()]) == []


def test_every_file_but_one_with_rules_is_short() -> None:
    long = [id_ for id_ in IDS if document(id_).text.count("\n") > 40]

    assert [id_ for id_ in long if not outlet(id_).rules] == []
