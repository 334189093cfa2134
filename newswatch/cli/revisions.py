"""The versions of an article that the feed has told of, and two of them compared."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from newswatch.cli.why_case import Case, records_of

if TYPE_CHECKING:
    from newswatch.dedup.wording import Hunk
    from newswatch.model.change import Change, Version

#: the fields that a change can be in, besides the body
FIELDS = ("title", "summary", "authors", "date_published", "date_modified")
#: a paragraph that ends so was cut when its record was made
_CUT = " …"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of the feed about an article."""

    seq: int
    event: str
    at: datetime
    record: Mapping[str, Any] = field(repr=False)
    #: the whole body; None where it was not kept
    text: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A version of an article, and the line that told of it."""

    number: int
    told: Event
    #: the line that said it was taken down after this version
    withdrawn: Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    before: Revision
    after: Revision
    #: class, fields, words_added, words_removed, similarity; the class is None where
    #: nothing that a reader sees has changed
    change: Mapping[str, Any]
    #: each field that is another one, before and after
    values: Mapping[str, tuple[Any, Any]]
    #: None: a text was not kept
    hunks: Sequence[Hunk] | None = field(repr=False)
    #: whether the hunks are those of which the feed told
    is_as_told: bool

    @property
    def is_alike(self) -> bool:
        return not self.values and not self.hunks and self.hunks is not None


def events_of(case: Case) -> list[Event]:
    """Every line about the article of *case*, the oldest first."""
    if case.article_id is None:
        return []
    if case.lookup is not None:
        lines = case.lookup.told_lines(case.article_id)
        if lines:
            return [_event(json.loads(each.line), each.text) for each in lines]
    # Seen from the feed alone; or the state knows the article and not its lines.
    return [
        _event(record, None)
        for record in records_of(case)
        if record["id"] == case.article_id
    ]


def revisions_of(events: Sequence[Event]) -> list[Revision]:
    """The versions that *events* tell of, the oldest first."""
    found: dict[int, Revision] = {}
    for event in events:
        number = event.record["revision"]
        if event.event != "withdrawn":
            # Told once more for another topic, it is the same version.
            found.setdefault(number, Revision(number=number, told=event))
        elif number in found:
            told = found[number].told
            found[number] = Revision(number=number, told=told, withdrawn=event)
    return [found[number] for number in sorted(found)]


def compared(before: Revision, after: Revision) -> Comparison:
    """How *after* differs from *before*.

    Neighbours differ in what the feed told of: what the outlet repeats on its pages
    may stand in one of the stored texts, and is no change. For others it is told from
    the stored texts themselves.
    """
    from newswatch.dedup.changes import change_between
    from newswatch.dedup.wording import hunks_in, hunks_of

    old, new = before.told, after.told
    values = {
        name: (_value(old.record, name), _value(new.record, name))
        for name in FIELDS
        if _value(old.record, name) != _value(new.record, name)
    }
    told = new.record.get("change") or {}
    is_next = told.get("previous_revision") == before.number and "class" in told
    whole = is_next and _is_whole(told["diff"])
    hunks: Sequence[Hunk] | None = None
    if whole:
        hunks = hunks_in(told["diff"] or "")
    elif old.text is not None and new.text is not None:
        hunks = hunks_of(_paragraphs(old.text), _paragraphs(new.text))
    if is_next:
        change = {key: told[key] for key in _CHANGE}
    else:
        made = change_between(_version(old, hunks), _version(new, hunks))
        change = _as_told(made)
    return Comparison(
        before=before,
        after=after,
        change=change,
        values=values,
        hunks=hunks,
        is_as_told=whole,
    )


_CHANGE = ("class", "fields", "words_added", "words_removed", "similarity")


def _as_told(change: Change | None) -> dict[str, Any]:
    if change is None:
        return {
            "class": None,
            "fields": [],
            "words_added": 0,
            "words_removed": 0,
            "similarity": None,
        }
    return {
        "class": change.kind.value,
        "fields": list(change.fields),
        "words_added": change.words_added,
        "words_removed": change.words_removed,
        "similarity": change.similarity,
    }


def _event(record: Mapping[str, Any], text: str | None) -> Event:
    return Event(
        seq=record["seq"],
        event=record["event"],
        at=datetime.fromisoformat(record["observed_at"]),
        record=record,
        text=_text(record) if text is None else text,
    )


def _text(record: Mapping[str, Any]) -> str | None:
    """The body as far as the line itself has it whole."""
    if not record["word_count"]:
        return ""
    if "text-truncated" in record["warnings"]:
        return None
    text: str | None = record["content_text"]
    return text


def _is_whole(diff: str | None) -> bool:
    """Whether a record's diff has all that was in it when it was made."""
    lines = (diff or "").split("\n")
    return not any(
        line.startswith("\\") or (line.endswith(_CUT) and len(line) > _LONG)
        for line in lines
    )


#: a line of a record's diff under this length is whole, however it ends
_LONG = 4000


def _value(record: Mapping[str, Any], name: str) -> Any:
    if name == "authors":
        return [author["name"] for author in record["authors"]]
    return record[name]


def _paragraphs(text: str) -> list[str]:
    return text.split("\n\n") if text else []


def _version(event: Event, hunks: Sequence[Hunk] | None) -> Version:
    """*event* for comparing; without its body where only one of the two is known."""
    from newswatch.model.change import Version

    published, modified = (
        datetime.fromisoformat(at) if (at := event.record[name]) else None
        for name in ("date_published", "date_modified")
    )
    return Version(
        title=event.record["title"],
        paragraphs=() if hunks is None else tuple(_paragraphs(event.text or "")),
        summary=event.record["summary"],
        authors=tuple(_value(event.record, "authors")),
        published_at=published,
        modified_at=modified,
    )


def topics_between(before: Revision, after: Revision) -> tuple[list[str], list[str]]:
    """Topics that were entered, and those that were left."""
    then, now = (set(_topics(each.told.record)) for each in (before, after))
    return sorted(now - then), sorted(then - now)


def _topics(record: Mapping[str, Any]) -> Iterator[str]:
    return (match["topic"] for match in record["matches"])
