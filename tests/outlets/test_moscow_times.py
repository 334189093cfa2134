"""The Moscow Times: pages made by its published templates, read with its shipped rules.

Two stories are put into them: an invented one, and the page this project was founded
on, which is read from ../shared where that folder is. The appeals are invented too,
but for the few words by which the real ones are known.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from newswatch.clean import clean_article
from newswatch.extract import extract_article
from newswatch.model import (
    Article,
    FetchedPage,
    Link,
    Outlet,
    Precision,
    Refusal,
    RefusalReason,
    Via,
)

ROOT = Path(__file__).parents[2]
SEED = Path(os.environ.get("NEWSWATCH_SHARED", ROOT.parent / "shared")) / (
    "corpus/seed.txt"
)
ADDRESS = "https://www.themoscowtimes.com/2021/09/30/talks-in-geneva-a75177"


@dataclass(frozen=True)
class Story:
    headline: str
    caption: str
    paragraphs: tuple[str, ...]
    #: the appeal of 2023 as the page had it, if it is known
    appeal: tuple[str, ...] = ()


INVENTED = Story(
    headline="Envoys Return to the Lake for a Second Day",
    caption="The villa by the lake. An Agency",
    paragraphs=(
        "Envoys of two countries met again by the lake on Friday, a day later than "
        "planned, to go on with what they had left open in the spring.",
        'The host hoped for "patient talks," a spokesman said, and had ordered coffee.',
        "One delegate called the other side's list of wishes long but readable.",
        'A court has labeled the host\'s newspaper a "foreign agent," and its editors '
        "say that they refuse to be silenced.",
        '"Dear readers," their front page began that day, "we have work to do."',
        "Your support for the talks is welcome, the mayor told a crowd at the pier.",
        "An analyst said that undesirable delays were to be expected.",
        "The talks began around ten in the morning, said a member of a mission.",
        "A third round may follow in the autumn.",
    ),
)


def seed() -> Story:
    """The founding page: its lines in order, as they stand in the shared file."""
    if not SEED.exists():
        pytest.skip(f"{SEED} is not here: the shared corpus is a separate download")
    lines = [line for line in SEED.read_text(encoding="utf-8").split("\n") if line]
    return Story(
        headline=lines[1],
        caption=lines[2],
        paragraphs=tuple(lines[3:12]),
        appeal=tuple(lines[12:]),
    )


STORIES = pytest.mark.parametrize(
    "story", [seed, lambda: INVENTED], ids=["seed", "invented"]
)

#: how the paper asked for support, by period; made-up words but for the openings
APPEALS = {
    "2021": (
        "Sign up for our free weekly newsletter",
        "Our weekly newsletter contains things that were made up for this test.",
    ),
    "2023": (
        "… we have a small favor to ask. Made-up words about a “foreign agent” follow.",
        "We, the journalists of The Moscow Times, refuse to be silenced. Made up.",
        "Your support, no matter how small, makes a world of difference. Made up.",
        "paiment methods",
        "Not ready to support today?",
        "Remind me later.",
        "Read more",
    ),
    "later": (
        "A Message from The Moscow Times:",
        "Dear readers,",
        "We are facing unprecedented challenges. Russia calls this undesirable.",
        "A paragraph that nobody has seen before stands between the known ones.",
        "We, the journalists of The Moscow Times, refuse to be silenced. Made up.",
        "Your support, no matter how small, makes a world of difference. Made up.",
        "paiment methods",
        "Not ready to support today?",
        "Remind me later.",
    ),
}


def p(texts: Sequence[str]) -> str:
    return "".join(f"<p>{text}</p>\n<p>&nbsp;</p>" for text in texts)


def block(inner: str) -> str:
    return f'<div class="article__block article__block--html">{inner}</div>'


def in_two_blocks(story: Story, appeal: Sequence[str]) -> str:
    """The story in two blocks, the second with an advertising slot, then the appeal."""
    return column(
        block(p(story.paragraphs[:4]))
        + RELATED
        + block(BANNER + p(story.paragraphs[4:]) + p(appeal))
    )


def in_a_block_of_its_own(story: Story, appeal: Sequence[str]) -> str:
    return column(block(p(story.paragraphs)) + block(p(appeal)))


def in_a_banner(story: Story, appeal: Sequence[str]) -> str:
    banner = f'<div class="contribute-banner">{p(appeal)}</div>'
    return column(block(p(story.paragraphs) + banner))


def after_the_column(story: Story, appeal: Sequence[str]) -> str:
    return (
        column(block(p(story.paragraphs))) + f'<div class="support">{p(appeal)}</div>'
    )


def amid_the_story(story: Story, appeal: Sequence[str]) -> str:
    texts = [*story.paragraphs[:5], *appeal, *story.paragraphs[5:]]
    return column(block(p(texts)))


def before_the_story(story: Story, appeal: Sequence[str]) -> str:
    return column(block(p(appeal) + p(story.paragraphs)))


def in_one_paragraph(story: Story, appeal: Sequence[str]) -> str:
    joined = "<br><br>".join(appeal)
    return column(block(p(story.paragraphs) + f"<p>{joined}</p>"))


def in_a_box_of_bare_text(story: Story, appeal: Sequence[str]) -> str:
    joined = "<br>".join(appeal)
    return column(
        block(
            p(story.paragraphs[:3]) + f"<div>{joined}</div>" + p(story.paragraphs[3:])
        )
    )


def in_a_plain_box(story: Story, appeal: Sequence[str]) -> str:
    box = f"<div><h4>{appeal[0]}</h4>{p(appeal[1:])}</div>"
    return column(block(p(story.paragraphs[:6]) + box + p(story.paragraphs[6:])))


def twice_in_one_block(story: Story, appeal: Sequence[str]) -> str:
    return column(block(p(appeal) + p(story.paragraphs) + p(appeal)))


PLACES: list[Callable[[Story, Sequence[str]], str]] = [
    in_two_blocks,
    in_a_block_of_its_own,
    in_a_banner,
    after_the_column,
    amid_the_story,
    before_the_story,
    in_one_paragraph,
    in_a_box_of_bare_text,
    in_a_plain_box,
    twice_in_one_block,
]

BANNER = (
    '<section y-name="banner"><p>Advertisement: a bank wishes you well.</p></section>'
)
RELATED = (
    '<div class="article__block article__block--article"><h3>Another story</h3>'
    "<p>Its first words, cut at 150 characters.</p><a>Read more</a></div>"
    '<div class="article__block article__block--image"><figcaption>Somebody'
    '</figcaption></div><div class="article__block article__block--newsletter">'
    "<p>Sign up for our free weekly newsletter</p></div>"
)
JUST_IN = (
    '<aside class="sidebar"><h3>Just in</h3><ul>'
    '<li><a href="/2026/11/01/x-a99991"><time datetime="2026-11-01T08:00:00+03:00">'
    "Nov. 1</time> Unrelated story with a byline</a>"
    '<a class="byline__author__name">Wrong Person</a></li></ul></aside>'
)


def column(blocks: str) -> str:
    return f'<div class="article__content">{blocks}</div>'


def scripts(headline: str, author: str) -> str:
    """The four JSON-LD scripts; the WebSite one is not valid, as on the site."""
    return f"""
