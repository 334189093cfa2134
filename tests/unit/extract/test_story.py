from __future__ import annotations

import pytest
from markup import STORY, json_ld, markup, read, story

from newswatch.extract.blocks import blocks_of
from newswatch.extract.dom import parse
from newswatch.extract.story import Story, story_of
from newswatch.extract.traits import Hints

LONG = tuple(f"{text} So it was on day {day}." for day in range(3) for text in STORY)


def told(body: str, **hints: str) -> Story:
    root = parse(markup(body))
    assert root is not None
    return story_of(root, Hints(**hints))  # type: ignore[arg-type]


def texts(body: str) -> list[str]:
    root = parse(markup(body))
    assert root is not None
    return [block.text for block in blocks_of(root)]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", ["One bold word.", "Two."]),
        ("<div>A<br>line<br><br>and another</div>", ["A line", "and another"]),
        ("<div>Loose <p>held</p> text</div>", ["Loose", "held", "text"]),
        ("<p>Kept<script>x()</script> <style>y</style>here</p>", ["Kept here"]),
        ("<nav><p>Menu</p></nav><p>Text</p><footer>Legal</footer>", ["Text"]),
        ("<p>Seen <span hidden>unseen</span> again</p>", ["Seen again"]),
        ("<p>Seen <i style='display: none'>x</i>still</p>", ["Seen still"]),
        ("<p>For all <span class='sr-only'>machines</span></p>", ["For all"]),
        ("<my-box>Own element</my-box>tail", ["Own element", "tail"]),
        ("<ul><li>a</li><li>b</li></ul>", ["a", "b"]),
        ("<p> \u00a0 </p>", []),
    ],
)
def test_blocks_are_what_a_reader_sees_as_paragraphs(
    body: str, found: list[str]
) -> None:
    assert texts(body) == found


@pytest.mark.parametrize(
    "foreign",
    [
        "<div class='related-articles'><h3><a href='/b'>Another story of the day</a>"
        "</h3><p>What else happened while the talks went on, in one line.</p></div>",
        "<figure><img src='x'><figcaption>The hall in which they met on Monday, seen "
        "from the street. Photo: Somebody</figcaption></figure>",
        "<aside><p>Our reporters explain what you need to know about the talks and "
        "about all those who took part in them.</p></aside>",
        "<div class='newsletter-signup'><p>Sign up for our newsletter and never miss "
        "a story again.</p></div>",
        "<ul class='share-buttons'><li><a href='#'>Share</a></li></ul>",
        "<div class='author-bio'><p>Ann Lee writes about talks of all kinds and has "
        "done so for twenty years.</p></div>",
    ],
)
def test_what_is_no_story_goes_from_the_middle_and_from_the_end(foreign: str) -> None:
    middle = f"{story(LONG[:4])}{foreign}{story(LONG[4:])}"

    for body in (middle, story(LONG) + foreign):
        page = f"<h1>Talks end</h1><article>{body}</article>"
        assert told(page, title="Talks end").paragraphs == LONG


def test_lists_quotes_tables_and_cross_heads_of_the_story_stay_in_place() -> None:
    inner = (
        "<h2>What was agreed on the first day</h2>"
        f"<blockquote><p>“{LONG[4]}”</p></blockquote>"
        f"<ul><li>{LONG[5]}</li><li>{LONG[6]}</li></ul>"
    )
    around = f"{story(LONG[:4])}{inner}{story(LONG[7:])}"
    page = f"<h1>Talks end</h1><article>{around}</article>"

    assert told(page, title="Talks end").paragraphs == (
        *LONG[:4],
        "What was agreed on the first day",
        f"“{LONG[4]}”",
        *LONG[5:],
    )


def test_heading_with_nothing_under_it_goes() -> None:
    page = f"<article>{story(LONG)}<h2>What comes next for both sides</h2></article>"

    assert told(page).paragraphs == LONG


def test_paragraph_that_the_page_has_twice_is_told_once() -> None:
    assert told(f"<article>{story(LONG)}{story(LONG[:1])}</article>").paragraphs == LONG


def test_story_in_an_element_with_an_odd_name_is_found() -> None:
    page = f"<h1>Talks end</h1><div class='widget sidebar'>{story(LONG)}</div>"

    assert told(page).paragraphs == LONG


def test_longer_comments_do_not_become_the_story() -> None:
    said = "".join(
        f"<li class='comment'><p>I, reader {n}, was there and saw none of it, and "
        "whoever says otherwise should have come and looked for himself.</p></li>"
        for n in range(30)
    )
    article = f"<h1>Talks end</h1><article>{story(LONG)}</article>"
    page = f"{article}<ul id='comments'>{said}</ul>"

    assert told(page).paragraphs == LONG


