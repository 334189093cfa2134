"""Addresses and listings under any input: stable forms, and never an exception."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newswatch.dates import YEARS, parse_instant, record_instant
from newswatch.dedup.forms import plain_form
from newswatch.discover import Listing, discover
from newswatch.model import SourceKind
from newswatch.urls import (
    AddressError,
    absolute_url,
    address_key,
    canonical_url,
    check_url,
    host_of,
    in_domains,
    looks_like_amp,
    parse_url,
    request_url,
)

# Pieces from which addresses get into trouble: escapes of escapes, dot segments,
# parameters that end in one another, debris of markup.
CHARACTERS = "abAZ09%/.;=&+?#:@'\"<>[]{}|^`~!*(),$-_ éП\t"
SPELLINGS = (
    "%25 %2f %2E %3B %26 %61 %C3 amp; .. // </a> utm_source=1 ref= a.example "
    ";jsessionid= www. :80 id=7 /(S(abcdefghij0123456789xyz)) &utm_x %E2%80 %00 . &"
)
PIECES = st.sampled_from([*CHARACTERS, *SPELLINGS.split()])
# Any character of Unicode as it is, and any byte escaped, valid UTF-8 or not.
ESCAPES = st.integers(0, 255).map("%{:02x}".format)
PLAIN = st.lists(PIECES, max_size=25)
WILD = st.lists(PIECES | ESCAPES | st.text(max_size=4), max_size=12)
TAILS = (PLAIN | WILD).map("".join)
HOSTS = st.sampled_from(
    [
        "a.example",
        "www.a.example",
        "A.example.",
        "a.example:8080",
        "1.2.3.4",
        "[::1]",
        "bücher.example",
        "a。example",
        "0x7f.1",
        "www.xn--p1ai:443",
        "a..example",
        "m.a.example",
    ]
)
ADDRESSES = st.builds(
    "{}://{}/{}".format, st.sampled_from(["http", "https"]), HOSTS, TAILS
)
# Not well-formed at all: schemes that browsers mend, hosts in disguise, user names,
# ports of every kind, and characters on which parsers disagree.
MENDED = (
    "http:// https:// HTTP: https:/ http:/// https:\\ //a.example ftp:// x: http://@ "
    'http://u:p%40@ http://http:// http://a@b@ http://%61. "http:// <![CDATA[http://'
)
DISGUISED = (
    "a..example a.example.. .a.example 127.1 1.2.3.4. xn-- faß.de Ⅷ.example a%2eexample"
    " a\xad.example a.example:0080 a.example:99999 www.com www.www.a ＡＢ.example"
    " ١.example [::ffff:1.2.3.4] www."
)
ODD = (
    "%2E%2e /../ %2525 %zz %u0041 amp;amp;utm_a=1 amp%3Butm_b ?? #! ]]> ref=a.example"
    " ref=www.a.example ;JSESSIONID=b;c web/2020/http://b// \\ \0 \r \n \x7f \x85"
    " /(S(abcdefghij0123456789xyz)F(abcdefghij0123456789xyz))/ \ufeff \u2028 \ud800 😀"
)
BEGINNINGS = st.sampled_from(["", " ht\ttp://", *MENDED.split(" ")])
DISGUISES, ODDITIES = (st.sampled_from(of.split(" ")) for of in (DISGUISED, ODD))
HOSTILE = st.builds(
    "{}{}{}{}".format,
    BEGINNINGS,
    HOSTS | HOSTS | DISGUISES | st.text(max_size=6),
    st.sampled_from(["/", "", "?", "#", "\\", "//", ":"]),
    st.lists(PIECES | ODDITIES | ESCAPES | st.text(max_size=3), max_size=12).map(
        "".join
    ),
)
IDENTITIES = st.sampled_from([None, r"(\d+)", r"/([a-z]+)", "x(y)?", r"[?&]id=(\w+)"])


def canonical(url: str) -> str | None:
    try:
        return canonical_url(url)
    except AddressError:
        return None


@settings(derandomize=True, max_examples=300, deadline=None)
@given(ADDRESSES | st.text(max_size=40) | st.text(max_size=40).map("http://{}".format))
def test_canonical_form_is_its_own(url: str) -> None:
    form = canonical(url)
    if form is not None:
        assert canonical_url(form) == form
        assert parse_url(form) == form


@settings(derandomize=True, max_examples=1500, deadline=None)
@given(HOSTILE, IDENTITIES)
def test_any_string_has_a_canonical_form_that_is_its_own_or_none(
    text: str, identity: str | None
) -> None:
    form = canonical(text)
    if form is not None:
        assert canonical_url(form) == form
        assert parse_url(form) == form
        assert address_key(form, identity) == address_key(text, identity)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(ADDRESSES, IDENTITIES)
def test_key_is_that_of_the_canonical_form(url: str, identity: str | None) -> None:
    form = canonical(url)
    if form is not None:
        assert address_key(form, identity) == address_key(url, identity)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(ADDRESSES)
def test_what_is_asked_for_is_the_same_page(url: str) -> None:
    try:
        asked = request_url(url)
    except AddressError:
        return
    assert request_url(asked) == asked
    assert check_url(asked) == asked
    assert canonical(asked) == canonical(url)
    assert "#" not in asked


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.text(max_size=60) | TAILS)
def test_no_text_is_more_than_an_address_error(text: str) -> None:
    for form in (parse_url, check_url, canonical_url, request_url):
        for candidate in (text, f"http://{text}", f"http://a.example/{text}"):
            with contextlib.suppress(AddressError):
                form(candidate)
    absolute_url(text, "http://a.example/")
    absolute_url(text, None)
    host_of(text)
    looks_like_amp(text)
    plain_form(f"http://m.a.example/{text}")
    in_domains(f"http://{text}", [text])


DATE_PIECES = "2026 11 23 9 0 - : T Z +03 + . / Nov Mon pm GMT ET h ( ) , 年 오후 %d"
DATES = st.lists(st.sampled_from([" ", *DATE_PIECES.split()]), max_size=14).map("".join)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(DATES | st.text(max_size=40))
def test_date_is_read_within_bounds_or_not_at_all(text: str) -> None:
    instant = parse_instant(text, "Europe/Moscow", (text, "%d %B %Y"))
    if instant is not None:
        assert instant.at.year in YEARS
        again = parse_instant(record_instant(instant.at))
        assert again is not None
        assert abs((again.at - instant.at).total_seconds()) < 0.001


# Garbage that looks like listings gets further in than plain noise.
SCRAPS = (
    b"<rss><channel>|<item>|<link>|http://a.example/1|</link>|<urlset>|<url>|<loc>|"
    b"</loc>|</url>|<sitemapindex>|<feed xmlns='http://www.w3.org/2005/Atom'>|<entry>|"
    b"<a href='/2026/11/23/x-12345'>|</a>|<!--|<![CDATA[|]]>|&|&#0;|'?>|<!DOCTYPE x [|"
    b"{|<?xml version='1.0' encoding='|punycode|\x00|\xff\xfe|\xef\xbb\xbf|"
    b"\x1f\x8b\x08|<base href='|>|<pubDate>|Mon, 23 Nov 2026|<title>|<guid>|"
    b" xml:base='//['"
)
MARKUP = st.lists(st.sampled_from(SCRAPS.split(b"|")), max_size=25).map(b"".join)


@pytest.mark.parametrize("kind", SourceKind)
@settings(derandomize=True, max_examples=120, deadline=None)
@given(
    body=st.binary(max_size=300) | MARKUP,
    content_type=st.none() | st.sampled_from(["text/xml; charset=x", "text/html", ""]),
    link=st.sampled_from(["", "a", "//a", "["]),
)
def test_any_bytes_end_in_a_listing(
    kind: SourceKind, body: bytes, content_type: str | None, link: str
) -> None:
    listing = discover(
        body, kind=kind, url="https://a.example/x", content_type=content_type, link=link
    )
    assert isinstance(listing, Listing)
    for found in listing.links:
        assert check_url(found.url) == found.url
    for further in listing.more:
        assert check_url(further) == further
    seen = [canonical_url(found.url) for found in listing.links]
    assert len(seen) == len(set(seen))
