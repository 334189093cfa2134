"""What `newswatch diff --json` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from newswatch.cli.revisions import Comparison, Revision, topics_between
from newswatch.cli.why_case import Case

if TYPE_CHECKING:
    from newswatch.dedup.wording import Hunk, Paragraph

_WORDS = {" ": "same", "-": "removed", "+": "added"}


def facts_of(
    case: Case, revisions: Sequence[Revision], found: Comparison | None
) -> dict[str, Any]:
    """The answer as one object; `from`, `change`, `text` are null with one version."""
    newest = found.after if found else revisions[-1]
    record = newest.told.record
    facts: dict[str, Any] = {
        "ref": case.ref,
        "id": record["id"],
        "outlet": record["outlet"]["id"],
        "url": record["url"],
        "title": record["title"],
        "revisions": [revision_facts(each) for each in revisions],
        "from": None,
        "to": revision_facts(newest),
        "change": None,
        "values": {},
        "text": None,
    }
    if found is None:
        return facts
    entered, left = topics_between(found.before, found.after)
    return facts | {
        "from": revision_facts(found.before),
        "change": {**found.change, "topics_entered": entered, "topics_left": left},
        "values": {
            name: {"before": before, "after": after}
            for name, (before, after) in found.values.items()
        },
        "text": None if found.hunks is None else _text(found),
    }


def revision_facts(revision: Revision) -> dict[str, Any]:
    told, withdrawn = revision.told, revision.withdrawn
    return {
        "revision": revision.number,
        "seq": told.seq,
        "event": told.event,
        "observed_at": told.record["observed_at"],
        "withdrawn_at": withdrawn.record["observed_at"] if withdrawn else None,
        "withdrawn_seq": withdrawn.seq if withdrawn else None,
    }


def _text(found: Comparison) -> dict[str, Any]:
    return {
        "is_as_told": found.is_as_told,
        "hunks": [_hunk(hunk) for hunk in found.hunks or ()],
    }


def _hunk(hunk: Hunk) -> dict[str, Any]:
    from newswatch.dedup.wording import paragraphs_of

    return {
        "head": hunk.head,
        "lines": [line.sign + line.text for line in hunk.lines],
        "paragraphs": [_paragraph(paragraph) for paragraph in paragraphs_of(hunk)],
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    sign = paragraph.sign
    return {
        "is": "changed" if sign is None else _WORDS[sign],
        "words": [
            {"is": _WORDS[piece.sign], "text": piece.text} for piece in paragraph.pieces
        ],
    }
