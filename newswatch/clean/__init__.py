"""Clean text: what the outlet wrote, in one normal form."""

from newswatch.clean.article import clean_article
from newswatch.clean.blocks import blocks_of
from newswatch.clean.boilerplate import furniture_among
from newswatch.clean.counters import counters_among, without_counters
from newswatch.clean.cutting import without_blocks, without_furniture
from newswatch.clean.text import clean_line, clean_paragraphs, word_count

__all__ = [
    "blocks_of",
    "clean_article",
    "clean_line",
    "clean_paragraphs",
    "counters_among",
    "furniture_among",
    "without_blocks",
    "without_counters",
    "without_furniture",
    "word_count",
]
