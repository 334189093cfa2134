"""What `read` and `demo` say of one record in its row."""

from __future__ import annotations

from typing import Any

import pytest

from newswatch.cli.read import row_of

NO_CHANGE: dict[str, Any] = {"fields": [], "words_added": None, "words_removed": None}


@pytest.mark.parametrize(
    ("event", "role", "change", "said"),
    [
        ("new", "first", {}, "Lamps stay dark"),
        ("new", "near-copy", {}, "Lamps stay dark (copy)"),
        (
            "revised",
            "first",
            {"fields": ["content_text"], "words_added": 47, "words_removed": 0},
            "Lamps stay dark (+47 -0 words)",
        ),
        (
            "revised",
            "first",
            {"fields": ["title", "date_published"], "words_added": 0},
            "Lamps stay dark (title, date published)",
        ),
        # On other topics, or back after it was withdrawn.
        ("revised", "first", {}, "Lamps stay dark"),
        ("withdrawn", "exact-copy", {}, "Lamps stay dark (copy)"),
    ],
)
def test_the_headline_says_what_is_different(event, role, change, said):
    record = {
        "seq": 7,
        "event": event,
        "outlet": {"id": "lantern"},
        "title": "Lamps stay dark",
        "date_published": None,
        "matches": [{"topic": "lamps"}, {"topic": "streets"}],
        "cluster": {"role": role},
        "change": NO_CHANGE | change,
    }
    assert row_of(record) == ("7", "-", "lantern", event, "lamps, streets", said)
