"""A page that a person saved to a file, as if its address had answered with it."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

from newswatch.errors import OutletError, Place

if TYPE_CHECKING:
    from newswatch.model import FetchedPage

#: what a page saved without its address is taken to be
UNKNOWN_URL = "https://unknown.invalid/"
#: plain bytes of a file that are read
MAX_FILE = 64 * 1024 * 1024


def page_of_file(path: Path, url: str | None) -> FetchedPage:
    """The page in *path*, gzipped or not, as fetched now from *url*.

    Raises OutletError for a file that cannot be read and a *url* that is none.
    """
    from newswatch.clock import now
    from newswatch.model import FetchedPage
    from newswatch.urls import AddressError, check_url

    try:
        address = check_url(url) if url else UNKNOWN_URL
    except AddressError as error:
        raise OutletError(
            f"the page's address cannot be used: {error.reason.replace('-', ' ')}",
            code="NW307",
            help="give an http(s) address with --url",
        ) from error
    try:
        body = _bytes_of(path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise OutletError(
            f"this page cannot be read: {reason}",
            code="NW305",
            place=Place(file=str(path)),
            help="name an HTML file, gzipped or not, or an http(s) address",
        ) from error
    return FetchedPage(
        requested_url=address,
        url=address,
        status=200,
        body=body,
        fetched_at=now(),
    )


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        body = file.read(MAX_FILE)
    if not body.startswith(b"\x1f\x8b"):
        return body
    with gzip.open(path) as unpacked:
        return unpacked.read(MAX_FILE)
