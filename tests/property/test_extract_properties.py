"""Whatever the bytes are: an Article that holds together, or a named Refusal."""

from __future__ import annotations

import unicodedata

from builders import make_outlet, make_page
from hypothesis import given, settings
from hypothesis import strategies as st

from newswatch.clean import clean_article, clean_line, clean_paragraphs
from newswatch.dedup.fingerprint import fingerprint
from newswatch.extract import extract_article
from newswatch.extract.decode import decode
from newswatch.extract.language import language_tag
from newswatch.extract.scan import hostile_markup
from newswatch.extract.titles import without_site
from newswatch.model import Article, Caution, Refusal, Rules

#: pieces of which pages are made, good and bad, so that chance builds odd ones
PIECES = st.sampled_from(
    [
        *("<html>", "<html amp lang=ru>", "<head>", "<title>", "</title>", "<body>"),
        *("<article>", "</article>", "<h1>", "</h1>", "<p>", "</p>", "<br>", "<div"),
        *(' class="byline"', "<time datetime='2026-11-20T10:00'>", "<script", "<!--"),
        *(
            '<script type="application/ld+json">',
            "</script>",
            "-->",
            "]]>",
            "<![CDATA[",
        ),
        *('{"@type":"NewsArticle","headline":', '"author":[', "{}", '"x",', "[[", "}"),
        *(
            '"datePublished":"2026-11-20",',
            '"@id":"#a"',
            "null",
            "\\",
            '"',
            "'",
            "&",
            ";",
        ),
        *(
            '<meta property="og:title" content="',
            "<meta charset=",
            "utf-16",
            "<base href=",
        ),
        *(
            "https://[",
            "//x",
            "javascript:",
            "\x00",
            "\ud800",
            "\u2028",
            "é",
            "文",
            "🕊",
        ),
        *(
            "By Ann Lee and ",
            "Bo Ek @bo, ",
            '"description":"It is cut...",',
            '"keywords":"Home,_x,Arms",',
            '"isAccessibleForFree":"False",',
            '"articleSection":"World"',
            "bo@herald.example",
            "404",
            "A sentence of a story, not too short. ",
            " ",
            "\n",
        ),
    ]
)
MARKUP = st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join)
BODIES = MARKUP.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(
    max_size=200
)
OUTLETS = st.sampled_from(
    [
        None,
        make_outlet(languages=("en",), timezone="Europe/Moscow"),
        make_outlet(
            rules=(
                Rules(
                    body="article, p",
                    remove=("time", "//text()[contains(., 'A')]", "p["),
                    title="h1",
                    authors=".byline",
                    date_published="time",
                    tags="//nothing",
                    image="img::attr(src)",
                ),
            )
        ),
    ]
)
CONTENT_TYPES = st.sampled_from([None, "text/html", "text/html; charset=utf-16", "x/y"])


@settings(max_examples=150, derandomize=True, deadline=None)
@given(body=BODIES, outlet=OUTLETS, content_type=CONTENT_TYPES)
def test_any_page_ends_as_article_or_refusal(
    body: bytes, outlet: object, content_type: str | None
) -> None:
    page = make_page(body=body, content_type=content_type)

    found = extract_article(page, outlet=outlet)  # type: ignore[arg-type]

    assert found == extract_article(page, outlet=outlet)  # type: ignore[arg-type]
    if isinstance(found, Refusal):
        assert found.reason != "extractor-failed", found
        return
    cleaned = clean_article(found)
    assert len(found.evidence) == 13
    for article in (found, cleaned):
        assert isinstance(article, Article)
        for at in (article.published_at, article.modified_at):
            assert at is None or at.utcoffset() is not None
        assert (article.published_at is None) == (article.published_precision is None)
        assert all(text.strip() for text in article.paragraphs)
        assert {w.partition(":")[0] for w in article.warnings} <= {*Caution}
        values = {
            "title": article.headline,
            "authors": article.authors,
            "date_published": article.published_at,
            "date_modified": article.modified_at,
            "language": article.language,
            "summary": article.summary,
            "image": article.image,
            "tags": article.tags,
            "section": article.section,
            "article_type": article.article_type,
            "is_accessible_for_free": None if article.free is None else "known",
        }
        for name, value in values.items():
            assert bool(value) == bool(article.evidence[name]), name
        names = [author.name for author in article.authors]
        assert len({name.casefold() for name in names}) == len(names)
        assert not any("@" in name or "://" in name for name in names)
        for address in (article.canonical_url, article.image):
            assert address is None or address.startswith(("http://", "https://"))
    fingerprint(cleaned.headline, cleaned.paragraphs)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(text=st.text())
def test_clean_line_is_one_line_and_stays_so(text: str) -> None:
    cleaned = clean_line(text)

    assert cleaned == clean_line(cleaned)
    assert len(cleaned.splitlines()) <= 1
    assert not {"Cc", "Cs"} & {*map(unicodedata.category, cleaned)}
    assert unicodedata.is_normalized("NFC", cleaned)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(paragraphs=st.lists(st.text(max_size=20)), headline=st.text(max_size=20))
def test_clean_paragraphs_are_never_empty(paragraphs: list[str], headline: str) -> None:
    cleaned = clean_paragraphs(paragraphs, headline)

    assert all(cleaned)
    assert len(cleaned) >= min(1, sum(bool(clean_line(text)) for text in paragraphs))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(text=MARKUP | st.text(), names=st.frozensets(st.text(max_size=5)))
def test_small_readers_never_raise(text: str, names: frozenset[str]) -> None:
    hostile_markup(text)
    tag = language_tag(text)
    assert tag is None or language_tag(tag) == tag
    without_site(text, names)
    decode(text.encode("utf-8", "surrogatepass"))
