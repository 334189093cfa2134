"""Variant: an address as another one with a parameter more."""

from __future__ import annotations

from dataclasses import dataclass

#: stands for the value of a parameter that an address does not have
ABSENT = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One parameter of an address, and the address without it."""

    #: the host, for which alone the parameter is judged; `www.` is folded
    host: str
    #: in canonical spelling
    name: str
    #: 8 bytes for what the parameter is set to; never ABSENT
    value: bytes
    #: key of the address without the parameter
    bare: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedParameter:
    """What is known of a parameter of an outlet, for people."""

    host: str
    name: str
    #: articles that were the same with and without it, or with other values
    articles: int
    #: whether one was another, and the parameter is kept for ever
    kept: bool
    #: two addresses that differ in it and gave two texts
    example: tuple[str, str] | None = None