<script type="application/ld+json">{{"@context":"http://schema.org",
 "@type":"NewsMediaOrganization","name":"The Moscow Times"}}</script>
<script type="application/ld+json">{{"@type":"WebSite","name":"The Moscow Times",
 "potentialAction":{{"@type":"SearchAction","target":"https://x.example/?q={{q}}"}},}}
</script>
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"{headline}",
 "datePublished":"2021-09-30T14:30:00+03:00","dateModified":"2021-10-04T09:00:00+03:00",
 "author":{author},"creator":{author},"articleSection":"news",
 "image":"https://static.themoscowtimes.com/image/1/talks.jpg",
 "publisher":{{"@type":"Organization","name":"The Moscow Times"}},
 "inLanguage":"en","mainEntityOfPage":"{ADDRESS}"}}</script>
<script type="application/ld+json">{{"@type":"BreadcrumbList","itemListElement":[
 {{"@type":"ListItem","position":1,"name":"News"}}]}}</script>"""


ANN = '{"@type":"Person","name":"Ann Reporter","url":"https://www.themoscowtimes.com/author/ann"}'
BYLINE = (
    '<div class="byline"><span class="byline__author">By '
    '<a class="byline__author__name" href="/author/ann">Ann Reporter</a>, '
    '<a class="byline__author__name" href="/author/bo">Bo Writer</a> and '
    '<a class="byline__author__name" href="/author/cy">Cy Author</a></span>'
    '<time class="byline__datetime" datetime="2021-10-02T10:00:00+03:00">'
    "Updated: Oct. 2, 2021</time></div>"
)


def html(story: Story, content: str, *, byline: str = BYLINE, author: str = ANN) -> str:
    headline = story.headline
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<title>{headline} - The Moscow Times</title>
<link rel="canonical" href="{ADDRESS}">
<meta property="og:title" content="{headline}, and More Words for Search Engines">
<meta property="og:site_name" content="The Moscow Times">
<meta property="og:type" content="article">
<meta name="keywords" content="Russia, United States,Diplomacy , Geneva">
<meta name="description" content="{story.caption}">
{scripts(headline, author)}</head><body>
<div class="popup"><p>Support The Moscow Times!</p><p>Contribute today</p></div>
{JUST_IN}
<article><article class="article">
<header class="article__header"><h1><a href="{ADDRESS}">{headline}</a></h1><h2></h2>
</header>
{byline}
<div class="article__intro">A standfirst that is not part of the column.</div>
<figure class="article__featured-image"><img src="/i.jpg">
<figcaption class="featured-image__caption">{story.caption}</figcaption></figure>
{content}
<div class="article__tags">Read more about: <a>Geneva</a></div>
</article></article>
<div class="related"><article><h3>Read more</h3><time datetime="2020-01-01T00:00:00Z">
</time><p>Cards of other stories with a sentence of text each, and so on and on.</p>
<span class="byline__author"><a class="byline__author__name">Other Person</a></span>
</article></div></body></html>"""


