"""robots.txt: judged by RFC 9309, and the line that forbids is named."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from newswatch.robots import MAX_BYTES, Robots, looks_like_markup

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


SITE = "https://herald.example"


def judge(text: str | bytes, path: str, agent: str = "newswatch") -> bool:
    body = text.encode() if isinstance(text, str) else text
    return Robots.parse(body).may_fetch(f"{SITE}{path}", agent)


# -- whose rules

GROUPS = """\
User-agent: a
User-agent: NewsWatch/2.0 (of ours)
Disallow: /first

User-agent: news
Disallow: /news-only

User-agent: *
Disallow: /everybody
Sitemap: https://herald.example/s.xml

User-agent: newswatch
Disallow: /second
"""


@pytest.mark.parametrize(
    ("agent", "closed"),
    [
        ("newswatch", ["/first", "/second"]),
        ("NEWSWATCH", ["/first", "/second"]),
        ("news", ["/news-only"]),
        ("a", ["/first"]),
        ("newswatcher", ["/everybody"]),
        ("watch", ["/everybody"]),
        ("*", ["/everybody"]),
        # A whole header: each of its names counts, in whole.
        ("newswatch/9.1 (+https://h.example)", ["/first", "/second"]),
        ("Mozilla/5.0 (compatible; news/2)", ["/news-only"]),
    ],
)
def test_groups_are_chosen_by_the_whole_token_and_merged(agent: str, closed: list[str]):
    paths = ("/first", "/second", "/news-only", "/everybody")
    assert [path for path in paths if not judge(GROUPS, path, agent)] == closed


@pytest.mark.parametrize(
    ("line", "agent", "meant"),
    [
        ("bot2", "bot2", True),
        ("Bot2/1.0", "bot2", True),
        ("bot", "bot2", True),  # the letters are what RFC 9309 has in a token
        ("bot3", "bot2", False),
        ("bot2", "bot", True),
        ("360spider", "360Spider", True),
        ("", "360Spider", False),
        ("My-Bot", "my-bot", True),
        ("My", "my-bot", False),
        ("my_bot 3", "my_bot", True),
    ],
)
def test_a_name_with_digits_is_meant_in_whole_or_by_its_letters(
    line: str, agent: str, meant: bool
):
    assert judge(f"User-agent: {line}\nDisallow: /", "/", agent) is not meant


@pytest.mark.parametrize(
    "between",
    [
        "",
        "\n\n",
        "Sitemap: https://herald.example/s.xml\n",
        "Sitemap: /s.xml\n",
        "Crawl-delay: 5\n",
        "Host: herald.example\n",
        "Clean-param: ref /news\n",
        "# nothing\n",
        "no line of any kind\n",
    ],
)
def test_what_is_no_rule_does_not_close_the_list_of_agents(between: str):
    text = f"User-agent: newswatch\n{between}User-agent: other\nDisallow: /"
    assert not judge(text, "/a")


@pytest.mark.parametrize("rule", ["Allow: /b", "Disallow:", "Noindex: /b", "Hide: *b"])
def test_a_rule_closes_it_even_in_a_word_that_is_unknown(rule: str):
    text = f"User-agent: newswatch\n{rule}\nUser-agent: other\nDisallow: /"
    assert judge(text, "/a")


def test_rules_before_any_agent_are_for_nobody():
    assert judge("Disallow: /\nUser-agent: newswatch\nAllow: /", "/a")
    assert judge("Disallow: /", "/a")


def test_an_own_group_without_rules_allows_everything():
    text = "User-agent: *\nDisallow: /\nUser-agent: newswatch\n"
    assert judge(text, "/a")
    assert judge(text + "Crawl-delay: 5", "/a")


# -- which rule

PATTERNS = [
    # pattern, paths it forbids, paths it does not
    ("/", ["/", "/a", "/?q"], []),
    ("/fish", ["/fish", "/fish.html", "/fish/s", "/fish?id=1"], ["/Fish", "/cat/fish"]),
    ("/fish/", ["/fish/", "/fish/?id=1"], ["/fish", "/fish.html"]),
    ("/*.php", ["/a.php", "/a/b.php?x=1", "/a.php/"], ["/", "/windows.PHP"]),
    ("/*.php$", ["/a.php", "/a.php.php"], ["/a.php?x", "/a.php5", "/a.php/"]),
    ("/fish*.php", ["/fish.php", "/fisheries/cat.php?a"], ["/Fish.PHP"]),
    ("/a$", ["/a"], ["/a/", "/a?b", "/ab"]),
    ("/a$b", ["/a$b", "/a%24bc"], ["/a", "/ab"]),
    ("*", ["/", "/a"], []),
    ("$", [], ["/a"]),
    ("/*$", ["/", "/a"], []),
    ("*a*a*a", ["/aaa", "/xaxaxa"], ["/aa"]),
    ("/a*b*$", ["/ab", "/axbx"], ["/a"]),
    ("/a*bc$", ["/abc", "/abcbc"], ["/abcd", "/bc"]),
    ("/ab*b$", ["/abb"], ["/ab"]),  # no character counts twice
    ("*?utm", ["/n/1?utm_source=x", "/?utm"], ["/n/1?id=2&utm_source=x", "/utm"]),
    ("/?", ["/?", "/?a"], ["/", "/a?"]),
    ("/;", ["/;p"], ["/"]),
    ("//a", ["//a"], ["/a", "/x//a"]),
    ("private", ["/private"], ["/a/private"]),
    ("", [], ["/", "/a"]),
    # escapes: RFC 9309 2.2.2 and 2.2.3
    ("/%7ejoe", ["/~joe", "/%7Ejoe", "/%7ejoe"], ["/joe"]),
    ("/~joe", ["/%7Ejoe"], []),
    ("/a%2fb", ["/a%2Fb", "/a%2fb"], ["/a/b"]),
    ("/a/b", ["/a/b"], ["/a%2fb"]),
    ("/ツ", ["/ツ", "/%E3%83%84", "/%e3%83%84"], ["/%E3%83%85"]),
    ("/%e3%83%84", ["/ツ"], []),
    ("/%62%61%7A", ["/baz", "/%62az"], ["/BAZ"]),
    ("/a b", ["/a%20b", "/a b"], ["/a+b"]),
    ("/a%2A", ["/a*", "/a%2a"], ["/ab"]),
    ("/a%24", ["/a$", "/a%24b"], ["/a"]),
    ("/100%", ["/100%25", "/100%"], ["/100"]),
    ("/a%", ["/a%25"], ["/a"]),
    ("/b?u=http://x", ["/b?u=http%3A%2F%2Fx", "/b?u=http://x/"], ["/b?u=x"]),
    ("/b?u=http%3a%2f%2fx", ["/b?u=http://x"], ["/b?u=http:/x"]),
    ("/*u=http://x", ["/b?u=http://x", "/b?u=http%3A%2F%2Fx"], []),
    ("/*u=http%3A%2F%2Fx", ["/b?u=http%3a%2f%2fx"], ["/u=http://x"]),
    ("/b?a=%26", ["/b?a=%26"], ["/b?a=&"]),
]


@pytest.mark.parametrize(("pattern", "forbidden", "allowed"), PATTERNS)
def test_a_pattern_forbids_what_it_matches(
    pattern: str, forbidden: list[str], allowed: list[str]
):
    text = f"User-agent: *\nDisallow: {pattern}"
    assert [path for path in forbidden if judge(text, path)] == []
    assert [path for path in allowed if not judge(text, path)] == []


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        (["Allow: /p", "Disallow: /"], "/page", True),
        (["Disallow: /", "Allow: /p"], "/page", True),
        (["Allow: /folder", "Disallow: /folder"], "/folder/page", True),
        (["Disallow: /folder", "Allow: /folder"], "/folder/page", True),
        (["Allow: /page", "Disallow: /*.htm"], "/page.htm", False),
        (["Allow: /page", "Disallow: /*.ph"], "/page.php5", True),
        (["Allow: /$", "Disallow: /"], "/", True),
        (["Allow: /$", "Disallow: /"], "/page.htm", False),
        (["Allow: /a/index.html", "Disallow: /"], "/a/", True),
        (["Allow: /a/index.html", "Disallow: /"], "/a/b", False),
        (["Allow: /a/index.html", "Disallow: */a/*"], "/a/", False),
        (["Disallow: /a/index.html"], "/a/", True),
        # Lengths are those of the normal form, however it is written.
        (["Allow: /%61%61%61", "Disallow: /aaa?"], "/aaa?", False),
    ],
)
def test_the_longest_match_wins_and_allow_a_tie(
    rules: list[str], path: str, allowed: bool
):
    for order in (rules, rules[::-1]):
        assert judge("\n".join(["User-agent: *", *order]), path) is allowed


@pytest.mark.parametrize(
    "url",
    [
        "https://u@herald.example:8443/private/x;p?q#f",
        "HTTPS://herald.example/private",
        "https://herald.example/private#/public",
        "/private",
    ],
)
def test_only_path_parameters_and_query_are_matched(url: str):
    robots = Robots.parse(b"User-agent: *\nDisallow: /private")
    assert not robots.may_fetch(url, "newswatch")


def test_an_address_without_a_path_is_the_root():
    robots = Robots.parse(b"User-agent: *\nDisallow: /$\nDisallow: /?q")
    assert not robots.may_fetch("https://herald.example", "newswatch")
    assert not robots.may_fetch("https://herald.example?q=1", "newswatch")
    assert robots.may_fetch("https://herald.example?r", "newswatch")


# -- how it is written


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbfUser-agent: *\nDisallow: /a",
        b"\xef\xbbUser-agent: *\nDisallow: /a",
        b"\xef\xbb\xbf\xef\xbb\xbfUser-agent: *\nDisallow: /a",
        b"User-agent: *\nDisallow: /\xff\xfe\nDisallow: /a",
        b"User-agent: *\r\nDisallow: /a\r\n",
        b"User-agent: *\rDisallow: /a\r",
        b"User-agent: *\r\r\n\nDisallow: /a",
        b"User-agent: *\nDisalow : /a",
        b"USER-AGENT:*\nDISALLOW:/a",
        b"\t user-agent \t:\t * \t\n  disallow  :  /a  ",
        b"Useragent: *\nDisallow /a",
        b"User agent: *\nDissallow: /a",
        b"User_agent *\nDiasllow\t/a # so",
        b"User-agent: * # all\nDisallow: /a# this",
        b"User-agent: * Googlebot\nDisallow: /a",
        b"\0User-agent: *\0\nDisallow: /a\0",
        b"User-agent: *\nDisallow: /" + b"x" * 20_000 + b"\nDisallow: /a",
        b"<html>\nUser-agent: *\nDisallow: /a",
        b"User-agent: *\nDisallow: /a\n" + b"#" * (2 * MAX_BYTES),
    ],
)
def test_odd_bytes_do_not_hide_a_rule(body: bytes):
    robots = Robots.parse(body)
    assert not robots.may_fetch("https://herald.example/a", "newswatch")
    assert robots.may_fetch("https://herald.example/b", "newswatch")


@pytest.mark.parametrize(
    "line",
    [
        "Disallow",
        "Disallow /a /b",
        "Disallow/a",
        "# Disallow: /a",
        "isallow: /a",
        "Al low: /a",
        ": /a",
    ],
)
def test_what_is_no_rule_forbids_nothing(line: str):
    assert judge(f"User-agent: *\n{line}\n", "/a")


def test_only_line_feeds_and_carriage_returns_end_a_line():
    """Python would split the pattern in four, and number the rest wrong."""
    body = "User-agent: *\nDisallow: /x\x85\u2028\x0by\nDisallow: /a".encode()
    rule = Robots.parse(body).forbidding_rule(f"{SITE}/a", "newswatch")
    assert rule is not None
    assert rule.line == 3


def test_letters_that_are_not_utf_8_match_their_bytes():
    body = "User-agent: *\nDisallow: /новости".encode("cp1251")
    assert not judge(body, "/%ED%EE%E2%EE%F1%F2%E8")
    assert judge(body, "/новости")


def test_what_stands_beyond_the_limit_is_not_read():
    body = b"User-agent: *\n" + b"#" * MAX_BYTES + b"\nDisallow: /a"
    assert judge(body, "/a")


@pytest.mark.parametrize(
    ("lines", "delay_s"),
    [
        ("Crawl-delay: 2.5", 2.5),
        ("crawl-delay: 10 s", 10.0),
        ("Crawl-delay: .5", 0.5),
        ("Crawl-delay: 3\nCrawl-delay: 7", 7.0),
        ("Request-rate: 3/2m", 40.0),
        ("Request-rate: 1/10 0600-0845", 10.0),
        ("Request-rate: 0/5\nCrawl-delay: nan\nCrawl-delay: -3", None),
        ("Crawl-delay: inf\nCrawl-delay:", None),
        ("Crawl-delay: 4\nUser-agent: other\nCrawl-delay: 9", 9.0),
        ("User-agent: other\nDisallow:\nCrawl-delay: 9", 9.0),
        ("Disallow:\nUser-agent: other\nCrawl-delay: 9", None),
    ],
)
def test_the_slowest_pace_that_is_asked_of_us_counts(lines: str, delay_s: float | None):
    robots = Robots.parse(f"User-agent: newswatch\n{lines}".encode())
    assert robots.crawl_delay_s("newswatch") == delay_s


def test_a_pace_is_for_the_agents_named_before_it():
    text = b"User-agent: a\nCrawl-delay: 9\nUser-agent: b\nDisallow: /x"
    robots = Robots.parse(text)
    assert robots.crawl_delay_s("a") == 9.0
    assert robots.crawl_delay_s("b") is None


@pytest.mark.parametrize(
    ("body", "is_page"),
    [
        (b"<!DOCTYPE html><p>", True),
        (b"\xef\xbb\xbf\n <HTML lang=en>", True),
        (b"<?xml version='1.0'?>", True),
        (b"User-agent: *\n# <html>", False),
        (b"", False),
    ],
)
def test_a_page_in_its_place_is_seen(body: bytes, is_page: bool):
    assert looks_like_markup(body) is is_page


# -- hostile files


@pytest.mark.parametrize(
    "rules",
    [
        b"Disallow: /" + b"*a" * 1_000 + b"b",
        b"Disallow: /" + b"*a" * 1_000 + b"b$",
        b"Disallow: " + b"*" * 200_000 + b"b",
        b"Disallow: " + b"dia" * 100_000,
        b"dia" * 100_000,
        b"Disallow" + b" " * 400_000,
        b"Disallow" + b"\0" * 400_000,
        b"Disallow x" + b"\0" * 400_000 + b" y",
        b"Disallow" + b"x" * 200_000 + b" " * 200_000 + b"x y",
        b"Disallow: " + b"%" * 400_000,
        b"User-agent: x\nCrawl-delay: 1\n" * 15_000,
        b"Disallow: *a*a*a*a*a*a*b\n" * 15_000,
    ],
)
def test_no_file_costs_more_than_its_length(rules: bytes):
    """Backtracking, or work squared, would not end before the test's patience does."""
    url = f"{SITE}/{'a' * 2_000}"
    before_s = time.process_time()
    Robots.parse(b"User-agent: *\n" + rules).forbidding_rule(url, "newswatch")
    assert time.process_time() - before_s < 5.0


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
