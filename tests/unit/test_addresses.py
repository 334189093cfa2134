"""IP addresses: the public ones may be connected to, and what is allowed."""

from __future__ import annotations

from ipaddress import ip_network

import pytest

from newswatch.addresses import host_refusal, refusal

LOOPBACK = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
EVERYTHING = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "1.1.1.1",
        "9.255.255.255",
        "100.63.255.255",
        "100.128.0.0",
        "172.15.0.1",
        "172.32.0.1",
        "192.0.1.1",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_public_address_may_be_connected_to(address: str) -> None:
    assert refusal(address) is None


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("0.0.0.0", "this network"),
        ("10.1.2.3", "private"),
        ("172.16.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("100.64.0.1", "shared by a carrier (CGNAT)"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("169.254.42.1", "link-local"),
        ("192.0.2.1", "documentation"),
        ("192.88.99.1", "6to4 relay"),
        ("198.18.0.1", "benchmarking"),
        ("224.0.0.1", "multicast"),
        ("240.0.0.1", "reserved"),
        ("255.255.255.255", "broadcast"),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("::7f00:1", "reserved"),
        ("fc00::1", "private"),
        ("fd12::1", "private"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fec0::1", "private"),
        ("ff02::1", "multicast"),
        ("2001::1", "Teredo"),
        ("2001:db8::1", "documentation"),
        ("2002:7f00:1::", "6to4"),
        ("2002:808:808::", "6to4"),
        ("64:ff9b:1::1", "reserved"),
        ("4000::1", "reserved"),
        ("::ffff:0:7f00:1", "reserved"),
    ],
)
def test_special_address_is_refused_by_its_name(address: str, reason: str) -> None:
    assert refusal(address) == reason


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("::ffff:127.0.0.1", "loopback, inside IPv6"),
        ("::ffff:10.0.0.1", "private, inside IPv6"),
        ("64:ff9b::7f00:1", "loopback, inside IPv6"),
        ("64:ff9b::c0a8:101", "private, inside IPv6"),
        ("::ffff:169.254.169.254", "cloud metadata service, inside IPv6"),
        ("64:ff9b::a9fe:a9fe", "cloud metadata service, inside IPv6"),
    ],
)
def test_address_that_carries_another_is_judged_by_it(
    address: str, reason: str
) -> None:
    assert refusal(address) == reason


@pytest.mark.parametrize(
    "address",
    ["", "localhost", "127.1", "0x7f.0.0.1", "2130706433", "1.2.3.4:80", "[::1]"],
)
def test_what_is_no_ip_address_is_refused(address: str) -> None:
    assert refusal(address, EVERYTHING) == "not an IP address"


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]
)
def test_allowed_network_is_open(address: str) -> None:
    assert refusal(address, LOOPBACK) is None


def test_allowing_one_network_opens_no_other() -> None:
    assert refusal("10.0.0.1", LOOPBACK) == "private"
    assert refusal("::", LOOPBACK) == "unspecified"


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254",
        "fd00:ec2::254",
        "fd00:ec2::254%1",
        "::ffff:169.254.169.254",
        "169.254.170.2",
        "100.100.100.200",
        "168.63.129.16",
    ],
)
def test_metadata_service_is_never_allowed(address: str) -> None:
    assert "cloud metadata service" in str(refusal(address, EVERYTHING))


@pytest.mark.parametrize(
    "host",
    [
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0X7F.0.0.1",
        "0177.0.0.01",
        "017700000001",
        "127.0.0.1.",
        "127.0.0.1:8080",
        "\uff11\uff12\uff17.0.0.1",
        "127\u30020\uff0e0\uff611",
        "127%2e0%2e0%2e1",
        "%31%32%37.1",
        "::1",
        "[::1]",
        "0:0:0:0:0:0:0:1",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "\u24dbocalhost",
    ],
)
def test_loopback_is_known_however_it_is_spelled(host: str) -> None:
    assert host_refusal(host) == "loopback"
    assert host_refusal(host, LOOPBACK) is None


@pytest.mark.parametrize(
    ("host", "reason"),
    [
        ("::ffff:127.0.0.1", "loopback, inside IPv6"),
        ("[::ffff:7f00:1]", "loopback, inside IPv6"),
        ("0", "this network"),
        ("::", "unspecified"),
        ("0xa9fea9fe", "cloud metadata service"),
        ("metadata.google.internal.", "cloud metadata service"),
        ("3232235777", "private"),
    ],
)
def test_any_spelling_is_refused_by_its_name(host: str, reason: str) -> None:
    assert host_refusal(host) == reason


@pytest.mark.parametrize(
    "host",
    [
        "",
        "fe80::1%eth0",
        "[fe80::1%25eth0]",
        "[::1",
        "1.2.3.4.5",
        "256.1.1.1",
        "4294967296",
        "0x100000000",
        "user@127.0.0.1",
        "127.0.0.1/",
        "127.0.0.1\\@news.example",
        "127.0.0.1#news.example",
        "news.example?127.0.0.1",
        "news\tlocal/..",
        "a b",
        "%00",
        "news.example:80:80",
    ],
)
def test_what_browsers_take_for_no_host_is_refused(host: str) -> None:
    assert host_refusal(host, EVERYTHING) is not None


@pytest.mark.parametrize(
    "host",
    ["news.example", "NEWS.example.", "b\u00fccher.example", "1.1.1.1", "0x1.0x1.1.1"],
)
def test_nothing_is_said_against_names_and_public_addresses(host: str) -> None:
    assert host_refusal(host) is None
