"""What `newswatch doctor` asks of the machine: versions, limits, clock, DNS, TLS."""

from __future__ import annotations

import ipaddress
import platform
import re
import resource
import socket
import sqlite3
import ssl
import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from newswatch import __version__
from newswatch.cli.findings import Finding, fail, ok, warn
from newswatch.cli.terminal import count_of

if TYPE_CHECKING:
    from newswatch.config import Configuration

#: RETURNING, UPSERT and json_each, which the state is written with
OLDEST_SQLITE = (3, 35, 0)
#: what reads hostile bytes → the release that closed the last hole a server can use:
#: of the advisories up to November 2026 (docs/transport.md)
OLDEST = {"Scrapy": (2, 19), "Twisted": (26, 4), "lxml": (6, 1), "brotli": (1, 2)}
#: extra → the distribution that shows it is there
EXTRAS = {
    "warc": "warcio",
    "lang": "py3langid",
    "browser": "scrapy-playwright",
    "notify": "apprise",
    "export": "duckdb",
    "postgres": "procrastinate",
    "systemd": "sdnotify",
}
#: sockets of hundreds of hosts, lanes, files: fewer will not do for many outlets
FEW_FILES, LEAST_FILES = 4096, 256
#: the clock of a machine without a battery stands at its epoch
FIRST_YEAR, LAST_YEAR = 2025, 2100
#: a line from later than this says that the clock went back
AHEAD = timedelta(minutes=1)
#: how long the two clocks are compared, and by how much they may differ
COMPARED_S, MOST_DRIFT_S = 0.1, 0.05
#: for all name servers together, and for one handshake
DNS_S, TLS_S = 3.0, 5.0
#: hosts that are looked up; they share a resolver
MOST_HOSTS = 20


def versions() -> Iterator[Finding]:
    shown = [f"newswatch {__version__}", f"Python {platform.python_version()}"]
    shown += [f"SQLite {sqlite3.sqlite_version}"]
    shown += [f"{name} {metadata.version(name)}" for name in OLDEST]
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        oldest = ".".join(map(str, OLDEST_SQLITE))
        yield fail(
            "versions", ", ".join(shown), f"use a Python with SQLite {oldest} or newer"
        )
    else:
        yield ok("versions", ", ".join(shown))
    there = [
        f"{extra} ({name} {metadata.version(name)})"
        for extra, name in EXTRAS.items()
        if _is_installed(name)
    ]
    yield ok("extras", ", ".join(there) or "none installed, none needed")


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def oldest() -> Iterator[Finding]:
    """What is older than the release that closed its last known hole."""
    for name, least in OLDEST.items():
        found = metadata.version(name)
        if tuple(map(int, re.findall(r"\d+", found)[:2])) < least:
            wanted = ".".join(map(str, least))
            yield fail(
                "versions",
                f"{name} {found} has holes that a server can use",
                f"pip install --upgrade '{name}>={wanted}'",
            )


def unverified(configuration: Configuration) -> Iterator[Finding]:
    """The outlets as which anybody can pose."""
    blind = [
        outlet.id
        for outlet in configuration.outlets.values()
        if outlet.accept_forged_certificates
    ]
    if blind:
        yield warn(
            "certificates",
            f"NOT verified of {', '.join(blind)}: anybody on the way can pose as them",
            "have the site mend its certificate, then remove"
            " accept_forged_certificates",
        )


def open_files() -> Finding:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    what = f"{soft} at a time"
    if soft >= FEW_FILES or soft == resource.RLIM_INFINITY:
        return ok("open files", what)
    step = f"ulimit -n {65536 if hard < 0 else min(hard, 65536)}, or"
    step += " LimitNOFILE=65536 in the systemd unit"
    level = warn if soft >= LEAST_FILES else fail
    return level("open files", what, step)


def clock(
    data_dir: Path, now: datetime, drift_s: float | None = None
) -> Iterator[Finding]:
    """Whether the time can be right: by its year, by the newest file, by itself."""
    step = "set the clock, and keep it with chrony or systemd-timesyncd"
    zone = datetime.now().astimezone().tzname() or "UTC"
    what = f"{now.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, zone here {zone}"
    newest = _newest_file(data_dir)
    drift_s = _drift_s() if drift_s is None else drift_s
    if not FIRST_YEAR <= now.year <= LAST_YEAR:
        yield fail("clock", what, step)
    elif newest is not None and newest - now > AHEAD:
        yield fail(
            "clock",
            f"{what}; but a file in {data_dir} is of {newest:%Y-%m-%d %H:%M} UTC",
            f"{step}; until then lines go to the newest day's file",
        )
    elif abs(drift_s) > MOST_DRIFT_S:
        jump = f"it moved by {drift_s:+.2f} s against the monotonic clock"
        yield warn("clock", f"{what}; {jump}", step)
    else:
        yield ok("clock", what)


