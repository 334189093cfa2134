"""Watch: topics x outlets x cadence, one schedule file each."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from newswatch.model.outlet import Outlet
from newswatch.model.topic import Topic
from newswatch.model.units import (
    HttpAddress,
    Seconds,
    Secret,
    Slug,
    TimeZone,
)

#: "01:00-05:00", a stretch of the day in the schedule's zone
ClockSpan = Annotated[
    str, StringConstraints(pattern=r"^[0-2]\d:[0-5]\d-[0-2]\d:[0-5]\d$")
]
#: an outlet id, or "group:" and a group
OutletRef = Annotated[str, StringConstraints(pattern=r"^(group:)?[a-z0-9_]{1,64}$")]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Cadence(_Table):
    """When a watch wants its outlets polled: a mean interval, or a cron line."""

    every_s: Seconds | None = Field(default=None, alias="every")
    min_s: Seconds | None = Field(default=None, alias="min")
    max_s: Seconds | None = Field(default=None, alias="max")
    cron: str | None = None
    timezone: TimeZone = "UTC"
    quiet: tuple[ClockSpan, ...] = ()

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if self.every_s is not None and self.cron is not None:
            raise ValueError("set either every or cron, not both")
        return self


class Notify(_Table):
    """Who is told of new records, and when."""

    urls: tuple[str, ...] = ()
    webhook: HttpAddress | Literal[""] = ""
    secret: Secret = ""
    when: Literal["now", "digest"] = "now"
    digest: str = "0 8 * * *"
    first_copy_only: bool = True
    quiet: tuple[ClockSpan, ...] = ()
    hourly_cap: Annotated[int, Field(ge=0)] = 20
    health: bool = True


class Watch(_Table):
    """A schedule file as written: references not yet resolved."""

    id: Slug
    title: str = ""
    outlets: tuple[OutletRef, ...] = ()
    topics: tuple[Slug, ...] = ()
    enabled: bool = True
    schedule: Cadence = Cadence()
    notify: Notify = Notify()
    inline_outlets: tuple[Outlet, ...] = Field(default=(), alias="outlet")
    inline_topics: tuple[Topic, ...] = Field(default=(), alias="topic")
