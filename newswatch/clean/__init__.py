"""Clean text: what the outlet wrote, in one normal form."""

from newswatch.clean.article import clean_article
from newswatch.clean.text import clean_line, clean_paragraphs, word_count

__all__ = ["clean_article", "clean_line", "clean_paragraphs", "word_count"]
