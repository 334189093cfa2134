"""The packed lines of articles that have none: small, and readable for ever."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from looking import Desk

from newswatch.model import Author
from newswatch.store.sqlite import SqliteStore
from newswatch.store.untold import deflated, inflated

LINE = (
    b'{"schema":"newswatch.article/1.0","event":"new","title":"Envoys meet",'
    b'"authors":[{"name":"Nora Quill","url":null}],"provenance":{"url":'
    b'"link:canonical","title":"json-ld:NewsArticle.headline"},"crawl":{"status":200,'
    b'"content_type":"text/html; charset=utf-8"}}\n'
)
#: as format 1 packed it when it was released
PACKED = (
    "AXj5wH06UiO5moQVPa55ZfmVxQq5qakl2Gsiv/yiRIXA0sycHPQ6iXpFHHIGRclmxGYVYAgAAFPiWF8="
)


def test_line_packed_by_the_first_release_is_read() -> None:
    assert inflated(base64.b64decode(PACKED)) == LINE


@pytest.mark.parametrize("line", [b"", b"{}\n", LINE, "„Ё“ \U0001f54a".encode() * 500])
def test_line_comes_out_as_it_went_in(line: bytes) -> None:
    assert inflated(deflated(line)) == line


def test_line_of_an_article_is_packed_to_a_third_and_its_body_is_not_in_it(
    tmp_path: Path,
) -> None:
    store = SqliteStore(tmp_path / "state.db")
    desk = Desk(store)
    desk.serve("Envoys met by the lake.", "They spoke of grain.")
    desk.visit(topics=(), authors=(Author(name="Nora Quill"),), tags=("Grain",))
    with store.transaction():
        (blob,) = store._db.execute("SELECT line FROM untold").fetchone()
    store.close()

    line = inflated(blob)

    assert json.loads(line)["content_text"] is None
    assert b"grain" not in line
    assert len(blob) < len(line) / 3


def test_line_is_kept_only_beside_a_text(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "state.db", keep_texts=False)
    desk = Desk(store)
    desk.serve("Envoys met by the lake.")
    desk.visit(topics=())

    assert store._db.execute("SELECT count(*) FROM untold").fetchone()[0] == 0
    store.close()
