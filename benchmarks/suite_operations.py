"""The operations of third-party cases: whether an answer is what a case expects.

An answer is a mapping that a path walks into, or a `Refusal`: an error that was named,
as opposed to a crash. Text that must do no harm is judged by what a browser or a
terminal would do with it, not by the way in which it was escaped.
"""

from __future__ import annotations

import codecs
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from lxml import etree
from lxml import html as lxml_html
from w3lib.encoding import resolve_encoding

MISSING = object()
_CONTAINERS = (Mapping, list, tuple)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A named error in the place of an answer."""

    reason: str


@dataclass(frozen=True, slots=True)
class NotMade:
    """An output that newswatch does not make, so that nothing can be judged."""


@dataclass(frozen=True, slots=True)
class Crash:
    """An error that nobody foresaw: fails whatever is expected."""

    error: str


class UnknownOperationError(Exception):
    """A case asks for what this runner does not know."""


def found_at(answer: Any, path: Sequence[str | int]) -> object:
    """What stands at *path* within *answer*; MISSING if nothing does."""
    for step in path:
        try:
            answer = answer[step] if isinstance(answer, _CONTAINERS) else MISSING
        except (LookupError, TypeError):
            answer = MISSING
        if isinstance(answer, NotMade) or answer is MISSING:
            break
    return answer


def fulfils(answer: object, expectation: Mapping[str, Any], given: object) -> bool:
    """Whether *answer* to the input *given* is as expected.

    Raises UnknownOperationError for an operation that is not listed below.
    """
    name = expectation.get("op")
    operation = OPERATIONS.get(name) if isinstance(name, str) else None
    if operation is None:
        raise UnknownOperationError(str(name))
    if isinstance(answer, Crash):
        return False
    if name in ("no_crash", "reject"):
        return operation(answer, expectation.get("value"), given)
    if isinstance(answer, Refusal):
        # What was refused is never taken for something else.
        return name == "absent" or (
            name == "differs" and expectation.get("value") is not None
        )
    path = expectation.get("path") or []
    found = found_at(answer, path if isinstance(path, list) else [path])
    if found is MISSING:
        return name == "absent"
    return operation(found, expectation.get("value"), given)


def is_made(answer: object, expectation: Mapping[str, Any]) -> bool:
    path = expectation.get("path") or []
    found = found_at(answer, path if isinstance(path, list) else [path])
    if isinstance(found, Mapping) and expectation.get("op") == "inert":
        return not any(isinstance(output, NotMade) for output in found.values())
    return not isinstance(found, NotMade)


def _rejected(answer: object, value: object, _given: object) -> bool:
    empty = isinstance(answer, Mapping) and (
        answer.get("entries") == [] or answer.get("links") == []
    )
    nothing = (
        isinstance(answer, Mapping)
        and bool(answer)
        and all(found is None for found in answer.values())
    )
    refused = isinstance(answer, Refusal) or empty or nothing
    return refused if value is not False else not refused


def _same_text(found: object, value: object, _given: object) -> bool:
    return plain(found) == plain(value)


def plain(text: object) -> str:
    """*text* without tags and entities, white space folded."""
    without = re.sub(r"<!--.*?-->|<[/a-zA-Z!?][^<>]*>", "", str(text), flags=re.DOTALL)
    for _ in range(3):  # entities of entities, as feeds escape twice
        without = html.unescape(without)
    without = re.sub(r"<[/a-zA-Z!?][^<>]*>", "", without)
    return " ".join(without.split())


def _same_instant(found: object, value: object, _given: object) -> bool:
    one, other = _instant(found), _instant(value)
    return one is not None and one == other


def _instant(text: object) -> datetime | None:
    if isinstance(text, datetime):
        return text.astimezone(UTC).replace(microsecond=0)
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.astimezone(UTC).replace(microsecond=0)


def _same_url(found: object, value: object, _given: object) -> bool:
    return str(found).removesuffix("/") == str(value).removesuffix("/")


def _contains(found: object, value: object, _given: object) -> bool:
    if isinstance(found, list | tuple):
        return any(str(value) in str(member) for member in found)
    return str(value) in str(found)


def _has(found: object, value: object, _given: object) -> bool:
    return isinstance(found, list | tuple | set | frozenset) and value in found


def _same_members(found: object, value: object, _given: object) -> bool:
    if not isinstance(found, list | tuple) or not isinstance(value, list):
        return False
    return sorted(map(repr, found)) == sorted(map(repr, value))


def _count(found: object, value: object, _given: object) -> bool:
    return hasattr(found, "__len__") and len(found) == value


def _absent(found: object, value: object, _given: object) -> bool:
    nothing = found in (None, "", [], {}, ())
    return nothing if value is not False else not nothing


def _same_encoding(found: object, value: object, _given: object) -> bool:
    return bool(found) and _codec(found) == _codec(value)


def _codec(label: object) -> str:
    """Labels of one encoding (WHATWG Encoding 4.2) have one Python codec."""
    known = resolve_encoding(str(label)) or str(label).lower()
    try:
        return codecs.lookup(known).name
    except LookupError:
        return known


def _strings(found: object) -> Iterator[str]:
    if isinstance(found, str):
        yield found
    elif isinstance(found, bytes):
        yield found.decode("utf-8", "surrogateescape")
    elif isinstance(found, Mapping):
        for value in found.values():
            yield from _strings(value)
    elif isinstance(found, list | tuple):
        for value in found:
            yield from _strings(value)


#: marks that reorder what stands on a line (UAX 9)
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e") | frozenset(
    "\u2066\u2067\u2068\u2069"
)


def _no_control(found: object, _value: object, _given: object) -> bool:
    return not any(
        unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp")
        or letter in _REORDERING
        for text in _strings(found)
        for letter in text
    )


def _one_line(found: object, _value: object, _given: object) -> bool:
    texts = list(_strings(found))
    return bool(texts) and all(len(text.splitlines()) <= 1 for text in texts)


def _round_trip(found: object, _value: object, given: object) -> bool:
    """One line of JSON that gives the text back, as some of its values."""
    lines = list(_strings(found))
    if len(lines) != 1 or len(lines[0].splitlines()) != 1:
        return False
    try:
        return given in list(_strings(json.loads(lines[0])))
    except ValueError:
        return False


def _no_formula(found: object, _value: object, _given: object) -> bool:
    """No cell that a spreadsheet would compute (OWASP: CSV injection)."""
    texts = (text.lstrip('"') for text in _strings(found))
    return not any(text.startswith(("=", "+", "-", "@", "\t", "\r")) for text in texts)


_ACTIVE_TAGS = (
    "script iframe frame object embed applet base meta link form input button style "
    "svg math video audio source template frameset portal noscript"
)
_ACTIVE = frozenset(_ACTIVE_TAGS.split())
_ACTIVE_SCHEME = re.compile(r"(?:javascript|vbscript|data)\s*:", re.IGNORECASE)


def _inert(found: object, _value: object, _given: object) -> bool:
    return not any(_runs(text) for text in _strings(found)) and _no_steering(found)


def _no_steering(found: object) -> bool:
    # Line ends are a text's own; escape sequences and the like are not.
    return not any(
        unicodedata.category(letter) == "Cc" and letter not in "\n\t\r"
        for text in _strings(found)
        for letter in text
    )


def _runs(text: str) -> bool:
    """Whether a browser that is given *text* as HTML would do more than show it."""
    if "<" not in text:
        return False
    try:
        tree = lxml_html.fragment_fromstring(text, create_parent="div")
    except (etree.ParserError, ValueError):
        return True  # what cannot be judged is not called safe
    return any(_is_active(element) for element in tree.iterdescendants())


def _is_active(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return False
    if element.tag.lower().rpartition(":")[2] in _ACTIVE:
        return True
    for name, value in element.items():
        if name.lower().startswith("on") or name.lower() in ("style", "srcdoc"):
            return True
        squeezed = re.sub(r"[\x00-\x20]", "", value)
        if _ACTIVE_SCHEME.match(squeezed):
            return True
    return False


def _same(found: object, value: object, _given: object) -> bool:
    return found == value


def _differs(found: object, value: object, _given: object) -> bool:
    return found is not None and found != value


def _always(_found: object, _value: object, _given: object) -> bool:
    return True


def _revalidates(found: object, value: object, _given: object) -> bool:
    holds = found.get("revalidate") if isinstance(found, Mapping) else found
    return holds is (value is not False)


def _not_reused(found: object, value: object, _given: object) -> bool:
    holds = found.get("must_not_reuse") if isinstance(found, Mapping) else found
    return holds is (value is not False)


OPERATIONS: dict[str, Callable[[Any, Any, Any], bool]] = {
    "eq": _same,
    "text": _same_text,
    "instant": _same_instant,
    "url": _same_url,
    "contains": _contains,
    "has": _has,
    "count": _count,
    "list": _same_members,
    "absent": _absent,
    "reject": _rejected,
    "no_crash": _always,
    "inert": _inert,
    "no_control": _no_control,
    "one_line": _one_line,
    "round_trip_one_line": _round_trip,
    "no_formula": _no_formula,
    "same_resource": _same,
    "same_as": _same,
    "differs": _differs,
    "encoding": _same_encoding,
    "revalidate": _revalidates,
    "must_revalidate": _revalidates,
    "no_reuse": _not_reused,
    "must_not_reuse": _not_reused,
}
