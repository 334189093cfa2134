"""Pages of The Moscow Times, made by its published templates, around any story.

Two stories are at hand: an invented one, and the page this project was founded on,
which is read from ../shared where that folder is. The appeals are invented too, but
for the few words by which the real ones are known.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
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
