"""A live blog as a site would serve it, for the tests: one blog, many states."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html import escape

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
INTRO = (
    "The envoys of both sides have come together in the old harbour town this week.",
    "We follow what they say at the table and in front of it, as it happens here.",
)
HEADLINE = "Harbour talks live: envoys meet again"


@dataclass(frozen=True, kw_only=True)
class Post:
    number: int
    text: str
    headline: str | None = None
    at: datetime | None = None

    @property
    def name(self) -> str:
        return f"block-66b0{self.number:04d}"

    @property
    def published(self) -> datetime:
        return self.at or NOON + timedelta(minutes=self.number)


def post(number: int, about: str = "harbour", **changes: object) -> Post:
    """A post with a text of its own on *about*."""
    words = " ".join(f"word{number}x{n}" for n in range(12))
    text = f"Entry {number} tells of the {about}: {words}, and there it ends."
    return Post(
        **{"number": number, "text": text, "headline": f"No {number}", **changes}
    )  # type: ignore[arg-type]


def stated(posts: Sequence[Post], url: str, *, ends_at: datetime | None = None) -> str:
    """The blog's JSON-LD."""
    node = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": HEADLINE,
        "url": url,
        "datePublished": NOON.isoformat(),
        "author": {"@type": "Person", "name": "Ann Lee"},
        "liveBlogUpdate": [
            {
                "@type": "BlogPosting",
                "url": f"{url}#{each.name}",
                "datePublished": each.published.isoformat(),
                "articleBody": each.text,
                **({"headline": each.headline} if each.headline else {}),
            }
            for each in posts
        ],
        **({"coverageEndTime": ends_at.isoformat()} if ends_at else {}),
    }
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def shown(posts: Sequence[Post], *, frame: str = "live-blog") -> str:
    """The posts as elements."""
    return f"<div class='{frame}'>" + "".join(map(_element, posts)) + "</div>"


def _element(each: Post) -> str:
    at = each.published
    heading = f"<h2>{escape(each.headline)}</h2>" if each.headline else ""
    return (
        f"<article id='{each.name}' class='block'><p class='when'>"
        f"<time datetime='{at.isoformat()}'>{at:%H:%M}</time></p>"
        f"{heading}<p>{escape(each.text)}</p></article>"
    )


def page(inside: str, *, head: str = "", headline: str = HEADLINE) -> str:
    intro = "".join(f"<p>{text}</p>" for text in INTRO)
    return (
        f"<!doctype html><html lang='en'><head><title>{headline}</title>{head}</head>"
        f"<body><main><h1>{headline}</h1><div class='standfirst'>{intro}</div>"
        f"{inside}</main></body></html>"
    )


def blog(posts: Sequence[Post], url: str, *, ends_at: datetime | None = None) -> str:
    """A page that both states and shows its posts."""
    return page(shown(posts), head=stated(posts, url, ends_at=ends_at))
