"""Turn: where an article that goes over several pages goes on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The address of an article's next page, and what speaks for its being that."""

    url: str
    #: the page that names it
    here: str
    #: the outlet's own rule names it
    by_rule: bool
    #: it is the page's own address with the next number
    by_form: bool
    #: it is said to hold the whole article instead of its next page
    is_whole: bool = False
    #: where to turn if that proves wrong
    otherwise: Turn | None = None
