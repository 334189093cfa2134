"""One entry per watched outlet, whatever its watches ask for."""

from __future__ import annotations

from typing import Any

import pytest

from newswatch.model import Options, Outlet, Watch
from newswatch.schedule import CronLine, Planned, plan


def make_outlet(id: str = "herald", **keys: Any) -> Outlet:
    return Outlet.model_validate({"id": id, "name": id, **keys})


def make_watch(id: str = "a", **keys: Any) -> Watch:
    keys = {"outlets": ("herald",), "topics": ("talks",), **keys}
    return Watch.model_validate({"id": id, **keys})


def planned(
    *watches: Watch, outlet: Outlet | None = None, options: Options | None = None
) -> Planned:
    outlet = outlet or make_outlet()
    (entry,) = plan(watches, {outlet.id: outlet}, options or Options())
    return entry


def every(duration: str) -> dict[str, str]:
    return {"every": duration}


def cron(line: str, zone: str = "UTC") -> dict[str, str]:
    return {"cron": line, "timezone": zone}


NINE = CronLine(line="0 9 * * *")
NOON = CronLine(line="0 12 * * *", zone="Europe/Kyiv")

ASKED: list[
    tuple[dict[str, Any], list[dict[str, str]], float | None, tuple[CronLine, ...]]
]
ASKED = [
    # the outlet's keys, the watches' [schedule], interval, cron lines
    ({}, [{}], 900.0, ()),
    ({}, [every("30m")], 1800.0, ()),
    ({}, [every("30m"), every("10m")], 600.0, ()),
    ({}, [every("30m"), {}], 900.0, ()),
    ({"every": "1h"}, [every("10m")], 3600.0, ()),
    ({"every": "1h"}, [cron("0 9 * * *")], 3600.0, ()),
    ({}, [cron("0 9 * * *")], None, (NINE,)),
    ({}, [cron("0 9 * * *"), cron("0 9 * * *")], None, (NINE,)),
    ({}, [cron("0 9 * * *"), cron("0 12 * * *", "Europe/Kyiv")], None, (NOON, NINE)),
    ({}, [cron("0 9 * * *"), every("2h")], 7200.0, (NINE,)),
    ({"cron": "0 12 * * *", "timezone": "Europe/Kyiv"}, [every("5m")], None, (NOON,)),
    ({}, [every("30s")], 120.0, ()),
    ({"every": "1s"}, [{}], 120.0, ()),
    ({}, [every("7d")], 604800.0, ()),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "schedules", "every_s", "lines"), ASKED)
def test_cadence_of_an_outlet(
    keys: dict[str, Any],
    schedules: list[dict[str, str]],
    every_s: float | None,
    lines: tuple[CronLine, ...],
) -> None:
    watches = [
        make_watch(id=f"w{number}", schedule=schedule)
        for number, schedule in enumerate(schedules)
    ]

    entry = planned(*watches, outlet=make_outlet(**keys))

    assert entry.every_s == every_s
    assert entry.cron_lines == lines


def test_cron_of_an_inline_outlet_is_read_in_the_schedules_zone() -> None:
    outlet = make_outlet(cron="0 12 * * *", timezone="Asia/Tokyo")
    watch = make_watch(schedule={"timezone": "Europe/Kyiv"}, outlet=(outlet,))

    assert planned(watch, outlet=outlet).cron_lines == (NOON,)


def test_two_watches_on_one_outlet_give_one_entry_with_all_topics() -> None:
    one = make_watch("a", topics=("talks", "gas"))
    two = make_watch("b", topics=("gas", "arms"))

    assert planned(one, two).topic_ids == ("talks", "gas", "arms")


def test_outlet_named_twice_is_one_entry() -> None:
    assert planned(make_watch(outlets=("herald", "herald"))).outlet_id == "herald"


def test_disabled_watch_asks_for_nothing() -> None:
    off = make_watch("b", enabled=False, topics=("gas",), schedule=every("3m"))

    entry = planned(make_watch("a"), off)

    assert entry.topic_ids == ("talks",)
    assert entry.every_s == 900.0


def test_only_watched_outlets_are_planned_in_the_order_of_their_ids() -> None:
    outlets = {id_: make_outlet(id_) for id_ in ("post", "herald", "wire")}

    entries = plan([make_watch(outlets=("post", "herald"))], outlets, Options())

    assert [entry.outlet_id for entry in entries] == ["herald", "post"]


def test_nothing_watched_is_an_empty_plan() -> None:
    assert plan([], {"herald": make_outlet()}, Options()) == ()


def test_limits_come_from_the_options_and_the_weight_from_the_outlet() -> None:
    options = Options.model_validate(
        {"poll": {"min": "1m", "max": "3h", "jitter": 0.2, "every": "4m"}}
    )

    entry = planned(make_watch(), outlet=make_outlet(weight=2.5), options=options)

    assert (entry.min_s, entry.max_s, entry.jitter) == (60.0, 10800.0, 0.2)
    assert (entry.every_s, entry.weight) == (240.0, 2.5)


def test_shortest_interval_above_the_longest_wins() -> None:
    options = Options.model_validate({"poll": {"min": "12h"}})

    entry = planned(make_watch(), options=options)

    assert entry.every_s == entry.min_s == entry.max_s == 43200.0


LIMITS = [
    # the outlet's keys, the watches' [schedule], min, max
    ({}, [{"min": "5m", "max": "1h"}], 300.0, 3600.0),
    ({}, [{"min": "5m"}, {"max": "1h"}], 120.0, 3600.0),
    ({}, [{"max": "1h"}, {"max": "30m"}], 120.0, 1800.0),
    ({}, [{"min": "1s"}], 120.0, 21600.0),
    ({"every": "3m"}, [{"min": "10m"}], 180.0, 21600.0),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "schedules", "least_s", "most_s"), LIMITS)
def test_limits_of_schedules_bound_what_adapting_may_choose(
    keys: dict[str, Any],
    schedules: list[dict[str, str]],
    least_s: float,
    most_s: float,
) -> None:
    watches = [
        make_watch(id=f"w{number}", schedule=schedule)
        for number, schedule in enumerate(schedules)
    ]

    entry = planned(*watches, outlet=make_outlet(**keys))

    assert (entry.min_s, entry.max_s) == (least_s, most_s)


def test_outlets_that_are_asked_for_the_same_interval_share_their_polls() -> None:
    outlets = {id_: make_outlet(id_) for id_ in ("herald", "post", "wire")}
    outlets["own"] = make_outlet("own", every="15m")
    watches = [
        make_watch("a", outlets=("herald", "own")),
        make_watch("b", outlets=("post",), schedule=every("15m")),
        make_watch("c", outlets=("post", "wire"), schedule=every("1h")),
    ]

    pools = {e.outlet_id: e.pool for e in plan(watches, outlets, Options())}

    assert pools["herald"] == pools["post"]
    assert len(set(pools.values())) == 3


def test_cron_lines_are_not_adapted_and_nothing_is_where_it_is_turned_off() -> None:
    off = Options.model_validate({"poll": {"adaptive": False}})
    both = [make_watch("a"), make_watch("b", schedule=cron("0 9 * * *"))]

    assert planned(make_watch()).adaptive
    assert not planned(make_watch(), options=off).adaptive
    assert not planned(*both).adaptive
