"""Keys that can be set though nothing obeys them yet: one line each, to be deleted
when the key comes alive. Whoever sets one is told, instead of believing it.
"""

from __future__ import annotations

from collections.abc import Iterator

from newswatch.config.document import Document
from newswatch.errors import ConfigError

#: (file, key): a table alone stands for all of its keys
UNBUILT = (
    ("options", "archive"),
    ("schedule", "schedule.quiet"),
    ("schedule", "notify"),
)


def unbuilt_warnings(document: Document, kind: str) -> Iterator[ConfigError]:
    """NW121 for each key of *document* that has no effect in this version.

    *kind* is "options" for newswatch.toml, "schedule" for a schedule file.
    """
    for file_kind, dotted in UNBUILT:
        path = tuple(dotted.split("."))
        if file_kind == kind and document.has(path):
            whole = isinstance(document.value(path), dict)
            name = f"[{dotted}]" if whole else dotted
            yield document.error(
                "NW121",
                f"{name} is set, but nothing obeys it yet",
                path,
                help="the key is checked and kept; remove it to silence this",
                key=not whole,
            )
