"""Certificates for loopback, good and bad, made as they are needed."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = timedelta(days=1)


class Authority:
    """Signs certificates; `pem` is what has to be trusted."""

    def __init__(self, folder: Path, name: str = "Lab") -> None:
        self._folder = folder
        self._name = _name(name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._made = 0
        own = _builder(self._name, self._name, self._key, -DAY, 30 * DAY)
        basic = x509.BasicConstraints(ca=True, path_length=0)
        certificate = own.add_extension(basic, critical=True).sign(
            self._key, hashes.SHA256()
        )
        self.pem = folder / f"{name}.pem"
        self.pem.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))

    def context(
        self,
        hosts: Sequence[str],
        *,
        start: timedelta = -DAY,
        end: timedelta = 30 * DAY,
        by_itself: bool = False,
    ) -> ssl.SSLContext:
        """A server's context, with a certificate for *hosts*, from *start* to *end*."""
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(hosts[0])
        issuer, signer = (name, key) if by_itself else (self._name, self._key)
        certificate = (
            _builder(name, issuer, key, start, end)
            .add_extension(
                x509.SubjectAlternativeName([_alternative(host) for host in hosts]),
                critical=False,
            )
            .sign(signer, hashes.SHA256())
        )
        self._made += 1
        path = self._folder / f"{self._made}-{id(self)}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    name: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    start: timedelta,
    end: timedelta,
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + start)
        .not_valid_after(now + end)
    )
