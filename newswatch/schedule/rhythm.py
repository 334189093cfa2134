"""The rhythm of an outlet: how many articles a day, at which hours, by its own dates.

    n, days     articles and days seen, both halved every week, so that what is long
                ago counts less; rate = (n + 1) / (days + 0.2), a gamma prior of five
                articles a day that weighs as much as one article
    hours       the share of each hour of the day (UTC), halved every four weeks,
                smoothed with its neighbours and drawn towards flat by 24 articles
    scrolled    how many times a listing's length has been replaced: n / scrolled is
                the number of articles that a listing holds
    lately      articles of the last hours, and how many were to be expected of them,
                both halved every 90 minutes: a weekend, a holiday, breaking news

What a poll brings counts at the moment when it could first be had. A date between the
last poll and this one is that moment. A date before the last poll was late in coming, a
date to come is in the wrong zone, and some listings have none: such an article came
at an unknown time since the last poll, and counts for all hours of that stretch, by
what is known of them (the expectation step for interval-censored counts).

Two things are no news, and teach nothing: what a listing held before it was first
asked, and more than was to be expected many times over, as when a site has moved all
its pages. From the first reading the rate is taken over the days for which the listing
is whole instead.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from newswatch.model.heard import Heard

HOURS = 24
DAY_S = 86400.0
HOUR_S = 3600.0
_HALF_LIFE_DAYS = 7.0
#: a day has one chance to show its hours, so these are kept longer; chosen by hand
_HOURS_HALF_LIFE_DAYS = 28.0
_PRIOR_ARTICLES, _PRIOR_DAYS = 1.0, 0.2
_FLAT_ARTICLES = 24.0
#: an article may be listed so long after its date and be new
_LATE = timedelta(days=1)
#: one poll teaches at most so many articles, and so many times what comes in a day or
#: since the last poll; some outlets publish all of a day at once
_MOST_ANYWAY, _MOST_TIMES = 10.0, 3.0
_LATELY_DAYS = 0.0625
#: articles that must come beside what is expected before it means much
_CALM = 4.0
_PULSE = (0.25, 8.0)
#: how far back the first reading of a listing is believed
_FIRST_SPAN = timedelta(days=14)
#: fewer dated entries than this tell of no rate
_FEW = 3
#: an outlet never has more than this, whatever its listings say
_MOST_A_DAY = 1e5


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    n: float = 0.0
    days: float = 0.0
    hours: tuple[float, ...] = (0.0,) * HOURS
    scrolled: float = 0.0
    lately: float = 0.0
    expected: float = 0.0
    #: when the last poll that taught something ended; None: there was none
    learned_at: datetime | None = None
    #: seconds for which the listings say that they stay as they are
    fresh_s: float = 0.0

    @property
    def rate(self) -> float:
        """Articles a day; that of an outlet of which nothing is known: five."""
        found = (self.n + _PRIOR_ARTICLES) / (self.days + _PRIOR_DAYS)
        return min(found, _MOST_A_DAY)

    @property
    def holds(self) -> float:
        """How many articles a listing holds; infinite while nothing has left one."""
        return self.n / self.scrolled if self.scrolled > 0 else math.inf

    @property
    def pulse(self) -> float:
        """How many times as busy as usual it has been in the last hours."""
        found = (self.lately + _CALM) / (self.expected + _CALM)
        return min(max(found, _PULSE[0]), _PULSE[1])

    def shape(self) -> tuple[float, ...]:
        """By hour of the day, UTC, how busy it is; the mean is 1."""
        c = self.hours
        flat = _FLAT_ARTICLES / HOURS
        whole = sum(c) + _FLAT_ARTICLES
        return tuple(
            HOURS * (c[k - 1] / 4 + c[k] / 2 + c[(k + 1) % HOURS] / 4 + flat) / whole
            for k in range(HOURS)
        )


def learned(rhythm: Rhythm, heard: Heard, now: datetime) -> Rhythm:
    """*rhythm* after a poll that ended *now* and whose listings answered."""
    fresh_s = rhythm.fresh_s if heard.fresh_s is None else heard.fresh_s
    rhythm = replace(rhythm, fresh_s=fresh_s)
    since = rhythm.learned_at
    if since is None:
        return _first(rhythm, heard, now)
    if now <= since:  # the clock was set back: no time has passed that counts
        return replace(rhythm, learned_at=now)
    passed = (now - since).total_seconds() / DAY_S
    dated = [at for at in heard.published_at if at > since - _LATE]
    exact = [at for at in dated if since < at <= now]
    came = float(len(dated) + heard.undated)
    most = _MOST_ANYWAY + _MOST_TIMES * rhythm.rate * max(passed, 1.0)
    share = min(1.0, most / came) if came else 1.0
    kept = 0.5 ** (passed / _HALF_LIFE_DAYS)
    kept_hours = 0.5 ** (passed / _HOURS_HALF_LIFE_DAYS)
    kept_lately = 0.5 ** (passed / _LATELY_DAYS)
    hours = [count * kept_hours for count in rhythm.hours]
    for at in exact:
        hours[at.astimezone(UTC).hour] += share
    busy = _busy(rhythm.shape(), since, now)
    whole = sum(busy)
    if unknown := came - len(exact):
        for k, part in enumerate(busy):
            hours[k] += share * unknown * part / whole
    return replace(
        rhythm,
        n=rhythm.n * kept + share * came,
        days=rhythm.days * kept + passed,
        scrolled=rhythm.scrolled * kept + share * heard.scrolled,
        hours=tuple(hours),
        lately=rhythm.lately * kept_lately + share * came,
        expected=rhythm.expected * kept_lately + rhythm.rate * whole / DAY_S,
        learned_at=now,
    )


def _first(rhythm: Rhythm, heard: Heard, now: datetime) -> Rhythm:
    """What a listing's own dates tell of the days before it was first asked."""
    rhythm = replace(rhythm, learned_at=now)
    if heard.whole_since is None:
        return rhythm
    since = max(heard.whole_since, now - _FIRST_SPAN)
    found = [at for at in heard.published_at if since < at <= now]
    if len(found) < _FEW:
        return rhythm
    hours = [0.0] * HOURS
    n = 0.0
    for at in found:
        n += _kept(now - at)
        hours[at.astimezone(UTC).hour] += 1.0
    span = (now - since).total_seconds() / DAY_S
    mean_life = _HALF_LIFE_DAYS / math.log(2)
    days = mean_life * (1 - 0.5 ** (span / _HALF_LIFE_DAYS))
    # The hours of less than a day would say that the others are silent.
    seen = tuple(hours) if span >= 1.0 else rhythm.hours
    scrolled = heard.scrolled * n / len(found) if len(found) else 0.0
    return replace(rhythm, n=n, days=days, hours=seen, scrolled=scrolled)


def _kept(age: timedelta) -> float:
    return float(0.5 ** (age.total_seconds() / DAY_S / _HALF_LIFE_DAYS))


def _busy(shape: Sequence[float], since: datetime, until: datetime) -> list[float]:
    """By hour of the day, the seconds of this stretch, each as long as it is busy."""
    parts = [0.0] * HOURS
    left_s = (until - since).total_seconds()
    whole_days, left_s = divmod(left_s, DAY_S)
    for k in range(HOURS):
        parts[k] = whole_days * HOUR_S * shape[k]
    at_s = seconds_of_day(since)
    while left_s > 0:
        k = int(at_s // HOUR_S) % HOURS
        step_s = min(left_s, HOUR_S - at_s % HOUR_S)
        parts[k] += step_s * shape[k]
        at_s, left_s = at_s + step_s, left_s - step_s
    return parts


def seconds_of_day(at: datetime) -> float:
    """Since midnight UTC."""
    at = at.astimezone(UTC)
    return at.hour * HOUR_S + at.minute * 60 + at.second + at.microsecond / 1e6
