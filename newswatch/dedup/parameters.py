"""Which parameters of an outlet's addresses change nothing: what counts as proof.

Nobody's list knows them all, and a name that means nothing at one outlet is the article
at another. So each outlet's pages are asked, at no cost: when two addresses that differ
in one parameter were both read anyway, the same text speaks for ignoring it, another
text settles for ever that it is kept.

What guards against losing an article:

* `PROOFS` independent articles, told apart by address and by text: a consent page that
  stands at every address is one text, and proves nothing twice;
* a value of its own must have been proved, since `lang=en` may change nothing where
  `lang=fr` does; only where `WIDE` values did nothing (ids of sessions) any other one
  is taken to do nothing. That there is no such parameter is a value like any other;
* short texts prove nothing; texts that differ as an edit differs say nothing at all;
* what was proved may end: of the addresses of each article that are passed over, one
  of each kind is visited within `CHECK_AFTER` + `CHECK_SPREAD` all the same. Of one
  kind are those that a listing gives the same title; without titles, those with the
  same values, where a value was proved itself. So ids of sessions, fresh on every link,
  cost one visit an article, and no more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from newswatch.dedup.classify import EDITED
from newswatch.dedup.likeness import SHORT_WORDS
from newswatch.dedup.resemblance import resemblance
from newswatch.model import Outlet
from newswatch.model.revision import Candidate, seen_key
from newswatch.model.variant import Variant
from newswatch.urls import AddressError, address_key, canonical_url, host_of

#: articles that must have proved a value; chosen by hand, and audited
PROOFS = 3
#: values that must have been proved before unknown ones are ignored
WIDE = 8
#: what could be passed over is visited so much later, and at some time after that
CHECK_AFTER, CHECK_SPREAD = timedelta(hours=1), timedelta(hours=8)
#: kinds of addresses of one article that are checked; chosen by hand
MOST_CHECKS = 8
#: addresses with more parameters than this are queries, not pages
MOST_PARAMETERS = 6


def variants_of(url: str, outlet: Outlet) -> tuple[Variant, ...]:
    """The parameters of *url*, unless the outlet's `identity` names the article."""
    if "?" not in url:
        return ()
    try:
        canonical = canonical_url(url)
        if address_key(canonical, outlet.identity).startswith("id:"):
            return ()
    except AddressError:
        return ()
    values: dict[str, list[str]] = {}
    for piece in canonical.partition("?")[2].split("&"):
        if piece:
            name, _, value = piece.partition("=")
            values.setdefault(name, []).append(value)
    if len(values) > MOST_PARAMETERS:
        return ()
    return tuple(
        Variant(
            host=host_of(canonical).removeprefix("www."),
            name=name,
            value=_digest("&".join(value)),
            bare=key_without(canonical, {name}, outlet.id),
        )
        for name, value in values.items()
    )


def key_without(url: str, names: set[str], outlet_id: str) -> bytes:
    """The key of *url* without the parameters called *names*."""
    address, _, query = canonical_url(url).partition("?")
    kept = [piece for piece in query.split("&") if piece.partition("=")[0] not in names]
    return seen_key(outlet_id, address_key(f"{address}?{'&'.join(kept)}", None))


def is_proved(articles: int, of_all: int, values: int) -> bool:
    """Whether a value is ignored that *articles* proved, of a parameter of which
    *of_all* articles proved so many *values*.
    """
    return articles >= PROOFS or (of_all >= PROOFS and values >= WIDE)


def mark_of(apart: set[str], title: str | None, values: Mapping[str, bytes]) -> bytes:
    """The kind of an address among those of its article that are passed over.

    *apart*: the parameters in which it differs; *values*: those that were proved.
    """
    told = " ".join(title.casefold().split()) if title else ""
    if not told:
        told = "&".join(f"{name}={values[name].hex()}" for name in sorted(values))
    return _digest("&".join(sorted(apart)) + "\n" + told)


def check_at(key: bytes, now: datetime) -> datetime:
    """When the address under *key*, which waits from *now* on, is visited to check."""
    share = int.from_bytes(_digest(key.hex()), "big") / 2**64
    return now + CHECK_AFTER + share * CHECK_SPREAD


def has_same_text(
    candidate: Candidate,
    *,
    words_hash: bytes | None,
    text: str | None,
    same_article: bool,
) -> bool | None:
    """Whether the text read at another address is the candidate's; None: can't tell.

    *text* is None where it isn't kept; *same_article*: by other signals than this.
    """
    mine = candidate.fingerprint
    if mine.words_hash is None or words_hash is None:
        return None
    if mine.words_hash == words_hash:
        return True if mine.word_count >= SHORT_WORDS else None
    if text is None:
        return None if same_article else False
    found = resemblance(candidate.article.text, text)
    if found is not None and found.alike >= EDITED:
        return None
    # A live blog has another text by the time it is read at another address.
    return None if same_article else False


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest()
