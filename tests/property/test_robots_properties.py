"""robots.txt under any input: as a slow and simple reader judges, and never a crash."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from newswatch.robots import Robots

SITE = "https://herald.example"
ODD = "a b A / * * $ ? %2f %2F %61 %24 %2a % é %c3%a9 - & = .html : %3A ab /a"
PIECES = st.sampled_from(ODD.split(" "))
PATHS = st.lists(PIECES, max_size=8).map("".join)
RULES = st.lists(st.tuples(st.booleans(), PATHS), max_size=6)
UNRESERVED = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
RESERVED = ":/?#[]@!$&'()*+,;="


def octets_of(text: str) -> list[str]:
    """*text* as a list of what is compared: characters, or escapes in capitals."""
    found, at = [], 0
    data = text.encode()
    while at < len(data):
        code = data[at + 1 : at + 3]
        if data[at : at + 1] == b"%" and re.fullmatch(rb"[0-9A-Fa-f]{2}", code):
            octet, at = int(code, 16), at + 3
            plain = chr(octet) in UNRESERVED
        else:
            octet, at = data[at], at + 1
            plain = chr(octet) in UNRESERVED + RESERVED
        found.append(chr(octet) if plain else f"%{octet:02X}")
    return found


def query_written_out(octets: list[str]) -> list[str]:
    seen, found = False, []
    for octet in octets:
        spelled = {"%2F": "/", "%3A": ":", "%3F": "?", "%40": "@"}
        found.append(spelled.get(octet, octet) if seen else octet)
        seen = seen or octet == "?"
    return found


def matches(pattern: list[str], path: list[str]) -> bool:
    text = "".join({"*": "%2A", "$": "%24"}.get(octet, octet) for octet in path)
    parts = [".*" if octet == "*" else re.escape(octet) for octet in pattern]
    parts = ["%24" if part == r"\$" else part for part in parts]
    if pattern[-1:] == ["$"]:
        parts[-1] = r"(?:\Z|%24)"
    return re.match("".join(parts), text, re.DOTALL) is not None


def naive_verdict(rules: list[tuple[bool, str]], path: str) -> bool:
    """All rules, one after the other, by regular expressions."""
    asked = octets_of(path)
    best = (0, True)
    for allows, written in rules:
        pattern = octets_of(written.strip())
        if pattern and pattern[0] not in ("/", "*"):
            pattern = ["/", *pattern]
        readings = [pattern]
        text = "".join(pattern)
        if allows and (index := re.fullmatch(r"(.*/)index\.html?\$?", text)):
            readings.append([*octets_of(index[1]), "$"])
        for reading in readings:
            size = len("".join(reading))
            hit = matches(reading, asked) or matches(
                query_written_out(reading), query_written_out(asked)
            )
            if size and hit:
                best = max(best, (size, allows))
    return best[1]


@settings(max_examples=500)
@given(RULES, PATHS)
def test_the_verdict_is_that_of_a_naive_reader(
    rules: list[tuple[bool, str]], tail: str
):
    path = "/" + tail
    lines = [f"{'Allow' if allows else 'Disallow'}: {text}" for allows, text in rules]
    robots = Robots.parse("\n".join(["User-agent: *", *lines]).encode())
    assert robots.may_fetch(SITE + path, "newswatch") is naive_verdict(rules, path)


@settings(max_examples=1_000)
@given(st.text("ab*", min_size=1, max_size=5), st.booleans(), st.text("ab", max_size=4))
def test_stars_match_as_a_regular_expression_would(pattern: str, ends: bool, tail: str):
    rules = [(False, f"/{pattern}{'$' if ends else ''}")]
    robots = Robots.parse(f"User-agent: *\nDisallow: {rules[0][1]}".encode())
    expected = naive_verdict(rules, f"/{tail}")
    assert robots.may_fetch(f"{SITE}/{tail}", "newswatch") is expected


@given(RULES, PATHS, st.sampled_from(["\r", "\r\n", "\n\n", " \t\n#\n"]))
def test_line_ends_blanks_and_comments_change_nothing(
    rules: list[tuple[bool, str]], tail: str, end: str
):
    lines = [f"{'Allow' if allows else 'Disallow'}: {text}" for allows, text in rules]
    lines = ["User-agent: newswatch", *lines]
    url = f"{SITE}/{tail}"
    plain = Robots.parse("\n".join(lines).encode())
    other = Robots.parse(end.join(lines).encode())
    assert plain.may_fetch(url, "newswatch") is other.may_fetch(url, "newswatch")


KEYS = b"User-agent disallow Allow crawl-delay request-rate : * / $ newswatch 1/2 9"
WORDS = st.sampled_from([*KEYS.split(), b" ", b"\n", b"\r", b"\0", b"\xef\xbb\xbf"])


@given(st.lists(WORDS | st.binary(max_size=6), max_size=40), st.text(max_size=30))
def test_any_bytes_and_any_address_give_a_verdict_with_its_line(
    pieces: list[bytes], address: str
):
    body = b"".join(pieces)
    robots = Robots.parse(body)
    for url in (address, f"{SITE}/{address}"):
        rule = robots.forbidding_rule(url, "newswatch")
        assert robots.may_fetch(url, "newswatch") is (rule is None)
        if rule is not None:
            assert re.match(r"\s*di[a-z]*w", rule.text, re.IGNORECASE)
    delay_s = robots.crawl_delay_s("newswatch")
    assert delay_s is None or 0 < delay_s < 1e12
