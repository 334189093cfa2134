"""Archived responses as fetched pages (WARC 1.0 and 1.1, ISO 28500; CC-NEWS files)."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newswatch.dates import parse_instant
from newswatch.errors import ExtraError, StorageError
from newswatch.model import FetchedPage

log = logging.getLogger(__name__)

#: plain bytes of one archived body that are read; the rest would not be an article
MAX_BODY = 16 * 1024 * 1024


def archived_pages(path: Path) -> Iterator[FetchedPage]:
    """The HTTP responses in *path*, in file order; other records are passed over.

    A body is decoded by its Content-Encoding and cut at MAX_BODY + 1 bytes, so that a
    reader can tell that it was too long. Raises ExtraError NW501 without warcio,
    StorageError NW408 for a file that is no WARC or that is cut short: pages before
    the damage have been given out by then.
    """
    iterator_of, archive_error = _warcio()
    try:
        with path.open("rb") as file:
            for record in iterator_of(file, ensure_http_headers=False):
                if page := _page_of(record, path):
                    yield page
    except OSError as error:
        raise StorageError(
            f"{path} cannot be read ({error.strerror})",
            code="NW408",
            help="check the path and its permissions",
        ) from error
    except (archive_error, EOFError, ValueError) as error:
        raise StorageError(
            f"{path} is not a whole WARC file ({error})",
            code="NW408",
            help="get the file again; pages before the damage were read",
        ) from error


def _warcio() -> tuple[Any, type[Exception]]:
    try:
        from warcio.archiveiterator import ArchiveIterator
        from warcio.exceptions import ArchiveLoadFailed
    except ImportError as error:
        raise ExtraError(
            "reading WARC files needs warcio",
            code="NW501",
            help="pip install 'newswatch[warc]'",
        ) from error
    return ArchiveIterator, ArchiveLoadFailed


def _page_of(record: Any, path: Path) -> FetchedPage | None:
    headers = record.rec_headers
    url = (headers.get_header("WARC-Target-URI") or "").strip("<> ")
    if record.rec_type != "response" or not url.startswith(("http://", "https://")):
        return None
    if record.http_headers is None:
        return None
    fetched = parse_instant(headers.get_header("WARC-Date") or "")
    answer = record.http_headers
    return FetchedPage(
        requested_url=url,
        url=url,
        status=_status(answer.get_statuscode()),
        body=_body(record),
        fetched_at=fetched.at if fetched else datetime.fromtimestamp(0, UTC),
        content_type=answer.get_header("Content-Type"),
        etag=answer.get_header("ETag"),
        last_modified=answer.get_header("Last-Modified"),
        warc_file=path.name,
        warc_record_id=(headers.get_header("WARC-Record-ID") or "").strip("<>") or None,
    )


def _body(record: Any) -> bytes:
    """The decoded body; empty where its encoding is broken."""
    parts, size = [], 0
    stream = record.content_stream()
    try:
        while size <= MAX_BODY and (part := stream.read(1 << 16)):
            parts.append(part)
            size += len(part)
    except Exception:  # warcio lets zlib, brotli and chunk errors through as they come
        log.warning("archived body cannot be decoded", exc_info=True)
        return b""
    return b"".join(parts)[: MAX_BODY + 1]


def _status(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0
