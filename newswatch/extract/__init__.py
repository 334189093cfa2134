"""Pages → articles: `extract_article` is the whole of it."""

from newswatch.extract.article import extract_article

__all__ = ["extract_article"]
