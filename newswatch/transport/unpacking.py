"""Content-Encoding undone: the whole of a body, within a bound, or nothing of it.

Scrapy's middleware, which is switched off, hands on the beginning of what is cut short
or damaged as if it were all. Where one of our own has cut a download short (an endless
robots.txt), the beginning is what was wanted.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO

import brotli  # type: ignore[import-untyped]
from scrapy.http import Response
from scrapy.responsetypes import responsetypes

from newswatch.model import RefusalReason
from newswatch.transport.trouble import FetchTrouble

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: what is asked for; the header of each request says so
ACCEPTED = "gzip, deflate, br, zstd"
BAD_ENCODING = "bad-encoding"
#: bytes that come out in one step
_STEP = 1 << 20
#: encodings one around the other; servers that pack twice by mistake have two
_MOST_LAYERS = 3
# RFC 9659: a window beyond 8 MiB must not be used in HTTP, and would be memory lost.
_ZSTD = {int(zstd.DecompressionParameter.window_log_max): 23}
_GZIP, _ZLIB, _RAW = 31, 15, -15

Pieces = Iterator[bytes]


class _Cut(Exception):
    """The data ends before its end."""


def unpacked(
    body: bytes, encodings: list[str], most: int, *, partly: bool = False
) -> bytes:
    """*body* out of its *encodings*, the innermost first; at most *most* bytes.

    *partly*: as much of it as there is, up to that. Otherwise raises FetchTrouble for
    more, for less than there should be, and for what is something else.
    """
    if len(encodings) > _MOST_LAYERS:
        raise FetchTrouble(BAD_ENCODING, f"packed {len(encodings)} times")
    for encoding in reversed(encodings):
        body = _layer(body, encoding, most, partly=partly)
    return body


def _layer(body: bytes, encoding: str, most: int, *, partly: bool) -> bytes:
    # A BytesIO hands out its own buffer: nothing is held twice.
    plain, size = BytesIO(), 0
    try:
        for piece in _UNPACKERS[encoding](body):
            size += len(piece)
            if size > most:
                if partly:
                    break
                what = f"more than {most} bytes when unpacked from {encoding}"
                raise FetchTrouble(RefusalReason.TOO_LARGE, what)
            plain.write(piece)
    except (_Cut, zlib.error, brotli.error, zstd.ZstdError, EOFError) as error:
        if not partly:
            what = "cut short" if isinstance(error, _Cut) else "damaged, or no such"
            raise FetchTrouble(BAD_ENCODING, f"{encoding}: {what}") from error
    return plain.getvalue()


def _gunzipped(body: bytes) -> Pieces:
    """All members (RFC 1952); what is no member behind the last one is padding."""
    rest = body
    while True:
        member = zlib.decompressobj(_GZIP)
        yield from _inflated(member, rest)
        rest = member.unused_data
        if not rest.startswith(b"\x1f\x8b"):
            return


def _deflated(body: bytes) -> Pieces:
    """With the zlib frame of RFC 9110 8.4.1.2, or without, as old servers send it."""
    try:
        zlib.decompressobj(_ZLIB).decompress(body, 1)
        window = _ZLIB
    except zlib.error:
        window = _RAW
    yield from _inflated(zlib.decompressobj(window), body)


def _inflated(stream: zlib._Decompress, body: bytes) -> Pieces:
    piece = stream.decompress(body, _STEP)
    while not stream.eof:
        yield piece
        piece = stream.decompress(stream.unconsumed_tail, _STEP)
        if not piece and not stream.eof:
            raise _Cut
    yield piece


def _unbrotlied(body: bytes) -> Pieces:
    stream = brotli.Decompressor()
    piece = stream.process(body, output_buffer_limit=_STEP)
    while not stream.is_finished():
        yield piece
        piece = stream.process(b"", output_buffer_limit=_STEP)
        if not piece and not stream.is_finished():
            raise _Cut
    yield piece


def _unzstded(body: bytes) -> Pieces:
    rest = body
    while rest:
        frame = zstd.ZstdDecompressor(options=_ZSTD)
        piece = frame.decompress(rest, _STEP)
        while not frame.eof:
            yield piece
            piece = frame.decompress(b"", _STEP)
            if not piece and not frame.eof:
                raise _Cut
        yield piece
        rest = frame.unused_data


_UNPACKERS: dict[str, Callable[[bytes], Pieces]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}


def plain(response: Response, most: int) -> Response | FetchTrouble:
    """*response* with its body unpacked, up to *most* bytes, or why it cannot be.

    Of an answer that is an error only status and headers count: a body that cannot be
    unpacked is left out of it. The trouble comes back instead of being raised from
    here: whoever keeps an error keeps its frames, and megabytes stand in these.
    """
    encodings = _encodings(response)
    if not encodings or not response.body:
        return response
    partly = "download_stopped" in response.flags
    try:
        body = unpacked(response.body, encodings, most, partly=partly)
    except FetchTrouble as error:
        if response.status < 400:
            return FetchTrouble(error.reason, error.detail)
        body = b""
    headers = response.headers.copy()
    del headers["Content-Encoding"]
    kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
    return response.replace(cls=kind, headers=headers, body=body)


def _encodings(response: Response) -> list[str]:
    """Those of *response*, if all are known; browsers leave the others alone too."""
    lines = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1")
    named = [name.strip().lower() for name in lines.split(",")]
    known = [name for name in named if name not in ("", "identity")]
    return known if all(name in _UNPACKERS for name in known) else []
