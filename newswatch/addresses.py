"""Which IP addresses may be connected to: public unicast ones, and what is allowed.

The check belongs where a name has become an address, since the answer that is
checked must be the answer that is connected to (DNS rebinding).

Written out instead of asked of `ipaddress.is_global`, which lets multicast, NAT64
and 6to4 through and differs between Python versions. Sources: the IANA special-purpose
registries for IPv4 and IPv6 (RFC 6890 and its followers), RFC 6052 (NAT64), RFC 7526
(6to4 is obsolete), RFC 4380 (Teredo).

An IPv6 address that carries an IPv4 one to which the packets will go in the end
(`::ffff:0:0/96`, and NAT64's `64:ff9b::/96`, by which a machine without IPv4 reaches
every public IPv4 site) is judged by the inner address. 6to4 and Teredo are refused
whatever they carry: no outlet lives there, and their relays are gone.

A host that an address names is read by the WHATWG host parser first, as browsers and
urls.py read it: `127.1`, `0x7f000001` and full-width digits are addresses like any.
"""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

import ada_url

Network = IPv4Network | IPv6Network

# Cloud metadata services hand out credentials to whoever asks; never, even if allowed.
_METADATA = frozenset(
    ip_address(text)
    for text in (
        "169.254.169.254",  # AWS, Azure, Google, DigitalOcean, Oracle, OpenStack …
        "169.254.170.2",  # AWS ECS task credentials
        "169.254.170.23",  # AWS EKS pod identity
        "169.254.0.23",  # Tencent Cloud
        "168.63.129.16",  # Azure's host agent, a public address by its looks
        "100.100.100.200",  # Alibaba Cloud
        "192.0.0.192",  # Oracle Cloud, older
        "fd00:ec2::254",  # AWS
        "fd00:ec2::23",  # AWS EKS pod identity
        "fd20:ce::254",  # Google Cloud
    )
)

#: names under which clouds offer the same
_METADATA_NAMES = frozenset(
    ("metadata.google.internal", "metadata.goog", "instance-data.ec2.internal")
)
_NO_HOST = "not a host"

_SPECIAL_4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "shared by a carrier (CGNAT)",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "reserved",
    "192.0.2.0/24": "documentation",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "255.255.255.255/32": "broadcast",
    "240.0.0.0/4": "reserved",
}
_SPECIAL_6 = {
    "::/128": "unspecified",
    "::1/128": "loopback",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "private",
    "ff00::/8": "multicast",
    "2001::/32": "Teredo",
    "2001::/23": "reserved",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "3fff::/20": "documentation",
}
_NETWORKS_4 = tuple((IPv4Network(net), word) for net, word in _SPECIAL_4.items())
_NETWORKS_6 = tuple((IPv6Network(net), word) for net, word in _SPECIAL_6.items())

_NAT64 = IPv6Network("64:ff9b::/96")
#: all of global unicast that IANA has opened (RFC 4291 section 2.4)
_UNICAST_6 = IPv6Network("2000::/3")


def refusal(address: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why *address*, an IP address as text, must not be connected to; None if it may.

    *allowed* opens networks that are refused otherwise; metadata services stay shut.
    A text that is no IP address is refused.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return "not an IP address"
    return _refusal_6(ip, allowed) if ip.version == 6 else _refusal_4(ip, allowed)


def host_refusal(host: str, allowed: Sequence[Network] = ()) -> str | None:
    """Why nothing at *host*, a name or an address however spelled, may be asked for.

    None for an address that may, and for a name that says nothing against itself:
    what it stands for is known only once it is resolved.
    """
    name = _parsed_host(host)
    if name is None:
        return _NO_HOST
    if name in _METADATA_NAMES:
        return "cloud metadata service"
    if name == "localhost" or name.endswith(".localhost"):
        # RFC 6761 section 6.3: these are loopback, whatever a name server says.
        return refusal("127.0.0.1", allowed)
    try:
        ip_address(name)
    except ValueError:
        return None
    return refusal(name, allowed)


def _parsed_host(host: str) -> str | None:
    """*host* in lower-case ASCII, without brackets or final dot; None if it is none."""
    text = f"[{host}]" if host.count(":") > 1 and not host.startswith("[") else host
    if not text or any(character in text for character in "/\\?#@"):
        return None
    try:
        name = ada_url.URL(f"http://{text}/").hostname
    except ValueError:
        return None
    return name.strip("[]").removesuffix(".") or None


def _refusal_4(ip: IPv4Address, allowed: Sequence[Network]) -> str | None:
    if ip in _METADATA:
        return "cloud metadata service"
    if _is_allowed(ip, allowed):
        return None
    return next((word for network, word in _NETWORKS_4 if ip in network), None)


def _refusal_6(ip: IPv6Address, allowed: Sequence[Network]) -> str | None:
    # A zone (`%eth0`) makes addresses unequal that name the same host.
    ip = IPv6Address(int(ip))
    if ip in _METADATA:
        return "cloud metadata service"
    inner = _carried(ip)
    if inner is not None:
        refused = _refusal_4(inner, allowed)
        return f"{refused}, inside IPv6" if refused else None
    if _is_allowed(ip, allowed):
        return None
    for network, word in _NETWORKS_6:
        if ip in network:
            return word
    return None if ip in _UNICAST_6 else "reserved"


def _carried(ip: IPv6Address) -> IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    return IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None


def _is_allowed(ip: IPv4Address | IPv6Address, allowed: Sequence[Network]) -> bool:
    return any(ip.version == network.version and ip in network for network in allowed)
