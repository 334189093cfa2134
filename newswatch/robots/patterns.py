"""Paths against the patterns of a robots.txt: the longest match wins (RFC 9309 2.2.2).

Both sides are brought to one form first: letters that need no escape are written out,
all others escaped in capitals, so that `/%7ejoe`, `/~joe` and `/ツ`, `/%e3%83%84` are
one. What is reserved stays as it is written, `%2F` is not `/`; but `: / ? @` mean
themselves in a query, where the two spellings are one (the table of 2.2.2).

A `*` or `$` of the address is `%2A` or `%24`. A `$` that ends a pattern may mean the
end of the path or, as in Protego's cases, the character. `Allow: /a/index.html` allows
`/a/` too, as for Google's reader.

No regular expressions: a pattern is its pieces between stars, each looked for once,
from left to right. Patterns are kept under what stands before their first star.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from newswatch.robots.lines import Line

_UNRESERVED = rb"A-Za-z0-9\-._~"
_ODD = re.compile(rb"%([0-9A-Fa-f]{2})|[^" + _UNRESERVED + rb":/?#\[\]@!$&'()*+,;=]")
_PLAIN = re.compile(rb"[" + _UNRESERVED + rb"]")
_IN_QUERY = re.compile(rb"%(?:2F|3A|3F|40)")
_ORIGIN = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*://[^/?#]*")
_INDEX = re.compile(rb"(.*/)index\.html?\$?")


def _octet(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code is None:
        return b"%%%02X" % ord(found[0])
    octet = bytes((int(code, 16),))
    return octet if _PLAIN.match(octet) else b"%" + code.upper()


def _normal(text: bytes) -> bytes:
    return _ODD.sub(_octet, text)


def _query_written_out(text: bytes) -> bytes:
    path, mark, query = text.partition(b"?")
    if b"%" not in query:
        return text
    return path + mark + _IN_QUERY.sub(lambda m: bytes((int(m[0][1:], 16),)), query)


def path_of(url: str) -> bytes:
    """Path, parameters and query of *url* in their normal form; `/` at least."""
    text = _ORIGIN.sub("", url.partition("#")[0], count=1)
    octets = _normal(text.encode("utf-8", "surrogatepass"))
    octets = octets.replace(b"*", b"%2A").replace(b"$", b"%24")
    return octets if octets.startswith(b"/") else b"/" + octets


@dataclass(frozen=True, slots=True)
class _Pattern:
    line: int
    allows: bool
    #: the more octets, the more it counts
    octets: int
    #: what stands between its stars: before the first, then after each
    pieces: tuple[bytes, ...]
    #: whether the path ends with it
    ends: bool

    def goes_on(self, path: bytes) -> bool:
        """Whether *path*, which starts with its first piece, matches to the end."""
        at = len(self.pieces[0])
        if not self.ends:
            return _found_from(path, at, self.pieces[1:]) >= 0
        if len(self.pieces) == 1:
            return at == len(path)
        at = _found_from(path, at, self.pieces[1:-1])
        return 0 <= at <= len(path) - len(self.pieces[-1]) and path.endswith(
            self.pieces[-1]
        )


def _found_from(path: bytes, at: int, pieces: tuple[bytes, ...]) -> int:
    """Where the last of *pieces* ends, each found after the one before; -1: not all."""
    for piece in pieces:
        at = path.find(piece, at)
        if at < 0:
            return -1
        at += len(piece)
    return at


def _patterns(line: Line) -> Iterable[_Pattern]:
    """The ways in which a rule is read; none for an empty one."""
    text = _normal(line.path)
    if not text:
        return
    if not text.startswith((b"/", b"*")):
        text = b"/" + text
    ends = text.endswith(b"$")
    yield _pattern(line, text.removesuffix(b"$"), ends=ends, octets=len(text))
    if ends:
        yield _pattern(line, text, ends=False, octets=len(text))
    if line.allows and (found := _INDEX.fullmatch(text)):
        yield _pattern(line, found[1], ends=True, octets=len(found[1]) + 1)


def _pattern(line: Line, text: bytes, *, ends: bool, octets: int) -> _Pattern:
    pieces = text.replace(b"$", b"%24").split(b"*")
    # Between two stars in a row there is nothing to be looked for.
    kept = [pieces[0], *filter(None, pieces[1:-1]), *pieces[1:][-1:]]
    return _Pattern(line.number, line.allows, octets, tuple(kept), ends)


class _Index:
    """Patterns under their first pieces."""

    def __init__(self, patterns: Iterable[_Pattern]) -> None:
        self._under: dict[bytes, list[_Pattern]] = {}
        for pattern in patterns:
            self._under.setdefault(pattern.pieces[0], []).append(pattern)
        for alike in self._under.values():
            alike.sort(key=_weight, reverse=True)
        self._lengths = sorted({len(head) for head in self._under})

    def best(self, path: bytes) -> _Pattern | None:
        best: _Pattern | None = None
        for length in self._lengths:
            if length > len(path):
                break
            for pattern in self._under.get(path[:length], ()):
                if best is not None and _weight(pattern) <= _weight(best):
                    break
                if pattern.goes_on(path):
                    best = pattern
                    break
        return best


def _weight(pattern: _Pattern) -> tuple[int, bool]:
    return pattern.octets, pattern.allows


class Rules:
    """Those that hold for one agent."""

    def __init__(self, lines: Iterable[Line]) -> None:
        patterns = [pattern for line in lines for pattern in _patterns(line)]
        self._as_written = _Index(patterns)
        mended = [_in_query(pattern) for pattern in patterns]
        self._has_queries = mended != patterns
        self._in_query = _Index(mended) if self._has_queries else self._as_written

    def forbidding_line(self, url: str) -> int | None:
        """The number of the line that forbids *url*; None if it is allowed."""
        path = path_of(url)
        best = self._as_written.best(path)
        mended = _query_written_out(path)
        if self._has_queries or mended != path:
            other = self._in_query.best(mended)
            if other and (best is None or _weight(other) > _weight(best)):
                best = other
        return None if best is None or best.allows else best.line


def _in_query(pattern: _Pattern) -> _Pattern:
    text = b"*".join(pattern.pieces)
    mended = _query_written_out(text)
    if mended == text:
        return pattern
    return replace(pattern, pieces=tuple(mended.split(b"*")))