@pytest.fixture(scope="module")
def outlet() -> Outlet:
    text = (ROOT / "newswatch/outlets/moscow_times.toml").read_text(encoding="utf-8")
    return Outlet.model_validate({"id": "moscow_times", **tomllib.loads(text)})


def read(
    markup: str, outlet: Outlet, url: str = ADDRESS, link: Link | None = None
) -> Article | Refusal:
    page = FetchedPage(
        requested_url=url,
        url=url,
        status=200,
        body=markup.encode(),
        fetched_at=datetime(2026, 11, 23, 12, tzinfo=UTC),
        content_type="text/html; charset=utf-8",
    )
    found = extract_article(page, outlet=outlet, link=link)
    return clean_article(found) if isinstance(found, Article) else found


def article(markup: str, outlet: Outlet, **others: str) -> Article:
    found = read(markup, outlet, **others)
    assert isinstance(found, Article), found
    return found


@STORIES
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("period", APPEALS)
def test_text_is_the_story_and_nothing_else(
    story: Callable[[], Story],
    place: Callable[[Story, Sequence[str]], str],
    period: str,
    outlet: Outlet,
) -> None:
    told = story()

    found = article(html(told, place(told, APPEALS[period])), outlet)

    assert found.paragraphs == told.paragraphs
    assert found.warnings == ()
    assert found.extractor == "rules"


@pytest.mark.parametrize("place", PLACES)
def test_real_appeal_of_the_founding_page_is_cut_wherever_it_stands(
    place: Callable[[Story, Sequence[str]], str], outlet: Outlet
) -> None:
    told = seed()

    found = article(html(told, place(told, told.appeal)), outlet)

    assert found.text == "\n\n".join(told.paragraphs)
    assert found.text.startswith("Russian and U.S. diplomats held talks")
    assert found.text.endswith(
        "Arms control was at the top of the agenda at that exchange."
    )


@STORIES
def test_fields_are_the_articles_own(
    story: Callable[[], Story], outlet: Outlet
) -> None:
    told = story()

    found = article(html(told, in_two_blocks(told, APPEALS["2023"])), outlet)

    assert found.headline == told.headline
    assert [author.name for author in found.authors] == [
        "Ann Reporter",
        "Bo Writer",
        "Cy Author",
    ]
    assert found.published_at == datetime(2021, 9, 30, 11, 30, tzinfo=UTC)
    assert found.published_precision in (Precision.SECOND, Precision.MINUTE)
    assert found.modified_at == datetime(2021, 10, 4, 6, 0, tzinfo=UTC)
    assert found.language == "en"
    assert found.tags == ("Russia", "United States", "Diplomacy", "Geneva")
    assert found.section == "news"
    assert found.image == "https://static.themoscowtimes.com/image/1/talks.jpg"
    assert found.canonical_url == ADDRESS
    assert found.article_type == "NewsArticle"
    assert found.is_amp is False
    assert found.evidence["date_published"] == "json-ld:NewsArticle.datePublished"
    assert found.evidence["url"] == "link:canonical"


