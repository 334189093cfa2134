"""FetchTrouble: what was wrong with an answer, as one stable word."""

from __future__ import annotations


class FetchTrouble(Exception):
    """An answer that is of no use; asking again at once would bring the same."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason} ({detail})" if detail else reason)
        #: one stable word; docs/safety.md lists them
        self.reason = reason
        #: one sentence for a person
        self.detail = detail
