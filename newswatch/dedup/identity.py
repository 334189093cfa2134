"""The addresses by which one page is known, and whether it is the page asked for."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from newswatch.dedup.edited import MOST_ADDRESSES
from newswatch.dedup.forms import plain_form
from newswatch.dedup.parameters import variants_of
from newswatch.model import (
    Article,
    FetchedPage,
    Link,
    Outlet,
    Refusal,
    RefusalReason,
)
from newswatch.model.revision import Addresses, Candidate, Known, Signal, seen_key
from newswatch.urls import (
    AddressError,
    address_key,
    canonical_url,
    check_url,
    in_domains,
    looks_like_amp,
)

_HOME_FILES = ("/index.html", "/index.htm", "/index.php")


def misdirection(page: FetchedPage, outlet: Outlet) -> Refusal | None:
    """Why the page that answered can't be the article that was asked for, if so."""
    try:
        check_url(page.url)
    except AddressError as error:
        return Refusal(reason=RefusalReason.BAD_ADDRESS, detail=error.reason)
    if outlet.domains and not in_domains(page.url, outlet.domains):
        return Refusal(
            reason=RefusalReason.FOREIGN_HOST,
            detail=f"answered by {urlsplit(page.url).hostname}",
        )
    if _is_home(page.url, outlet) and not _is_home(page.requested_url, outlet):
        return Refusal(
            reason=RefusalReason.REDIRECTED_HOME, detail="led to the front page"
        )
    return None


def addresses_of(
    page: FetchedPage,
    article: Article,
    link: Link,
    outlet: Outlet,
    also: tuple[str, ...] = (),
) -> Addresses:
    """Every name of the article on *page*: what answered, and what is merely claimed.

    *also* are the addresses of its further pages.

    Stations of a redirect are no names: a consent page that all articles pass through
    would make them one.
    """
    answered = canonical_url(page.url)
    claimed = _believable(article.canonical_url, answered, outlet)
    own = [key_of(url, outlet) for url in (page.url, page.requested_url, link.url)]
    return Addresses(
        url=claimed or answered,
        url_evidence=(article.evidence.get("url") or "link:canonical")
        if claimed
        else "url",
        answered_url=answered,
        address_key=address_key(page.url, outlet.identity),
        own=tuple(dict.fromkeys(own)),
        canonical=(key_of(claimed, outlet),) if claimed else (),
        guid=(seen_key(outlet.id, f"guid:{link.guid}"),) if link.guid else (),
        form=tuple(
            key
            for key in (key_of(plain, outlet) for plain in _plain_forms(page, outlet))
            if key not in own
        ),
        further=tuple(dict.fromkeys(key_of(url, outlet) for url in also)),
        redirected=key_of(page.url, outlet) != key_of(link.url, outlet),
        variants=variants_of(link.url, outlet),
    )


def waylaid(candidate: Candidate, known: Sequence[Known]) -> Refusal | None:
    """A refusal where a redirect led to a page that all too many others led to.

    A notice that stands before every article for an hour may read like one, and each
    link that ends there would be settled as the notice's. They are visited again.
    """
    addresses = max(
        (each.addresses for each in known if each.signal is Signal.ADDRESS), default=0
    )
    if not candidate.addresses.redirected or addresses < MOST_ADDRESSES:
        return None
    return Refusal(
        reason=RefusalReason.CROWDED_ADDRESS,
        detail=f"{addresses} addresses lead there",
    )


def amp_original(candidate: Candidate, outlet: Outlet) -> str | None:
    """The address to visit instead, if the candidate is but an article's AMP form.

    AMP pages leave out what the full page says of itself: authors, dates, sections.
    """
    claimed, addresses = candidate.article.canonical_url, candidate.addresses
    if not claimed or not in_domains(claimed, outlet.domains):
        return None
    if not candidate.article.is_amp and not looks_like_amp(addresses.answered_url):
        return None
    return claimed if canonical_url(claimed) != addresses.answered_url else None


def key_of(url: str, outlet: Outlet) -> bytes:
    """The 16 bytes under which *outlet*'s address *url* is remembered."""
    return seen_key(outlet.id, address_key(url, outlet.identity))


def _believable(claimed: str | None, answered: str, outlet: Outlet) -> str | None:
    """The canonical form of what a page calls its address, unless it can't be so."""
    if not claimed or (outlet.domains and not in_domains(claimed, outlet.domains)):
        return None
    if _is_front_page(claimed) and not _is_front_page(answered):
        return None
    if outlet.identity is not None:
        mine = address_key(answered, outlet.identity)
        if mine != address_key(claimed, outlet.identity):
            return None
    try:
        return canonical_url(check_url(claimed))
    except AddressError:
        return None


def _plain_forms(page: FetchedPage, outlet: Outlet) -> list[str]:
    plain = plain_form(page.url)
    if plain is None or _is_front_page(plain):
        return []
    return [plain] if not outlet.domains or in_domains(plain, outlet.domains) else []


def _is_home(url: str, outlet: Outlet) -> bool:
    """Whether *url* is the outlet's front page, whatever a redirect adds to it."""
    path = urlsplit(url).path.rstrip("/")
    home = urlsplit(outlet.homepage or "").path.rstrip("/")
    return path in {"", home, *_HOME_FILES}


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query
