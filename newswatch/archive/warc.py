"""Archived responses as fetched pages (WARC 1.0 and 1.1, ISO 28500; CC-NEWS files)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]

from newswatch.dates import parse_instant
from newswatch.errors import ExtraError, NewswatchError, StorageError
from newswatch.model import FetchedPage, Refusal, RefusalReason

#: plain bytes of one archived body that are read; the rest would not be an article
MAX_BODY = 16 * 1024 * 1024
#: for a record that does not say when it was made
_EPOCH = datetime.fromtimestamp(0, UTC)


def archived_pages(path: Path) -> Iterator[FetchedPage | Refusal]:
    """The HTTP responses in *path*, in file order; other records are passed over.

    A response that cannot be given out as a page comes as a Refusal.

    A body is decoded by its Content-Encoding and cut at MAX_BODY + 1 bytes, so that a
    reader can tell that it was too long. Raises ExtraError NW501 without warcio,
    StorageError NW408 for a file that is no WARC or that is damaged or cut short: the
    pages before the damage have been given out by then, half of a page never is.
    """
    iterator_of = _warc_iterator()
    try:
        with path.open("rb") as file:
            records = iterator_of(file)
            any_record = False
            for record in records:
                any_record = True
                if page := _page_of(record, path):
                    yield page
            _refuse_disorder(records.err_count, path)
            if not any_record:
                _refuse_empty(path)
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read ({error.strerror})",
            code="NW408",
            help="check the path and its permissions",
        ) from error
    except NewswatchError:
        raise
    except Exception as error:  # warcio meets damage with whatever breaks first
        raise _damaged(path, str(error) or type(error).__name__) from error


def _refuse_disorder(count: int, path: Path) -> None:
    """warcio mends what it can, and counts it."""
    if count:
        raise _damaged(path, "its records do not follow one another")


def _refuse_empty(path: Path) -> None:
    raise _damaged(path, "it holds no record")


def _damaged(path: Path, why: str) -> StorageError:
    return StorageError(
        f"{path} is not a whole WARC file ({why})",
        code="NW408",
        help="get the file again; pages before the damage were read",
    )


def _warc_iterator() -> Any:
    try:
        from warcio.archiveiterator import WARCIterator
    except ImportError as error:
        raise ExtraError(
            "reading WARC files needs warcio",
            code="NW501",
            help="pip install 'newswatch[warc]'",
        ) from error
    return WARCIterator


def _page_of(record: Any, path: Path) -> FetchedPage | Refusal | None:
    """The page in *record*; None for what is no HTTP answer (DNS, requests, …)."""
    headers = record.rec_headers
    media = (headers.get_header("Content-Type") or "").lower()
    if record.rec_type != "response" or not media.startswith("application/http"):
        return None
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    answer = record.http_headers
    if answer is None:
        # warcio reads no headers where the address is not http(s) or nothing follows.
        return Refusal(
            reason=RefusalReason.BAD_ADDRESS, detail="no address, or no answer"
        )
    try:
        body = _body(record)
    except EOFError:
        raise
    except Exception as error:  # zlib, brotli and chunk errors come as they are
        return Refusal(reason=RefusalReason.UNDECODABLE, detail=type(error).__name__)
    fetched = parse_instant(headers.get_header("WARC-Date") or "")
    return FetchedPage(
        requested_url=url,
        url=url,
        status=_status(answer.get_statuscode()),
        body=body,
        fetched_at=fetched.at if fetched else _EPOCH,
        content_type=answer.get_header("Content-Type"),
        etag=answer.get_header("ETag"),
        last_modified=answer.get_header("Last-Modified"),
        warc_file=path.name,
        warc_record_id=(headers.get_header("WARC-Record-ID") or "").strip("<>") or None,
    )


def _body(record: Any) -> bytes:
    """The decoded body. Raises EOFError if the record is cut short, others if it
    cannot be decoded.
    """
    coding = (record.http_headers.get_header("Content-Encoding") or "").strip().lower()
    if coding == "br":
        # warcio's own way with Brotli needs a library that is no longer made.
        record.http_headers.replace_header("Content-Encoding", "identity")
    body = _limited(record.content_stream())
    if len(body) <= MAX_BODY:
        _limited(record.raw_stream)  # the end of a chunked body, which a decoder leaves
        if record.raw_stream.limit > 0:
            raise EOFError("it ends within a record")
    return _unbrotlied(body) if coding == "br" else body


def _limited(stream: Any) -> bytes:
    """What *stream* gives, up to MAX_BODY + 1 bytes."""
    parts, size = [], 0
    while size <= MAX_BODY and (part := stream.read(1 << 16)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)[: MAX_BODY + 1]


def _unbrotlied(packed: bytes) -> bytes:
    decoder = brotli.Decompressor()
    plain = decoder.process(packed, output_buffer_limit=MAX_BODY + 1)
    while len(plain) <= MAX_BODY and not decoder.is_finished():
        more = decoder.process(b"", output_buffer_limit=MAX_BODY + 1)
        if not more:
            raise ValueError("cut short")
        plain += more
    return bytes(plain[: MAX_BODY + 1])


def _status(text: str | None) -> int:
    """0 for what is no status code."""
    return int(text) if text and re.fullmatch("[0-9]{3}", text) else 0