def _drift_s() -> float:
    """By how much the wall clock went otherwise than the monotonic one."""
    wall, monotonic = time.time(), time.monotonic()
    time.sleep(COMPARED_S)
    return (time.time() - wall) - (time.monotonic() - monotonic)


def _newest_file(data_dir: Path) -> datetime | None:
    """When the newest file of state or feed was written."""
    times = []
    for folder in (data_dir, data_dir / "feed"):
        try:
            times += [each.stat().st_mtime for each in folder.iterdir()]
        except OSError:
            continue
    return datetime.fromtimestamp(max(times), UTC) if times else None


def dns(configuration: Configuration, patience_s: float = DNS_S) -> Finding:
    """Whether the outlets' names resolve; all are asked at once."""
    hosts = _hosts(configuration)
    if not hosts:
        return ok("dns", "no outlet that needs it")
    asked = hosts[:MOST_HOSTS]
    found: dict[str, str] = {}
    threads = [
        threading.Thread(target=_resolve, args=(host, found), daemon=True)
        for host in asked
    ]
    for thread in threads:
        thread.start()
    until = time.monotonic() + patience_s
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()))
    told = {host: found.get(host, "no answer in time") for host in asked}
    bad = {host: why for host, why in told.items() if why}
    if not bad:
        return ok("dns", f"{count_of(len(asked), 'name')} of outlets found")
    first, why = next(iter(bad.items()))
    what = f"{len(bad)} of {len(asked)} names not found: {first} ({why})"
    if len(bad) == len(asked):
        return fail("dns", what, "look at /etc/resolv.conf and at the network")
    return warn("dns", what, "look for a slip in the outlet's addresses")


def _resolve(host: str, found: dict[str, str]) -> None:
    try:
        socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        found[host] = getattr(error, "strerror", None) or str(error)
    else:
        found[host] = ""


def _hosts(configuration: Configuration, scheme: str = "") -> list[str]:
    """The named hosts of the sources of watched outlets, in their order."""
    parts = [
        urlsplit(source.url)
        for outlet in configuration.watched_outlets()
        for source in outlet.sources
    ]
    hosts: Iterable[str] = (
        each.hostname
        for each in parts
        if each.hostname and each.scheme.startswith(scheme)
    )
    return [host for host in dict.fromkeys(hosts) if not _is_address(host)]


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def tls(configuration: Configuration, *, live: bool) -> Finding:
    """Whether certificates can be checked; *live*: with a host that has one."""
    step = "install your system's ca-certificates, or set SSL_CERT_FILE"
    paths = ssl.get_default_verify_paths()
    where = paths.cafile or paths.capath
    try:
        known = ssl.create_default_context()
    except (OSError, ssl.SSLError) as error:
        return fail("tls", f"the CA bundle cannot be read: {error}", step)
    number = known.cert_store_stats()["x509_ca"]
    if where is None or not (number or paths.capath):
        return fail("tls", "no CA certificate is known", step)
    what = f"{ssl.OPENSSL_VERSION}, {number} CA certificates in {where}"
    if not live:
        return ok("tls", what)
    hosts = _hosts(configuration, "https")
    if not hosts:
        return ok("tls", f"{what}; no outlet by https to try it on")
    return _handshake(hosts[0], known, what)


def _handshake(host: str, known: ssl.SSLContext, what: str) -> Finding:
    try:
        with (
            socket.create_connection((host, 443), timeout=TLS_S) as plain,
            known.wrap_socket(plain, server_hostname=host) as secure,
        ):
            return ok("tls", f"{what}; {host} speaks {secure.version()}")
    except ssl.SSLCertVerificationError as error:
        return fail(
            "tls",
            f"{host}: {error.verify_message}",
            "look at clock and CA bundle, and for a proxy that shows its own",
        )
    except (OSError, ssl.SSLError) as error:
        return fail("tls", f"{host}: {error}", "look at the network and its proxy")
