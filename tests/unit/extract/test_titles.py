from __future__ import annotations

import pytest
from builders import make_outlet
from markup import json_ld, view_of

from newswatch.extract.titles import same_title, title_of, without_site
from newswatch.extract.view import Found
from newswatch.model import Link, Outlet, Rules, Via

LD = json_ld('{"@type":"NewsArticle","headline":"%s"}')
OG = '<meta property="og:title" content="%s">'
H1 = "<h1>%s</h1>"
SITE = '<meta property="og:site_name" content="The Herald">'


def found(body: str = "", head: str = "", **others: object) -> Found[str] | None:
    return title_of(view_of(body, head, **others))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("body", "head", "title", "evidence"),
    [
        (LD % "A" + H1 % "A", OG % "B", "A", "json-ld:NewsArticle.headline"),
        (LD % "A" + H1 % "B", OG % "B", "B", "opengraph:og:title"),
        (LD % "A" + H1 % "C", OG % "A", "A", "json-ld:NewsArticle.headline"),
        (LD % "A" + H1 % "B", OG % "C", "A", "json-ld:NewsArticle.headline"),
        (H1 % "B", OG % "C", "C", "opengraph:og:title"),
        (H1 % "B", "<title>C</title>", "B", "html:h1"),
        ("", "<title>C - The Herald</title>" + SITE, "C", "html:title"),
        (H1 % "The Herald" + H1 % "B", SITE, "B", "html:h1"),
        (H1 % "B", OG % "B | The Herald" + SITE, "B", "opengraph:og:title"),
        (LD % "Q&amp;A: it’s" + H1 % "Q&amp;A: It's", "", "Q&A: it’s", None),
        (LD % "Said &quot;no&quot;", "", 'Said "no"', None),
    ],
)
def test_any_two_that_agree_win_else_the_first(
    body: str, head: str, title: str, evidence: str | None
) -> None:
    chosen = found(body, head)

    assert chosen is not None
    assert chosen.value == title
    assert evidence in (None, chosen.evidence)


def test_headline_cut_short_gives_way_to_the_whole_one() -> None:
    whole = "The long headline of a story that goes on for more than forty characters"

    chosen = found(LD % (whole[:60] + "…") + H1 % whole)

    assert chosen == Found(whole, "html:h1")


def test_selector_of_the_outlet_comes_first() -> None:
    outlet = make_outlet(rules=(Rules(title="h2.head"),))

    chosen = found(LD % "A" + H1 % "A" + '<h2 class="head">Ours</h2>', outlet=outlet)

    assert chosen == Found("Ours", "selector:h2.head")


@pytest.mark.parametrize(
    ("via", "evidence"),
    [
        (Via.FEED, "feed"),
        (Via.NEWS_SITEMAP, "sitemap"),
        (Via.SITEMAP, "sitemap"),
        (Via.SECTION, "link"),
    ],
)
def test_listing_is_asked_last(via: Via, evidence: str) -> None:
    link = Link(url="https://herald.example/a", via=via, title="Announced")

    assert found("<p>x</p>", link=link) == Found("Announced", evidence)
    assert found(H1 % "B", link=link) == Found("B", "html:h1")


@pytest.mark.parametrize(
    ("body", "head", "told"),
    [
        (LD % "A" + H1 % "B", OG % "C", True),
        (LD % "A" + H1 % "B", "", True),
        (LD % "A" + H1 % "B", OG % "A", False),
        (LD % "A" + H1 % "B" + H1 % "A", "", False),
        (H1 % "B", "<title>C</title>", False),
        (LD % "A", "", False),
    ],
)
def test_witnesses_that_all_differ_are_told_of(
    body: str, head: str, told: bool
) -> None:
    view = view_of(body, head)

    assert title_of(view) is not None
    assert view.doubts == (["title-conflict"] if told else [])


def test_listing_has_a_vote_where_the_page_is_at_odds() -> None:
    link = Link(url="https://herald.example/a", via=Via.FEED, title="B")
    view = view_of(LD % "A" + H1 % "B", OG % "C", link=link)

    assert title_of(view) == Found("B", "html:h1")
    assert view.doubts == []


def test_page_without_any_title_has_none() -> None:
    assert found("<p>x</p>") is None


def test_outlets_name_is_taken_off_a_title() -> None:
    outlet: Outlet = make_outlet(name="The Demo Herald")

    chosen = found("", OG % "Talks end – The Demo Herald", outlet=outlet)

    assert chosen is not None
    assert chosen.value == "Talks end"


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Talks end | The Herald", "Talks end"),
        ("Talks end - World - The Herald", "Talks end - World"),
        ("The Herald: Talks end", "Talks end"),
        ("Talks — and more — end", "Talks — and more — end"),
        ("The Herald", "The Herald"),
        ("US-Russia talks end", "US-Russia talks end"),
        ("会谈结束｜The Herald", "会谈结束"),
        ("a - " * 1000, ("a - " * 1000)[:500]),
        ("", ""),
    ],
)
def test_site_is_taken_off_either_end(title: str, bare: str) -> None:
    assert without_site(title, {"theherald"}) == bare


def test_beginning_alone_makes_no_same_title() -> None:
    assert not same_title("Talks", "Talks end")
    assert not same_title("", "")
    assert same_title("Talks, end!", "talks end")


@pytest.mark.parametrize(
    "shown",
    [H1 % "Harbour closes", OG % "Harbour closes", "<title>Harbour closes</title>"],
)
def test_of_two_articles_the_one_with_the_pages_headline_is_its_own(shown: str) -> None:
    other = LD % "Trains are late again"

    chosen = found(other + LD % "Harbour closes" + shown)

    assert chosen == Found("Harbour closes", "json-ld:NewsArticle.headline")


def test_article_at_the_pages_own_address_needs_no_such_headline() -> None:
    own = '{"@type":"NewsArticle","headline":"Harbour closes","url":"%s"}'
    body = LD % "Trains are late" + json_ld(own % "https://herald.example/a")

    chosen = found(body + H1 % "Trains are late", url="https://herald.example/a")

    assert chosen is not None
    assert chosen.value == "Harbour closes"
