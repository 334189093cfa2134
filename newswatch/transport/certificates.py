"""Who is believed to be whom: certificates are verified, chain and name.

An outlet with `accept_forged_certificates` is believed blindly, on its own domains
alone: where a redirect leads elsewhere, that host has to prove itself as any other. Of
two outlets that claim a host, the one that names it more precisely counts; where they
name it alike, both have to ask for it.

OpenSSL's errors all read "certificate verify failed" once the handshake is over; which
it was is known within it only, and told from there.
"""

from __future__ import annotations

import ipaddress
import logging
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from OpenSSL import SSL
from service_identity.hazmat import DNS_ID, IPAddress_ID, verify_service_identity
from service_identity.pyopenssl import extract_patterns
from twisted.internet.interfaces import IOpenSSLClientConnectionCreator
from twisted.internet.ssl import CertificateOptions, platformTrust
from twisted.python.failure import Failure
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface.declarations import implementer

from newswatch.transport.trouble import FetchTrouble

if TYPE_CHECKING:
    from newswatch.config import Configuration

log = logging.getLogger(__name__)

WRONG_HOST = "tls-wrong-host"
BAD_CERTIFICATE = "tls-bad-certificate"
#: OpenSSL's X509_V_ERR_… (x509_vfy.h) → the word, and a sentence for a person
_REFUSED = {
    9: ("tls-not-yet-valid", "the certificate is not valid yet"),
    10: ("tls-expired", "the certificate has expired"),
    18: ("tls-self-signed", "the certificate is signed by itself"),
    19: ("tls-untrusted-ca", "an authority that nobody here knows has signed it"),
    20: ("tls-untrusted-ca", "an authority that nobody here knows has signed it"),
    21: ("tls-untrusted-ca", "the certificates between it and an authority lack"),
    23: ("tls-revoked", "the certificate was revoked"),
}
#: words in OpenSSL's errors of a handshake → the word
_HANDSHAKES = (
    ("unsupported protocol", "tls-version"),
    ("protocol version", "tls-version"),
    ("wrong version number", "tls-not-spoken"),
    ("http request", "tls-not-spoken"),
)


def handshake_trouble(error: SSL.Error) -> FetchTrouble:
    """What kept a handshake from its end, certificates apart."""
    parts = error.args[0] if error.args and isinstance(error.args[0], list) else []
    told = ", ".join(str(part[-1]) for part in parts) or "it broke off"
    for words, reason in _HANDSHAKES:
        if words in told:
            return FetchTrouble(reason, told)
    return FetchTrouble("tls-handshake", told)


def blind_domains(configuration: Configuration) -> dict[str, bool]:
    """Claimed domain → whether forged certificates are taken there."""
    watched = {outlet.id for outlet in configuration.watched_outlets()}
    blind: dict[str, bool] = {}
    for outlet in configuration.outlets.values():
        asks = outlet.accept_forged_certificates
        if asks or outlet.id in watched:
            for domain in outlet.domains:
                blind[domain] = blind.get(domain, True) and asks
    return blind


def is_blind(host: str, domains: dict[str, bool]) -> bool:
    """Whether *host*, by the longest domain that claims it, is believed blindly."""
    if host in domains:
        return domains[host]
    labels = host.split(".")
    for start in range(1, len(labels)):
        claimed = domains.get(".".join(labels[start:]))
        if claimed is not None:
            return claimed
    return False


def warn_of_blindness(configuration: Configuration) -> None:
    """Say, each time a crawl begins, whose certificates nobody verifies."""
    for outlet in configuration.outlets.values():
        if outlet.accept_forged_certificates:
            log.warning(
                "certificates NOT verified: anybody on the way can pose as this outlet",
                extra={"outlet": outlet.id, "domains": " ".join(outlet.domains)},
            )


@implementer(IPolicyForHTTPS)
class CertificatePolicy:
    """*domains* as from `blind_domains`. Authorities are the system's, or those of
    the environment's SSL_CERT_FILE and SSL_CERT_DIR; nothing below TLS 1.2 is spoken.
    """

    def __init__(self, domains: dict[str, bool]) -> None:
        self._domains = domains
        # One for all: reading the system's authorities takes longer than a page.
        trusted = platformTrust()  # type: ignore[no-untyped-call]
        self._options = CertificateOptions(trustRoot=trusted)

    def creatorForNetloc(self, hostname: bytes, port: int) -> _Checked:  # noqa: N802, ARG002
        host = hostname.decode("ascii")
        return _Checked(self._options, host, is_blind(host, self._domains))


@implementer(IOpenSSLClientConnectionCreator)
class _Checked:
    def __init__(self, options: Any, host: str, blind: bool) -> None:
        self._options = options
        self._host = host
        self._blind = blind
        self._expected: DNS_ID | IPAddress_ID
        try:
            ipaddress.ip_address(host)
        except ValueError:
            self._is_name, self._expected = True, DNS_ID(host)
        else:
            self._is_name, self._expected = False, IPAddress_ID(host)

    def clientConnectionForTLS(self, protocol: Any) -> SSL.Connection:  # noqa: N802
        connection = SSL.Connection(self._options.getContext(), None)
        if self._is_name:  # RFC 6066 section 3 has no addresses
            connection.set_tlsext_host_name(self._host.encode("ascii"))
        mode = SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT
        connection.set_verify(mode, self._verifier(protocol))
        return connection

    def _verifier(self, protocol: Any) -> Callable[[Any, Any, int, int, int], bool]:
        told = weakref.ref(protocol)

        def verify(_: Any, certificate: Any, error: int, depth: int, ok: int) -> bool:
            # An exception that left here would be lost, and OpenSSL go on.
            try:
                trouble = self._trouble(certificate, error, depth, ok)
            except Exception as unforeseen:
                trouble = FetchTrouble(BAD_CERTIFICATE, type(unforeseen).__name__)
            if trouble is None:
                return True
            if (waiting := told()) is not None:
                waiting.failVerification(
                    Failure(trouble)  # type: ignore[no-untyped-call]
                )
            return False

        return verify

    def _trouble(
        self, certificate: Any, error: int, depth: int, ok: int
    ) -> FetchTrouble | None:
        if self._blind:
            return None
        if not ok:
            return FetchTrouble(
                *_REFUSED.get(error, (BAD_CERTIFICATE, f"OpenSSL's error {error}"))
            )
        if depth == 0:
            try:
                patterns = extract_patterns(certificate)
                verify_service_identity(patterns, [self._expected], [])
            except Exception:  # whatever it is, this is not who was asked for
                return FetchTrouble(WRONG_HOST, f"it is not for {self._host}")
        return None
