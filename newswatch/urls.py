"""Addresses of pages: parsed as browsers do, let through a gate, made comparable.

Four forms of one address, from raw to most folded:

    announced      what a feed or a page wrote
     → absolute    parsed by the WHATWG rules (ada-url), gate passed: may be asked
     → requested   tracking parameters and fragment gone, all else as announced
     → canonical   one spelling of everything that no server tells apart
     → key         scheme, `www.` and final slash folded too: only ever compared

What makes the canonical form, in this order, each step safe for any site:

1. User name and password are dropped: they say who asks, not for what.
2. The host loses a final dot; the WHATWG parser has lowered it, made it ASCII and
   dropped a default port already.
3. Percent-encoding is made uniform (RFC 3986 section 6.2.2): upper-case hex, and
   nothing encoded that never had to be. `/`, `?`, `#`, `;`, `&`, `=`, `+` and `%`
   stay as they are in a path, since there an encoded one may mean something else.
4. Runs of slashes in the path become one, as nginx (`merge_slashes`) and Apache
   (`MergeSlashes`) do by default; not behind a colon, where an archived address
   starts. A session id in the path goes.
5. Tracking parameters (tracking.toml) go, and empty pieces; `amp;` before a name is an
   `&` escaped twice and goes as well. So does what stands behind an `&` at the end of
   a path: parameters that lost their `?` when a program cut the ones before them.
6. An empty value loses its `=`: forms are decoded alike with and without it (URL
   Standard, application/x-www-form-urlencoded parsing).
7. Parameters are sorted by name with equal names left in order, the sort that the
   URL Standard offers in URLSearchParams "to increase cache hits". Only where every
   piece is `name=value`: in `?2026&11&23` or Domino's `?OpenDocument&id=1` the order
   is the meaning.
8. The fragment goes: servers never see it.

Not done, because it lost articles where others do it: removing parameters that
merely sound like tracking (`cid`, `sid`, `source`, `ref` with any value, `page`),
lower-casing a path, cutting `index.html`. A parameter that is missed costs one
request, since the page's own canonical link and its text tell it again; one too many
costs an article.

The key folds http with https and `www.example.com` with `example.com` where no port
is given, and a final slash: outlets serve both or redirect one to the other, and a
pair that really differed would be known by its text. It is never asked for, as the
folded address may not answer.
"""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from urllib.parse import quote_from_bytes, unquote_to_bytes

import ada_url

#: longest address that is asked for; Media Cloud's limit, and that of sitemaps.org
MAX_LENGTH = 2048

_SCHEMES = ("http:", "https:")
_EDGES = "".join(map(chr, range(0x21)))
# C0, DEL and C1, and a NUL however spelled: some parsers end the address there.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]|%00")

_OWNERS = tomllib.loads(
    resources.files("newswatch").joinpath("tracking.toml").read_text("utf-8")
)["owner"]
_TRACKING = frozenset(
    name for owner in _OWNERS for name in owner.get("names", "").split()
)
_TRACKING_PREFIXES = tuple(
    prefix for owner in _OWNERS for prefix in owner.get("prefixes", ())
)
_TWICE_ESCAPED = re.compile(r"^(?:amp;)+", re.IGNORECASE)

_NOT_PLAIN = re.compile(r"%[0-9A-Fa-f]{2}|[^-A-Za-z0-9._~/]")
# Unreserved characters (RFC 3986) and the marks that RFC 2396 counted among them,
# plus what encodeURIComponent encodes and no server needs encoded in a path.
_PATH_PLAIN = "-._~!*'(),:@$"
# In a query ada writes ' as %27 (URL Standard, special-query percent-encode set).
_QUERY_PLAIN = "-._~!*(),:@$/?;"
_PATH_RESERVED = "/;&=+"
_SLASHES = re.compile(r"(?<!:)//+")
# Not behind a dot: what remained could be a `..` that leads elsewhere.
_SESSION = re.compile(r"(?<=[^/.])(?:;jsessionid=[^/;]*)+", re.IGNORECASE)
# ASP.NET puts its cookieless ids into a segment of their own: `/(S(24 characters))/`.
_ASP_SESSION = re.compile(r"/+\((?:[AFSX]\([A-Za-z0-9_-]{20,}\))+\)(?=/)")
_DOTS = re.compile(r"/(?:\.|%2e){1,2}\Z", re.IGNORECASE)
# What a careless template or a regular expression leaves behind an address.
_DEBRIS = re.compile(r'(?:</?[A-Za-z]{0,10}>|[<>"])\Z')

