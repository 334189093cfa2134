"""A folder that watches the benchmark's outlets, with every promise in force."""

from __future__ import annotations

from pathlib import Path

from sites import Sites

# Loopback may be asked as fast as it answers; all else is as newswatch comes.
_TOML = """
[agent]
contact = "bench@example.org"
[polite]
delay = "0s"
allow_networks = ["127.0.0.0/8"]
[poll]
jitter = 0.0
"""
_OUTLET = """
[[outlet]]
id = "outlet_{number:03}"
domains = ["{host}"]
source = [{{ kind = "feed", url = "{base}/feed.xml" }}]
"""
_TOPICS = """
[[topic]]
id = "everything"
query = "*"
[[topic]]
id = "talks"
query = "(russia OR ukraine) AND (talks OR envoy* OR ceasefire)"
[[topic]]
id = "energy"
query = "gas OR oil OR pipeline OR electricity"
"""


def make_folder(folder: Path, sites: Sites) -> None:
    (folder / "schedules").mkdir(parents=True)
    (folder / "newswatch.toml").write_text(_TOML, "utf-8")
    outlets = "".join(
        _OUTLET.format(number=number, host=host, base=sites.base(number))
        for number, host in enumerate(sites.hosts)
    )
    (folder / "schedules" / "all.toml").write_text(outlets + _TOPICS, "utf-8")
