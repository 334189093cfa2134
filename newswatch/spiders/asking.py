"""Asking: one request for a listing, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from newswatch.discover.validators import Validators
from newswatch.model import Source
from newswatch.spiders.overlap import Covered
from newswatch.store.states import SourceState


class Why(StrEnum):
    """Why a listing is asked for."""

    ROUND = "round"
    #: in full, to see whether its validators lie
    AUDIT = "audit"
    #: with the validators of before an audit that found something
    PROBE = "probe"
    #: in full: a `304` spoke of something else, or a hole is to be filled
    FULL = "full"
    #: it is no source of the outlet, but may know what a hole has swallowed
    HOLE = "hole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One request for a listing."""

    source: Source
    #: how many indexes have led to it
    depth: int = 0
    #: the source of the outlet's definition that led to it
    root: str | None = None
    why: Why = Why.ROUND
    #: what was known of it when it was asked
    state: SourceState = field(default_factory=SourceState)
    sent: Validators = field(default_factory=Validators)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of an answer: what it told, and what is to be asked for next."""

    heard: Covered | None = None
    further: tuple[Asking, ...] = ()
    #: an index that was read before names no part that was
    is_turned: bool = False
