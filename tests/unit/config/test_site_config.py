"""Site config files (ftr): what becomes a rule, and what is told of the rest."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import time
from pathlib import Path

import pytest
from lxml import etree

from newswatch.config.site_config import MAX_SELECTORS, read_site_config, xpath_problem
from newswatch.config.values import selector_problem
from newswatch.model.outlet import RULED_FIELDS

FILE = """\
# The Herald, redesigned in spring
title: //h1[@class="head"]
title:substring-before(//title, ' | ')
author: //a[@rel='author']
date: //time/@datetime
body: //div[@id='story']
BODY : //article

strip: //div[@class='ad'] | //aside
strip_id_or_class: 'share bar'
strip_id_or_class: share bar
prune: no
find_string: <b>
replace_string(<i>): <em>
http_header(user-agent): Something/5.0
test_url: https://herald.example/a: b
tilte: //h1
just words
body:
"""


def test_directives_become_rules_in_their_order() -> None:
    config = read_site_config(FILE)

    assert config.rules.title == (
        '//h1[@class="head"]',
        "(substring-before(//title, ' | '))",
    )
    assert config.rules.authors == ("//a[@rel='author']",)
    assert config.rules.date_published == ("//time/@datetime",)
    assert config.rules.body == ("//div[@id='story']", "//article")
    assert config.rules.remove == (
        "//div[@class='ad'] | //aside",
        "//body//*[contains(@class, 'share bar') or contains(@id, 'share bar')]",
    )
    assert config.tests == ("https://herald.example/a:%20b",)
    assert config.used == {
        "title": 2, "author": 1, "date": 1, "body": 2, "strip": 1,
        "strip_id_or_class": 2, "test_url": 1,
    }  # fmt: skip


def test_links_to_other_pages_of_an_article_become_rules() -> None:
    config = read_site_config(
        "next_page_link: //a[@rel='next']\n"
        "next_page_link: substring-after(//a/@data-next, '=')\n"
        "single_page_link: concat(//link[@rel='canonical']/@href, '?sp=true')\n"
        "autodetect_next_page: yes\n"
    )
    assert config.rules.next_page_link == (
        "//a[@rel='next']",
        "(substring-after(//a/@data-next, '='))",
    )
    assert config.rules.single_page_link == (
        "(concat(//link[@rel='canonical']/@href, '?sp=true'))",
    )
    assert [unused.line for unused in config.unused] == [4]


def test_every_line_that_is_no_rule_is_told_with_its_number_and_reason() -> None:
    told = {u.line: (u.directive, u.reason) for u in read_site_config(FILE).unused}

    assert {line: directive for line, (directive, _) in told.items()} == {
        12: "prune", 13: "find_string", 14: "replace_string", 15: "http_header",
        17: "tilte", 18: "?", 19: "body",
    }  # fmt: skip
    assert told[12][1].startswith("not needed: ")
    assert told[14][1] == "not supported: a page's source is never rewritten"
    assert told[17][1] == "unknown: not a directive of the format"
    assert told[19][1] == "it has no value"


@pytest.mark.parametrize(
    ("xpath", "problem"),
    [
        ("//div[", "not XPath: invalid expression"),
        ("//div[@class='a]", "not XPath"),
        ("//og:title", "undefined namespace prefix"),
        ("//p[ends-with(@id, 'x')]", "unknown function ends-with()"),
        ("//p[re:test(., '(a+)+$')]", "unknown function re:test()"),
        ("document('file:///etc/passwd')", "unknown function document()"),
        ("//p[php:functionString('system', 'id')]", "php:functionString()"),
        ("//article[system-property('xsl:vendor')]", "system-property()"),
        ("//p[$variable]", "not XPath"),
        ("//*[//*[//*[//*]]]", "too costly"),
        ("//*[following::*[preceding :: *[ancestor::*[.//b]]]]", "too costly"),
        ("//a" * 700, "more than 2000 characters"),
        ("(" * 900 + "//a" + ")" * 900, "not XPath"),
        ("not(" * 300 + "//a" + ")" * 300, "gives a text or number"),
        ("'a text'", "gives a text or number"),
    ],
)
def test_xpath_that_is_not_run_on_pages_is_named(xpath: str, problem: str) -> None:
    assert problem in (xpath_problem(xpath, elements_only=True) or "")


@pytest.mark.parametrize(
    "xpath",
    [
        "//div[@id='story' and not(contains(., 'document(1)'))]",
        "//div[.//p[//h1]]",
        "id('story')/p[position() < last()]",
        "//p/following-sibling::node()[self::text()]",
    ],
)
def test_plain_xpath_is_taken(xpath: str) -> None:
    assert xpath_problem(xpath, elements_only=True) is None


def test_a_text_is_fine_for_a_title_and_not_for_a_body() -> None:
    config = read_site_config("title: string(//h1)\nbody: string(//article)\n")

    assert config.rules.title == ("(string(//h1))",)
    assert config.rules.body == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\ufeff# nothing",
        "a" * 300_000,
        "a" + " " * 300_000 + "b",
        "replace_string(" * 20_000,
        "title: " + "(" * 100_000,
        "body: //div[" + "a[" * 1_900,
        "\x00\x01\r\r\n: : :\n:body\n",
    ],
)
def test_file_without_a_usable_line_is_empty(text: str) -> None:
    began = time.process_time()
    config = read_site_config(text)

    assert config.is_empty
    assert time.process_time() - began < 5


def test_selectors_of_one_file_have_a_bound() -> None:
    config = read_site_config("".join(f"strip: //a{n}\n" for n in range(1_000)))

    assert len(config.rules.remove) == MAX_SELECTORS
    assert len(config.unused) == 1_000 - MAX_SELECTORS


def test_quotes_in_a_name_cannot_leave_the_expression() -> None:
    config = read_site_config("strip_id_or_class: x') or true() or ('\n")

    (selector,) = config.rules.remove
    assert etree.XPath(selector)(etree.XML("<body><p class='y'/></body>")) == []


def test_collected_files_give_selectors_that_a_configuration_may_hold(
    shared_dir: Path,
) -> None:
    archive = shared_dir / "corpus" / "site_rules.tar.zst"
    zstd = shutil.which("zstd")
    if not archive.exists() or zstd is None:
        pytest.skip(f"no collection at {archive}, or no zstd to unpack it")
    unpacked = subprocess.run([zstd, "-dc", archive], capture_output=True, check=True)
    files = selectors = 0
    with tarfile.open(fileobj=io.BytesIO(unpacked.stdout)) as tar:
        for member in tar:
            content = tar.extractfile(member)
            if content is None or not member.name.endswith(".txt"):
                continue
            rules = read_site_config(content.read().decode()).rules
            files += 1
            for key in ("remove", *RULED_FIELDS):
                for selector in getattr(rules, key):
                    selectors += 1
                    assert selector_problem(selector) is None, (member.name, selector)
    assert files > 2_000
    assert selectors > 12_000
