"""An article as its page states it → the same article in clean text."""

from __future__ import annotations

from dataclasses import replace

from newswatch.clean.text import clean_line, clean_paragraphs
from newswatch.model import Article, Author


def clean_article(article: Article) -> Article:
    """*article* with every text normalised; repeating it changes nothing.

    A field that was nothing but invisible characters becomes unknown, and so does its
    evidence.
    """
    headline = _line(article.headline)
    authors = tuple(
        Author(name=name, url=author.url)
        for author in article.authors
        if (name := clean_line(author.name))
    )
    tags = tuple(dict.fromkeys(tag for raw in article.tags if (tag := clean_line(raw))))
    cleaned = replace(
        article,
        headline=headline,
        paragraphs=clean_paragraphs(article.paragraphs, headline),
        authors=authors,
        summary=_line(article.summary),
        section=_line(article.section),
        tags=tags,
    )
    known = {
        "title": cleaned.headline,
        "authors": cleaned.authors,
        "summary": cleaned.summary,
        "section": cleaned.section,
        "tags": cleaned.tags,
        "content_text": cleaned.paragraphs,
    }
    evidence = {
        name: how if known.get(name, True) else None
        for name, how in article.evidence.items()
    }
    return replace(cleaned, evidence=evidence)


def _line(text: str | None) -> str | None:
    return (clean_line(text) or None) if text else None
