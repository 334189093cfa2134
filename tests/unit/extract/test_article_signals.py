from __future__ import annotations

import pytest
from builders import make_page
from markup import ADDRESS, STORY, json_ld, markup, page_of, read, story

from newswatch.extract import extract_article
from newswatch.model import Article, Refusal, RefusalReason

LD = json_ld('{"@type":"NewsArticle","headline":"x"}')
LD_ELSEWHERE = json_ld('{"@type":"NewsArticle","url":"https://herald.example/top"}')
DATE = '<meta property="article:published_time" content="2026-11-20T10:00Z">'
CARDS = "".join(
    f"<div><h3><a href='/{n}-a-story-with-a-slug'>A story, number {n}</a></h3>"
    f"<p>Its first words, cut.</p></div>"
    for n in range(20)
)


def outcome(text: str, url: str = ADDRESS) -> RefusalReason | None:
    found = extract_article(page_of(text, url))
    return found.reason if isinstance(found, Refusal) else None


@pytest.mark.parametrize(
    "heading",
    [
        "404",
        "Error 404",
        "Page not found",
        "Sorry, the page you requested could not be found.",
        "Oops! We couldn't find your page.",
        "We can’t find that page",
        "Seite nicht gefunden",
        "Страница не найдена",
        "Page introuvable",
        "ページが見つかりません",
    ],
)
@pytest.mark.parametrize("place", ["<h1>%s</h1>", "<title>%s | The Herald</title>"])
def test_page_that_says_it_was_not_found_is_a_soft_404(
    heading: str, place: str
) -> None:
    assert outcome(markup(place % heading + story())) is RefusalReason.SOFT_404


@pytest.mark.parametrize(
    "claim",
    [LD, DATE],
    ids=["json-ld", "date"],
)
def test_story_about_pages_not_found_is_a_story(claim: str) -> None:
    text = markup(f"{claim}<article><h1>Page not found</h1>{story()}</article>")

    assert outcome(text) is None


@pytest.mark.parametrize(
    "heading",
    ["Four hundred and four dead", "4040 pages found in an archive", "A page"],
)
def test_heading_that_only_resembles_an_error_is_none(heading: str) -> None:
    assert outcome(markup(f"<article><h1>{heading}</h1>{story()}</article>")) is None


@pytest.mark.parametrize(
    "title",
    [
        "Just a moment...",
        "Access denied",
        "Robot check",
        "Please verify that you are not a robot",
        "Checking your browser before accessing herald.example",
    ],
)
def test_check_for_robots_is_no_article(title: str) -> None:
    text = markup(
        "<p>Checking your browser before you proceed.</p>", f"<title>{title}</title>"
    )

    assert outcome(text) is RefusalReason.ROBOT_CHECK


@pytest.mark.parametrize(
    "heading",
    [
        "We value your privacy",
        "Before you continue to Herald",
        "Ihre Privatsphäre ist uns wichtig",
        "Мы ценим вашу конфиденциальность",
    ],
)
def test_question_for_consent_in_the_place_of_a_page_is_no_article(
    heading: str,
) -> None:
    text = markup(f"<h1>{heading}</h1><p>We and our partners store things.</p>")

    assert outcome(text) is RefusalReason.CONSENT_WALL


@pytest.mark.parametrize("headline", ["<h1>Port shut</h1>", ""])
def test_banner_that_asks_for_consent_leaves_the_article(headline: str) -> None:
    banner = "<div><h2>We value your privacy</h2><p>Cookies.</p></div>"

    assert outcome(markup(banner + headline + story())) is None


@pytest.mark.parametrize(
    ("url", "body", "head"),
    [
        ("https://herald.example/", CARDS + story(), ""),
        ("https://herald.example/index.html", CARDS, ""),
        ("https://herald.example/", LD_ELSEWHERE + CARDS, ""),
        ("https://herald.example/world", CARDS, ""),
        ("https://herald.example/world/europe/", CARDS, ""),
        (ADDRESS, json_ld('{"@type":"CollectionPage","name":"x"}') + CARDS, ""),
        (
            ADDRESS,
            "".join(
                json_ld(
                    f'{{"@type":"NewsArticle","url":"https://herald.example/s{n}"}}'
                )
                for n in range(9)
            )
            + CARDS,
            "",
        ),
    ],
)
def test_front_page_or_listing_is_no_article(url: str, body: str, head: str) -> None:
    assert outcome(markup(body, head), url) is RefusalReason.INDEX_PAGE


@pytest.mark.parametrize(
    ("url", "body", "head"),
    [
        ("https://herald.example/?p=31228", CARDS + story(), ""),
        ("https://unknown.invalid/", story(), ""),
        ("https://herald.example/", LD + story(), ""),
        ("https://herald.example/", story(), DATE),
        (
            "https://herald.example/",
            story(),
            '<meta property="og:type" content="article">',
        ),
        (
            "https://herald.example/world",
            story() + "<p>" + "One more. " * 9 + CARDS,
            "",
        ),
        ("https://herald.example/a-story-with-a-slug", CARDS + story(), ""),
        (ADDRESS, json_ld('{"@type":"CollectionPage"}') + LD + story(), ""),
    ],
)
def test_article_at_an_odd_address_is_an_article(
    url: str, body: str, head: str
) -> None:
    assert outcome(markup(body, head), url) is None


def test_flash_of_one_sentence_is_an_article_and_short() -> None:
    found = read(markup("<article><h1>Flash</h1><p>The talks are over.</p></article>"))

    assert found.paragraphs[-1] == "The talks are over."
    assert "text-short" in found.warnings


def test_short_text_is_measured_by_what_its_characters_say() -> None:
    said = "会谈结束双方没有发表共同声明" * 8

    assert (
        "text-short" not in read(markup(f"<article><p>{said}。</p></article>")).warnings
    )


@pytest.mark.parametrize(
    ("body", "suspected"),
    [
        (
            json_ld('{"@type":"NewsArticle","isAccessibleForFree":false}') + story(),
            True,
        ),
        (
            json_ld('{"@type":"NewsArticle","isAccessibleForFree":true}') + story(),
            False,
        ),
        (story() + "<div class='paywall-box'></div>", True),
        (
            json_ld('{"@type":"NewsArticle","isAccessibleForFree":true}')
            + story()
            + "<div class='paywall-box'></div>",
            False,
        ),
        (
            "".join(f"<p>{text} ({n})</p>" for n in range(3) for text in STORY)
            + "<div class='paywall-box'></div>",
            False,
        ),
        (story(), False),
    ],
)
def test_paywall_is_suspected_where_it_is_declared_or_cuts(
    body: str, suspected: bool
) -> None:
    warnings = read(markup(f"<article>{body}</article>")).warnings

    assert ("paywall-suspected" in warnings) is suspected


@pytest.mark.parametrize(
    ("body", "content_type", "reason"),
    [
        (b"", None, RefusalReason.EMPTY_BODY),
        (b"   \n", "text/html", RefusalReason.EMPTY_BODY),
        (b"<html><body></body></html>", "text/html", RefusalReason.EMPTY_BODY),
        (b"{}", "application/json", RefusalReason.NOT_HTML),
        (b"%PDF-1.7 ...", "text/html", RefusalReason.NOT_HTML),
    ],
)
def test_what_holds_no_article_is_refused_by_name(
    body: bytes, content_type: str | None, reason: RefusalReason
) -> None:
    found = extract_article(make_page(body=body, content_type=content_type))

    assert not isinstance(found, Article)
    assert found.reason is reason
