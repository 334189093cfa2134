"""Which page an article goes on with, in both directions."""

from __future__ import annotations

from typing import Any

import pytest
from builders import make_outlet
from markup import view_of

from newswatch.extract.paging import continues, first_page_of, turn_of
from newswatch.model import Outlet, Turn

SITE = "https://herald.example"
STORY = f"{SITE}/world/talks-end"

#: page, its next page, number of the former in its article
JOINED = (
    ("/world/talks-end", "/world/talks-end/2", 1),
    ("/world/talks-end/", "/world/talks-end/2/", 1),
    ("/world/talks-end", "/world/talks-end/page/2", 1),
    ("/world/talks-end", "/world/talks-end/page/2/", 1),
    ("/world/talks-end", "/world/talks-end/seite-2", 1),
    ("/world/talks-end", "/world/talks-end/p2", 1),
    ("/world/talks-end", "/world/talks-end?page=2", 1),
    ("/world/talks-end", "/world/talks-end?p=2", 1),
    ("/world/talks-end", "/world/talks-end?page=1", 1),  # counted from 0
    ("/world/talks-end?page=1", "/world/talks-end?page=2", 2),
    ("/world/talks-end?page=1", "/world/talks-end?page=2", 1),
    ("/world/talks-end?id=7", "/world/talks-end?page=2&id=7", 1),
    ("/world/talks-end?id=7&page=2", "/world/talks-end?id=7&page=3", 2),
    ("/world/talks-end.html", "/world/talks-end-2.html", 1),
    ("/world/talks-end.html", "/world/talks-end_2.html", 1),
    ("/world/talks-end.html", "/world/talks-end,page2.html", 1),
    ("/world/talks-end.html", "/world/talks-end-seite-2.html", 1),
    ("/world/talks-end.html", "/world/talks-end/2", 1),
    ("/world/talks-end.html", "/world/talks-end.html/2", 1),
    ("/world/talks-end-1234.html", "/world/talks-end-1234-2.html", 1),
    ("/world/talks-end/1", "/world/talks-end/2", 1),
    ("/world/talks-end/", "/world/talks-end/index2.html", 1),
    ("/world/talks-end/index.html", "/world/talks-end/index_2.html", 1),
    ("/world/talks-end/2", "/world/talks-end/3", 2),
    ("/world/talks-end-2.html", "/world/talks-end-3.html", 2),
    ("/world/talks-end/page/9", "/world/talks-end/page/10", 9),
)
NOT_JOINED = (
    ("/world/talks-end", "/world/envoys-leave", 1),  # the next article
    ("/world/story-1234", "/world/story-1235", 1),
    ("/world/story-4.html", "/world/story-5.html", 1),  # the fifth article
    ("/world/weekly-roundup", "/world/weekly-roundup-2", 1),  # its next edition
    ("/world/talks-end", "/page/2", 1),  # the front page's older part
    ("/world/talks-end", "/world/page/2", 1),  # the archive's
    ("/world/talks-end", "/world?page=2", 1),
    ("/world/talks-end", "/world/talks-end/comment-page-2", 1),
    ("/world/talks-end", "/world/talks-end?cpage=2", 1),
    ("/world/talks-end", "/world/talks-end?replytocom=2", 1),
    ("/world/talks-end", "/world/talks-end/gallery/2", 1),
    ("/world/talks-end", "/world/talks-end/3", 1),  # one is missing
    ("/world/talks-end/2", "/world/talks-end/2", 2),
    ("/world/talks-end/2", "/world/talks-end/1", 2),
    ("/world/talks-end/2", "/world/envoys-leave/3", 2),
    ("/world/talks-end/3", "/world/talks-end/4", 1),  # not where it begins
    ("/world/talks-end?id=7", "/world/talks-end?id=8", 1),
    ("/world/talks-end?id=7", "/world/talks-end?page=2", 1),
    ("/world/talks-end", "/world/talks-end?page=100", 1),
    ("/2026/11/22", "/2026/11/23", 1),
    ("/", "/page/2", 1),
    ("/world/talks-end", "http://[broken/2", 1),
)


def absolute(path: str) -> str:
    return path if "://" in path else SITE + path


@pytest.mark.parametrize(("here", "there", "number"), JOINED)
def test_an_address_with_the_next_number_continues_a_page(here, there, number):
    assert continues(absolute(here), absolute(there), number)


@pytest.mark.parametrize(("here", "there", "number"), NOT_JOINED)
def test_any_other_address_does_not(here, there, number):
    assert not continues(absolute(here), absolute(there), number)


def turn(
    body: str = "", head: str = "", *, number: int = 1, **changes: Any
) -> Turn | str:
    return turn_of(view_of(body, head, **{"url": STORY, **changes}), number)


NEXT = "<a rel='next' href='/world/talks-end/2'>Next</a>"
HEAD_NEXT = "<link rel='next' href='/world/talks-end?page=2'>"