def test_chinese_story_is_found_without_spaces_between_words() -> None:
    text = tuple(
        f"两国官员周一在首都举行会谈，直到傍晚才结束，双方没有发表共同声明，这是第{n}天的情况。"
        for n in range(6)
    )
    menu = "<ul class='menu'><li><a href='/a'>新闻</a></li></ul>"
    page = f"{menu}<h1>会谈结束</h1><article>{story(text)}</article>"

    assert told(page).paragraphs == text


def test_doubt_is_small_where_all_is_clear_and_great_where_nothing_is() -> None:
    clear = told(f"<h1>Talks end</h1><article>{story(LONG)}</article>")
    links = "".join(f"<li><a href='/{n}'>Story number {n}</a></li>" for n in range(40))

    assert clear.doubt < 0.1
    assert told(f"<ul>{links}</ul>").doubt > clear.doubt
    assert told("").paragraphs == ()


FLASH = "The harbour council voted on Tuesday to close the northern quay."
DEKS = (
    "The mayor told reporters that the money for the bridge was never paid out.",
    "Trains stood still on Monday while drivers and owners talked about pay.",
    "A storm tore roofs from houses along the coast and cut the power of a town.",
    "The bank raised its rate for the third time in a year, to four per cent.",
    "Farmers left their tractors before the parliament and walked home at night.",
)
TEASERS = {
    "with a heading": "<div class='item'><h3><a href='/{0}'>Story {0}</a></h3>"
    "<p>{1}</p></div>",
    "in a row": "<h3><a href='/{0}'>Story {0}</a></h3><p>{1}</p>",
    "as cards": "<article class='card'><h2><a href='/{0}'>Story {0}</a></h2>"
    "<div class='meta'>2 hours ago</div><p>{1}</p></article>",
    "as links": "<article class='card'><a href='/{0}'><div>Story number {0}</div>"
    "<p>{1}</p></a></article>",
}
LISTS = (
    "<section>{}</section>",
    "<section><h2>More news</h2>{}</section>",
    "<aside>{}</aside>",
    "<div class='related-articles'><h2>Related</h2>{}</div>",
    "<div class='latest-news'>{}</div>",
)


@pytest.mark.parametrize("around", LISTS)
@pytest.mark.parametrize("teaser", TEASERS.values(), ids=TEASERS)
@pytest.mark.parametrize("head", ["", json_ld('{"@type":"NewsArticle"}')], ids=len)
def test_flash_stands_alone_before_teasers_of_other_stories(
    around: str, teaser: str, head: str
) -> None:
    teasers = "".join(teaser.format(n, text) for n, text in enumerate(DEKS))
    article = f"<article><h1>Harbour closes</h1><p>{FLASH}</p></article>"

    found = read(markup(f"<main>{article}{around.format(teasers)}</main>", head))

    assert found.paragraphs == (FLASH,)


def test_parts_of_a_story_under_linked_headings_are_no_teasers() -> None:
    parts = "".join(
        f"<h2><a href='/shop/{n}'>Place {n}</a></h2><p>{text}</p>"
        for n, text in enumerate(LONG[1:])
    )

    found = told(f"<article><h1>Where to go</h1><p>{LONG[0]}</p>{parts}</article>")

    assert {*LONG[:-1]} <= {*found.paragraphs}


NEXT = "".join(
    f"<p>The tram line will run to suburb number {n} from the spring of next year, the "
    "city told those who live there.</p>"
    for n in range(6)
)
FOLLOWED = {
    "article with a main heading": (
        "<article><h1>Talks end</h1>{}</article>",
        "<article><h1>A tram for the south</h1>{}</article>",
    ),
    "article with a lesser heading": (
        "<article><h1>Talks end</h1>{}</article>",
        "<article><h2>A tram for the south</h2>{}</article>",
    ),
    "article inside the first": (
        "<article><h1>Talks end</h1>{}",
        "<article><h1>A tram for the south</h1>{}</article></article>",
    ),
    "part of the same class": (
        "<div class='story'><h1>Talks end</h1>{}</div>",
        "<div class='story'><h1>A tram for the south</h1>{}</div>",
    ),
    "part by its name": (
        "<main><h1>Talks end</h1>{}</main>",
        "<div class='next-article'><h2>A tram for the south</h2>{}</div>",
    ),
}


@pytest.mark.parametrize(("own", "other"), FOLLOWED.values(), ids=FOLLOWED)
def test_story_ends_where_another_whole_one_begins(own: str, other: str) -> None:
    found = told(own.format(story(LONG)) + 2 * other.format(NEXT), title="Talks end")

    assert found.paragraphs == LONG


@pytest.mark.parametrize(
    "page",
    [
        "<article><h1>Talks end</h1>{}<h1>What comes next</h1>{}</article>",
        "<article><h1>Talks end</h1>{}<section><h1>What comes next</h1>{}</section>"
        "</article>",
        "<h1>Talks end</h1><article>{}</article><article><h2>What comes next</h2>{}"
        "</article>",
        "<article class='a'><h1>Talks end</h1>{}</article>"
        "<h1 class='m'>Talks end</h1><div>{}</div>",
    ],
    ids=["heading amid", "section", "articles below", "headline again"],
)
def test_story_goes_on_below_cross_heads_set_as_main_ones(page: str) -> None:
    found = told(page.format(story(LONG[:5]), story(LONG[5:])), title="Talks end")

    assert {*LONG} <= {*found.paragraphs}