_AMP_PATH = re.compile(r"^/amp(?:/|$)|/amp/?$|\.amp(?:\.html?)?$", re.IGNORECASE)
_AMP_QUERY = re.compile(
    r"(?:^|&)(?:amp(?:=(?:1|true)?)?|outputtype=amp)(?:&|$)", re.IGNORECASE
)
_AMP_HOST = re.compile(r"^amp\.|\.ampproject\.org$")


class AddressError(ValueError):
    """An address that cannot or must not be asked for.

    `reason` is one of `not-an-address`, `scheme`, `credentials`, `backslash`,
    `control-character`, `too-long`. The address itself is not repeated: it may hold
    a password.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_url(text: str, base: str | None = None) -> str:
    """The href of *text*, relative to *base*, by the WHATWG URL Standard; no gate.

    Raises AddressError where the standard says failure.
    """
    return _parsed(text, base).href


def check_url(url: str, base: str | None = None) -> str:
    """The href of an address, relative to *base*, that may be asked for.

    Raises AddressError for anything but http(s), for user names and passwords, for
    backslashes and control characters (parsers disagree on them, so they hide a
    host), and for more than MAX_LENGTH characters.
    """
    return _gated(url.strip(_EDGES), base)


def absolute_url(href: str, base: str | None) -> str | None:
    """The address that a link names on a page at *base*, or None if it is refused."""
    try:
        return link_url(href, base)
    except AddressError:
        return None


def link_url(href: str, base: str | None) -> str:
    """The address that a link names on a page at *base*.

    Debris of broken markup at its ends is cut off first. Raises AddressError as
    check_url does; an empty link names nothing.
    """
    text = _without_debris(href.strip(_EDGES))
    if not text:
        raise AddressError("not-an-address")
    return _gated(text, base)


def request_url(url: str) -> str:
    """What to ask for: no tracking parameters, no fragment, otherwise as announced.

    Raises AddressError as check_url does.
    """
    parsed = _parsed(check_url(_without_debris(url.strip(_EDGES))))
    query, hostname = parsed.search.removeprefix("?"), _without_root(parsed.hostname)
    kept = [piece for piece in query.split("&") if not _is_tracking(piece, hostname)]
    path = _without_tail(parsed.pathname, hostname)
    return _assembled(parsed, parsed.host, path, "&".join(kept))


# A link is named half a dozen times on its way from its listing to the store; so many
# links are a few listings.
_REMEMBERED = 1024


@lru_cache(maxsize=_REMEMBERED)
def canonical_url(url: str) -> str:
    """The one spelling of *url* among those that no server tells apart.

    Idempotent, and a fixed point of parse_url. Raises AddressError for what is no
    http(s) address.
    """
    parsed = _parsed(_without_debris(url.strip(_EDGES)))
    if parsed.protocol not in _SCHEMES:
        raise AddressError("scheme")
    hostname = _without_root(parsed.hostname)
    host = f"{hostname}:{parsed.port}" if parsed.port else hostname
    path = _plain_path(_without_tail(parsed.pathname, hostname))
    path = _ASP_SESSION.sub("", _SESSION.sub("", path))
    path = _SLASHES.sub("/", _without_tail(path, hostname)) or "/"
    query = _plain_query(parsed.search.removeprefix("?"), hostname)
    return _assembled(parsed, host, path, query)


def address_key(url: str, identity: str | None) -> str:
    """What two addresses of one article have in common; never an address to ask.

    `id:` and what the first group of *identity* (a regular expression, searched for
    in the canonical address) finds; where it finds nothing, the canonical address
    with http, `www.` and a final slash folded. Raises AddressError as canonical_url.
    """
    canonical = canonical_url(url)
    found = re.search(identity, canonical) if identity else None
    if found:
        name = found[1] if found.re.groups else found[0]
        if name:
            return f"id:{name}"
    return _folded(canonical)


@lru_cache(maxsize=_REMEMBERED)
def host_of(url: str) -> str:
    """The host in lower-case ASCII, without port, brackets or final dot; "" if none."""
    try:
        hostname = _parsed(url).hostname
    except AddressError:
        return ""
    return _without_root(hostname).strip("[]")


def in_domains(url: str, domains: Iterable[str]) -> bool:
    """Whether the host is one of *domains* or below one; ports do not matter.

    An IP address has nothing below it and must be equal.
    """
    host = host_of(url)
    return bool(host) and any(_is_within(host, _domain(name)) for name in domains)


def looks_like_amp(url: str) -> bool:
    """Whether the address names the AMP twin of an article."""
    try:
        parsed = _parsed(url)
    except AddressError:
        return False
    return bool(
        _AMP_PATH.search(parsed.pathname)
        or _AMP_QUERY.search(parsed.search.removeprefix("?"))
        or _AMP_HOST.search(parsed.hostname)
    )


def _parsed(text: str, base: str | None = None) -> ada_url.URL:
    try:
        return ada_url.URL(text, base=base)
    except ValueError as error:
        raise AddressError("not-an-address") from error


def _gated(text: str, base: str | None) -> str:
    if len(text) > MAX_LENGTH:
        raise AddressError("too-long")
    if _CONTROL.search(text):
        raise AddressError("control-character")
    if "\\" in text:
        raise AddressError("backslash")
    parsed = _parsed(text, base)
    if parsed.protocol not in _SCHEMES:
        raise AddressError("scheme")
    if parsed.username or parsed.password:
        raise AddressError("credentials")
    if len(parsed.href) > MAX_LENGTH:
        raise AddressError("too-long")
    return parsed.href


def _assembled(parsed: ada_url.URL, host: str, path: str, query: str) -> str:
    return f"{parsed.protocol}//{host}{path}{'?' if query else ''}{query}"


def _without_debris(text: str) -> str:
    if text.startswith("<![CDATA[") and text.endswith("]]>"):
        text = text[9:-3].strip(_EDGES)
    for _ in range(4):  # `">` and `</a></p>` have been seen, nothing longer
        shorter = _DEBRIS.sub("", text)
        if shorter == text:
            break
        text = shorter
    return text


def _without_root(hostname: str) -> str:
    """`example.com.` with its final dot, the root of the DNS, cut off."""
    if hostname.endswith(".") and not hostname.endswith("..") and len(hostname) > 1:
        return hostname[:-1]
    return hostname


def _is_tracking(piece: str, hostname: str) -> bool:
    raw_name, _, value = piece.partition("=")
    name = _TWICE_ESCAPED.sub("", _unquoted(raw_name)).lower()
    if name in _TRACKING or name.startswith(_TRACKING_PREFIXES):
        return True
    # Ghost and others name the linking site; a site that names itself links itself.
    return name == "ref" and _unquoted(value).lower() == hostname


def _without_tail(path: str, hostname: str) -> str:
    """*path* without the tracking parameters, or mere `&`, that follow an `&` in it."""
    head, *pieces = path.split("&")
    while pieces and "/" not in pieces[-1]:
        if pieces[-1] and not _is_tracking(pieces[-1], hostname):
            break
        pieces.pop()
    shorter = "&".join((head, *pieces))
    # A `..` that the cut laid bare would lead elsewhere.
    return path if _DOTS.search(shorter) else shorter


def _unquoted(text: str) -> str:
    return unquote_to_bytes(text.replace("+", " ")).decode("utf-8", "replace")


def _plain_path(path: str) -> str:
    return _NOT_PLAIN.sub(_plain_path_character, path)


def _plain_path_character(found: re.Match[str]) -> str:
    written = found[0]
    if len(written) == 1:
        return written if written in _PATH_RESERVED else _quoted(written, _PATH_PLAIN)
    character = chr(int(written[1:], 16))
    if character.isascii() and (character.isalnum() or character in _PATH_PLAIN):
        return character
    return written.upper()


def _quoted(text: str, plain: str) -> str:
    return quote_from_bytes(unquote_to_bytes(text), safe=plain)


def _plain_query(query: str, hostname: str) -> str:
    pieces = []
    for piece in query.split("&"):
        if not piece or _is_tracking(piece, hostname):
            continue
        name, equals, value = piece.partition("=")
        name = _quoted(name.replace("+", " "), _QUERY_PLAIN)
        value = _quoted(value.replace("+", " "), _QUERY_PLAIN)
        plain = (_TWICE_ESCAPED.sub("", name), equals, value)
        if plain[0] or value:
            pieces.append(plain)
    if all(equals for _, equals, _ in pieces):
        pieces.sort(key=lambda piece: piece[0])
    return "&".join(f"{name}={value}" if value else name for name, _, value in pieces)


@lru_cache(maxsize=_REMEMBERED)
def _folded(canonical: str) -> str:
    parsed = _parsed(canonical)
    path = parsed.pathname.removesuffix("/") or "/"
    if parsed.port:
        return _assembled(parsed, parsed.host, path, parsed.search.removeprefix("?"))
    bare = parsed.hostname.removeprefix("www.")
    host = bare if "." in bare else parsed.hostname
    return f"https://{host}{path}{parsed.search}"


@lru_cache(maxsize=4096)
def _domain(name: str) -> str:
    bare = name.strip().removeprefix(".")
    return host_of(f"http://[{bare}]/" if bare.count(":") > 1 else f"http://{bare}/")


def _is_within(host: str, domain: str) -> bool:
    if host == domain:
        return True
    return bool(domain) and host.endswith(f".{domain}") and not _is_ip(host)


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
