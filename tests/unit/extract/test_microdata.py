from __future__ import annotations

from datetime import UTC, datetime

import pytest
from builders import make_outlet
from markup import page_of, view_of

from newswatch.extract.article import extract_article
from newswatch.extract.authors import authors_of
from newswatch.extract.fields import article_type_of
from newswatch.extract.times import dates_of
from newswatch.extract.titles import title_of
from newswatch.extract.view import Found
from newswatch.model import Article

TITLE = "Harbour closed for eleven weeks"
TEXT = "<p>The harbour council voted on Tuesday to close the northern quay.</p>" * 5
SCOPE = "itemscope itemtype='https://schema.org/NewsArticle'"
OTHER = (
    "<span itemprop='headline'>Trains are late again</span>"
    "<time itemprop='datePublished' datetime='2026-01-01T10:00Z'></time>"
    "<meta itemprop='datePublished' content='2026-01-01T10:00Z'>"
    "<meta itemprop='author' content='Per Holm'>"
    "<span itemprop='author'>Per Holm</span>"
)
TEASER = f"<div {SCOPE}><a href='/o'>Trains</a>{OTHER}</div>"
OWN = f"<main><article><h1>{TITLE}</h1>{TEXT}</article></main>"
STATED = (
    "<time itemprop='datePublished' datetime='2026-11-20T11:00Z'></time>"
    "<span itemprop='author'>Ann Lee</span>"
)
AT = datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    "body",
    [
        TEASER + OWN,
        OWN + TEASER,
        TEASER + OWN + TEASER,
        f"{OWN}<aside>{TEASER}</aside>",
        f"{OWN}<a href='/o'>{TEASER}</a>",
        f"<div itemscope itemtype='https://schema.org/WebPage'>{OWN}{TEASER}</div>",
        f"{OWN}<article itemprop='hasPart' {SCOPE}>{OTHER}</article>",
        f"{OWN}<div class='teaser'>{OTHER}</div>".replace("<meta", "<i"),
    ],
)
def test_what_a_teasers_microdata_states_is_not_the_pages(body: str) -> None:
    view = view_of(body, url="https://herald.example/a")

    assert title_of(view) == Found(TITLE, "html:h1")
    assert dates_of(view).published is None
    assert authors_of(view) is None


@pytest.mark.parametrize(
    "body",
    [
        f"<div {SCOPE}><h1 itemprop='headline'>{TITLE}</h1>{STATED}{TEXT}</div>",
        f"<h1>{TITLE}</h1><div {SCOPE}>{STATED}{TEXT}</div>",
        f"<h1>{TITLE}</h1>{STATED}{TEXT}",
        f"<h1>{TITLE}</h1>{TEXT}"
        f"<div {SCOPE}><meta itemprop='headline' content='{TITLE}'>{STATED}</div>",
        f"<h1>{TITLE}</h1>{TEXT}<div {SCOPE}>{STATED}"
        "<link itemprop='mainEntityOfPage' href='https://herald.example/a'></div>",
        f"<h1>The Herald</h1><div {SCOPE}><h2 itemprop='headline'>{TITLE}</h2>"
        f"{STATED}{TEXT}</div>",
    ],
    ids=["heading", "text", "no-scope", "headline", "address", "logo"],
)
def test_the_articles_own_microdata_is_read_beside_teasers(body: str) -> None:
    head = f"<title>{TITLE} - The Herald</title>"
    site = '<meta property="og:site_name" content="The Herald">'
    around = TEASER if SCOPE in body else ""

    view = view_of(around + body + around, head + site, url="https://herald.example/a")
    title, dates, authors = title_of(view), dates_of(view), authors_of(view)

    assert title is not None
    assert title.value == TITLE
    assert dates.published == Found(AT, "microdata:datePublished")
    assert authors is not None
    assert [author.name for author in authors.value] == ["Ann Lee"]


def test_lone_article_that_hides_its_data_apart_is_believed() -> None:
    view = view_of(f"{OWN}<div {SCOPE}>{STATED}</div>")

    assert dates_of(view).published == Found(AT, "microdata:datePublished")


def test_headline_that_is_no_h1_is_called_microdata() -> None:
    view = view_of(f"<div {SCOPE}><h2 itemprop='headline'>{TITLE}</h2>{TEXT}</div>")

    assert title_of(view) == Found(TITLE, "microdata:headline")


def test_type_of_a_teaser_is_not_the_pages() -> None:
    own = f"<div itemscope itemtype='https://schema.org/Report'>{OWN}</div>"

    assert article_type_of(view_of(TEASER + OWN)) is None
    assert article_type_of(view_of(TEASER + own)) == Found(
        "Report", "microdata:itemtype"
    )


def test_live_blog_is_not_headed_by_its_newest_post() -> None:
    posts = "".join(
        f"<div id='entry-{n}' itemprop='liveBlogUpdate' itemscope "
        "itemtype='https://schema.org/BlogPosting'>"
        f"<time itemprop='datePublished' datetime='2026-11-20T11:0{n}Z'></time>"
        f"<h3 itemprop='headline'>Entry {n} of the strike</h3>"
        f"<div itemprop='articleBody'><p>Train {n} stood still in the north of the "
        f"country for {n} hours, said its driver on the radio.</p></div></div>"
        for n in (4, 3, 2, 1)
    )
    live = "<div itemscope itemtype='https://schema.org/LiveBlogPosting'>"
    text = (
        f"<html lang='en'><title>Strike live: trains stop</title>"
        f"<h1>Strike live: trains stop</h1>{live}{posts}</div></html>"
    )

    page = page_of(text, "https://herald.example/a")
    found = extract_article(page, outlet=make_outlet())

    assert isinstance(found, Article)
    assert found.headline == "Strike live: trains stop"
    assert found.published_at is None
    assert found.live is not None
    assert [post.article.headline for post in found.live.posts] == [
        f"Entry {n} of the strike" for n in (1, 2, 3, 4)
    ]
