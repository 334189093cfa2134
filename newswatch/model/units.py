"""Values as people write them in TOML, checked: durations, sizes, slugs, patterns.

A duration is `"30s" "15m" "6h" "3d"`, a size `"8MiB"`, a slug `[a-z0-9_]{1,64}`.
Used as pydantic annotations by the configuration models.
"""

from __future__ import annotations

import re
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

_DURATION = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)(ms|s|m|h|d)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_SIZE = re.compile(r"(\d{1,15}(?:\.\d{1,15})?)\s*(B|KiB|MiB|GiB|TiB)")
_BYTES = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}


def seconds(value: object) -> float:
    """The seconds that a text such as "15m" or "1.5h" stands for.

    Raises ValueError for anything else: a bare number says no unit.
    """
    if isinstance(value, str) and (found := _DURATION.fullmatch(value.strip())):
        return float(found[1]) * _SECONDS[found[2]]
    raise ValueError(f'expected a duration like "15m", got {_shown(value)}')


def size_bytes(value: object) -> int:
    """The bytes that a text such as "8MiB" stands for; ValueError for anything else."""
    if isinstance(value, str) and (found := _SIZE.fullmatch(value.strip())):
        return int(float(found[1]) * _BYTES[found[2]])
    raise ValueError(f'expected a size like "8MiB", got {_shown(value)}')


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _keep_or_forever(value: object) -> float | None:
    return None if value == "forever" else seconds(value)


def _known_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except Exception as error:  # zoneinfo raises four unrelated types for a bad key
        raise ValueError(
            f'expected a time zone like "Europe/Moscow", got "{value}"'
        ) from error
    return value


def _compiles(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"bad regular expression: {error}") from error
    return value


def _http_address(value: str) -> str:
    if not re.match(r"https?://[^/\s]+", value):
        raise ValueError(f'expected an http(s) address, got "{value}"')
    return value


Seconds = Annotated[float, BeforeValidator(seconds)]
#: seconds, or None for "forever"
SecondsOrForever = Annotated[float | None, BeforeValidator(_keep_or_forever)]
SizeBytes = Annotated[int, BeforeValidator(size_bytes)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,64}$")]
TimeZone = Annotated[str, AfterValidator(_known_zone)]
Pattern = Annotated[str, AfterValidator(_compiles)]
HttpAddress = Annotated[str, AfterValidator(_http_address)]


class _Elsewhere(BaseModel):
    """A secret that stands in the environment or in a file, not in the TOML."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    env: str | None = None
    file: str | None = None


#: a text, or `{ env = "NAME" }` or `{ file = "PATH" }` where the text stands
Secret = Annotated[str | _Elsewhere, Field(repr=False)]
