"""Candidate, Known, Verdict: an article before the store, and what the store says."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from newswatch.model.article import Article
from newswatch.model.furniture import PageBlocks, Removed
from newswatch.model.likeness import Likeness
from newswatch.model.matching import Match
from newswatch.model.poll import Outcome
from newswatch.model.reading import Fingerprint
from newswatch.model.variant import Variant


class Novelty(StrEnum):
    NEW = "new"
    #: the text of another article, or most of it
    COPY = "copy"
    #: an article of this outlet that is known under another address
    SAME = "same"


class Role(StrEnum):
    """The words of the feed record's `cluster.role`."""

    FIRST = "first"
    EXACT_COPY = "exact-copy"
    NEAR_COPY = "near-copy"
    #: much of another article's text, in an article of its own
    RELATED = "related"


#: why a copy that was left out is looked at once more, and may have a line then
ORIGINAL_WITHDRAWN = "original-withdrawn"


class Signal(StrEnum):
    """What made a known article come up as a relative of a candidate."""

    ADDRESS = "known-address"
    #: a known article named this page's address as its own
    NAMED = "named-by-twin"
    CANONICAL = "same-canonical"
    #: it stands at the address of which this one is the AMP, print or mobile form
    FORM = "other-form"
    GUID = "same-guid"
    TEXT = "same-text"
    PASSAGES = "same-passages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Every name by which an outlet may call one article; keys are 16 bytes each."""

    #: the canonical address chosen for readers, and how it was found
    url: str
    url_evidence: str
    #: address key under which the article would be admitted
    address_key: str
    #: keys of addresses that answered with this very page
    own: tuple[bytes, ...]
    #: keys of what the page or the feed merely claims
    canonical: tuple[bytes, ...] = ()
    guid: tuple[bytes, ...] = ()
    #: key of the address of which the page seems to be but a form
    form: tuple[bytes, ...] = ()
    #: whether the address that was asked for led to another one
    redirected: bool = False
    #: the parameters of the address that was asked for
    variants: tuple[Variant, ...] = ()
    #: keys of the article's further pages: they lead to it, and say nothing of it
    further: tuple[bytes, ...] = ()
    #: the address that answered, for when its rel=canonical proves wrong
    answered_url: str

    def without_claims(self) -> Addresses:
        """The same page when what it says of its address is not believed.

        Its guid stays: that is what its feed says, and a hint like any other.
        """
        return replace(self, url=self.answered_url, url_evidence="url", canonical=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the answer that brought a page said of it (RFC 9110 validators)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A read article that asks to be admitted."""

    outlet_id: str
    addresses: Addresses
    article: Article = field(repr=False)
    fingerprint: Fingerprint
    matches: tuple[Match, ...]
    observed_at: datetime
    #: what it teaches of its outlet's furniture, and what of that it had itself
    blocks: PageBlocks | None = None
    removed: tuple[Removed, ...] = ()
    #: the topics that it was matched with
    topics_asked: frozenset[str] = frozenset()
    #: of a live blog's post: the id of its page, `#` and its own name
    post_id: str | None = None
    #: by what its page is asked for again
    answer: Answer = Answer()

    @property
    def new_id(self) -> str:
        """The id that it is given if it is admitted as an article of its own."""
        if self.post_id is not None:
            return self.post_id
        return article_id(self.outlet_id, self.addresses.address_key)

    def without_claims(self) -> Candidate:
        return replace(self, addresses=self.addresses.without_claims())

    @property
    def topic_ids(self) -> frozenset[str]:
        return frozenset(match.topic_id for match in self.matches)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article in the store that may be the candidate, or its original."""

    signal: Signal
    article_id: str
    outlet_id: str
    headline: str | None
    words_hash: bytes | None
    word_count: int
    cluster_id: str
    cluster_size: int
    #: topics for which a line of this article stands in the feed
    emitted_topics: frozenset[str]
    published_at: datetime | None = None
    #: how many addresses have answered with it
    addresses: int = 1
    #: its body, where the store keeps it and a claim is to be checked
    text: str | None = field(default=None, repr=False)
    #: how alike its text is, where both share a passage and are similar at least
    likeness: Likeness | None = None
    #: whether it gathers unrelated stories
    roundup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a candidate is, decided from what is known."""

    novelty: Novelty
    #: the article it is (SAME), copies (COPY) or is merely similar to (NEW)
    of: Known | None = None
    #: how alike the text of that article is, unless it is the SAME
    likeness: Likeness | None = None
    #: whether it gathers unrelated stories, and so belongs to none
    roundup: bool = False
    #: why, in one stable word
    reason: str | None = None
    #: whether another article holds the address that the page claims as its own
    claims_refuted: bool = False
    #: whether the copy stays out of the feed because the reader has the text already
    left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Where an article stands among its copies; keys of the record's `cluster`."""

    id: str
    role: Role
    copy_of: str | None = None
    similarity: float | None = None
    size: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """What became of a candidate: committed when this is returned."""

    outcome: Outcome
    article_id: str
    reason: str | None = None
    #: its position in the feed, if it became a line
    seq: int | None = None


def _digest(*parts: str) -> str:
    text = "\n".join(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(text, digest_size=16).hexdigest()


def seen_key(outlet_id: str, address_key: str) -> bytes:
    """The 16 bytes under which an outlet's address is remembered."""
    return bytes.fromhex(_digest(outlet_id, address_key))


def article_id(outlet_id: str, address_key: str) -> str:
    """`nw:` + 32 hex; *address_key* is the one of the first admission."""
    return "nw:" + _digest(outlet_id, address_key)


def post_id(page_id: str, name: str) -> str:
    """The id of a live blog's post; *name* is its own id, spelled as a fragment."""
    return f"{page_id}#{name}"


#: how the name of a post begins that is made of its wording and time
WORDING = "is-"


def is_wording(name: str) -> bool:
    """Whether *name* says what a live blog's post says, and when it said so."""
    return name.startswith(WORDING)


def cluster_id(first_article_id: str) -> str:
    if "#" in first_article_id:
        # The posts of a live blog have the digits of their page: theirs are new ones.
        return "c:" + _digest(first_article_id)[:16]
    return "c:" + first_article_id.removeprefix("nw:")[:16]


def event_id(
    article: str, event: str, revision: int, topic_ids: Sequence[str], earlier: int
) -> str:
    """32 hex; *earlier* counts events of this kind that the article already had."""
    topics = ",".join(sorted(topic_ids))
    return _digest(article, event, str(revision), topics, str(earlier))
