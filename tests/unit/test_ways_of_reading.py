"""When a page counts as read in another way, and when it says that it was changed."""

from __future__ import annotations

import json
from datetime import datetime

import pytest
from builders import NOON, make_article, make_outlet
from looking import Desk

import newswatch.again.reading as reading
from newswatch.again.reading import reader_of, reader_told, says_it_changed
from newswatch.feed.retold import told_record
from newswatch.model import Outlet, Rules
from newswatch.model.change import Change, ChangeClass
from newswatch.model.record import FeedRecord

HASH = "sha256:0"
RULES = make_outlet(rules=(Rules(body=("article",)),))


@pytest.fixture(scope="module")
def line() -> FeedRecord:
    desk = Desk()
    desk.serve("The envoys met by the lake.")
    desk.visit()
    record = told_record(json.dumps(desk.lines()[0]).encode())
    desk.store.close()
    return record


@pytest.mark.parametrize(
    ("extractor", "outlet", "config_hash", "same"),
    [
        ("x", make_outlet(), HASH, True),
        ("y", make_outlet(), HASH, False),
        ("x", make_outlet(), "sha256:1", True),
        ("x", RULES, HASH, True),
        ("x", RULES, "sha256:1", False),
    ],
)
def test_extractor_and_rules_make_a_way_of_reading(
    line: FeedRecord, extractor: str, outlet: Outlet, config_hash: str, same: bool
):
    article = make_article(extractor=extractor)
    by = reader_of(article, outlet, config_hash)
    assert (by == reader_told(line, outlet)) is same


def test_another_version_reads_in_another_way(
    line: FeedRecord, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reading, "__version__", "99.0")
    outlet = make_outlet()
    assert reader_of(make_article(), outlet, HASH) != reader_told(line, outlet)


BY = {"title": "html:h1", "date_modified": "json-ld:dateModified"}


@pytest.mark.parametrize(
    ("fields", "found_by", "modified_at", "says"),
    [
        (["content_text"], {}, NOON, False),
        (["content_text", "title"], {}, NOON, True),
        (["content_text", "title"], {"title": "html:title"}, NOON, False),
        (["content_text", "date_modified"], {}, NOON, True),
        (["content_text", "date_modified"], {"date_modified": "html"}, NOON, False),
        (["content_text", "date_modified"], {}, None, False),
    ],
)
def test_a_page_says_that_it_changed_where_it_said_it_before(
    line: FeedRecord,
    fields: list[str],
    found_by: dict[str, str],
    modified_at: datetime | None,
    says: bool,
):
    change = Change(
        kind=ChangeClass.UPDATE,
        fields=tuple(fields),
        words_added=1,
        words_removed=1,
        similarity=0.9,
        diff=None,
        is_revision=True,
    )
    before = line.model_copy(
        update={"provenance": line.provenance.model_copy(update=BY)}
    )
    article = make_article(modified_at=modified_at, evidence=BY | found_by)
    assert says_it_changed(change, before, article) is says