def test_bare_name_in_the_byline_is_an_author(outlet: Outlet) -> None:
    byline = '<div class="byline"><span class="byline__author">By AFP</span></div>'

    found = article(html(INVENTED, in_two_blocks(INVENTED, ()), byline=byline), outlet)

    assert [author.name for author in found.authors] == ["AFP"]


def test_paper_itself_is_no_author(outlet: Outlet) -> None:
    byline = '<div class="byline"><span class="byline__author"></span></div>'
    paper = '{"@type":"Organization","name":"The Moscow Times"}'

    page = html(INVENTED, in_two_blocks(INVENTED, ()), byline=byline, author=paper)
    found = article(page, outlet)

    assert found.authors == ()
    assert found.evidence["authors"] is None


def test_line_breaks_in_pairs_end_paragraphs(outlet: Outlet) -> None:
    bare = "<br>\n<br>".join(INVENTED.paragraphs)
    appeal = "<br><br>".join(APPEALS["2023"])

    found = article(html(INVENTED, column(block(f"{bare}<br><br>{appeal}"))), outlet)

    assert found.paragraphs == INVENTED.paragraphs


def test_lists_stay_in_their_order(outlet: Outlet) -> None:
    content = column(
        block("<p>First.</p><ul><li>One</li><li>Two</li></ul><p>Last.</p>")
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("First.", "One", "Two", "Last.")


def test_letter_to_dear_readers_is_kept(outlet: Outlet) -> None:
    letter = ("Dear readers,", "This week we moved house.", "It rained all day.")

    found = article(html(INVENTED, column(block(p(letter)))), outlet)

    assert found.paragraphs == letter


def test_summary_of_a_live_blog_is_its_text(outlet: Outlet) -> None:
    content = (
        '<div class="article__content"><div class="live-intro"><p>What is known.</p>'
        "<p>What is not.</p></div><!-- <div class='byline'>By Nobody</div> --></div>"
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("What is known.", "What is not.")


def test_captions_of_a_gallery_are_its_text(outlet: Outlet) -> None:
    content = column(
        '<div class="article__gallery__item"><img src="1.jpg"><p>A bridge.</p></div>'
        '<div class="article__gallery__item"><figure><img src="2.jpg">'
        "<figcaption>A boat.</figcaption></figure></div>"
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("A bridge.", "A boat.")
    assert "text-short" in found.warnings


def test_film_with_one_sentence_is_an_article(outlet: Outlet) -> None:
    content = column(
        block(
            '<iframe src="https://video.example/1"></iframe><p>A film of the lake.</p>'
        )
    )

    found = article(html(INVENTED, content), outlet)

    assert found.paragraphs == ("A film of the lake.",)


def test_amp_twin_names_the_article_it_is_a_form_of(outlet: Outlet) -> None:
    text = p(INVENTED.paragraphs)
    markup = (
        f'<!doctype html><html ⚡><head><link rel="canonical" href="{ADDRESS}"></head>'
        f"<body><article><h1>{INVENTED.headline}</h1>{text}</article></body></html>"
    )

    found = article(markup, outlet, url=f"{ADDRESS}/amp")

    assert found.is_amp is True
    assert found.canonical_url == ADDRESS
    assert found.paragraphs == INVENTED.paragraphs
    assert "selector-empty" in found.warnings


def test_page_that_was_not_found_is_refused_though_its_status_is_200(
    outlet: Outlet,
) -> None:
    markup = (
        "<html><head><title>The Moscow Times</title></head><body>"
        f"<h1>Oops! We couldn't find your page.</h1>{JUST_IN}"
        f"<div>{p(INVENTED.paragraphs)}</div></body></html>"
    )

    found = read(markup, outlet)

    assert isinstance(found, Refusal)
    assert found.reason is RefusalReason.SOFT_404


def test_listing_supplies_what_the_page_has_not(outlet: Outlet) -> None:
    announced = datetime(2021, 9, 30, 11, 30, tzinfo=UTC)
    link = Link(url=ADDRESS, via=Via.FEED, title="As Announced", published_at=announced)
    markup = f"<html><body>{column(block(p(INVENTED.paragraphs)))}</body></html>"

    found = read(markup, outlet, link=link)

    assert isinstance(found, Article)
    assert found.headline == "As Announced"
    assert found.published_at == announced
    assert found.evidence["title"] == found.evidence["date_published"] == "feed"
    assert found.language == "en"
    assert found.evidence["language"] == "outlet-default"
    assert "title-from-feed" in found.warnings
