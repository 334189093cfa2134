"""Why a request brought no page, as an outcome and one stable word."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.spidermiddlewares.httperror import HttpError

from newswatch.errors import StorageError
from newswatch.gate import AddressRefused
from newswatch.middlewares import AskedToWait, ForbiddenByRobots, RobotsUnavailable
from newswatch.model import Outcome, RefusalReason
from newswatch.resolver import refused_because
from newswatch.transport.trouble import FetchTrouble, is_broken_off

#: what Scrapy's middlewares say when they ignore a request, and what it means.
#: IgnoreRequest carries no other mark; a crawl test fails when the words change.
_IGNORED = {
    "max redirections": (Outcome.FAILED, "too-many-redirects"),
    "exceeded": (Outcome.QUARANTINED, RefusalReason.TOO_LARGE),
}
#: what our own middlewares ignored a request for; the error says the rest
_MANNERS: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (ForbiddenByRobots, Outcome.QUARANTINED, RefusalReason.ROBOTS),
    (RobotsUnavailable, Outcome.FAILED, "robots-unavailable"),
    (AskedToWait, Outcome.PENDING, "asked-to-wait"),
)
_TROUBLES: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (DownloadTimeoutError, Outcome.FAILED, "timeout"),
    (DownloadConnectionRefusedError, Outcome.FAILED, "connection-refused"),
    (ResponseDataLossError, Outcome.FAILED, "truncated"),
    # Raised for a body over the limit.
    (DownloadCancelledError, Outcome.QUARANTINED, RefusalReason.TOO_LARGE),
    (UnsupportedURLSchemeError, Outcome.QUARANTINED, RefusalReason.BAD_ADDRESS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    outcome: Outcome
    #: one stable word
    reason: str
    #: one sentence for a person
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.reason} ({self.detail})" if self.detail else self.reason


def trouble_of(error: BaseException, url: str) -> Trouble:
    """What went wrong with the request for *url*."""
    if isinstance(error, StorageError):  # it was not asked for at all
        return Trouble(outcome=Outcome.PENDING, reason=error.code)
    if isinstance(error, HttpError):
        status = error.response.status
        return Trouble(outcome=Outcome.FAILED, reason=f"http-{status}")
    if isinstance(error, CannotResolveHostError):
        refused = refused_because(urlsplit(url).hostname or "")
        if refused:
            return Trouble(
                outcome=Outcome.QUARANTINED,
                reason=RefusalReason.REFUSED_ADDRESS,
                detail=refused,
            )
        return Trouble(outcome=Outcome.FAILED, reason="dns", detail=str(error))
    if isinstance(error, AddressRefused):
        return Trouble(outcome=error.outcome, reason=error.reason, detail=error.detail)
    if isinstance(error, IgnoreRequest):
        for kind, outcome, reason in _MANNERS:
            if isinstance(error, kind):
                return Trouble(outcome=outcome, reason=reason, detail=str(error))
        for words, (outcome, reason) in _IGNORED.items():
            if words in str(error):
                return Trouble(outcome=outcome, reason=reason)
        return Trouble(outcome=Outcome.FAILED, reason="ignored", detail=str(error))
    if isinstance(error, FetchTrouble):
        too_large = error.reason == RefusalReason.TOO_LARGE
        outcome = Outcome.QUARANTINED if too_large else Outcome.FAILED
        return Trouble(outcome=outcome, reason=error.reason, detail=error.detail)
    for kind, outcome, reason in _TROUBLES:
        if isinstance(error, kind):
            return Trouble(outcome=outcome, reason=reason)
    return Trouble(
        outcome=Outcome.FAILED,
        reason="connection-lost" if is_broken_off(error) else "connection",
        detail=f"{type(error).__name__}: {error}",
    )
