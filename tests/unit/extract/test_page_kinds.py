"""Each kind of page that is no article, by name, and articles that look like one."""

from __future__ import annotations

import pytest
from look_alikes import ARTICLES
from markup import page_of
from page_kinds import NO_ARTICLES, Kind

from newswatch.extract import extract_article
from newswatch.model import Article, Refusal, RefusalReason

#: reasons that a page gives; the others come from the network or a lane
OF_PAGES = {
    *("index-page", "tag-page", "search-page", "video-page", "gallery-page"),
    *("donation-page", "newsletter-page", "not-article", "consent-wall"),
    *("robot-check", "region-block", "paywall-stub", "soft-404", "error-page"),
    "empty-body",
}


def result_of(kind: Kind) -> Article | Refusal:
    return extract_article(page_of(kind.html, kind.url), link=kind.link)


@pytest.mark.parametrize("kind", NO_ARTICLES, ids=lambda kind: kind.name)
def test_page_that_is_no_article_is_refused_by_its_name(kind: Kind) -> None:
    found = result_of(kind)

    assert isinstance(found, Refusal), found.paragraphs
    assert found.reason is kind.reason, found
    assert found.detail


@pytest.mark.parametrize("kind", ARTICLES, ids=lambda kind: kind.name)
def test_article_that_looks_like_something_else_is_an_article(kind: Kind) -> None:
    found = result_of(kind)

    assert isinstance(found, Article), found


def test_every_kind_has_a_page_that_shows_it() -> None:
    assert {str(kind.reason) for kind in NO_ARTICLES} == OF_PAGES
    assert len({(kind.reason, kind.name) for kind in NO_ARTICLES}) == len(NO_ARTICLES)


@pytest.mark.parametrize(
    "kind",
    [kind for kind in NO_ARTICLES if kind.reason is not RefusalReason.EMPTY_BODY],
    ids=lambda kind: kind.name,
)
def test_refusal_quotes_what_the_page_said(kind: Kind) -> None:
    found = result_of(kind)

    assert isinstance(found, Refusal)
    assert found.evidence
    assert all(":" in line and 3 < len(line) < 160 for line in found.evidence)
