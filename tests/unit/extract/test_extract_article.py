from __future__ import annotations

import json
import logging
from dataclasses import replace

import pytest
from builders import NOON, make_outlet
from markup import ADDRESS, STORY, json_ld, markup, page_of, read, story

import newswatch.extract.article as article_module
from newswatch.extract import extract_article
from newswatch.model import Article, Author, Precision, Refusal, RefusalReason

#: the keys of the feed record's `provenance`, and two that are shown to people
PROVENANCE = {
    "article_type",
    "is_accessible_for_free",
    "url",
    "title",
    "authors",
    "date_published",
    "date_modified",
    "language",
    "summary",
    "content_text",
    "image",
    "tags",
    "section",
}
METHODS = {
    *("selector", "json-ld", "microdata", "opengraph", "meta", "html", "link"),
    *("feed", "sitemap", "http-header", "url", "extractor", "detector"),
    *("outlet-default", "computed"),
}
LD = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Talks end without a ceasefire",
    "author": [{"@type": "Person", "name": "Ann Lee", "url": "/ann"}],
    "datePublished": "2026-11-23T10:30:00+01:00",
    "dateModified": "2026-11-23T11:00:00+01:00",
    "description": "Both sides called them useful.",
    "keywords": "Diplomacy, Talks",
    "articleSection": "World",
    "image": "/lead.jpg",
    "isAccessibleForFree": True,
}
PAGE = markup(
    json_ld(json.dumps(LD))
    + f"<article><h1>Talks end without a ceasefire</h1>{story()}</article>",
    f'<link rel="canonical" href="{ADDRESS}">',
)


def test_article_is_all_that_its_page_says() -> None:
    found = read(PAGE)

    assert found == Article(
        headline="Talks end without a ceasefire",
        paragraphs=found.paragraphs,
        authors=(Author(name="Ann Lee", url="https://herald.example/ann"),),
        published_at=NOON.replace(hour=9, minute=30),
        published_precision=Precision.SECOND,
        modified_at=NOON.replace(hour=10),
        language="en",
        summary="Both sides called them useful.",
        section="World",
        tags=("Diplomacy", "Talks"),
        image="https://herald.example/lead.jpg",
        canonical_url=ADDRESS,
        article_type="NewsArticle",
        free=True,
        evidence={
            "url": "link:canonical",
            "title": "json-ld:NewsArticle.headline",
            "authors": "json-ld:NewsArticle.author",
            "date_published": "json-ld:NewsArticle.datePublished",
            "date_modified": "json-ld:NewsArticle.dateModified",
            "language": "html:lang",
            "summary": "json-ld:NewsArticle.description",
            "content_text": "extractor:blocks",
            "image": "json-ld:NewsArticle.image",
            "tags": "json-ld:NewsArticle.keywords",
            "section": "json-ld:NewsArticle.articleSection",
            "article_type": "json-ld:NewsArticle",
            "is_accessible_for_free": "json-ld:NewsArticle.isAccessibleForFree",
        },
        extractor=found.extractor,
    )
    assert found.paragraphs[-3:] == STORY


def test_same_page_gives_the_same_article() -> None:
    assert extract_article(page_of(PAGE)) == extract_article(page_of(PAGE))


@pytest.mark.parametrize(
    "text", [PAGE, markup(story()), markup(f"<h1>x</h1>{story()}", html="amp")]
)
def test_evidence_has_every_key_and_only_known_methods(text: str) -> None:
    found = read(text, outlet=make_outlet(languages=("en",)))
    values = {
        "title": found.headline,
        "authors": found.authors,
        "date_published": found.published_at,
        "date_modified": found.modified_at,
        "language": found.language,
        "summary": found.summary,
        "image": found.image,
        "tags": found.tags,
        "section": found.section,
    }

    assert found.evidence.keys() == PROVENANCE
    for name, value in values.items():
        assert (found.evidence[name] is None) == (not value), name
    for how in found.evidence.values():
        assert how is None or how.partition(":")[0] in METHODS


def test_page_without_a_canonical_address_has_its_own() -> None:
    found = read(markup(story()))

    assert found.canonical_url is None
    assert found.evidence["url"] == "url"


def test_now_is_when_the_page_was_fetched() -> None:
    later = replace(page_of(PAGE), fetched_at=NOON.replace(year=2020))

    found = extract_article(later)

    assert isinstance(found, Article)
    assert "date-in-future" in found.warnings


def test_encoding_of_the_page_is_respected() -> None:
    text = markup("<article><p>" + "Переговоры в Женеве завершились. " * 9 + "</p>")
    body = text.replace("utf-8", "windows-1251").encode("cp1251")

    found = extract_article(page_of(body, content_type="text/html"))

    assert isinstance(found, Article)
    assert found.paragraphs[0].startswith("Переговоры в Женеве")


def test_failure_nobody_thought_of_is_a_refusal_and_a_log_line(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(article_module, "open_view", fail)
    with caplog.at_level(logging.ERROR):
        found = extract_article(page_of(PAGE))

    assert found == Refusal(
        reason=RefusalReason.EXTRACTOR_FAILED, detail="ZeroDivisionError"
    )
    assert caplog.records[0].exc_info is not None


def test_lack_of_memory_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr(article_module, "open_view", fail)
    with pytest.raises(MemoryError):
        extract_article(page_of(PAGE))
