"""Whose certificates are not looked at: what an outlet's exception covers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from builders import make_outlet

from newswatch.transport.certificates import blind_domains, is_blind


def domains_of(*outlets, watched: str = "abc") -> dict[str, bool]:
    return blind_domains(
        SimpleNamespace(
            outlets={outlet.id: outlet for outlet in outlets},
            watched_outlets=lambda: [each for each in outlets if each.id in watched],
        )
    )


def blind(id_: str, domain: str):
    return make_outlet(id=id_, domains=(domain,), accept_forged_certificates=True)


def verified(id_: str, domain: str):
    return make_outlet(id=id_, domains=(domain,))


@pytest.mark.parametrize(
    ("outlets", "host", "expected"),
    [
        ((blind("a", "one.example"),), "one.example", True),
        ((blind("a", "one.example"),), "www.one.example", True),
        ((blind("a", "one.example"),), "someone.example", False),
        ((blind("a", "one.example"),), "example", False),
        ((blind("a", "one.example"),), "one.example.evil.test", False),
        ((blind("a", "127.0.0.1"),), "127.0.0.1", True),
        ((blind("a", "127.0.0.1"),), "127.0.0.2", False),
        (
            (blind("a", "one.example"), verified("b", "one.example")),
            "one.example",
            False,
        ),
        (
            (verified("b", "one.example"), blind("a", "one.example")),
            "one.example",
            False,
        ),
        (
            (blind("a", "one.example"), verified("b", "news.one.example")),
            "news.one.example",
            False,
        ),
        (
            (verified("a", "one.example"), blind("b", "news.one.example")),
            "news.one.example",
            True,
        ),
        # One that nobody watches has no say.
        (
            (blind("a", "one.example"), verified("z", "one.example")),
            "one.example",
            True,
        ),
    ],
)
def test_the_most_precise_claim_counts(outlets, host: str, expected: bool):
    assert is_blind(host, domains_of(*outlets)) is expected
