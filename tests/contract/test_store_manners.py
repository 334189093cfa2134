"""How hosts are to be asked, and their robots.txt: kept, and in the end forgotten."""

from __future__ import annotations

from datetime import timedelta

from builders import NOON

from newswatch.store.keeping import Kept
from newswatch.store.states import HostState, RobotsState

DAY = timedelta(days=1)


def test_what_a_host_asked_for_survives(open_again):
    state = HostState(
        next_at=NOON,
        wait_until=NOON + timedelta(hours=1),
        wait_reason="429, Retry-After: 3600",
        waits=2,
        crawl_delay_s=30.0,
        latency_s=1.75,
    )
    first = open_again()
    assert first.host_state("herald.example") == HostState()
    first.set_host_state("herald.example", state)
    first.set_host_state("post.example", HostState())
    second = open_again()
    assert second.host_state("herald.example") == state
    assert second.host_state("post.example") == HostState()


def test_the_last_robots_txt_of_an_origin_survives(open_again):
    old = RobotsState(status=200, body=b"\x00Disallow: /", fetched_at=NOON)
    new = RobotsState(status=404, body=b"", fetched_at=NOON + timedelta(days=1))
    store = open_again()
    assert store.robots("https://herald.example") is None
    store.set_robots("https://herald.example", old)
    store.set_robots("https://herald.example", new)
    store.set_robots("https://herald.example:8443", old)
    again = open_again()
    assert again.robots("https://herald.example") == new
    assert again.robots("https://herald.example:8443") == old


def test_hosts_that_nobody_asks_any_more_are_forgotten_a_bite_at_a_time(store):
    states = {
        "old": HostState(next_at=NOON - DAY, latency_s=3.0),
        "older": HostState(next_at=NOON - 9 * DAY, wait_until=NOON - DAY),
        "never-asked": HostState(crawl_delay_s=5.0),
        "asked": HostState(next_at=NOON, latency_s=3.0),
        "left-alone": HostState(next_at=NOON - DAY, wait_until=NOON + DAY, waits=1),
    }
    for host, state in states.items():
        store.set_host_state(host, state)
    assert store.forget(Kept.HOSTS, NOON, 2) == 2
    assert store.forget(Kept.HOSTS, NOON, 2) == 1
    assert store.forget(Kept.HOSTS, NOON, 2) == 0
    for host, state in states.items():
        kept = state if host in ("asked", "left-alone") else HostState()
        assert store.host_state(host) == kept


def test_a_robots_txt_that_nobody_asks_for_any_more_is_forgotten(store):
    for n in range(3):
        state = RobotsState(status=200, body=b"", fetched_at=NOON + (n - 2) * DAY)
        store.set_robots(f"https://h{n}.example", state)
    assert store.forget(Kept.ROBOTS, NOON, 9) == 2
    assert store.robots("https://h1.example") is None
    assert store.robots("https://h2.example") is not None
