"""Options: the keys of newswatch.toml, each with its default."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from newswatch.model.units import Seconds, SecondsOrForever, SizeBytes

MIB, GIB = 1 << 20, 1 << 30
DAY_S = 86400.0


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Paths(_Table):
    schedules: str = "schedules"
    #: state.db, lock, feed/; the environment variable NEWSWATCH_DATA overrides it
    data: str = "data"


class Agent(_Table):
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")] = (
        "newswatch"
    )
    #: an address or mailbox for site owners; goes into the User-Agent
    contact: Annotated[str, StringConstraints(pattern=r"^[^\r\n()]{0,200}$")] = ""


class Polite(_Table):
    #: seconds between two requests to one host
    delay_s: Seconds = Field(default=2.0, alias="delay")
    per_host: Annotated[int, Field(ge=1, le=16)] = 1
    #: for a request with all its redirects
    timeout_s: Seconds = Field(default=30.0, alias="timeout")
    #: without a byte
    idle_s: Seconds = Field(default=10.0, alias="idle")
    max_page: SizeBytes = 8 * MIB
    max_listing: SizeBytes = 16 * MIB
    redirects: Annotated[int, Field(ge=0, le=20)] = 5
    obey_robots: bool = True
    #: networks that may be asked although they are not public
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = ()


class Polling(_Table):
    every_s: Seconds = Field(default=900.0, alias="every")
    min_s: Seconds = Field(default=120.0, alias="min")
    max_s: Seconds = Field(default=21600.0, alias="max")
    adaptive: bool = True
    jitter: Annotated[float, Field(ge=0, le=0.5)] = 0.1


class Reading(_Table):
    #: 0 = one fewer than there are cores, at least 1
    lanes: Annotated[int, Field(ge=0, le=256)] = 0
    #: CPU seconds that one page may cost
    page_cpu_s: Seconds = Field(default=10.0, alias="page_cpu")
    #: bytes that a lane may allocate on top of what it needs to start
    page_memory: SizeBytes = 512 * MIB

    def lanes_on(self, cores: int | None) -> int:
        """How many lanes there are on a machine with *cores*, None if nobody knows."""
        return self.lanes or max(1, (cores or 1) - 1)


class Feed(_Table):
    text: Literal["full", "excerpt", "none"] = "full"
    copies: Literal["drop", "mark"] = "drop"
    #: how many 404 or 410 answers in a row make an article withdrawn
    withdrawn_after: Annotated[int, Field(ge=1, le=20)] = 3
    #: seconds that a closed day file is kept
    keep_s: SecondsOrForever = Field(default=None, alias="keep")


class Again(_Table):
    #: seconds between looks at a matched article; after the last one, never
    ladder_s: tuple[Seconds, ...] = Field(
        default=(900.0, 3600.0, 21600.0, DAY_S, 3 * DAY_S), alias="ladder"
    )


class StoreOptions(_Table):
    #: relative to paths.data
    url: Annotated[str, StringConstraints(pattern=r"^sqlite:.+$")] = "sqlite:state.db"
    texts: Literal["all", "matched"] = "all"
    keep_texts_s: SecondsOrForever = Field(default=90 * DAY_S, alias="keep_texts")
    keep_runs_s: SecondsOrForever = Field(default=90 * DAY_S, alias="keep_runs")
    #: how long an article can have copies
    window_s: Seconds = Field(default=90 * DAY_S, alias="window")


class Archive(_Table):
    warc: bool = False
    keep_s: SecondsOrForever = Field(default=30 * DAY_S, alias="keep")
    max_bytes: SizeBytes = Field(default=20 * GIB, alias="max")


class Options(_Table):
    paths: Paths = Paths()
    agent: Agent = Agent()
    polite: Polite = Polite()
    poll: Polling = Polling()
    read: Reading = Reading()
    feed: Feed = Feed()
    again: Again = Again()
    store: StoreOptions = StoreOptions()
    archive: Archive = Archive()
