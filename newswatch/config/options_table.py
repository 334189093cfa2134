"""What must hold for newswatch.toml beyond its types."""

from __future__ import annotations

from collections.abc import Iterator

from newswatch.config.document import EACH, Document
from newswatch.config.messages import shown
from newswatch.config.values import duration_mistakes, size_mistakes
from newswatch.errors import ConfigError, Place
from newswatch.model.units import seconds

FILE = "newswatch.toml"

#: duration → the least that makes sense
_DURATIONS = {
    ("polite", "delay"): "0s",
    ("polite", "timeout"): "1s",
    ("polite", "idle"): "1s",
    ("poll", "every"): "1s",
    ("poll", "min"): "1s",
    ("poll", "max"): "1s",
    ("read", "page_cpu"): "100ms",
    ("feed", "keep"): "1d",
    ("store", "keep_texts"): "1d",
    ("store", "keep_runs"): "1d",
    ("store", "window"): "1h",
    ("archive", "keep"): "1d",
}
_SIZES = (
    ("polite", "max_page"),
    ("polite", "max_listing"),
    ("read", "page_memory"),
    ("archive", "max"),
)


def options_mistakes(document: Document) -> Iterator[ConfigError]:
    """Every mistake of newswatch.toml that its types do not show."""
    for pattern, least in _DURATIONS.items():
        for path, text in document.texts(*pattern):
            yield from duration_mistakes(document, path, text, least=least)
    for path, text in document.texts("again", "ladder", EACH):
        yield from duration_mistakes(document, path, text, least="1s")
    for pattern in _SIZES:
        for path, text in document.texts(*pattern):
            yield from size_mistakes(document, path, text)
    for path, text in document.texts("paths", "schedules"):
        yield from _unusable_path(document, path, text)
    for path, text in document.texts("paths", "data"):
        yield from _unusable_path(document, path, text)
    yield from limit_mistakes(document, "poll")


def is_usable_path(text: str) -> bool:
    """Whether a file system could have a folder of this name."""
    return bool(text.strip()) and "\0" not in text


def _unusable_path(
    document: Document, path: tuple[str | int, ...], text: str
) -> Iterator[ConfigError]:
    if not is_usable_path(text):
        yield document.error(
            "NW103",
            f"{path[-1]}: expected a folder, got {shown(text)}",
            path,
            help='relative to the folder of this file, e.g. "data"',
        )


def limit_mistakes(document: Document, table: str) -> Iterator[ConfigError]:
    """A table whose min lies above its max."""
    limits = {key: document.value((table, key)) for key in ("min", "max")}
    try:
        least_s, most_s = seconds(limits["min"]), seconds(limits["max"])
    except ValueError:
        return  # not set, or reported by the model
    if least_s > most_s:
        yield document.error(
            "NW103",
            f"min: {shown(limits['min'])} is longer than max, {shown(limits['max'])}",
            (table, "min"),
            help="exchange the two",
        )


def options_warnings(document: Document | None) -> Iterator[ConfigError]:
    """What is missing from newswatch.toml, though newswatch works without.

    *document* is None where there is no such file.
    """
    path = ("agent", "contact")
    contact = document.value(path) if document else None
    if contact is None or (isinstance(contact, str) and not contact.strip()):
        yield ConfigError(
            "agent.contact is empty: site owners cannot tell whom to ask",
            code="NW120",
            place=document.place(path) if document else Place(file=FILE),
            help='[agent] contact = "https://example.org/about" or a mail address',
        )
