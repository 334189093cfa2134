"""An invented world of outlets whose articles appear by the clock of where they are.

Articles a day are log-normal over the outlets (mean 52.6, median 26); each outlet lives
in one of nine time zones, publishes by the hours of an office with an early morning,
half as much at weekends, and now and then four times as much for one to three hours.
Within an hour articles come by chance (Poisson).
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import UTC, datetime

#: a Monday
START = datetime(2026, 11, 2, tzinfo=UTC)
HOURS_A_DAY, HOUR_S, DAY_S = 24, 3600.0, 86400.0
ENTRIES = 30
_MEAN_RATE, _SIGMA = 52.6, 1.2
_ZONES = (-8, -5, -3, 0, 1, 2, 3, 5, 8)
#: by the hour of the place
_OFFICE = (
    *(0.15, 0.1, 0.08, 0.08, 0.15, 0.4, 0.9, 1.3, 1.6, 1.8, 1.9, 1.9),
    *(1.8, 1.7, 1.7, 1.7, 1.7, 1.6, 1.3, 1.0, 0.8, 0.6, 0.4, 0.25),
)
_WEEKEND = 0.5
_BURSTS_A_DAY, _BURST = 0.25, 4.0


@dataclass(frozen=True, slots=True)
class Outlet:
    name: str
    #: articles an hour, by hours since START
    intensity: tuple[float, ...]
    #: when each appeared, seconds since START, ascending
    articles: tuple[float, ...]


def world(outlets: int, days: int, seed: int) -> list[Outlet]:
    dice = random.Random(seed)
    return [_outlet(f"outlet_{number}", days, dice) for number in range(outlets)]


def _outlet(name: str, days: int, dice: random.Random) -> Outlet:
    rate = math.exp(dice.gauss(math.log(_MEAN_RATE) - _SIGMA**2 / 2, _SIGMA))
    zone = dice.choice(_ZONES)
    # Each has hours of its own, more or less like an office's.
    flat = dice.uniform(0.0, 0.5)
    shape = [flat + (1 - flat) * busy for busy in _OFFICE]
    scale = rate / sum(shape)
    intensity = []
    for hour in range(days * HOURS_A_DAY):
        local = hour + zone
        weekend = _WEEKEND if (local // HOURS_A_DAY) % 7 >= 5 else 1.0
        intensity.append(scale * shape[local % HOURS_A_DAY] * weekend)
    hour = 0
    while True:
        hour += 1 + int(dice.expovariate(_BURSTS_A_DAY / HOURS_A_DAY))
        if hour >= len(intensity):
            break
        for each in range(hour, min(hour + dice.randint(1, 3), len(intensity))):
            intensity[each] *= _BURST
    articles = []
    for hour, mean in enumerate(intensity):
        articles += [
            hour * HOUR_S + dice.random() * HOUR_S for _ in _poisson(mean, dice)
        ]
    return Outlet(name, tuple(intensity), tuple(sorted(articles)))


def _poisson(mean: float, dice: random.Random) -> range:
    count, at = 0, dice.expovariate(1.0)
    while at < mean:
        count, at = count + 1, at + dice.expovariate(1.0)
    return range(count)