ENTRIES = ("Pumps", "Sluice gates: 1.6 million", "Last the paving, with no date set.")
UNITS = {
    "entries of a word": ("<ul><li>Dredging</li><li>Pumps</li></ul>", 2),
    "entries of all lengths": (
        f"<ol>{''.join(f'<li>{text}</li>' for text in ENTRIES)}</ol>",
        3,
    ),
    "terms": (
        "<dl><dt>Berth</dt><dd>A place where a ship ties up for the night.</dd>"
        "<dt>Sluice</dt><dd>A gate that holds the water back.</dd></dl>",
        4,
    ),
}


@pytest.mark.parametrize(("listed", "count"), UNITS.values(), ids=UNITS)
@pytest.mark.parametrize(
    ("announced", "after"),
    [
        ("<p>The parts are:</p>", LONG[6:]),
        ("", LONG[6:]),
        ("<p>The parts are:</p>", ()),
    ],
    ids=["announced", "amid", "at the end"],
)
def test_list_of_the_story_stays_whole(
    listed: str, count: int, announced: str, after: tuple[str, ...]
) -> None:
    inner = f"{story(LONG[:6])}{announced}{listed}{story(after)}"

    found = told(f"<article><h1>Talks end</h1>{inner}</article>", title="Talks end")

    assert len(found.paragraphs) == 6 + bool(announced) + count + len(after)


@pytest.mark.parametrize(
    "listed",
    [
        "<ul><li><a href='/a'>Mayor resigns</a></li><li><a href='/b'>Oil</a></li></ul>",
        "<aside><ul><li>Our new podcast</li><li>Our shop</li></ul></aside>",
    ],
    ids=["links", "aside"],
)
def test_list_that_leads_elsewhere_goes(listed: str) -> None:
    inner = f"{story(LONG[:6])}{listed}{story(LONG[6:])}"

    assert told(f"<article><h1>Talks end</h1>{inner}</article>").paragraphs == LONG


@pytest.mark.parametrize(
    ("inner", "count"),
    [
        (
            "<blockquote class='twitter-tweet'><p>We asked for an explanation and got "
            "none.</p>— Karl Moe (@moe) <a href='/x'>20 November</a></blockquote>",
            2,
        ),
        (
            "<details><summary>What is a sluice?</summary><p>A sluice is a gate that "
            "holds the water of the harbour back at low tide.</p></details>",
            2,
        ),
        ("<blockquote class='pull-quote'>We were told nothing.</blockquote>", 1),
    ],
    ids=["post", "details", "pull quote"],
)
def test_quotes_and_details_between_texts_of_the_story_stay(
    inner: str, count: int
) -> None:
    body = f"{story(LONG[:5])}{inner}{story(LONG[5:])}"

    for around in ("<article>{}</article>", "<main><div class='text'>{}</div></main>"):
        found = told(f"<h1>Talks end</h1>{around.format(body)}", title="Talks end")
        assert len(found.paragraphs) == len(LONG) + count


def test_post_that_is_but_a_link_goes() -> None:
    post = (
        "<blockquote class='instagram-media'><a href='/p'>See this post</a><p><a "
        "href='/p'>A post shared by Karl Moe (@moe)</a></p></blockquote>"
    )
    body = f"<article>{story(LONG[:5])}{post}{story(LONG[5:])}</article>"

    assert told(f"<h1>Talks end</h1>{body}").paragraphs == LONG


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>{}</p>",
        "<p style='display: none'>{}</p>",
        "<div hidden><p>{}</p></div>",
        "<section style='color:red;display:none'><p>{}</p></section>",
    ],
)
def test_paragraph_that_nobody_sees_goes(unseen: str) -> None:
    text = "Only programs that read this page will ever find this sentence in it."
    body = f"{story(LONG[:5])}{unseen.format(text)}{story(LONG[5:])}"

    found = told(f"<article><h1>Talks end</h1>{body}</article>", title="Talks end")

    assert found.paragraphs == LONG


@pytest.mark.parametrize(
    "page",
    [
        f"<article hidden><h1>Talks end</h1>{story(LONG)}</article>",
        f"<article><h1>Talks end</h1>{story(LONG[:5])}<div style='display:none'>"
        f"{story(LONG[5:])}</div></article>",
        f"<article><h1>Talks end</h1>{story(LONG[:8])}<p aria-hidden='true'>{LONG[8]}"
        "</p></article>",
    ],
    ids=["until a script shows it", "behind a button", "seen, but not read aloud"],
)
def test_story_or_a_part_of_it_that_a_script_will_show_stays(page: str) -> None:
    assert told(page, title="Talks end").paragraphs == LONG
