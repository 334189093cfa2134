"""robots.txt: judged as Protego does, and the line that forbids is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from protego import Protego

from newswatch.robots import MAX_BYTES, Robots

FILE = b"""\
# a comment
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: *?utm
Crawl-delay: 3

User-agent: newswatch
Disallow: /members/
Disallow: /private
Request-rate: 1/20
"""


@pytest.mark.parametrize(
    ("agent", "path", "line"),
    [
        ("other", "/private/a", 3),
        ("other", "/private/open/a", None),
        ("other", "/news/a?utm_source=x", 5),
        ("other", "/members/a", None),
        ("newswatch", "/members/a", 9),
        ("newswatch", "/private/open/a", 10),
        ("newswatch", "/news/a?utm_source=x", None),
    ],
)
def test_the_line_that_forbids_is_the_one_of_the_agents_group(
    agent: str, path: str, line: int | None
):
    robots = Robots.parse(FILE)
    url = f"https://herald.example{path}"
    rule = robots.forbidding_rule(url, agent)
    assert robots.may_fetch(url, agent) is (line is None)
    assert (rule.line if rule else None) == line


def test_a_rule_that_stands_twice_is_named_all_the_same():
    robots = Robots.parse(b"User-agent: *\nDisallow: /a\nDisallow: /a\n")
    rule = robots.forbidding_rule("https://herald.example/a", "newswatch")
    assert rule is not None
    assert str(rule) == "robots.txt line 2: Disallow: /a"


def test_the_slower_of_two_paces_counts():
    robots = Robots.parse(FILE)
    assert robots.crawl_delay_s("other") == 3
    assert robots.crawl_delay_s("newswatch") == 20
    assert Robots.parse(b"").crawl_delay_s("newswatch") is None


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /a",
        b"User-agent: *\nDisallow: /\xff\xfe\nDisallow: /a",
        b"User-agent: *\r\nDisallow: /a\r\n",
        b"User-agent: *\nDisalow : /a",
        b"User-agent: *\nDisallow: /a\n" + b"#" * (2 * MAX_BYTES),
    ],
)
def test_odd_bytes_do_not_hide_a_rule(body: bytes):
    robots = Robots.parse(body)
    assert not robots.may_fetch("https://herald.example/a", "newswatch")
    assert robots.may_fetch("https://herald.example/b", "newswatch")


def test_what_stands_beyond_the_limit_is_not_read():
    body = b"User-agent: *\n" + b"#" * MAX_BYTES + b"\nDisallow: /a"
    assert Robots.parse(body).may_fetch("https://herald.example/a", "newswatch")


def test_a_search_for_the_rule_costs_few_parses(monkeypatch: pytest.MonkeyPatch):
    lines = "".join(f"Disallow: /{'a' * n}\n" for n in range(1, 900))
    robots = Robots.parse(f"User-agent: *\n{lines}".encode())
    parsed = []
    parse = Protego.parse
    monkeypatch.setattr(Protego, "parse", lambda text: parsed.append(1) or parse(text))
    rule = robots.forbidding_rule(f"https://herald.example/{'a' * 1000}", "newswatch")
    assert rule is not None
    assert rule.text == f"Disallow: /{'a' * 899}"
    assert len(parsed) < 400


def test_third_party_cases(shared_dir: Path):
    path = shared_dir / "suites" / "robots.jsonl"
    cases = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    wrong = []
    for case in cases:
        robots = Robots.parse(case["input"].encode("utf-8", "surrogatepass"))
        context = case["context"]
        allowed = robots.may_fetch(context["url"], context["agent"])
        if any(allowed is not expect["value"] for expect in case["expect"]):
            wrong.append(case["id"])
    assert len(cases) >= 263
    assert wrong == []
