"""Addresses: what may be asked, what is the same page, what must stay two pages."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from newswatch.urls import (
    MAX_LENGTH,
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

ARTICLE = "https://news.example/2026/11/23/talks-a81234"
IDENTITY = r"-a(\d+)(?:/(?:amp|pdf))?/?(?:[?#].*)?$"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("ftp://news.example/a", "scheme"),
        ("data:text/html,x", "scheme"),
        ("http://user@news.example/", "credentials"),
        ("http://user:pass@news.example/", "credentials"),
        ("http://:pass@news.example/", "credentials"),
        ("http://news.example\\@127.0.0.1/", "backslash"),
        ("http://news.example/a\\b", "backslash"),
        ("http://news.example/a\nb", "control-character"),
        ("http://news.example/a\x7fb", "control-character"),
        ("http://news.example/a\x85b", "control-character"),
        ("http://news.example/a%00b", "control-character"),
        ("http://news.example/" + "a" * MAX_LENGTH, "too-long"),
        ("http://news.example/" + "é" * 400, "too-long"),
        ("http://", "not-an-address"),
        ("http://news.example:99999/", "not-an-address"),
        ("http://1.2.3.4.5/", "not-an-address"),
        ("/relative", "not-an-address"),
        ("", "not-an-address"),
        ("http://news.example/\ud800", "not-an-address"),
    ],
)
def test_gate_refuses_with_a_stable_word(address: str, reason: str) -> None:
    with pytest.raises(AddressError) as caught:
        check_url(address)
    assert caught.value.reason == reason


def test_gate_never_repeats_a_password() -> None:
    with pytest.raises(AddressError) as caught:
        check_url("http://user:hunter2@news.example/a\\b")
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "href"),
    [
        ("HTTP://News.Example:80/A", "http://news.example/A"),
        (" https://news.example/a \n", "https://news.example/a"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
    ],
)
def test_gate_gives_the_href_that_browsers_see(address: str, href: str) -> None:
    assert check_url(address) == href


def test_gate_lets_an_address_of_full_length_through() -> None:
    address = "http://news.example/"
    address += "a" * (MAX_LENGTH - len(address))
    assert check_url(address) == address


@pytest.mark.parametrize(
    ("href", "absolute"),
    [
        ("/a", "https://news.example/a"),
        ("b?c=1#d", "https://news.example/section/b?c=1#d"),
        ("//other.example/a", "https://other.example/a"),
        ("?page=2", "https://news.example/section/?page=2"),
        ("\n  /a  \n", "https://news.example/a"),
        ("<![CDATA[https://news.example/a]]>", "https://news.example/a"),
        ('https://news.example/a">', "https://news.example/a"),
        ("https://news.example/a</a></p>", "https://news.example/a"),
        ("", None),
        ("   ", None),
        ("mailto:desk@news.example", None),
        ("javascript:void(0)", None),
        ("\\\\other.example\\a", None),
        ("https://u:p@news.example/", None),
        ("http://[::1", None),
    ],
)
def test_links_are_resolved_or_refused(href: str, absolute: str | None) -> None:
    assert absolute_url(href, "https://news.example/section/") == absolute


def test_relative_link_without_a_base_is_refused() -> None:
    assert absolute_url("/a", None) is None
    assert absolute_url(ARTICLE, None) == ARTICLE


def test_parsing_alone_has_no_gate() -> None:
    assert parse_url("\\a", "http://u@h/") == "http://u@h/a"
    with pytest.raises(AddressError):
        parse_url("//", "http://h/")


TRACKING = (
    "utm_source utm_id utmcsr __utma fbclid gclid gbraid mc_cid mc_eid msclkid yclid "
    "ysclid _openstat igshid twclid ttclid mtm_campaign pk_kwd at_medium xtor wt_zmc "
    "wt.mc_id _hsenc hsa_cam mkt_tok vero_id oly_enc_id s_cid guce_referrer _ga"
)

SAME = [
    ("HTTP://NEWS.example:80/", "http://news.example"),
    ("https://news.example/a#comments", "https://news.example/a"),
    ("https://news.example/a?", "https://news.example/a"),
    ("https://news.example/a?&&", "https://news.example/a"),
    ("https://news.example./a", "https://news.example/a"),
    ("https://news.example//a///b", "https://news.example/a/b"),
    ("https://news.example/x/../a", "https://news.example/a"),
    ("https://news.example/%7ea%2d%c3%a9", "https://news.example/~a-%C3%A9"),
    ("https://news.example/é", "https://news.example/%C3%A9"),
    ("https://news.example/it%27s,99", "https://news.example/it's%2C99"),
    ("https://news.example/?q=a+b", "https://news.example/?q=a%20b"),
    ("https://news.example/?q=", "https://news.example/?q"),
    ("https://news.example/?b=&a=1", "https://news.example/?a=1&b="),
    ("https://news.example/?b=2&a=1", "https://news.example/?a=1&b=2"),
    ("https://news.example/?a=1&amp;b=2", "https://news.example/?a=1&b=2"),
    ("https://news.example/a;jsessionid=F0A", "https://news.example/a"),
    ("https://news.example/(S(lit3py55t21z5v55vlm25s55))/a", "https://news.example/a"),
    ("https://news.example/a&utm_source=x&utm_medium=y", "https://news.example/a"),
    ("https://news.example/a&", "https://news.example/a"),
    ("https://news.example/a?ASPSESSIONIDQQ=X", "https://news.example/a"),
    ("https://user:pass@news.example/a", "https://news.example/a"),
    ("https://news.example/a?utm_source=x&id=7", "https://news.example/a?id=7"),
    ("https://news.example/a?UTM_Source=x", "https://news.example/a"),
    ("https://news.example/a?id=7&fbclid=x", "https://news.example/a?id=7"),
    ("https://news.example/a?id=7&amp;utm_medium=x", "https://news.example/a?id=7"),
    ("https://news.example/a?ref=news.example", "https://news.example/a"),
]

DIFFERENT = [
    ("https://news.example/a", "https://news.example/A"),
    ("https://news.example/a", "https://other.example/a"),
    ("https://news.example/a", "https://news.example:8443/a"),
    ("https://news.example/a", "https://news.example/a/b"),
    ("https://news.example/a%2Fb", "https://news.example/a/b"),
    ("https://news.example/a%3Fb", "https://news.example/a?b"),
    ("https://news.example/a+b", "https://news.example/a%20b"),
    ("https://news.example/a%252F", "https://news.example/a%2F"),
    ("https://news.example/?q=a%26b=1", "https://news.example/?q=a&b=1"),
    ("https://news.example/?q=a%2Bb", "https://news.example/?q=a+b"),
    ("https://news.example/?a=1&a=2", "https://news.example/?a=2&a=1"),
    ("https://news.example/?2026&11&23", "https://news.example/?2026&23&11"),
    ("https://news.example/?a=b%3Dc", "https://news.example/?a=b"),
    ("https://news.example/news.php?cid=101", "https://news.example/news.php?cid=102"),
    ("https://news.example/?sid=1", "https://news.example/?sid=2"),
    ("https://news.example/?p=1", "https://news.example/?p=2"),
    ("https://news.example/?article=1", "https://news.example/?article=2"),
    ("https://news.example/?session=1", "https://news.example/?session=2"),
    ("https://news.example/?source=a", "https://news.example/?source=b"),
    ("https://news.example/?ref=a", "https://news.example/?ref=b"),
    ("https://news.example/a&b", "https://news.example/a"),
    ("https://news.example/a&utm_x/b", "https://news.example/a/b"),
    ("https://news.example/(S(short))/a", "https://news.example/a"),
    ("https://news.example/?gl=de", "https://news.example/?gl=fr"),
    ("https://news.example/?uid=1", "https://news.example/?uid=2"),
    ("https://news.example/a", "https://news.example/a?amp=1"),
    (
        "https://web.archive.org/web/2013/https://a.example/",
        "https://web.archive.org/web/2013/https:/a.example/",
    ),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_spellings_of_one_page_are_one(one: str, other: str) -> None:
    assert canonical_url(one) == canonical_url(other)
    assert address_key(one, None) == address_key(other, None)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_pages_stay_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)
    assert address_key(one, None) != address_key(other, None)


@pytest.mark.parametrize("name", TRACKING.split())
def test_tracking_parameter_changes_nothing(name: str) -> None:
    tracked = f"{ARTICLE}?id=7&{name}=x%20y"
    assert canonical_url(tracked) == f"{ARTICLE}?id=7"
    assert request_url(tracked) == f"{ARTICLE}?id=7"


def test_no_name_is_listed_twice_and_none_that_tells_articles_apart() -> None:
    text = resources.files("newswatch").joinpath("tracking.toml").read_text("utf-8")
    owners = tomllib.loads(text)["owner"]
    names = [name for owner in owners for name in owner.get("names", "").split()]
    prefixes = [prefix for owner in owners for prefix in owner.get("prefixes", ())]
    assert len(names) == len(set(names)) > 200
    assert [name.lower() for name in names] == names
    assert not [name for name in names if name.startswith(tuple(prefixes))]
    told_apart = "id cid sid eid uid page p article news lang ref source q s t v"
    assert not set(told_apart.split()) & {*names, *prefixes}
    assert not [n for n in told_apart.split() if n.startswith(tuple(prefixes))]


@pytest.mark.parametrize(
    ("announced", "asked"),
    [
        (f"{ARTICLE}?utm_source=rss&utm_medium=rss", ARTICLE),
        (f"{ARTICLE}#top", ARTICLE),
        (f"{ARTICLE}?utm_x", ARTICLE),
        (f"{ARTICLE}&utm_x=1", ARTICLE),
        (f"{ARTICLE}?b=%7e&a=1&&utm_source=x", f"{ARTICLE}?b=%7e&a=1&"),
        ("http://www.news.example//a/", "http://www.news.example//a/"),
        ("http://news.example:8080/a?b", "http://news.example:8080/a?b"),
    ],
)
def test_request_is_as_announced_but_for_tracking(announced: str, asked: str) -> None:
    assert request_url(announced) == asked


def test_request_passes_the_gate() -> None:
    with pytest.raises(AddressError):
        request_url("https://u:p@news.example/")


@pytest.mark.parametrize("address", ["mailto:a@b.example", "http://", "news.example/a"])
def test_canonical_form_is_for_pages_only(address: str) -> None:
    with pytest.raises(AddressError):
        canonical_url(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://news.example/a", "https://news.example/a"),
        ("http://www.news.example/a", "https://news.example/a"),
        ("https://news.example/a/", "https://news.example/a"),
        ("https://news.example/a/?b=1", "https://news.example/a?b=1"),
    ],
)
def test_key_folds_what_the_address_keeps(one: str, other: str) -> None:
    assert address_key(one, None) == address_key(other, None)
    assert canonical_url(one) != canonical_url(other)


def test_key_keeps_schemes_apart_on_a_port_of_their_own() -> None:
    http, https = "http://news.example:8080/a", "https://news.example:8080/a"
    assert address_key(http, None) != address_key(https, None)


def test_key_keeps_a_host_that_is_only_www() -> None:
    assert address_key("http://www.example/", None) != address_key(
        "http://example/", None
    )


@pytest.mark.parametrize(
    "address",
    [
        ARTICLE,
        f"{ARTICLE}?utm_source=x",
        f"{ARTICLE}/amp",
        f"{ARTICLE}/pdf#x",
        "http://www.news.example/2026/11/24/new-slug-a81234/",
    ],
)
def test_identity_names_the_article_whatever_else_changes(address: str) -> None:
    assert address_key(address, IDENTITY) == "id:81234"


def test_without_a_hit_of_the_identity_the_address_is_the_key() -> None:
    other = "https://news.example/live/81234"
    assert address_key(other, IDENTITY) == address_key(other, None)
    assert address_key(other, r"/live(/nothing)?") == address_key(other, None)


def test_identity_without_a_group_is_its_whole_hit() -> None:
    assert address_key(ARTICLE, r"a\d+$") == "id:a81234"


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://WWW.News.Example:8080/a", "www.news.example"),
        ("https://news.example./a", "news.example"),
        ("http://[::1]:80/", "::1"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("nothing", ""),
    ],
)
def test_host_is_bare(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("address", "domains", "within"),
    [
        ("https://news.example/", ("news.example",), True),
        ("https://www.news.example:8443/", ("NEWS.example.",), True),
        ("https://a.b.news.example./", ("other.example", "news.example"), True),
        ("https://mynews.example/", ("news.example",), False),
        ("https://news.example.evil.example/", ("news.example",), False),
        ("https://example/", ("news.example",), False),
        ("https://bücher.example/", ("bücher.example",), True),
        ("http://127.0.0.1:8000/", ("127.0.0.1",), True),
        ("http://127.0.0.1:8000/", ("127.0.0.1:9000",), True),
        ("http://127.0.0.1/", ("0.0.1",), False),
        ("http://127.0.0.1/", ("1",), False),
        ("http://[::1]/", ("::1",), True),
        ("https://news.example/", (), False),
        ("https://news.example/", ("", ".", "bad host"), False),
        ("nothing", ("news.example",), False),
    ],
)
def test_domains_hold_their_subdomains(
    address: str, domains: tuple[str, ...], within: bool
) -> None:
    assert in_domains(address, domains) is within


@pytest.mark.parametrize(
    "address",
    [
        f"{ARTICLE}/amp",
        f"{ARTICLE}/amp/",
        f"{ARTICLE}?amp",
        f"{ARTICLE}?x=1&amp=1",
        f"{ARTICLE}?outputType=amp",
        f"{ARTICLE}.amp.html",
        "https://news.example/amp/2026/a",
        "https://amp.news.example/a",
        "https://news-example.cdn.ampproject.org/c/s/news.example/a",
    ],
)
def test_amp_twins_are_recognised(address: str) -> None:
    assert looks_like_amp(address)


@pytest.mark.parametrize(
    "address",
    [
        ARTICLE,
        "https://news.example/amplifier-review",
        "https://news.example/camp",
        "https://news.example/music/amps/best",
        "https://champ.example/a",
        f"{ARTICLE}?ampere=1",
        f"{ARTICLE}?amp=0",
        "nothing",
    ],
)
def test_other_addresses_are_no_amp_twins(address: str) -> None:
    assert not looks_like_amp(address)