@pytest.mark.parametrize(
    ("body", "head", "url"),
    [
        (NEXT, "", f"{STORY}/2"),
        (NEXT.replace("'next'", "'nofollow next'"), "", f"{STORY}/2"),
        ("", HEAD_NEXT, f"{STORY}?page=2"),
        # The head names the next article, the pager below the text the next page.
        (NEXT, "<link rel='next' href='/world/envoys-leave'>", f"{STORY}/2"),
        ("<a rel='next' href='2'>", "<base href='/world/talks-end/'>", f"{STORY}/2"),
        ("<a rel='next' href='http://www.herald.example/world/talks-end/2'>", "",
         "http://www.herald.example/world/talks-end/2"),
    ],
)  # fmt: skip
def test_a_next_link_of_the_right_form_is_a_turn(body, head, url):
    found = turn(body, head)
    assert isinstance(found, Turn)
    assert (found.url, found.by_form, found.by_rule) == (url, True, False)


@pytest.mark.parametrize(
    ("body", "head", "reason"),
    [
        ("<p>Text</p>", "", "it names no next page"),
        ("<a class='next' href='/world/talks-end/2'>Next</a>", "",
         "it names no next page"),
        (f"<div id='comments'>{NEXT}</div>", "", "it names no next page"),
        ("", "<link rel='next' href='/world/envoys-leave'>",
         "its address is not that of a next page"),
        ("", "<link rel='next' href='https://other.example/world/talks-end/2'>",
         "it leads to another site"),
        ("", "<link rel='next' href='#more'>", "it leads to the page itself"),
        ("", "<link rel='next' href='?utm_source=pager'>",
         "it leads to the page itself"),
        ("", "<link rel='next' href='javascript:next()'>",
         "the link cannot be asked"),
        ("", "<link rel='next' href='https://user:pw@herald.example/world/talks-end/2'>",
         "the link cannot be asked"),
    ],
)  # fmt: skip
def test_what_is_no_turn_says_why(body, head, reason):
    assert turn(body, head) == reason


def test_an_amp_form_and_a_live_blog_have_no_next_page():
    live = (
        '<script type="application/ld+json">{"@type": "LiveBlogPosting",'
        ' "headline": "Talks, live"}</script>'
    )
    assert turn("", HEAD_NEXT, html="amp") == "an AMP form"
    assert turn("", HEAD_NEXT + live) == "a live blog"


def ruled(**rules: Any) -> Outlet:
    return make_outlet(rules=(rules,))


RULED = ruled(next_page_link=["a.weiter", "//a[@id='next']/@href"])


@pytest.mark.parametrize(
    ("link", "url", "by_form"),
    [
        ("<a class='weiter' href='/world/talks-end/2'>", f"{STORY}/2", True),
        ("<a class='weiter' href='/world/envoys'>", f"{SITE}/world/envoys", False),
        ("<a id='next' href='?teil=zwei'>", f"{STORY}?teil=zwei", False),
    ],
)
def test_a_rule_names_a_page_of_any_address(link, url, by_form):
    found = turn(link, outlet=RULED)
    assert isinstance(found, Turn)
    assert (found.url, found.by_form, found.by_rule) == (url, by_form, True)


@pytest.mark.parametrize(
    "link",
    [
        "<a class='weiter'>Next page</a>",
        "<a class='weiter' href='https://other.example/2'>Next page</a>",
        "<a class='weiter' href='#'>Next page</a>",
    ],
)
def test_a_rule_leads_to_no_other_site_and_not_back(link):
    assert isinstance(turn(link, outlet=RULED), str)


def test_another_host_of_the_outlet_is_another_site():
    link = "<a rel='next' href='https://m.herald.example/world/talks-end/2'>"
    assert turn(link, outlet=make_outlet()) == "it leads to another site"


def test_a_rule_for_the_whole_article_comes_before_its_next_page():
    outlet = ruled(single_page_link="a.all", next_page_link="a.weiter")
    links = "<a class='weiter' href='/2'></a><a class='all' href='?print=1'></a>"
    found = turn(links, outlet=outlet)
    assert isinstance(found, Turn)
    assert (found.url, found.is_whole) == (f"{STORY}?print=1", True)
    later = turn(links, outlet=outlet, number=2)
    assert isinstance(later, Turn)
    assert not later.is_whole


@pytest.mark.parametrize(
    ("url", "head", "first"),
    [
        ("/2", "<link rel='canonical' href='{story}'>", True),
        ("?page=3", "<link rel='canonical' href='{story}'>", True),
        ("/2", "<link rel='prev' href='{story}'>", True),
        ("/2", "<link rel='canonical' href='{story}/2'>", False),
        ("/3", "<link rel='prev' href='{story}/2'>", False),
        # What many systems call a second article of the same headline.
        ("-2.html", "<link rel='prev' href='{story}.html'>", False),
        ("/2", "<link rel='canonical' href='{site}/world/envoys'>", False),
        ("/2", "<link rel='canonical' href='https://other.example/talks-end'>", False),
        ("", "<link rel='canonical' href='{story}'>", False),
        ("/2", "", False),
    ],
)
def test_a_later_page_names_the_first_by_its_canonical_address(url, head, first):
    view = view_of(head=head.format(story=STORY, site=SITE), url=STORY + url)
    assert first_page_of(view) == (STORY if first else None)
