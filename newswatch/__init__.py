"""newswatch: a scheduled news-monitoring crawler whose feed can be believed.

Public and stable: `read_feed` here, `newswatch.extract.extract_article`,
`newswatch.discover.discover`, `newswatch.urls.canonical_url`,
`newswatch.match.parse_query` and `newswatch.match.Engine`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from newswatch.feed.reader import read_feed

__version__ = "0.1.0"
__all__ = ["__version__", "read_feed"]


def __getattr__(name: str) -> object:
    # Not imported with the package: the command line should answer --help at once.
    if name == "read_feed":
        from newswatch.feed.reader import read_feed

        return read_feed
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
