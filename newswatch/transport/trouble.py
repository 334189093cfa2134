"""FetchTrouble: what was wrong with an answer, as one stable word."""

from __future__ import annotations

from collections.abc import Iterator

from twisted.internet.error import ConnectionAborted, ConnectionDone, ConnectionLost


class FetchTrouble(Exception):
    """An answer that is of no use; asking again at once would bring the same."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} ({detail})" if detail else reason)
        #: one stable word; docs/transport.md lists them
        self.reason = reason
        #: one sentence for a person
        self.detail = detail


def is_broken_off(error: BaseException) -> bool:
    """Whether the connection ended before there was an answer."""
    ends = (ConnectionLost, ConnectionDone, ConnectionAborted, ConnectionResetError)
    return any(isinstance(cause, ends) for cause in causes(error))


def causes(error: BaseException | None) -> Iterator[BaseException]:
    """*error* and all that led to it, as Twisted and Python keep them."""
    while error is not None:
        yield error
        for reason in getattr(error, "reasons", None) or ():
            yield from causes(reason.value)
        error = error.__cause__
