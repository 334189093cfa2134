"""docs/transport.md names every word that the lab has seen, and none besides."""

from __future__ import annotations

import re
from pathlib import Path

from crawl.lab.hostile import ARTICLE, AT_ONCE, SLOW

from newswatch.spiders import failures
from newswatch.transport import certificates, connection, handler, unpacking

PAGE = Path(__file__).parents[3] / "docs" / "transport.md"
TABLE = (
    PAGE.read_text("utf-8").partition("## What a server may do")[2].split("\n## ")[0]
)
WORDS = set(re.findall(r"`([\w-]+)`", TABLE))


def test_every_end_of_the_lab_is_on_the_page():
    ends = {row.ends for row in (*AT_ONCE.values(), *SLOW.values())} - {ARTICLE}
    assert ends <= WORDS
    assert {word for word, _ in certificates._REFUSED.values()} <= WORDS
    assert {word for _, word in certificates._HANDSHAKES} <= WORDS


def test_every_word_on_the_page_is_one_of_the_code():
    modules = (failures, certificates, connection, handler, unpacking)
    code = "".join(Path(str(module.__file__)).read_text("utf-8") for module in modules)
    elsewhere = {"http-404", "http-999", "empty-body", "too-large"}
    assert {word for word in WORDS if f'"{word}"' not in code} == elsewhere
