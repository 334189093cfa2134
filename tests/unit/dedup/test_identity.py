"""The addresses of a page: what answered, what is claimed, what is believed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import (
    make_article,
    make_candidate,
    make_known,
    make_link,
    make_outlet,
    make_page,
)

from newswatch.dedup.identity import (
    MOST_ADDRESSES,
    addresses_of,
    amp_original,
    key_of,
    misdirection,
    waylaid,
)
from newswatch.model import RefusalReason
from newswatch.model.revision import Signal

HERALD = make_outlet(domains=("herald.example",))
NUMBERED = make_outlet(domains=("herald.example",), identity=r"-a(\d+)$")
PAGE = "https://herald.example/news/story"


def addresses(page=None, *, outlet=HERALD, canonical=None, link=None):
    article = make_article(canonical_url=canonical)
    page = page or make_page(PAGE)
    return addresses_of(page, article, link or make_link(page.url), outlet)


def test_the_believed_canonical_address_is_the_one_for_readers():
    found = addresses(canonical="https://www.herald.example/news/the-story")
    assert found.url == "https://www.herald.example/news/the-story"
    assert found.url_evidence == "link:canonical"
    assert found.answered_url == PAGE
    assert found.canonical
    # … but never the key under which the article is admitted.
    assert found.address_key == addresses().address_key


@pytest.mark.parametrize(
    "claim",
    [
        "https://elsewhere.example/news/story",
        "https://herald.example/",
        "https://user:pass@herald.example/x",
        "not an address",
        None,
    ],
)
def test_a_claim_that_cannot_be_true_is_not_believed(claim: str | None):
    found = addresses(canonical=claim)
    assert (found.url, found.url_evidence, found.canonical) == (PAGE, "url", ())


def test_a_claim_with_another_number_is_not_believed():
    page = make_page("https://herald.example/news/story-a1")
    other = addresses(
        page, outlet=NUMBERED, canonical="https://herald.example/news/story-a2"
    )
    assert other.canonical == ()
    same = addresses(
        page, outlet=NUMBERED, canonical="https://herald.example/2026/new-slug-a1"
    )
    assert same.url == "https://herald.example/2026/new-slug-a1"


def test_what_was_asked_and_what_answered_are_names_stations_between_are_not():
    page = make_page(
        PAGE,
        requested_url="https://herald.example/s/x",
        redirects=("https://herald.example/s/x", "https://herald.example/consent"),
    )
    found = addresses(page)
    own = set(found.own)
    assert key_of("https://herald.example/s/x", HERALD) in own
    assert key_of(PAGE, HERALD) in own
    assert key_of("https://herald.example/consent", HERALD) not in own


def test_a_guid_is_a_claim_of_its_own_kind():
    found = addresses(link=make_link(PAGE, guid="tag:1"))
    assert len(found.guid) == 1
    assert not set(found.guid) & {*found.own, *found.canonical}


@pytest.mark.parametrize(
    ("address", "plain"),
    [
        ("https://m.herald.example/news/story", PAGE),
        ("https://herald.example/news/story?print=1", PAGE),
        (PAGE, None),
        ("https://herald.example/amp/", None),
        ("https://elsewhere.cdn.ampproject.org/c/s/elsewhere.example/a", None),
    ],
)
def test_a_form_hints_at_its_plain_address(address: str, plain: str | None):
    found = addresses(make_page(address))
    assert found.form == ((key_of(plain, HERALD),) if plain else ())


def test_keys_of_two_outlets_never_meet():
    assert key_of(PAGE, HERALD) != key_of(PAGE, make_outlet("post"))


@pytest.mark.parametrize(
    ("redirected", "signal", "addresses_known", "refused"),
    [
        (True, Signal.ADDRESS, MOST_ADDRESSES, True),
        (True, Signal.ADDRESS, MOST_ADDRESSES - 1, False),
        (True, Signal.TEXT, MOST_ADDRESSES, False),
        (False, Signal.ADDRESS, MOST_ADDRESSES, False),
    ],
)
def test_a_page_that_everything_leads_to_is_no_article_of_theirs(
    redirected: bool, signal: Signal, addresses_known: int, refused: bool
):
    candidate = make_candidate()
    candidate = replace(
        candidate, addresses=replace(candidate.addresses, redirected=redirected)
    )
    relative = make_known(signal, addresses=addresses_known)
    refusal = waylaid(candidate, [relative])
    reason = RefusalReason.CROWDED_ADDRESS if refused else None
    assert (refusal.reason if refusal else None) == reason


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (make_page(PAGE), None),
        (make_page("https://www.herald.example/x"), None),
        (make_page("https://evil.example/x"), RefusalReason.FOREIGN_HOST),
        (
            make_page("https://herald.example/", requested_url=PAGE),
            RefusalReason.REDIRECTED_HOME,
        ),
        (make_page("https://herald.example/"), None),
        (make_page("https://a:b@herald.example/x"), RefusalReason.BAD_ADDRESS),
        (make_page(PAGE + "x" * 3000), RefusalReason.BAD_ADDRESS),
    ],
)
def test_where_a_page_came_from_is_checked(page, reason):
    refusal = misdirection(page, HERALD)
    assert (refusal.reason if refusal else None) == reason


@pytest.mark.parametrize(
    ("url", "is_amp", "canonical", "original"),
    [
        (PAGE + "/amp", False, PAGE, PAGE),
        (
            PAGE,
            True,
            "https://herald.example/news/full",
            "https://herald.example/news/full",
        ),
        (PAGE, True, PAGE, None),
        (PAGE, False, "https://herald.example/news/full", None),
        (PAGE + "/amp", True, "https://elsewhere.example/x", None),
        (PAGE + "/amp", True, None, None),
    ],
)
def test_an_amp_form_leads_to_its_original(url, is_amp, canonical, original):
    article = make_article(canonical_url=canonical, is_amp=is_amp)
    candidate = make_candidate(url, article=article)
    assert amp_original(candidate, HERALD) == original


@pytest.mark.parametrize(
    "led_to", ["/", "/?gone=1", "/index.html", "/en", "/en/", "/en/?from=/news/story"]
)
def test_a_redirect_to_the_front_page_in_any_form_is_no_article(led_to: str):
    outlet = make_outlet(
        domains=("herald.example",), homepage="https://herald.example/en/"
    )
    home = f"https://herald.example{led_to}"
    page = replace(make_page(home), requested_url=PAGE)
    refusal = misdirection(page, outlet)
    assert refusal is not None
    assert refusal.reason is RefusalReason.REDIRECTED_HOME


def test_an_address_on_the_front_page_itself_is_asked_for_what_it_is():
    page = make_page("https://herald.example/?p=4711")
    assert misdirection(page, HERALD) is None
