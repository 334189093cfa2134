"""Archived responses as fetched pages (WARC 1.0 and 1.1, ISO 28500; CC-NEWS files)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newswatch.dates import parse_instant
from newswatch.errors import ExtraError, NewswatchError, StorageError
from newswatch.model import FetchedPage

log = logging.getLogger(__name__)

#: plain bytes of one archived body that are read; the rest would not be an article
MAX_BODY = 16 * 1024 * 1024
#: for a record that does not say when it was made
_EPOCH = datetime.fromtimestamp(0, UTC)


def archived_pages(path: Path) -> Iterator[FetchedPage]:
    """The HTTP responses in *path*, in file order; other records are passed over.

    A body is decoded by its Content-Encoding and cut at MAX_BODY + 1 bytes, so that a
    reader can tell that it was too long. Raises ExtraError NW501 without warcio,
    StorageError NW408 for a file that is no WARC or that is damaged or cut short: the
    pages before the damage have been given out by then, half of a page never is.
    """
    iterator_of = _warc_iterator()
    try:
        with path.open("rb") as file:
            records = iterator_of(file)
            for record in records:
                if page := _page_of(record, path):
                    yield page
            _refuse_disorder(records.err_count, path)
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
        raise _damaged(path, f"{count} records are out of place")


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


def _page_of(record: Any, path: Path) -> FetchedPage | None:
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    # What is no HTTP answer (DNS, requests, metadata) is no page.
    media = headers.get_header("Content-Type") or ""
    if record.rec_type != "response" or not media.startswith("application/http"):
        return None
    fetched = parse_instant(headers.get_header("WARC-Date") or "")
    answer = record.http_headers
    if answer is None:
        # warcio reads no headers where the address is not http(s). Such an answer is
        # not passed over in silence: whoever reads it refuses its address by name.
        return FetchedPage(
            requested_url=url, url=url, status=0, body=b"", fetched_at=_EPOCH
        )
    return FetchedPage(
        requested_url=url,
        url=url,
        status=_status(answer.get_statuscode()),
        body=_body(record),
        fetched_at=fetched.at if fetched else _EPOCH,
        content_type=answer.get_header("Content-Type"),
        etag=answer.get_header("ETag"),
        last_modified=answer.get_header("Last-Modified"),
        warc_file=path.name,
        warc_record_id=(headers.get_header("WARC-Record-ID") or "").strip("<>") or None,
    )


def _body(record: Any) -> bytes:
    """The decoded body; empty where its encoding is broken. EOFError: cut short."""
    parts, size = [], 0
    stream = record.content_stream()
    try:
        while size <= MAX_BODY and (part := stream.read(1 << 16)):
            parts.append(part)
            size += len(part)
    except Exception:  # warcio lets zlib, brotli and chunk errors through as they come
        log.warning("archived body cannot be decoded", exc_info=True)
        return b""
    if size <= MAX_BODY:
        while record.raw_stream.read(1 << 16):
            """What a decoder leaves over: the end of a chunked body."""
        if record.raw_stream.limit > 0:
            raise EOFError("it ends within a record")
    return b"".join(parts)[: MAX_BODY + 1]


def _status(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
