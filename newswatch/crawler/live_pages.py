"""The readings of a live blog: of the page round the posts, and of each post.

Both are known by their addresses alone, or nearly so. Two days of one live blog have
the same headline and standfirst, and "We will bring you more on this soon." stands in
posts by the dozen: their texts must not make them one. A post as long as an article may
well be one, reprinted.

Neither teaches what the outlet repeats: a hundred posts would push all other articles
out of the window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from newswatch.clean import clean_article, clean_paragraphs, without_furniture
from newswatch.dedup.fingerprint import fingerprint
from newswatch.dedup.likeness import SHORT_WORDS
from newswatch.model import (
    Article,
    Furniture,
    LiveBlog,
    LivePost,
    LiveReading,
    Match,
    PostReading,
    Reading,
)
from newswatch.model.likeness import NO_PASSAGES

#: what `provenance.title` says of a headline that the post has from its page
FROM_BLOG = "computed:headline-of-live-blog"

Matcher = Callable[[Article], tuple[Match, ...]]


def read_live_blog(
    page: Article, live: LiveBlog, furniture: Furniture, match: Matcher
) -> Reading:
    """The reading of a clean *page*, which lacks the posts of *live*, and of these."""
    page, removed = without_furniture(page, furniture)
    print_ = fingerprint(page.headline, page.paragraphs)
    return Reading(
        result=page,
        fingerprint=replace(print_, words_hash=None, passages=NO_PASSAGES),
        matches=match(page),
        removed=removed,
        live=LiveReading(
            posts=tuple(
                _read_post(post, page, furniture, match)
                for each in live.posts
                if (post := _clean(each)).article.paragraphs
            ),
            ends_at=live.ends_at,
            shown=clean_paragraphs(live.shown, page.headline),
        ),
    )


def _clean(post: LivePost) -> LivePost:
    return replace(post, article=clean_article(post.article))


def _read_post(
    post: LivePost, page: Article, furniture: Furniture, match: Matcher
) -> PostReading:
    # Matched and compared by its own words; the borrowed headline is for readers.
    own, removed = without_furniture(post.article, furniture)
    print_ = fingerprint(own.headline, own.paragraphs)
    if print_.word_count < SHORT_WORDS:
        print_ = replace(print_, words_hash=None, passages=NO_PASSAGES)
    shown = own
    if own.headline is None and page.headline is not None:
        evidence = {**own.evidence, "title": FROM_BLOG}
        shown = replace(own, headline=page.headline, evidence=evidence)
    return PostReading(
        names=post.names,
        url=post.url,
        article=shown,
        fingerprint=print_,
        matches=match(own),
        removed=removed,
    )
